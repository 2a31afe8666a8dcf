// Package generate invents inventories of any size: what `az disk list` and
// `az vm list` print, of VMs and disks that belong to each other. The same
// numbers always give the same bytes. Benchmarks and tests read them; the
// product imports nothing from here.
package generate

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
)

// An Estate is so many VMs and disks. Every disk that a VM names is one of the
// estate's, and is managed by that VM.
type Estate struct {
	VMs   int
	Disks int // at least as many as VMs: the first is the OS disk of the first
}

// A Form is a way to write a list down.
type Form string

// The forms: an indented array as the Azure CLI prints it, and one object a line.
const (
	Array Form = "array"
	Lines Form = "lines"
)

// WriteVMs writes the VMs in order.
func (e Estate) WriteVMs(w io.Writer, form Form) error {
	return e.write(w, form, e.VMs, func(i int) any { return e.vm(i) })
}

// WriteDisks writes the disks so that those of one VM lie apart, as in the
// export of a tenant.
func (e Estate) WriteDisks(w io.Writer, form Form) error {
	step := coprime(e.Disks)
	return e.write(w, form, e.Disks, func(i int) any { return e.disk(i * step % e.Disks) })
}

// write encodes structs: a map of any value sorts its keys as the CLI does but
// takes four times as long, and there are gigabytes to write.
func (e Estate) write(w io.Writer, form Form, n int, object func(int) any) error {
	if e.Disks < e.VMs {
		return fmt.Errorf("%d VMs need as many disks at least, not %d", e.VMs, e.Disks)
	}
	out := bufio.NewWriterSize(w, 1<<20)
	var one bytes.Buffer
	enc := json.NewEncoder(&one)
	enc.SetEscapeHTML(false)
	open, next, end := "", "\n", "\n"
	if form == Array {
		enc.SetIndent("  ", "  ")
		open, next, end = "[\n  ", ",\n  ", "\n]\n"
	}
	between := open
	for i := range n {
		one.Reset()
		if err := enc.Encode(object(i)); err != nil {
			return err
		}
		out.WriteString(between) // what fails here fails in Flush
		out.Write(bytes.TrimSuffix(one.Bytes(), []byte("\n")))
		between = next
	}
	if n == 0 {
		end = map[Form]string{Array: "[]\n", Lines: ""}[form]
	}
	out.WriteString(end)
	return out.Flush()
}

// luns says how many data disks the VMs have: the first none, the second one,
// and so on, then again from the first.
var luns = []int{0, 1, 1, 2, 0, 1, 2, 1, 0, 1, 1, 0, 4, 0, 1, 2}

// before returns how many data disks the first n places of luns have.
func before(n int) (sum int) {
	for _, k := range luns[:n] {
		sum += k
	}
	return sum
}

// dataDisks returns the numbers of the data disks of a VM. OS disks come first,
// then data disks by VM, then those that no VM has.
func (e Estate) dataDisks(vm int) (numbers []int) {
	turn, n := vm/len(luns), vm%len(luns)
	first := e.VMs + turn*before(len(luns)) + before(n)
	for k := range luns[n] {
		if first+k < e.Disks {
			numbers = append(numbers, first+k)
		}
	}
	return numbers
}

// holder returns the VM that has the disk, and as which of its data disks; -1
// as its OS disk. ok is false for a disk that no VM has.
func (e Estate) holder(disk int) (vm, lun int, ok bool) {
	if disk < e.VMs {
		return disk, -1, managed(disk)
	}
	turn, rest := (disk-e.VMs)/before(len(luns)), (disk-e.VMs)%before(len(luns))
	n := 0
	for rest >= luns[n] {
		rest -= luns[n]
		n++
	}
	vm = turn*len(luns) + n
	return vm, rest, vm < e.VMs && managed(vm)
}

// managed reports whether the disks of a VM are managed ones: one in fifteen
// still has its disk as a blob of a storage account.
func managed(vm int) bool { return vm%15 != 7 }

// coprime returns a step that leads through all numbers below n, by far leaps.
func coprime(n int) int {
	step := n/3 + 1
	for ; step > 1 && divisor(step, n) > 1; step++ {
	}
	return step
}

func divisor(a, b int) int {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

// dice are what an item is thrown with: its own, so that a VM and its disks
// agree without anything being remembered.
type dice struct{ *rand.Rand }

// Of what the dice are.
const (
	ofVM = iota + 42
	ofDisk
	ofSubscription
)

func throw(of, number int) dice {
	//nolint:gosec // the same estate every time
	return dice{rand.New(rand.NewPCG(uint64(of), uint64(number)))}
}

func pick[T any](d dice, from []T) T { return from[d.IntN(len(from))] }

// oneIn is true once in n times.
func (d dice) oneIn(n int) bool { return d.IntN(n) == 0 }

// maybe is true, false or not said.
func (d dice) maybe() *bool {
	return pick(d, []*bool{nil, new(bool), yes()})
}

func yes() *bool {
	b := true
	return &b
}

func (d dice) uuid() string {
	return fmt.Sprintf("%08x-%04x-4%03x-%04x-%012x", d.Uint32(), d.IntN(1<<16), d.IntN(1<<12), 1<<15|d.IntN(1<<14), d.Int64N(1<<48))
}

// time is a moment of eight years, as the CLI prints it.
func (d dice) time() string {
	return fmt.Sprintf("%d-%02d-%02dT%02d:%02d:%02d.%06d+00:00", 2018+d.IntN(8), 1+d.IntN(12), 1+d.IntN(28), d.IntN(24), d.IntN(60), d.IntN(60), d.IntN(1e6))
}
