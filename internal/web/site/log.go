package site

import (
	"encoding/json"
	"strings"
	"time"

	"holdfast/internal/change"
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
		e := ui.LogEntry{When: s.when(l.At), Text: []ui.Run{{Text: who + " " + verbWords(l.Action) + " "}}}
		if strings.HasSuffix(l.Action, ".import") && l.Ref != "" {
			e.Text[0].Text = who + " imported " // the record follows
		}
		switch {
		case l.Ref != "" && hrefOf(l.Ref) != "":
			e.Text = append(e.Text, ui.Run{Text: l.Ref, Href: hrefOf(l.Ref)})
		default:
			e.Text[0].Text = who + " " + strings.TrimSpace(verbWords(l.Action))
		}
		if why := reasonOf(l); why != "" {
			e.Text = append(e.Text, ui.Run{Text: ": " + why})
		}
		out = append(out, e)
	}
	return out
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

func hrefOf(ref string) string {
	switch {
	case strings.HasPrefix(ref, "CERT-"):
		return "/certificates/" + ref
	case strings.HasPrefix(ref, "BID-"):
		return "/bids/" + ref
	}
	return ""
}

// verbWords says what an action did; the record follows.
func verbWords(action string) string {
	kind, verb, _ := strings.Cut(action, ".")
	switch action {
	case "settings.create":
		return "set up the organisation"
	case "certificate.create":
		return "recorded"
	case "certificate.import":
		return "imported certificates"
	case "bid.import":
		return "imported bids"
	case "notice.import":
		return "imported notices"
	case "certificate.update", "bid.update", "task.update":
		return "changed"
	case "certificate.record-status":
		return "recorded the status of"
	case "certificate.start-renewal":
		return "started the renewal of"
	case "bid.create":
		return "took on"
	case "bid.set-stage":
		return "moved the stage of"
	case "bid.set-date":
		return "corrected a date of"
	case "bid.add-requirement":
		return "added a requirement to"
	case "bid.correct-requirement":
		return "corrected a requirement of"
	case "bid.remove-requirement":
		return "removed a requirement of"
	case "bid.answer-condition":
		return "answered a condition of"
	case "bid.judge-scope":
		return "judged a scope for"
	case "task.done":
		return "did"
	case "comment.create":
		return "commented"
	case "comment.update", "comment.takeback":
		return "changed a comment"
	case "bulk-change.apply":
		return "changed records together"
	case "bulk-change.undo":
		return "took a change of records back"
	case "notice-decision.dismiss":
		return "dismissed a notice"
	case "notice-decision.accept":
		return "took on"
	}
	return strings.ReplaceAll(verb, "-", " ") + " " + kind
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
