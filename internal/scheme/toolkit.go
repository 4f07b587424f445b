package scheme

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"holdfast/internal/civil"
)

// toolkitEnd gives the last day that a toolkit status counts: the deadline of
// the assessment year after its own. A status of 2025-26 counts to 30 June 2027.
// When that deadline is later than the last one known, UnknownAfter is the last
// one known: the days after it cannot be told yet.
func (s *Scheme) toolkitEnd(h Held) Readings {
	t := s.Toolkit
	r := Readings{Fact: t.Fact}
	first, ok := t.assessmentYear(h)
	if !ok {
		r.Early, r.Late = h.Expires, h.Expires
		return r
	}
	end := t.deadline(first + 1)
	r.Early, r.Late = end, end
	if last := t.lastKnown(); end > last.Deadline {
		r.UnknownAfter = last.Deadline
		r.Why = fmt.Sprintf("the deadline after %s is not published; %s is only expected", last.Deadline.Long(), end.Long())
		r.Fact = last.Fact
	}
	if !h.Expires.IsZero() && h.Expires != end {
		r.Early, r.Late = min(end, h.Expires), max(end, h.Expires)
		r.Why = "the record says " + h.Expires.Long() + ", the rule of the toolkit " + end.Long()
	}
	return r
}

// assessmentYear gives the first year of the assessment year of a status: 2025
// for 2025-26. It is read in the edition, else told from the day of publication:
// a version can be published from the day it opens until the next one does.
func (t *Toolkit) assessmentYear(h Held) (int, bool) {
	if y, ok := t.editionYear(h.Edition); ok {
		return y, true
	}
	if h.Issued.IsZero() {
		return 0, false
	}
	y := h.Issued.Year()
	if h.Issued >= t.opens(y) {
		return y, true
	}
	return y - 1, true
}

func (t *Toolkit) editionYear(edition string) (int, bool) {
	e := strings.ToLower(strings.TrimSpace(edition))
	e = strings.TrimSpace(strings.TrimPrefix(strings.TrimPrefix(e, "version"), "v"))
	if e == "" {
		return 0, false
	}
	for _, v := range t.Versions {
		if e == strings.TrimPrefix(v.ID, "v") {
			return firstYear(v.Year), true
		}
	}
	if y := firstYear(e); y >= 2000 && y < 2100 && len(e) > 4 && strings.ContainsRune("-/ ", rune(e[4])) {
		return y, true
	}
	return 0, false
}

func firstYear(s string) int {
	if len(s) < 4 {
		return 0
	}
	n, err := strconv.Atoi(s[:4])
	if err != nil {
		return 0
	}
	return n
}

// opens gives the day that the assessment year beginning in this year opens:
// known, or by the pattern.
func (t *Toolkit) opens(year int) civil.Date {
	for _, v := range t.Versions {
		if firstYear(v.Year) == year && !v.Opened.IsZero() {
			return v.Opened
		}
	}
	return civil.Of(year, time.Month(t.OpensMonth), t.OpensDay)
}

// deadline gives the last day to publish for the assessment year beginning in
// this year: known, or by the pattern.
func (t *Toolkit) deadline(year int) civil.Date {
	for _, v := range t.Versions {
		if firstYear(v.Year) == year {
			return v.Deadline
		}
	}
	return civil.Of(year+1, time.Month(t.DeadlineMonth), t.DeadlineDay)
}

func (t *Toolkit) lastKnown() ToolkitVersion {
	last := t.Versions[0]
	for _, v := range t.Versions {
		if v.Deadline > last.Deadline {
			last = v
		}
	}
	return last
}

// toolkitEvents gives the opening of the next version and the day to publish it
// by; nothing beyond what is known.
func (s *Scheme) toolkitEvents(h Held) []Event {
	t := s.Toolkit
	first, ok := t.assessmentYear(h)
	if !ok {
		return nil
	}
	var out []Event
	for _, v := range t.Versions {
		if firstYear(v.Year) != first+1 {
			continue
		}
		if !v.Opened.IsZero() {
			out = append(out, Event{ID: "opens", Name: "The " + v.Year + " toolkit opens", Date: v.Opened, Bound: string(By), Fact: v.Fact})
		}
		out = append(out, Event{
			ID: "publish", Name: "Publish the " + v.Year + " assessment", Date: v.Deadline, Bound: string(By), Hard: true,
			Effect: "the " + strconv.Itoa(first) + "-" + strconv.Itoa((first+1)%100) + " status stops counting", Fact: v.Fact,
		})
	}
	return out
}
