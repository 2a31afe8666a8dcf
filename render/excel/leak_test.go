package excel

import (
	"testing"

	"go.uber.org/goleak"
)

// TestMain holds that no work goes on when what it was for is done.
func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }
