package report_test

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"holdfast/internal/authz"
	"holdfast/internal/civil"
	"holdfast/internal/register"
	"holdfast/internal/scheme"
	"holdfast/internal/share/report"
	"holdfast/internal/verdict"
	"holdfast/internal/win/bid"
	"holdfast/internal/win/certificate"
)

type boat struct {
	Name  string     `json:"name"`
	State string     `json:"state,omitempty"`
	Due   civil.Date `json:"due,omitzero"`
	Notes string     `json:"notes,omitempty"`
	Owner string     `json:"owner,omitempty"`
	Crew  []mate     `json:"crew,omitempty"`
}

type mate struct {
	Name string `json:"name"`
}

var boats = register.Declare[boat](register.Declaration{
	Kind: "boat", Prefix: "BOAT", Singular: "boat", Plural: "boats", Area: authz.Commons,
	Fields: []register.Field{
		{Name: "name", Label: "Name", Type: register.Text, Required: true},
		{Name: "state", Label: "State", Type: register.Choice, Choices: []register.Option{{Value: "afloat", Label: "Afloat"}, {Value: "ashore", Label: "Ashore"}}},
		{Name: "due", Label: "Due in", Type: register.Date},
		{Name: "notes", Label: "Notes", Type: register.LongText},
		{Name: "owner", Label: "Owner", Type: register.Person},
	},
}, nil)

func record(t interface{ Fatal(...any) }, id string, num, version int64, v boat) register.Record {
	body, err := boats.Encode(&v)
	if err != nil {
		t.Fatal(err)
	}
	return register.Record{Kind: "boat", ID: id, Num: num, Version: version, Body: body, UpdatedBy: "p1", UpdatedAt: 7}
}

func name(id string) string { return map[string]string{"p1": "Orla Quay"}[id] }

func TestCompare(t *testing.T) {
	t.Parallel()
	then := []register.Record{
		record(t, "a", 1, 1, boat{Name: "Anna", State: "afloat", Due: civil.Of(2027, 3, 1)}),
		record(t, "b", 2, 3, boat{Name: "Bess"}),
		record(t, "c", 3, 1, boat{Name: "Cora"}),
	}
	now := []register.Record{
		record(t, "a", 1, 4, boat{Name: "Anna", State: "ashore", Owner: "p1", Crew: []mate{{"Jo"}}}),
		record(t, "c", 3, 3, boat{Name: "Cora"}), // changed, and changed back
		record(t, "d", 4, 1, boat{Name: "Dora"}),
	}
	got, err := report.Compare(boats, then, now, name)
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Added) != 1 || got.Added[0].Number != "BOAT-4" || len(got.Removed) != 1 || got.Removed[0].Title != "Bess" || len(got.Changed) != 1 {
		t.Fatalf("%+v", got)
	}
	want := []report.Field{
		{Label: "State", Was: "Afloat", Now: "Ashore"},
		{Label: "Due in", Was: "1 March 2027"},
		{Label: "Owner", Now: "Orla Quay"},
		{Label: "Crew", Now: "1.\n  Name: Jo", Long: true},
	}
	if d := cmp.Diff(want, got.Changed[0].Fields); d != "" {
		t.Errorf("fields (-want +got):\n%s", d)
	}
}

// TestApply: the changes of a report, applied to the register as it was, give
// the register as it is.
func TestApply(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		state := func(label string) []register.Record {
			var out []register.Record
			for i, id := range []string{"a", "b", "c", "d"} {
				if rapid.Bool().Draw(t, label+id) {
					v := boat{
						Name:  rapid.SampledFrom([]string{"Anna", "Bess"}).Draw(t, "name"),
						State: rapid.SampledFrom([]string{"", "afloat", "ashore"}).Draw(t, "state"),
						Notes: rapid.String().Draw(t, "notes"),
					}
					for range rapid.IntRange(0, 2).Draw(t, "crew") {
						v.Crew = append(v.Crew, mate{rapid.SampledFrom([]string{"Jo", "Sam"}).Draw(t, "mate")})
					}
					out = append(out, record(t, id, int64(i+1), 1, v))
				}
			}
			return out
		}
		bodies := func(recs []register.Record) map[string]json.RawMessage {
			out := map[string]json.RawMessage{}
			for _, r := range recs {
				var v any
				if err := json.Unmarshal(r.Body, &v); err != nil {
					t.Fatal(err)
				}
				b, _ := json.Marshal(v)
				out[r.ID] = b
			}
			return out
		}
		then, now := state("then"), state("now")
		s, err := report.Compare(boats, then, now, name)
		if err != nil {
			t.Fatal(err)
		}
		got, err := report.Apply(bodies(then), s)
		if err != nil {
			t.Fatal(err)
		}
		again := maps.Clone(got)
		for id, b := range again { // one way to write the same
			var v any
			_ = json.Unmarshal(b, &v)
			again[id], _ = json.Marshal(v)
		}
		if d := cmp.Diff(bodies(now), again); d != "" {
			t.Fatalf("-want +got:\n%s", d)
		}
		if back, _ := report.Compare(boats, now, now, name); !back.Empty() {
			t.Fatal("a register differs from itself")
		}
	})
}

func TestLines(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := func(label string) string {
			return strings.Join(rapid.SliceOf(rapid.SampledFrom([]string{"a", "b", "c"})).Draw(t, label), "\n")
		}
		was, now := text("was"), text("now")
		var a, b []string
		for _, l := range report.Lines(was, now) {
			if l.Sign != '+' {
				a = append(a, l.Text)
			}
			if l.Sign != '-' {
				b = append(b, l.Text)
			}
		}
		if strings.Join(a, "\n") != was || strings.Join(b, "\n") != now {
			t.Fatalf("%q to %q: lines give %q and %q", was, now, a, b)
		}
	})
}

// TestVerdicts: what made the difference is named.
func TestVerdicts(t *testing.T) {
	t.Parallel()
	book, day := scheme.Default(), civil.Of(2026, 10, 1)
	cert := certificate.Row{Ref: register.Ref{Number: "CERT-1"}, Version: 1, Value: certificate.Certificate{
		Scheme: "iso27001", Holder: "Fen Ltd", Covers: "yes", Issued: civil.Of(2025, 3, 1), Decision: civil.Of(2025, 3, 1), Expires: civil.Of(2028, 2, 28), Accredited: new(true),
		Body: "Example Certification", AccreditationBody: "UKAS", Edition: "2022", Scope: "Hosting.",
		Status: []certificate.StatusChange{{State: certificate.Certified, From: civil.Of(2025, 3, 1)}, {State: certificate.Certified, From: civil.Of(2026, 2, 20)}},
	}}
	b := bid.Row{Ref: register.Ref{Number: "BID-4"}, Version: 1, Value: bid.Bid{
		Title: "Platform", Entity: "Fen Ltd", Stage: bid.Preparing, Regime: "pa2023", Nation: "england",
		Dates: verdict.Dates{
			Deadline: &verdict.Day{Date: civil.Of(2026, 12, 1), Basis: "stated"}, Award: &verdict.Day{Date: civil.Of(2027, 2, 1), Basis: "stated"},
			Start: &verdict.Day{Date: civil.Of(2027, 3, 1), Basis: "stated"}, End: &verdict.Day{Date: civil.Of(2027, 12, 1), Basis: "stated"},
		},
		Requirements: []bid.Requirement{{ID: "r1", Requirement: verdict.Requirement{Scheme: "iso27001", Strength: "mandatory", When: "by-award", Proof: "certificate"}}},
	}}
	b.Value.Normalise()
	gone := cert
	gone.Version, gone.Value.Status = 2, append(slices.Clone(cert.Value.Status), certificate.StatusChange{State: certificate.Withdrawn, From: civil.Of(2026, 9, 20)})
	lost := b
	lost.Version, lost.Value.Stage = 2, bid.Lost
	side := func(day civil.Date, c []certificate.Row, b ...bid.Row) report.Side {
		return report.Side{Book: book, Day: day, Certificates: c, Bids: b}
	}
	certs := []certificate.Row{cert}
	before := side(day, certs, b)
	if got := report.Verdicts(before, before); len(got) != 0 {
		t.Errorf("nothing changed: %+v", got)
	}
	unkept := before
	unkept.Book = nil
	for name, c := range map[string]struct {
		then, now report.Side
		because   string
	}{
		"a certificate withdrawn": {before, side(day, []certificate.Row{gone}, b), "CERT-1 changed"},
		"a certificate removed":   {before, side(day, nil, b), "CERT-1 was removed"},
		"a bid added":             {side(day, certs), before, "the bid was added"},
		"a bid removed":           {before, side(day, certs), "the bid was removed"},
		"a bid lost":              {before, side(day, certs, lost), "the bid changed"},
		"rules not kept":          {unkept, before, "the rule data of that time was not kept"},
	} {
		got := report.Verdicts(c.then, c.now)
		if len(got) != 1 || strings.Join(got[0].Because, "; ") != c.because {
			t.Errorf("%s: %+v, want because %s", name, got, c.because)
		}
	}
}

func TestHeadline(t *testing.T) {
	t.Parallel()
	at := func(m time.Month, d int) time.Time { return time.Date(2026, m, d, 12, 0, 0, 0, time.UTC) }
	r := report.Report{From: at(10, 1), To: at(11, 24), Sections: []report.Section{
		{Singular: "certificate", Plural: "certificates", Changed: make([]report.Change, 3)},
		{Singular: "bid", Plural: "bids", Added: make([]report.Change, 2)},
	}, Verdicts: []report.Moved{{Bid: "BID-4", Was: verdict.Holds, Now: verdict.AtRisk, Because: []string{"CERT-1 changed"}}}}
	r.Say(time.UTC)
	if want := "Between 1 October and 24 November 2026: 3 certificates changed, 2 bids added, BID-4 went from Holds to At risk because CERT-1 changed."; r.Headline != want {
		t.Errorf("got %q", r.Headline)
	}
	quiet := report.Report{From: at(11, 24), To: at(11, 24).Add(time.Hour)}
	if quiet.Say(time.UTC); quiet.Headline != "On 24 November 2026 nothing changed." {
		t.Errorf("got %q", quiet.Headline)
	}
}
