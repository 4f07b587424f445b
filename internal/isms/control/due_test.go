package control_test

import (
	"strings"
	"testing"

	"holdfast/internal/isms/control"
	"holdfast/internal/register"
)

// What falls due of a control is its review, its test and, until it is
// implemented, its day; of one that is out the review alone.
func TestDue(t *testing.T) {
	t.Parallel()
	row := func(c control.Control) control.Row {
		return control.Row{Ref: register.Ref{Kind: control.Kind, Number: "CTRL-1"}, Value: c}
	}
	full := control.Control{Ref: "A.5.7", Applicable: &yes, State: control.Partly, Owner: "d", Target: today + 2, Review: today + 3, Test: control.Plan{Next: today + 1}}
	done, out, open := full, full, full
	done.State, out.Applicable, open.Applicable = control.Implemented, &no, nil
	for name, c := range map[string]struct {
		c    control.Control
		want string
	}{"partly": {full, "test target review"}, "implemented": {done, "test review"}, "excluded": {out, "review"}, "not decided": {open, ""}} {
		var got []string
		for _, i := range control.Due([]control.Row{row(c.c)}, nil, today) {
			got = append(got, i.Step)
			if i.Owner != "d" || i.Link != "/controls/A.5.7" || i.Days < 1 {
				t.Errorf("%s: %+v", name, i)
			}
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: %v, want %s", name, got, c.want)
		}
	}
	clause := func(state string) control.ClauseRow {
		return control.ClauseRow{Value: control.Clause{Ref: "7.2", State: state, Target: today}}
	}
	if got := control.Due(nil, []control.ClauseRow{clause(control.Partly), clause(control.Met)}, today); len(got) != 1 || got[0].Title != "Meet clause 7.2" {
		t.Errorf("clauses: %v", got)
	}
}
