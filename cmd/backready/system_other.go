//go:build !windows

package main

import "os"

// inUse is never why a step fails: what is open can be renamed.
func inUse(error) bool { return false }

// obeys reports whether a terminal obeys the sequences that colour text.
func obeys(*os.File) bool { return true }
