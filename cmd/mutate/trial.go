package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
)

// An outcome is what became of a mutant.
type outcome int

const (
	killed      outcome = iota // the tests failed
	endless                    // they did not end in time
	lived                      // they passed
	unbuildable                // it is no program, and says nothing of the tests
)

// each tries mutants until it is interrupted, several at a time, each worker in a
// copy of its own, and tells what became of them one after the other. Unless the
// tests pass without a mutant, failing with one says nothing.
func (p *plan) each(ctx context.Context, picked []mutant, tell func(mutant, outcome)) error {
	var group sync.WaitGroup
	var lock sync.Mutex
	todo := make(chan mutant, len(picked))
	for _, m := range picked {
		todo <- m
	}
	close(todo)
	failed := make([]error, p.workers)
	for i := range failed {
		group.Go(func() {
			failed[i] = p.work(ctx, todo, func(m mutant, o outcome) {
				lock.Lock()
				defer lock.Unlock()
				tell(m, o)
			})
		})
	}
	group.Wait()
	return errors.Join(failed...)
}

func (p *plan) work(ctx context.Context, todo <-chan mutant, tell func(mutant, outcome)) error {
	dir, err := os.MkdirTemp("", "mutate-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	root := filepath.Join(dir, "source")
	if err := copySource(root, p.root); err != nil {
		return err
	}
	limit, err := p.unharmed(root)
	if err != nil {
		return err
	}
	for m := range todo {
		o, err := p.tryOne(root, m, limit)
		if err != nil {
			return err
		}
		if ctx.Err() != nil {
			return nil // an interrupt ends tests as well, which says nothing
		}
		tell(m, o)
	}
	return nil
}

// unharmed runs the tests without a mutant, and returns how long they may take
// with one.
func (p *plan) unharmed(root string) (time.Duration, error) {
	begun := time.Now()
	if o, out := p.try(root, time.Hour); o != lived {
		return 0, fmt.Errorf("the tests fail without a mutant:\n%s", out)
	}
	return max(p.limit, time.Duration(p.times)*time.Since(begun)), nil
}

// tryOne puts a mutant into a copy of the source, looks at it, and takes it out.
func (p *plan) tryOne(root string, m mutant, limit time.Duration) (outcome, error) {
	file := filepath.Join(root, m.file)
	source, err := os.ReadFile(file)
	if err != nil {
		return 0, err
	}
	mutated := slices.Concat(source[:m.from], []byte(m.new), source[m.to:])
	if err := os.WriteFile(file, mutated, 0o600); err != nil {
		return 0, err
	}
	o, _ := p.try(root, limit)
	return o, os.WriteFile(file, source, 0o600)
}

// try runs the tests of the package, then those of further packages, until any
// fails.
func (p *plan) try(root string, limit time.Duration) (outcome, string) {
	args := []string{"test", "-trimpath", "-vet=off", "-failfast", "-count=1", "-timeout", limit.String()}
	if p.skip != "" {
		args = append(args, "-skip", p.skip)
	}
	for i, folder := range append([]string{p.folder}, p.also...) {
		if i == 1 && p.alsoRun != "" {
			args = append(args, "-run", p.alsoRun)
		}
		out, err := command(root, "go", append(slices.Clip(args), "./"+folder)...)
		switch {
		case err != nil && strings.Contains(out, "[build failed]"):
			return unbuildable, out
		case err != nil && strings.Contains(out, "panic: test timed out after "):
			return endless, out
		case err != nil:
			return killed, out
		}
	}
	return lived, ""
}

// command runs a program in a folder and returns what it printed.
func command(folder, name string, args ...string) (string, error) {
	c := exec.Command(name, args...) //nolint:gosec // go, on the developer's own tree
	c.Dir = folder
	out, err := c.CombinedOutput()
	return string(out), err
}

// copySource copies a module, without what is made in it.
func copySource(to, from string) error {
	made := []string{"bin", "dist", "node_modules"}
	return filepath.WalkDir(from, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		below, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		if below != "." && (strings.HasPrefix(d.Name(), ".") || slices.Contains(made, d.Name())) {
			if d.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		if d.IsDir() {
			return os.Mkdir(filepath.Join(to, below), 0o750)
		}
		text, err := os.ReadFile(path) //nolint:gosec // a file of that tree
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(to, below), text, 0o600)
	})
}
