package bid_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"holdfast/internal/errs"
	"holdfast/internal/scheme"
	"holdfast/internal/verdict"
	"holdfast/internal/win/bid"
	"holdfast/internal/win/certificate"
)

func read(t *testing.T, file string) ([]bid.Bid, error) {
	t.Helper()
	book := scheme.Default()
	return bid.Read(strings.NewReader(file), func(b *bid.Bid) []errs.Field { return b.Check(book) })
}

func flat(s string) string { return strings.NewReplacer("\n", "", "\t", "").Replace(s) }

// full has every field of a bid and of what the detection writes.
var full = flat(`{"id":"T-77","title":"Hosting","buyer":"Saltmarsh Borough Council","entity":"Fenmoor Digital Ltd","owner":"p-2","stage":"submitted",
	"value":{"minor":25000000,"currency":"GBP"},"covers":{"CERT-1":"yes","CERT-2":{"covers":"no","by":"Priya Nair","why":"another site","on":"2027-01-05"}},
	"regime":"pa2023","nation":"england","dates":{"deadline":{"date":"2027-02-01","basis":"stated"},"assessment":null,
	"award":{"date":"2027-02-15","to":"2027-07-31","basis":"estimated"},"start":{"date":"2027-08-01"},"standstillEnd":{"date":null}},
	"requirements":[
		{"scheme":"iso27001","strength":"mandatory","proof":"certificate","equivalent_accepted":true,"or_policy":false,"any_of":"g1","when":"by-award","date":null,
		 "condition":{"quote":"Where data is processed","start":3,"end":26,"kind":"data"},"accreditation":"ukas","level":null,"subcontractors":true,"quote":"Where …","start":3,"end":90,"confidence":0.9},
		{"scheme":"cyber-essentials","strength":"expected","proof":"any","equivalent_accepted":false,"or_policy":true,"any_of":"g1","when":"by-date","date":"2027-03-01",
		 "condition":null,"accreditation":null,"level":null,"subcontractors":false,"quote":"","start":0,"end":0,"confidence":1},
		{"scheme":"dspt","group":"","level":"Standards Met","any_of":null,"accreditation":null},
		{"scheme":"bpss"}]}`)

func TestRead(t *testing.T) {
	t.Parallel()
	// A file of another system: a mark at its head, blank lines, its line ends.
	list, err := read(t, "\ufeff"+full+"\r\n\r\n   \n"+`{"requirements":null,"dates":null,"covers":null,"ref":"b","value":null,"buyer":"Ware"}`+"\r\n{}")
	if err != nil || len(list) != 3 {
		t.Fatalf("%d, %v", len(list), err)
	}
	b := list[0]
	if b.Ref != "T-77" || b.Stage != bid.Submitted || b.Value.String() != "250000.00 GBP" || b.Owner != "p-2" || b.Entity != company {
		t.Errorf("%+v", b)
	}
	if d := cmp.Diff(map[string]bid.Judgement{"CERT-1": {Covers: "yes"}, "CERT-2": {Covers: "no", By: "Priya Nair", Why: "another site", On: day("2027-01-05").Date}}, b.Covers); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff(verdict.Dates{Deadline: day("2027-02-01"), Award: day("2027-02-15/2027-07-31"), Start: day("2027-08-01")}, b.Dates); d != "" {
		t.Error(d)
	}
	r := b.Requirements
	if r[0].Group != "g1" || r[0].Condition != "Where data is processed" || r[0].Accreditation != "ukas" || !r[0].Subcontractors || !r[0].EquivalentAccepted || r[0].Start != 3 || r[0].ID != "r1" {
		t.Errorf("%+v", r[0])
	}
	if r[1].Group != "g1" || r[1].Proof != "any" || r[1].Date != day("2027-03-01").Date || r[1].Condition != "" || r[1].Confidence != 1 {
		t.Errorf("%+v", r[1])
	}
	if r[2].Level != "standards_met" || r[2].Group != "" {
		t.Errorf("%+v", r[2])
	}
	if r[3].Strength != "mandatory" || r[3].When != "unspecified" || r[3].Proof != "certificate" || r[3].ID != "r4" {
		t.Errorf("%+v", r[3])
	}
	if list[1].Ref != "b" || list[1].Title != "Bid to Ware" || list[2].Title != "Untitled bid" || list[2].Stage != bid.Preparing {
		t.Errorf("%+v", list[1:])
	}
}

// TestReadIsExact: each fault by its line and place; the lines that are right
// say nothing.
func TestReadIsExact(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ line, pointer, message string }{
		{`{"titel":"x"}`, "/titel", "not a known field"},
		{`{"Title":"x"}`, "/Title", "not a known field"},
		{`{"title":"x","title":"y"}`, "/title", "twice"},
		{`{"today":"2027-01-01"}`, "/today", "not a known field"},
		{`{"at":3}`, "/at", "not a known field"},
		{`{"dates":{"Award":{"date":"2027-01-01"}}}`, "/dates/Award", "not a known field"},
		{`{"dates":{"award":{"date":"2027-02-30"}}}`, "/dates/award/date", "does not exist"},
		{`{"dates":{"award":{"date":"2027-01-01","date":"2027-01-02"}}}`, "/dates/award/date", "twice"},
		{`{"dates":{"award":"2027-01-01"}}`, "/dates/award", "JSON object"},
		{`{"dates":{"award":{"date":"2027-01-01","basis":"guessed"}}}`, "/dates/award/basis", "stated, estimated"},
		{`{"dates":{"deadline":{"date":"2027-02-01"},"award":{"date":"2027-01-31"}}}`, "/dates/award", "before deadline"},
		{`{"requirements":[{"scheme":"bpss"},{"scheme":"iso-27001"}]}`, "/requirements/1/scheme", `did you mean "iso27001"`},
		{`{"requirements":[{"scheme":"bpss","anyOf":"g"}]}`, "/requirements/0/anyOf", "not a known field"},
		{`{"requirements":[{"scheme":"bpss","any_of":["a","b"]}]}`, "/requirements/0/any_of", "text"},
		{`{"requirements":[{"scheme":"bpss","strength":"perhaps"}]}`, "/requirements/0/strength", "mandatory"},
		{`{"requirements":[{"scheme":"bpss","when":"by-date"}]}`, "/requirements/0/date", "needs the date"},
		{`{"requirements":[{"scheme":"bpss","condition":7}]}`, "/requirements/0/condition", "a text"},
		{`{"requirements":[{"scheme":"bpss","id":"r1"},{"scheme":"dspt","id":"r1"}]}`, "/requirements/1/id", "already"},
		{`{"requirements":{}}`, "/requirements", "list"},
		{`{"stage":"asleep"}`, "/stage", "no stage"},
		{`{"regime":"eu"}`, "/regime", "pa2023"},
		{`{"nation":"France"}`, "/nation", "england"},
		{`{"value":{"minor":-5,"currency":"GBP"}}`, "/value", "not negative"},
		{`{"value":"£5"}`, "/value", "JSON object"},
		{`{"covers":{"CERT-1":"perhaps"}}`, "/covers/CERT-1", "yes, no, unknown"},
		{`{"covers":{"CERT-1":{"Covers":"yes"}}}`, "/covers/CERT-1", "not a known field"},
		{`{"covers":{"CERT-1":{"covers":"yes","covers":"no"}}}`, "/covers/CERT-1/covers", "twice"},
		{`{"covers":{"CERT-1":true}}`, "/covers/CERT-1", "a judgement is"},
		{`{"ref":"a"}`, "/ref", "line 1 already"},
		{`{"id":"a"}`, "/ref", "line 1 already"},
		{`{"title":"x"`, "", "cut off"},
		{`[]`, "", "JSON object"},
		{`{"title":"x"} {}`, "", ""},
		{"{\"title\":\"\xff\"}", "", ""},
		{strings.Repeat(`{"dates":`, 200) + strings.Repeat(`}`, 200), "", "nested"},
	} {
		_, err := read(t, `{"ref":"a","title":"first"}`+"\n\n"+tt.line+"\n"+`{"ref":"z"}`)
		f := errs.FieldsOf(err)
		if errs.CodeOf(err) != errs.Invalid || len(f) != 1 || !strings.HasPrefix(f[0].Pointer, "line 3") || !strings.Contains(f[0].Message, tt.message) ||
			(tt.pointer != "" && f[0].Pointer != "line 3: "+tt.pointer) {
			t.Errorf("%s: %v, want %s, %s", tt.line, f, tt.pointer, tt.message)
		}
	}
	for _, empty := range []string{"", "\n \r\n", "\ufeff"} {
		_, err := read(t, empty)
		refused(t, "an empty file", err, errs.Invalid, "")
	}
	_, err := read(t, strings.Repeat("{\"stage\":\"asleep\"}\n", 250))
	if n := len(errs.FieldsOf(err)); n != 100 {
		t.Errorf("%d faults are named", n)
	}
}

const twoBids = `{"ref":"a","title":"Hosting","entity":"Fenmoor Digital Ltd","owner":"p-2","dates":{"deadline":{"date":"2027-02-01"}},"requirements":[{"scheme":"iso27001","condition":{"quote":"where data is held"}}]}
{"title":"Without a name","dates":{"deadline":{"date":"2027-03-01"}},"requirements":[{"scheme":"dspt","level":"standards_met","confidence":0.85}]}
`

func (h *house) imported(t *testing.T, file, want string) bid.Imported {
	t.Helper()
	got, err := h.bids.Import(t.Context(), h.by, strings.NewReader(file))
	if say := fmt.Sprintf("read %d, new %d, updated %d, unchanged %d: %s", got.Read, got.New, got.Updated, got.Unchanged, strings.Join(got.Numbers, " ")); err != nil || say != want {
		t.Errorf("%s, %v; want %s", say, err, want)
	}
	return got
}

func TestImport(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		h.imported(t, twoBids, "read 2, new 2, updated 0, unchanged 0: BID-1 BID-2")
		h.imported(t, twoBids, "read 2, new 0, updated 0, unchanged 2: BID-1 BID-2")
		// Two lines without a name that say the same are one bid.
		h.imported(t, `{"title":"x"}`+"\n"+`{"title":"x","requirements":[]}`, "read 2, new 1, updated 0, unchanged 1: BID-3 BID-3")
		if rows := h.rows(t); len(rows) != 3 {
			t.Errorf("%d bids", len(rows))
		}
		// The last line is wrong: nothing of the file is stored, not even a change.
		for _, bad := range []string{`{"stage":"asleep"}`, `{"title":"` + strings.Repeat("x", 2000) + `"}`, `{"title":"a\u0000b"}`, `{"title":`} {
			_, err := h.bids.Import(t.Context(), h.by, strings.NewReader(strings.Replace(twoBids, "Hosting", "Changed", 1)+bad))
			f := errs.FieldsOf(err)
			if errs.CodeOf(err) != errs.Invalid || len(f) != 1 || !strings.HasPrefix(f[0].Pointer, "line 3: /") && !strings.HasPrefix(bad, `{"title":`) {
				t.Errorf("%.30s: %v", bad, err)
			}
			if len(f) == 1 && !strings.HasPrefix(f[0].Pointer, "line 3") {
				t.Errorf("%.30s: %s", bad, f[0].Pointer)
			}
		}
		h.imported(t, twoBids, "read 2, new 0, updated 0, unchanged 2: BID-1 BID-2")
		reader := h.by
		reader.Role = "reader"
		_, err := h.bids.Import(t.Context(), reader, strings.NewReader(twoBids))
		refused(t, "a reader imports", err, errs.Forbidden, "")
	})
}

// TestImportKeepsWhatPeopleSaid: a file that comes again does not take back what
// it does not speak of.
func TestImportKeepsWhatPeopleSaid(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		h.imported(t, twoBids, "read 2, new 2, updated 0, unchanged 0: BID-1 BID-2")
		cert := h.certificate(t, certificate.Certificate{Scheme: "iso27001", Holder: company})
		for _, edit := range []func() (bid.Row, error){
			func() (bid.Row, error) { return h.bids.SetStage(t.Context(), h.by, "BID-1", bid.Won) },
			func() (bid.Row, error) {
				return h.bids.JudgeScope(t.Context(), h.because("read it"), "BID-1", cert, "yes", today)
			},
			func() (bid.Row, error) {
				return h.bids.AnswerCondition(t.Context(), h.because("we hold none"), "BID-1", "r1", false)
			},
		} {
			if _, err := edit(); err != nil {
				t.Fatal(err)
			}
		}
		first := strings.SplitAfter(twoBids, "\n")[0]
		h.imported(t, first, "read 1, new 0, updated 0, unchanged 1: BID-1")
		h.imported(t, strings.Replace(first, "2027-02-01", "2027-02-08", 1), "read 1, new 0, updated 1, unchanged 0: BID-1")
		row, err := h.bids.Get(t.Context(), h.by.Actor, "BID-1")
		b := row.Value
		if err != nil || b.Stage != bid.Won || b.Covers[cert].Covers != "yes" || b.Owner != "p-2" || b.Dates.Deadline.Date != day("2027-02-08").Date {
			t.Errorf("%+v, %v", b, err)
		}
		if r := b.Requirements[0]; r.Applies == nil || *r.Applies || r.Why != "we hold none" {
			t.Errorf("%+v", r)
		}
		// Other words are another question.
		h.imported(t, strings.Replace(first, "data is held", "cards are taken", 1), "read 1, new 0, updated 1, unchanged 0: BID-1")
		if row, _ = h.bids.Get(t.Context(), h.by.Actor, "BID-1"); row.Value.Requirements[0].Applies != nil {
			t.Errorf("%+v", row.Value.Requirements[0])
		}
		// What the file does say wins.
		h.imported(t, strings.Replace(first, `"ref":"a"`, `"ref":"a","stage":"lost"`, 1), "read 1, new 0, updated 1, unchanged 0: BID-1")
		if row, _ = h.bids.Get(t.Context(), h.by.Actor, "BID-1"); row.Value.Stage != bid.Lost {
			t.Errorf("%+v", row.Value)
		}
	})
}

// TestImportKeepsACorrectedDate: a correction stands while the file says what it
// said before; a file that says something new is heard.
func TestImportKeepsACorrectedDate(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		h.imported(t, twoBids, "read 2, new 2, updated 0, unchanged 0: BID-1 BID-2")
		first := strings.SplitAfter(twoBids, "\n")[0]
		correct := func(d string) {
			if _, err := h.bids.SetDate(t.Context(), h.because("the buyer's answer"), "BID-1", "deadline", *day(d)); err != nil {
				t.Fatal(err)
			}
		}
		wants := func(want string) {
			t.Helper()
			if row, err := h.bids.Get(t.Context(), h.by.Actor, "BID-1"); err != nil || row.Value.Dates.Deadline.Date != day(want).Date {
				t.Errorf("%v, %v, want %s", row.Value.Dates.Deadline, err, want)
			}
		}
		correct("2027-02-03")
		correct("2027-02-04")
		h.imported(t, first, "read 1, new 0, updated 0, unchanged 1: BID-1")
		wants("2027-02-04")
		h.imported(t, strings.Replace(first, "2027-02-01", "2027-02-08", 1), "read 1, new 0, updated 1, unchanged 0: BID-1")
		wants("2027-02-08")
	})
}
