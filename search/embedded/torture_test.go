package embedded

import (
	"os"
	"strconv"
	"testing"
)

// trials returns how often a campaign tries: a few times, or where IZDE_TORTURE is set
// many times, multiplied by its value.
func trials(few, many int) int {
	n, err := strconv.Atoi(os.Getenv("IZDE_TORTURE"))
	if testing.Short() || err != nil || n < 1 {
		return few
	}
	return n * many
}
