package main

import (
	"os"
	"runtime"
	"runtime/debug"
)

func main() {
	startLarge()
	os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// startLarge lets the heap grow to 64 MiB before garbage is collected for the
// first time: a small run ends before that. Then it may grow by half of what is in
// use: a quarter less of memory for a twentieth more of time. Who sets GOGC decides
// that.
func startLarge() {
	if os.Getenv("GOGC") != "" {
		return
	}
	const percent, usual = 1600, 50 // of 4 MiB; memory is scarcer than time
	debug.SetGCPercent(percent)
	first := new([16]byte) // found to be garbage the first time
	runtime.AddCleanup(first, func(int) { debug.SetGCPercent(usual) }, 0)
}
