package web

import (
	"slices"
	"time"
)

// Upkeep tells how the index was kept in step with the folders that are watched.
type Upkeep struct {
	// Updated is when the index was last found or brought into step; zero: not yet.
	Updated time.Time
	// Trouble is why that has failed since, "" if it has not.
	Trouble UpkeepTrouble
	// Failed are the files and folders that could not be indexed.
	Failed []FailedFile
	// Copies are the files that are no documents by themselves, since they have the content
	// of others: the sources of those by their paths below their folder.
	Copies map[string]string
}

// UpkeepTrouble is a reason for which an index is not up to date.
type UpkeepTrouble string

// The reasons: another program is writing the index; anything else, which the
// server's log tells.
const (
	UpkeepLocked UpkeepTrouble = "locked"
	UpkeepFailed UpkeepTrouble = "failed"
)

// FailedFile is a file by its path below its folder, and why it could not be indexed,
// in English.
type FailedFile struct {
	Name   string `json:"name"`
	Reason string `json:"reason"`
}

// shownFailures is how many files that could not be indexed are told.
const shownFailures = 50

// upkeepJSON is an Upkeep for programs.
type upkeepJSON struct {
	Updated     string        `json:"updated,omitempty"`
	Trouble     UpkeepTrouble `json:"trouble,omitempty"`
	FailedTotal int           `json:"failed_total"`
	Failed      []FailedFile  `json:"failed"`
}

// upkeepOf tells how the index is kept up to date, or nil.
func (s *site) upkeepOf() *upkeepJSON {
	if s.upkeep == nil {
		return nil
	}
	u := s.upkeep()
	shown := slices.Clone(u.Failed[:min(len(u.Failed), shownFailures)])
	if shown == nil {
		shown = []FailedFile{}
	}
	return &upkeepJSON{timestamp(u.Updated), u.Trouble, len(u.Failed), shown}
}

// timestamp writes a time as RFC 3339 has it, "" for none.
func timestamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

// moment writes a timestamp as readers of the language write it, to the minute.
func (r *reader) moment(timestamp string) string {
	t, err := time.Parse(time.RFC3339, timestamp)
	if err != nil {
		return ""
	}
	return r.Date(t.Format(time.DateOnly)) + ", " + t.Format("15:04") + " UTC"
}
