//go:build !linux

package main

// systemMemory are the limits of the process.
func systemMemory() []memoryLimit { return ofRuntime() }
