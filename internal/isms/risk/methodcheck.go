package risk

import (
	"fmt"
	"slices"

	"holdfast/internal/authz"
	"holdfast/internal/errs"
)

// Bounds of a method that can be meant.
const (
	fewestSteps, mostSteps = 2, 7
	mostLevels             = 4 // there are four shades to tell levels apart by
	mostMonths             = 36
)

// checkMethod says what is wrong with a version: whether it could be judged by.
// An approved one stays as it is; it can only be superseded.
func checkMethod(old, m *Method) []errs.Field {
	if old != nil && old.State != Draft {
		was, now := old.Copy(), m.Copy()
		was.State, now.State = "", ""
		if Fingerprint(was) != Fingerprint(now) || m.State == Draft || was.Hash != now.Hash || was.Number != now.Number || was.ApprovedBy != now.ApprovedBy {
			return []errs.Field{{Message: "An approved version stays as it is. Draft the next one."}}
		}
	}
	var out []errs.Field
	say := func(pointer, format string, args ...any) {
		out = append(out, errs.Field{Pointer: pointer, Message: fmt.Sprintf(format, args...)})
	}
	scale := func(name, words string, steps []Step) {
		if len(steps) < fewestSteps || len(steps) > mostSteps {
			say("/"+name, "A scale of %s has %d to %d steps, not %d.", words, fewestSteps, mostSteps, len(steps))
		}
		for i, s := range steps {
			if s.Word == "" {
				say(fmt.Sprintf("/%s/%d/word", name, i), "Step %d of %s needs a word.", i+1, words)
			}
		}
	}
	scale("likelihood", "likelihood", m.Likelihood)
	scale("impact", "impact", m.Impact)
	var last int64
	for i, s := range m.Impact {
		switch {
		case s.UpTo.IsZero():
			continue
		case s.UpTo.Minor <= last:
			say(fmt.Sprintf("/impact/%d/upTo", i), "Step %d reaches no further than the one below it.", i+1)
		}
		last = s.UpTo.Minor
		if len(s.Means) > len(m.Criteria) {
			say(fmt.Sprintf("/impact/%d/means", i), "Step %d has more texts than there are criteria.", i+1)
		}
	}
	if !m.square() {
		say("/scores", "The matrix needs a score for each of the %d × %d cells.", len(m.Likelihood), len(m.Impact))
		return out
	}
	if at := m.falls(); at != "" {
		say("/scores", "The score falls %s: a likelier or worse risk cannot score less.", at)
	}
	m.checkLevels(say)
	for i, a := range m.Appetites {
		pointer := fmt.Sprintf("/appetites/%d", i)
		if !slices.Contains(m.Categories, a.Category) {
			say(pointer, "%q is none of the categories.", a.Category)
		}
		if a.Score < 0 || a.Score > m.Top() {
			say(pointer, "An appetite lies between 0 and %d.", m.Top())
		}
	}
	return out
}

func (m *Method) checkLevels(say func(pointer, format string, args ...any)) {
	if len(m.Levels) < fewestSteps || len(m.Levels) > mostLevels {
		say("/levels", "There are %d to %d levels, not %d.", fewestSteps, mostLevels, len(m.Levels))
		return
	}
	for i, l := range m.Levels {
		pointer := fmt.Sprintf("/levels/%d", i)
		if l.Name == "" || slices.ContainsFunc(m.Levels[:i], func(o Level) bool { return o.Name == l.Name }) {
			say(pointer+"/name", "Level %d needs a name of its own.", i+1)
		}
		switch {
		case i == 0 && l.From > m.Scores[0][0]:
			say(pointer+"/from", "The lowest level begins at the lowest score, %d.", m.Scores[0][0])
		case i > 0 && l.From <= m.Levels[i-1].From:
			say(pointer+"/from", "%s begins at %d, no higher than %s.", l.Name, l.From, m.Levels[i-1].Name)
		case l.From > m.Top():
			say(pointer+"/from", "%s begins at %d, above the highest score, %d.", l.Name, l.From, m.Top())
		}
		if l.ReviewMonths < 1 || l.ReviewMonths > mostMonths {
			say(pointer+"/reviewMonths", "%s is reviewed every 1 to %d months.", l.Name, mostMonths)
		}
		if l.AcceptMonths < 0 || l.AcceptMonths > mostMonths {
			say(pointer+"/acceptMonths", "An acceptance of %s lasts at most %d months; 0 says never.", l.Name, mostMonths)
		}
		for _, r := range l.Roles {
			if !slices.Contains(authz.Roles(), authz.Role(r)) {
				say(pointer+"/roles", "%q is not a role.", r)
			}
		}
	}
	if m.Appetite < 0 || m.Appetite > m.Top() {
		say("/appetite", "The appetite lies between 0 and %d.", m.Top())
	}
}

// square says that the matrix has a positive score for each cell.
func (m *Method) square() bool {
	if len(m.Likelihood) == 0 || len(m.Impact) == 0 || len(m.Scores) != len(m.Likelihood) {
		return false
	}
	for _, row := range m.Scores {
		if len(row) != len(m.Impact) || slices.Min(row) < 1 {
			return false
		}
	}
	return true
}

// falls gives the first place where a score falls though the risk grows.
func (m *Method) falls() string {
	for l, row := range m.Scores {
		for i, s := range row {
			if i > 0 && s < row[i-1] {
				return fmt.Sprintf("from impact %d to %d at likelihood %d", i, i+1, l+1)
			}
			if l > 0 && s < m.Scores[l-1][i] {
				return fmt.Sprintf("from likelihood %d to %d at impact %d", l, l+1, i+1)
			}
		}
	}
	return ""
}
