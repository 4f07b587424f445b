package site

import (
	"encoding/json"
	"strings"
	"time"

	"holdfast/internal/change"
	"holdfast/internal/register"
	"holdfast/internal/trail"
	"holdfast/internal/web/ui"
	"holdfast/internal/win/notice"
)

// log words the latest changes, one line a change, the newest first.
func (s *Site) log(leaves []trail.Leaf, members []change.Member, most int) []ui.LogEntry {
	names := map[string]string{}
	for _, m := range members {
		names[m.Person] = m.Name
	}
	touched := map[string]int{} // records by their change
	for i := range leaves {
		touched[leaves[i].Change]++
	}
	var out []ui.LogEntry
	seen := map[string]bool{}
	for i := range leaves {
		l := &leaves[i]
		// A notice that is taken on leaves a decision beside its bid: the bid says it.
		if len(out) == most || seen[l.Change] || (l.Kind == string(notice.DecisionKind) && !strings.HasSuffix(l.Action, ".dismiss")) {
			continue
		}
		seen[l.Change] = true
		who := names[l.Who]
		if who == "" {
			who = "Holdfast"
		}
		did := Did(l.Action, s.nouns(l.Action), touched[l.Change] > 1)
		e := ui.LogEntry{When: s.when(l.At), Text: []ui.Run{{Text: who + " " + did.Text}}}
		if did.Ref && l.Ref != "" {
			e.Text = append(e.Text, ui.Run{Text: " "}, ui.Run{Text: l.Ref, Href: s.hrefOf(l)})
		}
		if why := reasonOf(l); why != "" {
			e.Text = append(e.Text, ui.Run{Text: ": " + why})
		}
		out = append(out, e)
	}
	return out
}

// nouns gives what the records of an action are called.
func (s *Site) nouns(action string) Nouns {
	kind, _, _ := strings.Cut(action, ".")
	if reg := s.Door.Book().Of(register.Kind(kind)); reg != nil {
		d := reg.Declaration()
		return Nouns{One: d.Singular, Many: d.Plural}
	}
	words := strings.ReplaceAll(kind, "-", " ")
	return Nouns{One: words, Many: words + "s"}
}

// reasonOf gives the reason that was given for a change, as the trail keeps it.
func reasonOf(l *trail.Leaf) string {
	var p struct {
		Reason string `json:"reason"`
	}
	if json.Unmarshal(l.Payload, &p) != nil {
		return "" // erased, or no object
	}
	return p.Reason
}

// hrefOf leads to the record that a change is about; those without a page of
// their own lead to what was recorded of them.
func (s *Site) hrefOf(l *trail.Leaf) string {
	switch l.Kind {
	case "certificate":
		return "/certificates/" + l.Ref
	case "bid":
		return "/bids/" + l.Ref
	}
	return "/trail/" + l.Kind + "/" + l.Ref
}

// when words an instant: "Today 07:02", "Sat 21 Nov".
func (s *Site) when(micros int64) string {
	t := time.UnixMicro(micros).In(s.Zone)
	now := s.Now().In(s.Zone)
	switch {
	case t.Format(time.DateOnly) == now.Format(time.DateOnly):
		return "Today " + t.Format("15:04")
	case t.Year() == now.Year():
		return t.Format("Mon 2 Jan")
	}
	return t.Format("2 Jan 2006")
}
