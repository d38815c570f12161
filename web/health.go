package web

// Whether the process lives, and whether it has an index to serve.

import (
	"github.com/gin-gonic/gin"
)

type alive struct {
	Status string `json:"status"`
}

func (s *site) healthz(c *gin.Context) {
	if err := respondJSON(c, alive{"ok"}, false); err != nil {
		s.writeProblem(c, err)
	}
}

// ready tells what is served. Degraded is set when the newest generation could
// not be used; why is in the server's log.
type ready struct {
	Generation string `json:"generation"`
	Documents  int    `json:"documents"`
	Passages   int    `json:"passages"`
	Degraded   bool   `json:"degraded"`
}

func (s *site) readyz(c *gin.Context) {
	index, release, err := s.open()
	if err != nil {
		s.writeProblem(c, err)
		return
	}
	defer release()
	status := index.Status()
	err = respondJSON(c, ready{status.Generation, status.Documents, status.Passages, status.Degraded != ""}, false)
	if err != nil {
		s.writeProblem(c, err)
	}
}
