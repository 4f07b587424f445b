package control_test

import (
	"strings"
	"testing"

	"holdfast/internal/isms/control"
)

func line(change func(*control.Line)) *control.Statement {
	l := control.Line{
		Ref: "A.5.15", Title: "Access control", Applies: "yes", Why: []string{control.ByRisk}, ReasonFor: "Customers' data.", Status: control.Implemented,
		OwnerID: "d", Owner: "Dafydd Rees", Risks: []string{"RISK-2"}, Documents: []string{"DOC-3"},
	}
	if change != nil {
		change(&l)
	}
	return &control.Statement{Format: 1, Lines: []control.Line{l}}
}

func TestDiff(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		from, to *control.Statement
		want     string // "field: from → to", one a line
	}{
		"the same":         {line(nil), line(nil), ""},
		"a status":         {line(nil), line(func(l *control.Line) { l.Status = control.Partly }), "status: Implemented → Partly"},
		"an owner":         {line(nil), line(func(l *control.Line) { l.OwnerID, l.Owner = "p", "Priya Nair" }), "owner: Dafydd Rees → Priya Nair"},
		"no owner":         {line(nil), line(func(l *control.Line) { l.OwnerID, l.Owner = "", "" }), "owner: Dafydd Rees → nobody"},
		"an owner's name":  {line(nil), line(func(l *control.Line) { l.Owner = "Dafydd Rees-Jones" }), ""},
		"a reason's tags":  {line(nil), line(func(l *control.Line) { l.Why = []string{control.ByRisk, control.ByLaw} }), "reason: Risk. Customers' data → Risk, Law. Customers' data"},
		"a reason's words": {line(nil), line(func(l *control.Line) { l.ReasonFor = "" }), "reason: Risk. Customers' data → Risk"},
		"the other side":   {line(nil), line(func(l *control.Line) { l.ReasonAgainst = "We once thought so." }), ""},
		"out": {line(nil), line(func(l *control.Line) {
			l.Applies, l.Status, l.ReasonAgainst = "no", control.NotApplicable, "Nobody logs in."
		}), "applies: applies: implemented; Risk. Customers' data → does not apply: Nobody logs in."},
		"a risk more":       {line(nil), line(func(l *control.Line) { l.Risks = append(l.Risks, "RISK-7") }), "risks: RISK-2 → RISK-2, RISK-7"},
		"a document less":   {line(nil), line(func(l *control.Line) { l.Documents = nil }), "documents: DOC-3 → "},
		"a target":          {line(nil), line(func(l *control.Line) { l.Target = today }), "target:  → 24 November 2026"},
		"how":               {line(nil), line(func(l *control.Line) { l.How = "By roles." }), "how:  → By roles."},
		"a new control":     {&control.Statement{}, line(nil), "control:  → added: applies: implemented; Risk. Customers' data"},
		"one that was lost": {line(nil), &control.Statement{}, "control: applies: implemented; Risk. Customers' data → "},
	} {
		var got []string
		for _, d := range control.Diff(c.from, c.to) {
			got = append(got, d.Field+": "+d.From+" → "+d.To)
		}
		if strings.Join(got, "\n") != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestDiffInWords(t *testing.T) {
	t.Parallel()
	many := func(n int, field string) control.Differences {
		out := make(control.Differences, n)
		for i := range out {
			out[i].Field = field
		}
		return out
	}
	d := append(append(many(2, control.FieldReason), many(7, control.FieldStatus)...), many(3, control.FieldOwner)...)
	if got := d.Words(); got != "12 changes: 7 statuses, 3 owners, 2 reasons" {
		t.Error(got)
	}
	if got := many(1, control.FieldOwner).Words(); got != "1 change: 1 owner" {
		t.Error(got)
	}
	if got := (control.Differences{}).Words(); got != "No changes" {
		t.Error(got)
	}
}

// The hash is over what is said, to the letter, and over nothing else.
func TestHash(t *testing.T) {
	t.Parallel()
	hash := func(s *control.Statement) string {
		h, err := s.Hash()
		if err != nil {
			t.Fatal(err)
		}
		return h
	}
	first, again := hash(line(nil)), hash(line(nil))
	if len(first) != 64 || first != again {
		t.Error("the same content has two hashes")
	}
	for name, change := range map[string]func(*control.Line){
		"a name":      func(l *control.Line) { l.Owner = "D. Rees" },
		"a reason":    func(l *control.Line) { l.ReasonFor += " " },
		"the other":   func(l *control.Line) { l.ReasonAgainst = "x" },
		"a risk":      func(l *control.Line) { l.Risks[0] = "RISK-3" },
		"a catalogue": func(l *control.Line) { l.Catalogue = "iso27001:2013" },
	} {
		if hash(line(nil)) == hash(line(change)) {
			t.Errorf("%s can be changed under the same hash", name)
		}
	}
}
