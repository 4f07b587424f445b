package statement_test

import (
	"bytes"
	"encoding/csv"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/errs"
	"holdfast/internal/evidence"
	"holdfast/internal/id"
	"holdfast/internal/party"
	"holdfast/internal/register"
	"holdfast/internal/scheme"
	"holdfast/internal/store"
	"holdfast/internal/store/pgtest"
	"holdfast/internal/verdict"
	"holdfast/internal/win/answer"
	"holdfast/internal/win/bid"
	"holdfast/internal/win/certificate"
	"holdfast/internal/win/statement"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Main(m)) }

var today = civil.MustParse("2027-01-06")

// house is an organisation with an entity, two certificates and two bids.
type house struct {
	t    *testing.T
	door *change.Door
	s    *statement.Service
	by   change.By
}

func newHouse(t *testing.T, o store.Options) *house {
	t.Helper()
	st, err := store.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = st.Close() })
	book, err := scheme.Load(scheme.Files())
	if err != nil {
		t.Fatal(err)
	}
	a := answer.Parts{Answers: answer.Register(), Bids: bid.Register(book), Certs: certificate.Register(book), Items: evidence.Register(), Rules: book, Zone: time.UTC}
	p := statement.Parts{
		Statements: statement.Register(), Bids: a.Bids, Certs: a.Certs, Entities: party.Register(), Rules: book, Zone: time.UTC,
		Policies: func(*change.View) ([]statement.Policy, error) {
			return []statement.Policy{{Number: "DOC-7", Title: "Environmental policy", Version: "2.0", Approved: civil.MustParse("2026-09-01")}}, nil
		},
	}
	p.Door = change.New(st, register.NewBook(a.Answers, a.Bids, a.Certs, a.Items, p.Statements, p.Entities))
	a.Door, p.Answers = p.Door, answer.NewService(a)
	h := &house{t: t, door: p.Door, s: statement.NewService(p)}
	h.by = change.By{Actor: change.Actor{Org: id.New(), Person: "p-1", Name: "Priya Nair", Role: authz.Owner}, Now: today.Time().Add(9 * time.Hour)}
	if _, err := h.door.Do(t.Context(), change.Request{Actor: change.SystemActor(h.by.Org, "start"), Action: "settings.create", Now: h.by.Now}, func(tx *change.Tx) error {
		_, err := tx.Found("Fenmoor Digital Ltd", change.Member{Person: "p-1", Name: "Priya Nair"})
		return err
	}); err != nil {
		t.Fatal(err)
	}
	h.must("bid.create", func(tx *change.Tx) error {
		if _, err := change.Insert(tx, p.Entities, party.Entity{Name: "Fenmoor Digital Ltd", Form: "ltd", Number: "99999174", Address: "1 Staithe Yard", ICO: "ZA999174", ICOExpires: civil.MustParse("2027-08-01")}); err != nil {
			return err
		}
		for _, c := range []certificate.Certificate{
			{Scheme: "cyber-essentials", Number: "ce-1", Holder: "Fenmoor Digital Limited", Issued: civil.MustParse("2026-02-14"), Expires: civil.MustParse("2027-02-13"), EndLabel: "valid until"},
			{Scheme: "iso9001", Number: "NGC-QM-30577", Body: "Northgate Certification Ltd", Holder: "Fenmoor Digital Ltd", Edition: "2015", Decision: civil.MustParse("2026-03-01"), Issued: civil.MustParse("2026-03-01"), Expires: civil.MustParse("2029-02-28"), EndLabel: "valid until"},
			{Scheme: "iso14001", Number: "other", Holder: "Somebody Else Ltd", Decision: civil.MustParse("2026-03-01"), Issued: civil.MustParse("2026-03-01"), Expires: civil.MustParse("2029-02-28"), EndLabel: "valid until"},
		} {
			c.Status = []certificate.StatusChange{{State: certificate.Certified, From: c.Issued}}
			if _, err := change.Insert(tx, p.Certs, c); err != nil {
				return err
			}
		}
		for _, nation := range []string{"england", "scotland", "england"} {
			b := bid.Bid{Title: "Portal", Buyer: "Trentwell", Entity: "Fenmoor Digital Ltd", Nation: nation, Dates: verdict.Dates{Award: &verdict.Day{Date: civil.MustParse("2027-02-20"), Basis: "stated"}}}
			b.Normalise()
			if _, err := change.Insert(tx, p.Bids, b); err != nil {
				return err
			}
		}
		return nil
	})
	return h
}

func (h *house) do(action string, fn func(*change.Tx) error) error {
	_, err := h.door.Do(h.t.Context(), h.by.Request(action, nil), fn)
	return err
}

func (h *house) must(action string, fn func(*change.Tx) error) {
	h.t.Helper()
	if err := h.do(action, fn); err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) begin(number, form string) error {
	return h.do("statement.create", func(tx *change.Tx) error {
		_, err := h.s.Begin(tx, number, form)
		return err
	})
}

func (h *house) answer(number string, entries ...statement.Entry) error {
	return h.do("statement.update", func(tx *change.Tx) error {
		row, err := h.s.OfBid(tx, number)
		if err != nil {
			return err
		}
		_, err = h.s.Answer(tx, row.ID, 0, entries)
		return err
	})
}

func (h *house) whole(number string) (w statement.Whole, k statement.Known, row statement.Row) {
	h.t.Helper()
	if err := h.door.See(h.t.Context(), h.by.Actor, func(v *change.View) (err error) {
		if row, err = h.s.OfBid(v, number); err != nil {
			return err
		}
		w, k, err = h.s.Whole(v, today, &row)
		return err
	}); err != nil {
		h.t.Fatal(err)
	}
	return w, k, row
}

func line(t *testing.T, w statement.Whole, id string) statement.Line {
	t.Helper()
	for _, s := range w.Sections {
		for _, l := range s.Lines {
			if l.ID == id {
				return l
			}
		}
	}
	t.Fatalf("no question %s", id)
	return statement.Line{}
}

// TestForms: every form says where it is from and how sure it is, and each question
// can be filled in.
func TestForms(t *testing.T) {
	t.Parallel()
	book, err := scheme.Load(scheme.Files())
	if err != nil {
		t.Fatal(err)
	}
	kinds := []string{statement.Text, statement.Long, statement.YesNo, statement.Date, statement.Choice, statement.Meet}
	for _, f := range statement.Forms() {
		if f.Source == "" || f.Edition == "" || f.Note == "" || !slices.Contains([]string{"V", "V2", "C", "U"}, f.Certainty) || !strings.Contains(f.Source, "Open Government Licence") {
			t.Errorf("%s does not say where it is from", f.Form)
		}
		seen := map[string]bool{}
		for _, p := range f.Parts {
			for _, q := range p.Questions {
				if seen[q.ID] || q.Ask == "" || !slices.Contains(kinds, q.Kind) || (q.Kind == statement.Choice) != (len(q.Choices) > 0) {
					t.Errorf("%s %s: %+v", f.Form, q.ID, q)
				}
				if q.When != nil && !seen[q.When.ID] {
					t.Errorf("%s %s hangs on %s, which is not before it", f.Form, q.ID, q.When.ID)
				}
				if q.Library != "" && !slices.ContainsFunc(answer.Topics(), func(o register.Option) bool { return o.Value == q.Library }) {
					t.Errorf("%s %s: no topic %s", f.Form, q.ID, q.Library)
				}
				if parts := strings.Split(q.Fill, "."); parts[0] == "cert" {
					if _, ok := book.Scheme(parts[1]); !ok {
						t.Errorf("%s %s: no scheme %s", f.Form, q.ID, parts[1])
					}
				}
				seen[q.ID] = true
			}
		}
	}
}

// TestFilled on both engines: what is known is filled in with its source, and what
// ends before the award is said.
func TestFilled(t *testing.T) {
	t.Parallel()
	for name, o := range map[string]store.Options{"sqlite": {Dir: t.TempDir()}, "postgres": {}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if name == "postgres" {
				o = pgtest.Database(t)
			}
			h := newHouse(t, o)
			if err := h.begin("BID-1", ""); err != nil {
				t.Fatal(err)
			}
			if err := h.begin("BID-1", ""); errs.CodeOf(err) != errs.Conflict {
				t.Errorf("begun twice: %v", err)
			}
			w, _, row := h.whole("BID-1")
			if row.Value.Form != statement.PSQ || row.Value.Title != "PSQ for BID-1" {
				t.Errorf("%+v", row.Value)
			}
			for id, want := range map[string]string{
				"C1": "Fenmoor Digital Ltd", "C2": "99999174", "C3": "Private limited company", "C15": statement.MeetsAward, "C17": "2027-02-13", "3B.6": statement.MeetsNow, "3B.7": "", "C13": "",
				"3B.5": "Registered with the Information Commissioner's Office under ZA999174, paid until 1 August 2027.",
			} {
				if l := line(t, w, id); l.Value != want || (want != "") != (l.Filled != nil) {
					t.Errorf("%s is %q", id, l.Value)
				}
			}
			ce := line(t, w, "C15")
			if !strings.Contains(ce.Filled.Why, "CERT-1 ends on 13 February 2027, before the award on 20 February 2027") || !ce.Late || ce.Filled.Ref != "CERT-1" {
				t.Errorf("%+v, %q", ce.Filled, ce.Warning)
			}
			if w.Late != 4 || line(t, w, "C14").Asked { // C15 to C17, 3B.2
				t.Errorf("%d late", w.Late)
			}
			before := w.Answered
			if err := h.answer("BID-1", statement.Entry{ID: "C13", Value: "yes"}, statement.Entry{ID: "C1", Value: "Fenmoor Digital Ltd"}, statement.Entry{ID: "C2", Value: " 1 "}); err != nil {
				t.Fatal(err)
			}
			w, _, row = h.whole("BID-1")
			if !line(t, w, "C14").Asked || line(t, w, "C2").Value != "1" || w.Answered != before+1 {
				t.Errorf("%d answered, C2 is %q", w.Answered, line(t, w, "C2").Value)
			}
			if _, kept := row.Value.Given["C1"]; kept {
				t.Error("what is known is kept as if it were typed")
			}
			if err := h.answer("BID-1", statement.Entry{ID: "C2", Value: ""}); err != nil {
				t.Fatal(err)
			}
			if w, _, _ = h.whole("BID-1"); line(t, w, "C2").Value != "99999174" {
				t.Error("emptied, what is known is not said again")
			}
			for _, e := range []statement.Entry{{ID: "C13", Value: "perhaps"}, {ID: "C15", Value: "yes"}, {ID: "C17", Value: "soon"}, {ID: "1.3", Value: "Together"}, {ID: "X1", Value: "x"}} {
				if err := h.answer("BID-1", e); errs.CodeOf(err) != errs.Invalid {
					t.Errorf("%v: %v", e, err)
				}
			}
		})
	}
}

// TestBeginsFromTheLast: what is particular to a bid is not taken over.
func TestBeginsFromTheLast(t *testing.T) {
	t.Parallel()
	h := newHouse(t, store.Options{Dir: t.TempDir()})
	if err := h.begin("BID-1", statement.PSQ); err != nil {
		t.Fatal(err)
	}
	if err := h.answer("BID-1", statement.Entry{ID: "C8", Value: "GB 1"}, statement.Entry{ID: "1.2", Value: "CODE"}); err != nil {
		t.Fatal(err)
	}
	if err := h.begin("BID-3", statement.PSQ); err != nil {
		t.Fatal(err)
	}
	w, _, row := h.whole("BID-3")
	if l := line(t, w, "C8"); l.Value != "GB 1" || l.Given.From != "STMT-1" || row.Value.From != "STMT-1" || w.Copied != 1 {
		t.Errorf("%+v", l.Given)
	}
	if line(t, w, "1.2").Value != "" {
		t.Error("a share code of another bid")
	}
	// looked at and kept, it is one's own
	if err := h.answer("BID-3", statement.Entry{ID: "C8", Value: "GB 1"}); err != nil {
		t.Fatal(err)
	}
	if w, _, _ = h.whole("BID-3"); w.Copied != 0 || line(t, w, "C8").Given.By != "p-1" {
		t.Error("still taken over")
	}
}

// TestScotland: the likely form, a policy in place of a certificate, and an answer
// of the library, which the bid then uses.
func TestScotland(t *testing.T) {
	t.Parallel()
	h := newHouse(t, store.Options{Dir: t.TempDir()})
	if err := h.begin("BID-2", ""); err != nil {
		t.Fatal(err)
	}
	h.must("answer.create", func(tx *change.Tx) error {
		_, err := h.s.Answers.Create(tx, answer.Answer{Question: "How do you work?", Text: "=Carefully.", Topic: "experience"})
		return err
	})
	if err := h.answer("BID-2", statement.Entry{ID: "4D.2", Value: statement.MeetsNot}, statement.Entry{ID: "4C.1.2", Answer: "ANS-1"}); err != nil {
		t.Fatal(err)
	}
	w, k, row := h.whole("BID-2")
	if row.Value.Form != statement.Scotland || line(t, w, "4D.1").Value != statement.MeetsNow || line(t, w, "4D.1.1").Asked {
		t.Errorf("%s: %+v", row.Value.Form, line(t, w, "4D.1"))
	}
	if l := line(t, w, "4D.2.1"); !l.Asked || !strings.HasPrefix(l.Value, "Environmental policy, version 2.0") || l.Filled.Ref != "DOC-7" {
		t.Errorf("%+v", l)
	}
	l := line(t, w, "4C.1.2")
	if l.Value != "=Carefully." || !strings.Contains(l.Warning, "never approved") {
		t.Errorf("%+v warns %q", l.Given, l.Warning)
	}
	if err := h.door.See(t.Context(), h.by.Actor, func(v *change.View) error {
		a, err := h.s.Answers.Find(v, "ANS-1")
		if err != nil {
			return err
		}
		_, used, err := h.s.Answers.UsedIn(v, a.ID)
		if used.Bids != 1 {
			t.Errorf("used %+v", used)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	out := statement.Export(&w, &k)
	var c, j bytes.Buffer
	if err := out.WriteCSV(&c); err != nil {
		t.Fatal(err)
	}
	if err := out.WriteJSON(&j); err != nil || !strings.Contains(j.String(), `"value": "=Carefully."`) {
		t.Errorf("%v", err)
	}
	rows, err := csv.NewReader(&c).ReadAll()
	if err != nil || len(rows) != len(out.Answers)+1 {
		t.Fatalf("%d rows: %v", len(rows), err)
	}
	for _, r := range rows {
		if strings.HasPrefix(r[3], "=") {
			t.Errorf("a formula: %q", r)
		}
	}
}
