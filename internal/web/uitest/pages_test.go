package uitest_test

import (
	"testing"

	"holdfast/internal/web/uitest"
)

// Every page keeps the promises of every page.
func TestPagesByMeaning(t *testing.T) {
	t.Parallel()
	for name, page := range uitest.Pages() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, f := range uitest.Faults(uitest.Parse(t, uitest.Render(t, page))) {
				t.Error(f)
			}
		})
	}
}
