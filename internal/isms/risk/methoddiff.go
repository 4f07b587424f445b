package risk

import (
	"strings"

	"holdfast/internal/civil"
	"holdfast/internal/money"
)

// Line is one thing that a version of the method says.
type Line struct{ What, Says string }

// MethodChange is a line on which two versions differ; empty: not said.
type MethodChange struct{ What, Was, Is string }

// Lines says a version line by line, so that two can be set side by side.
func (m *Method) Lines() []Line {
	var out []Line
	add := func(what, says string) {
		if strings.TrimSpace(says) != "" {
			out = append(out, Line{what, says})
		}
	}
	add("Appetite", number(m.Appetite)+" or less")
	for _, a := range m.Appetites {
		add("Appetite for "+a.Category, number(a.Score)+" or less")
	}
	for i, s := range m.Likelihood {
		add("Likelihood "+number(int64(i+1)), joined(s.Word, s.Meaning))
	}
	for i, s := range m.Impact {
		parts := []string{s.Word, s.Meaning, upTo(s.UpTo)}
		add("Impact "+number(int64(i+1)), joined(append(parts, s.Means...)...))
	}
	for l, row := range m.Scores {
		for i, s := range row {
			add("Score of likelihood "+number(int64(l+1))+", impact "+number(int64(i+1)), number(s))
		}
	}
	for i, l := range m.Levels {
		who := "its owner"
		if len(l.Roles) > 0 {
			who = "its owner, being " + roleWords(l.Roles)
		}
		accept := "never accepted"
		if l.AcceptMonths > 0 {
			accept = "accepted by " + who + " for at most " + months(l.AcceptMonths)
		}
		add("Level "+number(int64(i+1)), joined(l.Name, "from "+number(l.From), accept, "reviewed every "+months(l.ReviewMonths)))
	}
	add("Categories", strings.Join(m.Categories, ", "))
	add("Impact is also measured by", strings.Join(m.Criteria, ", "))
	add("When risks are assessed", m.Performing)
	return out
}

// Accepts says who may accept at a level and for how long.
func (l Level) Accepts() string {
	if l.AcceptMonths == 0 {
		return "Nobody: it is treated further"
	}
	who := "Its owner"
	if len(l.Roles) > 0 {
		who += ", being " + roleWords(l.Roles)
	}
	return who + ", for at most " + months(l.AcceptMonths)
}

// DiffMethods gives the lines on which two versions differ, in the order of the
// later one; what only the earlier said follows.
func DiffMethods(was, is *Method) []MethodChange {
	before, after := map[string]string{}, map[string]string{}
	for _, l := range was.Lines() {
		before[l.What] = l.Says
	}
	var out []MethodChange
	for _, l := range is.Lines() {
		after[l.What] = l.Says
		if before[l.What] != l.Says {
			out = append(out, MethodChange{l.What, before[l.What], l.Says})
		}
	}
	for _, l := range was.Lines() {
		if _, ok := after[l.What]; !ok {
			out = append(out, MethodChange{l.What, l.Says, ""})
		}
	}
	return out
}

func joined(parts ...string) string {
	var out []string
	for _, p := range parts {
		if p = strings.TrimSpace(p); p != "" {
			out = append(out, p)
		}
	}
	return strings.Join(out, "; ")
}

func upTo(a money.Amount) string {
	if a.IsZero() {
		return ""
	}
	return "up to " + a.String()
}

// SetBy says who set a version and when, as it stands in a sentence; empty for a
// draft.
func (m *Method) SetBy() string {
	if m.DecidedOn == civil.Date(0) {
		return ""
	}
	return "set by " + m.Basis + " of " + m.DecidedOn.Long()
}
