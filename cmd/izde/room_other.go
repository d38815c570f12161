//go:build !unix

package main

// freeBytes returns how much room a user has on the disk of a folder, where that can be
// asked.
func freeBytes(string) (free uint64, known bool) { return 0, false }
