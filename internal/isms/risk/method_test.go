package risk_test

import (
	"strings"
	"testing"

	"holdfast/internal/isms/risk"
)

// The standard matrix gives the levels that the page of risks is drawn with.
func TestStandardMethod(t *testing.T) {
	t.Parallel()
	m := risk.StandardMethod(5)
	reg := risk.Methods()
	if wrong := reg.Check(nil, &m); len(wrong) > 0 {
		t.Fatal(wrong)
	}
	want := []string{ // a row for each likelihood, the highest first; the level of each impact
		"1 2 3 3 3",
		"0 1 2 3 3",
		"0 1 1 2 3",
		"0 0 1 1 2",
		"0 0 0 0 1",
	}
	for n, row := range want {
		l := int64(5 - n)
		for i, level := range strings.Fields(row) {
			if got := m.LevelAt(m.Score(l, int64(i+1))); got != int(level[0]-'0') {
				t.Errorf("likelihood %d, impact %d: level %d, want %s", l, i+1, got, level)
			}
		}
	}
	if m.Score(0, 3) != 0 || m.Score(6, 1) != 0 || m.Score(1, 6) != 0 || m.LevelAt(0) != -1 {
		t.Error("a cell outside the matrix has a score")
	}
	if !m.Above("Access", 10) || m.Above("Access", 9) {
		t.Error("an appetite of 9 takes 9 and not 10")
	}
	m.Appetites = []risk.Appetite{{Category: "Data protection", Score: 6}}
	if !m.Above("Data protection", 8) || m.Above("Access", 8) {
		t.Error("the appetite of a category goes before the general one")
	}
	small := risk.StandardMethod(3)
	if wrong := reg.Check(nil, &small); len(wrong) > 0 || small.Top() != 9 {
		t.Errorf("3 × 3: %v, top %d", wrong, small.Top())
	}
}

func TestMethodsThatCannotBeMeant(t *testing.T) {
	t.Parallel()
	reg := risk.Methods()
	for _, tt := range []struct {
		pointer, message string
		spoil            func(*risk.Method)
	}{
		{"/scores", "falls", func(m *risk.Method) { m.Scores[4][4] = 3 }},
		{"/scores", "needs a score", func(m *risk.Method) { m.Scores = m.Scores[:4] }},
		{"/scores", "needs a score", func(m *risk.Method) { m.Scores[0][0] = 0 }},
		{"/likelihood", "steps", func(m *risk.Method) { m.Likelihood = m.Likelihood[:1] }},
		{"/likelihood/0/word", "needs a word", func(m *risk.Method) { m.Likelihood[0].Word = "" }},
		{"/impact/1/upTo", "no further", func(m *risk.Method) { m.Impact[1].UpTo.Minor = 1 }},
		{"/levels/1/from", "no higher", func(m *risk.Method) { m.Levels[1].From = 1 }},
		{"/levels/3/from", "above the highest", func(m *risk.Method) { m.Levels[3].From = 26 }},
		{"/levels/0/reviewMonths", "reviewed", func(m *risk.Method) { m.Levels[0].ReviewMonths = 0 }},
		{"/levels/0/acceptMonths", "at most", func(m *risk.Method) { m.Levels[0].AcceptMonths = 37 }},
		{"/levels/0/roles", "not a role", func(m *risk.Method) { m.Levels[0].Roles = []string{"boss"} }},
		{"/levels/1/name", "of its own", func(m *risk.Method) { m.Levels[1].Name = "Low" }},
		{"/appetite", "between 0 and 25", func(m *risk.Method) { m.Appetite = 26 }},
		{"/appetites/0", "none of the categories", func(m *risk.Method) { m.Appetites = []risk.Appetite{{Category: "Weather", Score: 3}} }},
	} {
		m := risk.StandardMethod(5)
		tt.spoil(&m)
		found := false
		for _, f := range reg.Check(nil, &m) {
			found = found || f.Pointer == tt.pointer && strings.Contains(f.Message, tt.message)
		}
		if !found {
			t.Errorf("%s: nothing says %q: %v", tt.pointer, tt.message, reg.Check(nil, &m))
		}
	}
}
