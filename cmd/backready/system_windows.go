package main

import (
	"errors"
	"os"

	"golang.org/x/sys/windows"
)

// inUse reports whether a step failed because a program has a file open.
func inUse(err error) bool {
	return errors.Is(err, windows.ERROR_SHARING_VIOLATION) || errors.Is(err, windows.ERROR_LOCK_VIOLATION) || errors.Is(err, windows.ERROR_ACCESS_DENIED)
}

// obeys lets a console obey the sequences that colour text and take lines back,
// and reports whether it does: one of before Windows 10 prints them. Text needs
// nothing: Go hands it to a console as UTF-16.
func obeys(f *os.File) bool {
	console := windows.Handle(f.Fd())
	var mode uint32
	if windows.GetConsoleMode(console, &mode) != nil {
		return false
	}
	const sequences = windows.ENABLE_PROCESSED_OUTPUT | windows.ENABLE_VIRTUAL_TERMINAL_PROCESSING
	return mode&sequences == sequences || windows.SetConsoleMode(console, mode|sequences) == nil
}
