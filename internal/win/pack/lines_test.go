package pack_test

import (
	"slices"
	"strings"
	"testing"

	"holdfast/internal/civil"
	"holdfast/internal/win/certificate"
	"holdfast/internal/win/pack"
)

// of gives the line of a key.
func of(t *testing.T, lines []pack.Line, key string) pack.Line {
	t.Helper()
	for i := range lines {
		if lines[i].Key() == key {
			return lines[i]
		}
	}
	t.Fatalf("there is no line %s", key)
	return pack.Line{}
}

func TestNothingIsChosenByItself(t *testing.T) {
	t.Parallel()
	h := house()
	lines := h.Lines(&pack.Pack{})
	var suggested []string
	for i := range lines {
		if lines[i].Chosen || lines[i].State != pack.NotAsked {
			t.Errorf("%s is chosen by itself: %s", lines[i].Key(), lines[i].State)
		}
		if lines[i].Suggested {
			suggested = append(suggested, lines[i].Key())
		}
	}
	want := "cover certificate:CERT-1 certificate:CERT-3 body:CERT-1 scope soa surveillance:CERT-1 pen-test insurance:CERT-4 undertaking"
	if got := strings.Join(suggested, " "); got != want {
		t.Errorf("suggested\n%s, want\n%s", got, want)
	}
	if got := pack.Headline(lines, &h.Bid.Value, today); got != "nothing chosen yet · due 12 January, noon" {
		t.Errorf("%q", got)
	}
}

func TestReadiness(t *testing.T) {
	t.Parallel()
	three, none := int64(3), int64(0)
	for name, c := range map[string]struct {
		key   string
		edit  func(h *pack.House)
		state pack.Readiness
		why   string
	}{
		"the cover":                         {"cover", nil, pack.Ready, ""},
		"a certificate with its file":       {"certificate:CERT-1", nil, pack.Ready, ""},
		"one without a file":                {"certificate:CERT-1", func(h *pack.House) { h.Certs[0].Value.File = "" }, pack.ToDo, "add the file"},
		"one that ends before the award":    {"certificate:CERT-3", nil, pack.Check, "lapses before award"},
		"one that ends before the deadline": {"certificate:CERT-3", func(h *pack.House) { h.Certs[2].Value.Expires = today }, pack.Check, "lapses before submission"},
		"one that was withdrawn": {"certificate:CERT-1", func(h *pack.House) {
			h.Certs[0].Value.Status = append(h.Certs[0].Value.Status, certificate.StatusChange{State: certificate.Withdrawn, From: today - 1})
		}, pack.Check, ""},
		"one that is not there":        {"certificate:CERT-9", nil, pack.ToDo, "there is no CERT-9"},
		"body and accreditation":       {"body:CERT-1", nil, pack.Ready, ""},
		"no accreditation number":      {"body:CERT-1", func(h *pack.House) { h.Certs[0].Value.AccreditationNumber = "" }, pack.ToDo, "accreditation number"},
		"a surveillance that was held": {"surveillance:CERT-1", nil, pack.Ready, ""},
		"none held yet": {"surveillance:CERT-1", func(h *pack.House) {
			h.Certs[0].Value.Status = h.Certs[0].Value.Status[:1]
			h.Certs[0].Value.Decision = today - 30
		}, pack.Check, "none was held yet"},
		"the SoA, changed since":    {"soa", nil, pack.Check, "12 changes since"},
		"the SoA as it is":          {"soa", func(h *pack.House) { h.SoA.Changes = 0 }, pack.Ready, ""},
		"no SoA":                    {"soa", func(h *pack.House) { h.SoA = nil }, pack.ToDo, "no Statement"},
		"the scope":                 {"scope", nil, pack.Ready, ""},
		"a scope with one change":   {"scope", func(h *pack.House) { h.Scope.Changes = 1 }, pack.Check, "1 change since"},
		"insurance with its limit":  {"insurance:CERT-4", nil, pack.Ready, ""},
		"insurance without a limit": {"insurance:CERT-4", func(h *pack.House) { h.Certs[3].Value.Scope = "Cyber, limit to be agreed, £" }, pack.Check, "limit"},
		"no penetration test":       {"pen-test", nil, pack.ToDo, "nothing is recorded"},
		"a penetration test": {"pen-test", func(h *pack.House) {
			h.Facts = append(h.Facts, fact(pack.PenTest, "2026-11-01", func(a *pack.Attestation) { a.OpenHighs = &none }))
		}, pack.Ready, ""},
		"one with open findings": {"pen-test", func(h *pack.House) {
			h.Facts = append(h.Facts, fact(pack.PenTest, "2026-11-01", func(a *pack.Attestation) { a.OpenHighs = &three }))
		}, pack.Check, "3 high findings are open"},
		"one that says nothing of findings": {"pen-test", func(h *pack.House) { h.Facts = append(h.Facts, fact(pack.PenTest, "2026-11-01", nil)) }, pack.Check, "not said"},
		"one of twelve months ago to the day": {"pen-test", func(h *pack.House) {
			h.Facts = append(h.Facts, fact(pack.PenTest, "2026-01-07", func(a *pack.Attestation) { a.OpenHighs = &none }))
		}, pack.Check, "stale by the deadline"},
		"one older than twelve months": {"pen-test", func(h *pack.House) {
			h.Facts = append(h.Facts, fact(pack.PenTest, "2026-01-05", func(a *pack.Attestation) { a.OpenHighs = &none }))
		}, pack.Check, "stale since 5 Jan 2027"},
		"one of tomorrow": {"pen-test", func(h *pack.House) { h.Facts = append(h.Facts, fact(pack.PenTest, "2027-01-07", nil)) }, pack.ToDo, "nothing is recorded"},
		"a statement without words": {"incidents", func(h *pack.House) {
			h.Facts = append(h.Facts, fact(pack.Incident, "2026-11-01", func(a *pack.Attestation) { a.File = "" }))
		}, pack.ToDo, "words of the statement"},
		"the registration":                   {"ico", nil, pack.Ready, ""},
		"one that ran out":                   {"ico", func(h *pack.House) { h.Entity.Value.ICOExpires = today - 1 }, pack.Check, "expired"},
		"none":                               {"ico", func(h *pack.House) { h.Entity = nil }, pack.ToDo, "record the registration"},
		"policies":                           {"policies", nil, pack.Ready, ""},
		"policies past their review":         {"policies", func(h *pack.House) { h.Policies[0].ReviewDue = today - 1 }, pack.Check, "1 is past the review"},
		"evidence":                           {"evidence:EV-1", nil, pack.Ready, ""},
		"evidence that is stale":             {"evidence:EV-2", nil, pack.Check, "stale since 2 Apr 2025"},
		"a link":                             {"evidence:EV-3", nil, pack.ToDo, "only a file"},
		"a document":                         {"document:DOC-1", nil, pack.Ready, ""},
		"one that is not approved":           {"document:DOC-9", nil, pack.ToDo, "no approved DOC-9"},
		"an undertaking that is not written": {"undertaking", nil, pack.ToDo, "not written"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := house()
			if c.edit != nil {
				c.edit(h)
			}
			l := of(t, h.Lines(&pack.Pack{Choices: []pack.Choice{pack.ParseKey(c.key)}}), c.key)
			if l.State != c.state || !strings.Contains(l.Why, c.why) {
				t.Errorf("%s %q, want %s %q", l.State, l.Why, c.state, c.why)
			}
			if l.Usable() != (l.State == pack.Ready || l.State == pack.Check) || l.Label == "" {
				t.Errorf("%+v", l)
			}
		})
	}
}

func TestWaiting(t *testing.T) {
	t.Parallel()
	h := house()
	p := &pack.Pack{Choices: []pack.Choice{
		{Item: pack.Cover}, {Item: pack.PenTest, WaitsOn: "p-Dafydd Rees", WaitsFor: "the letter"}, {Item: pack.Certificate, Of: "CERT-1", WaitsOn: "p-Dafydd Rees"},
	}}
	lines := h.Lines(p)
	if l := of(t, lines, pack.PenTest); l.State != pack.Waiting || l.Why != "on Dafydd Rees: the letter" {
		t.Errorf("%s %q", l.State, l.Why)
	}
	if l := of(t, lines, "certificate:CERT-1"); l.State != pack.Ready {
		t.Errorf("what is ready waits on nobody: %s", l.State)
	}
	if got := pack.Headline(lines, &h.Bid.Value, today); got != "2 of 3 ready · due 12 January, noon" {
		t.Errorf("%q", got)
	}
}

func TestTheExtractShowsWhatWasChosen(t *testing.T) {
	t.Parallel()
	h := house()
	body := func(columns ...string) string {
		return of(t, h.Lines(&pack.Pack{Choices: []pack.Choice{{Item: pack.SoA, Columns: columns}}}), pack.SoA).Content.Body
	}
	if got := body(); !strings.Contains(got, `| A.5.1 | Policies \| rules | Yes | Risk | Implemented |`) || strings.Contains(got, "Priya") {
		t.Errorf("the usual columns: %s", got)
	}
	if got := body("owner"); !strings.Contains(got, `| A.5.1 | Policies \| rules | Priya Nair |`) {
		t.Errorf("one column: %s", got)
	}
}

func TestWhatChanged(t *testing.T) {
	t.Parallel()
	h := house()
	p := &pack.Pack{Choices: []pack.Choice{{Item: pack.Certificate, Of: "CERT-1"}, {Item: pack.SoA}, {Item: pack.PenTest}}}
	for _, l := range h.Lines(p) {
		if l.Chosen && l.Usable() {
			if p.Built == nil {
				p.Built = &pack.Built{}
			}
			p.Built.Items = append(p.Built.Items, pack.BuiltItem{Key: l.Key(), Label: l.Label, Note: l.Note, Hash: l.Content.Hash()})
		}
	}
	if got := pack.Changed(p, h.Lines(p)); len(got) != 0 {
		t.Fatalf("nothing has changed: %v", got)
	}
	// A change of what nobody is shown is none.
	h.Certs[0].Value.Note, h.Certs[0].Version = "call the body", 9
	if got := pack.Changed(p, h.Lines(p)); len(got) != 0 {
		t.Errorf("a note of ours: %v", got)
	}
	h.Certs[0].Value.File = strings.Repeat("b", 64)
	h.SoA.Version, h.SoA.Hash = "5", "x"
	h.Facts = append(h.Facts, fact(pack.PenTest, "2026-11-01", nil))
	got := pack.Changed(p, h.Lines(p))
	if len(got) != 3 || got[1].Says != "It was “version 4” and is “version 5”." || !strings.Contains(got[2].Says, "ready now") {
		t.Errorf("%v", got)
	}
	p.Choices = p.Choices[:1]
	if got := pack.Changed(p, h.Lines(p)); !slices.ContainsFunc(got, func(c pack.Change) bool { return c.Says == "It is no longer chosen." }) {
		t.Errorf("%v", got)
	}
}

func TestDue(t *testing.T) {
	t.Parallel()
	rows := []pack.FactRow{
		fact(pack.PenTest, "2024-01-01", nil), fact(pack.PenTest, "2026-02-01", nil),
		fact(pack.Continuity, "2026-06-01", func(a *pack.Attestation) { a.Until = civil.MustParse("2027-01-01") }),
	}
	got := pack.Due(rows, today)
	if len(got) != 2 || got[0].Date != civil.MustParse("2027-01-31") || got[1].Days != -5 {
		t.Errorf("%+v", got)
	}
}
