package record

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"holdfast/internal/authz"
	"holdfast/internal/bulk"
	"holdfast/internal/change"
	"holdfast/internal/comment"
	"holdfast/internal/register"
	"holdfast/internal/share/report"
	"holdfast/internal/trail"
	"holdfast/internal/view"
	"holdfast/internal/web/frame"
)

// event is one event of the trail as it is shown.
type event struct {
	Seq             int64
	When, At        string // for people, and with seconds
	Who, Role       string
	What            string // "changed BID-4"
	Ref, Href, Past string // the object, its page, its history
	Title           string
	Reason          string
	Hidden          string // why the content is not shown
	Fields          []field
}

// field is one difference.
type field struct {
	Label, Was, Now string
	Lines           []report.Line // of a long text
}

// event makes an event for the page. What the reader's role may not see is shown
// without its content.
func (p *Pages) event(ctx context.Context, a change.Actor, l *trail.Leaf) event {
	at := time.UnixMicro(l.At).In(p.Zone)
	e := event{
		Seq: l.Seq, When: at.Format("2 January 2006, 15:04"), At: at.Format("2 January 2006, 15:04:05.000000 MST"),
		Who: p.Name(ctx, l.Who), Role: frame.RoleWord(authz.Role(l.Role)), Ref: l.Ref,
	}
	reg := p.Book.Of(register.Kind(l.Kind))
	area := authz.Area(strings.SplitN(l.Action, ".", 2)[0])
	if reg != nil {
		area = reg.Declaration().Area
		ref := register.Ref{Kind: register.Kind(l.Kind), ID: l.ID, Number: l.Ref}
		e.Href, e.Past = p.Href(ref), "/trail/"+l.Kind+"/"+l.ID
	} else if !slices.Contains(authz.Areas(), area) {
		area = authz.Settings
	}
	e.What = verb(l)
	alone := reg != nil && reg.Declaration().Kind == view.Kind && !view.Told(a, l.Who)
	anywhere := reg != nil && (reg.Declaration().Kind == comment.Kind || reg.Declaration().Kind == bulk.Kind || reg.Declaration().Kind == view.Kind) // they name records of any area
	if !a.May(authz.Read, area) || anywhere && !comment.Everywhere(a) {
		e.Hidden = "Your role or access does not cover what was changed here."
		e.Href = ""
		return e
	}
	if alone {
		e.Hidden = "A view may be for one person alone: what was changed here is shown to who did it."
		return e
	}
	if len(l.Payload) == 0 {
		if bytes.Contains(l.Bytes, []byte(`"payload":"`)) {
			e.Hidden = "What was recorded here has been erased. The event itself stands, and the proofs over it hold."
		}
		return e
	}
	p.fill(ctx, &e, l, reg)
	return e
}

// fill reads the payload.
func (p *Pages) fill(ctx context.Context, e *event, l *trail.Leaf, reg register.Any) {
	var payload map[string]json.RawMessage
	if json.Unmarshal(l.Payload, &payload) != nil {
		e.Fields = []field{{Label: "Recorded", Now: string(l.Payload)}}
		return
	}
	if json.Unmarshal(payload["reason"], &e.Reason) == nil {
		delete(payload, "reason")
	}
	name := func(id string) string { return p.Name(ctx, id) }
	if reg != nil && (payload["before"] != nil || payload["after"] != nil) {
		var before, after any
		var differ []report.Member
		if b := payload["before"]; b != nil {
			before, _ = reg.Decode(b) // of another version of the program: shown as members
		}
		if b := payload["after"]; b != nil {
			after, _ = reg.Decode(b)
		}
		differ = membersOf(payload["before"], payload["after"])
		for _, f := range report.Fields(reg, before, after, differ, name) {
			e.Fields = append(e.Fields, shown(f))
		}
		if after != nil && before == nil {
			e.Title = report.Title(reg, after)
		}
		delete(payload, "before")
		delete(payload, "after")
	}
	for _, verb := range []string{"link", "unlink"} {
		var to struct{ Role, Kind, ID, Number string }
		if raw := payload[verb]; raw != nil && json.Unmarshal(raw, &to) == nil {
			e.What = map[string]string{"link": "linked ", "unlink": "ended the link of "}[verb] + l.Ref + " to " + to.Number
			e.Fields = append(e.Fields, field{Label: "Link", Now: strings.ReplaceAll(to.Role, "-", " ") + " " + to.Number})
			delete(payload, verb)
		}
	}
	for _, k := range slices.Sorted(maps.Keys(payload)) {
		for _, f := range report.Fields(nothing, nil, nil, []report.Member{{Name: k, Now: payload[k]}}, name) {
			e.Fields = append(e.Fields, shown(f))
		}
	}
}

// nothing is a register without fields: everything is shown by its own name.
var nothing = register.Declare[struct{}](register.Declaration{Kind: "nothing", Prefix: "NOTHING", Singular: "thing", Plural: "things", Area: authz.Settings}, nil)

func membersOf(before, after json.RawMessage) []report.Member {
	var a, b map[string]json.RawMessage
	_ = json.Unmarshal(before, &a)
	_ = json.Unmarshal(after, &b)
	names := map[string]bool{}
	for n := range a {
		names[n] = true
	}
	for n := range b {
		names[n] = true
	}
	var out []report.Member
	for _, n := range slices.Sorted(maps.Keys(names)) {
		out = append(out, report.Member{Name: n, Was: a[n], Now: b[n]})
	}
	return out
}

func shown(f report.Field) field {
	out := field{Label: f.Label, Was: f.Was, Now: f.Now}
	if f.Long && (strings.Contains(f.Was, "\n") || strings.Contains(f.Now, "\n")) {
		out.Lines = report.Lines(f.Was, f.Now)
	}
	return out
}

// verb says what was done.
func verb(l *trail.Leaf) string {
	_, what, _ := strings.Cut(l.Action, ".")
	word, known := map[string]string{
		"create": "added", "update": "changed", "delete": "removed", "import": "imported",
	}[what]
	if !known {
		word = strings.ReplaceAll(strings.ReplaceAll(what, "-", " "), ".", ": ")
	}
	if l.Kind != "" {
		switch {
		case l.Before == "" && l.After != "":
			word = first(known && what != "import", word, word+": added")
		case l.Before != "" && l.After == "":
			word = first(known, word, word+": removed")
		}
	}
	if l.Ref == "" {
		object, _, _ := strings.Cut(l.Action, ".")
		return fmt.Sprintf("%s (%s)", word, strings.ReplaceAll(object, "-", " "))
	}
	if !known {
		return word + ": " + l.Ref
	}
	return word + " " + l.Ref
}

func first(yes bool, a, b string) string {
	if yes {
		return a
	}
	return b
}
