package web

// What a site tells about its work to whoever watches it. Nothing told says who asked
// or what for.

import "time"

// Monitor is told of the work of a site, by many goroutines at once.
type Monitor interface {
	// Served is told of each request when it has been answered.
	Served(Request)
	// Load says how many requests of a lane ("light", "heavy", "downloads") are being
	// answered and how many wait.
	Load(lane string, running, waiting int)
	// Outcome counts what came of reading references and of looking up citations: of
	// "parse" "read" or "unread", of "lookup" a status.
	Outcome(of, outcome string, n int)
}

// Request describes an answered request. Route is the pattern that its path matched,
// "" for none; Form is the kind of query that it asked ("words", "phrase" …), "" when
// the route takes none.
type Request struct {
	Route, Method string
	Form          string
	Status        int
	Duration      time.Duration
}

// unwatched is the monitor of a site that nobody watches.
type unwatched struct{}

func (unwatched) Served(Request)              {}
func (unwatched) Load(string, int, int)       {}
func (unwatched) Outcome(string, string, int) {}
