package pack_test

import (
	"os"
	"strings"
	"testing"
	"time"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/evidence"
	"holdfast/internal/id"
	"holdfast/internal/party"
	"holdfast/internal/register"
	"holdfast/internal/scheme"
	"holdfast/internal/store"
	"holdfast/internal/store/pgtest"
	"holdfast/internal/task"
	"holdfast/internal/verdict"
	"holdfast/internal/win/bid"
	"holdfast/internal/win/certificate"
	"holdfast/internal/win/notice"
	"holdfast/internal/win/pack"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Main(m)) }

const company = "Fenmoor Digital Ltd"

var (
	today = civil.MustParse("2027-01-06")
	hash  = strings.Repeat("a", 64)
)

func day(s string) *verdict.Day { return &verdict.Day{Date: civil.MustParse(s), Basis: "stated"} }

func asks(id, scheme, when string) bid.Requirement {
	return bid.Requirement{ID: id, Origin: "person", Requirement: verdict.Requirement{Scheme: scheme, Strength: "mandatory", Proof: "certificate", When: when}}
}

func certs() []certificate.Row {
	yes := true
	line := func(from string) []certificate.StatusChange {
		return []certificate.StatusChange{{State: certificate.Certified, From: civil.MustParse(from)}}
	}
	of := func(n string, c certificate.Certificate) certificate.Row {
		c.Holder, c.Accredited, c.Covers = company, &yes, "yes"
		return certificate.Row{Ref: register.Ref{Kind: certificate.Kind, ID: "id-" + n, Number: n}, Version: 2, Value: c}
	}
	iso := certificate.Certificate{
		Scheme: "iso27001", Edition: "2022", Number: "NGC-1", Body: "Northgate", AccreditationBody: "UKAS", AccreditationNumber: "0999", Scope: "Hosting", Cycle: "initial",
		Decision: civil.MustParse("2025-08-05"), Issued: civil.MustParse("2025-08-05"), Expires: civil.MustParse("2028-08-04"), Status: line("2025-08-05"), File: hash, FileName: "iso.pdf",
	}
	iso.Status = append(iso.Status, certificate.StatusChange{State: certificate.Certified, From: civil.MustParse("2026-07-20"), Note: "First surveillance audit held"})
	return []certificate.Row{
		of("CERT-1", iso),
		of("CERT-2", certificate.Certificate{Scheme: "cyber-essentials", Edition: "v3.2", Number: "ce", Body: "Larkfield", Scope: "Whole organisation", Issued: civil.MustParse("2026-12-15"), Expires: civil.MustParse("2027-12-14"), Status: line("2026-12-15"), File: hash}),
		of("CERT-3", certificate.Certificate{Scheme: "cyber-essentials-plus", Edition: "v3.2", Number: "cep", Body: "Larkfield", Scope: "Whole organisation", Issued: civil.MustParse("2026-02-09"), Expires: civil.MustParse("2027-02-08"), Status: line("2026-02-09"), File: hash}),
		of("CERT-4", certificate.Certificate{Scheme: "insurance-cyber", Number: "HM-1", Body: "Hollin", Scope: "GBP 5,000,000 each claim", Issued: civil.MustParse("2026-10-01"), Expires: civil.MustParse("2027-09-30"), Status: line("2026-10-01"), File: hash}),
	}
}

// house is a bid whose Cyber Essentials Plus ends six days before the award.
func house() *pack.House {
	b := bid.Bid{
		Title: "Regional data platform", Buyer: "Trentwell Integrated Care Board", Entity: company, Regime: "pa2023", Nation: "england",
		Dates: verdict.Dates{Deadline: day("2027-01-12"), Award: day("2027-02-14"), Start: day("2027-03-01"), End: day("2030-02-28")},
		Requirements: []bid.Requirement{
			asks("r1", "iso27001", "by-award"), asks("r2", "cyber-essentials-plus", "by-award"), asks("r3", "insurance-cyber", "by-award"), asks("r4", "pentest", "at-submission"),
		},
		Sources: map[string]bid.Source{"deadline": {Time: "12:00"}},
	}
	return judged(b, certs())
}

func judged(b bid.Bid, rows []certificate.Row) *pack.House {
	b.Normalise()
	h := &pack.House{
		Today: today, Book: scheme.Default(), Certs: rows, Bid: bid.Row{Ref: register.Ref{Kind: bid.Kind, ID: "bid-4", Number: "BID-4"}, Value: b},
		Name: func(id string) string { return strings.TrimPrefix(id, "p-") },
		SoA: &pack.Statement{
			Issued: pack.Issued{Source: pack.Source{Number: "SOA-4", Version: 2}, Version: "4", On: civil.MustParse("2026-09-01"), Changes: 12}, Approver: "Gareth Lowe",
			Lines: []pack.SoALine{{Ref: "A.5.1", Title: "Policies | rules", Applies: "Yes", Why: "Risk", Status: "Implemented", Owner: "Priya Nair"}},
		},
		Scope:  &pack.Issued{Source: pack.Source{Number: "SCOPE-3", Version: 1}, Version: "3", On: civil.MustParse("2026-09-01"), Body: "The design and hosting."},
		Entity: &party.Row{Ref: register.Ref{Number: "ENT-1"}, Version: 1, Value: party.Entity{Name: company, ICO: "ZA1", ICOExpires: civil.MustParse("2027-09-05")}},
		Policies: []pack.Policy{
			{Source: pack.Source{Number: "DOC-1", Version: 3}, Title: "Information security policy", Version: "2.0", Approved: civil.MustParse("2026-10-01"), ReviewDue: civil.MustParse("2027-10-01")},
		},
		Documents: []pack.Text{{Policy: pack.Policy{Source: pack.Source{Number: "DOC-1", Version: 3}, Title: "Information security policy", Version: "2.0", Approved: civil.MustParse("2026-10-01")}, Hash: hash}},
		Evidence: []evidence.Row{
			{Ref: register.Ref{Number: "EV-1"}, Version: 1, Value: evidence.Evidence{Title: "Restore test", Type: evidence.File, File: hash, FileName: "restore.txt", Collected: civil.MustParse("2026-12-01")}},
			{Ref: register.Ref{Number: "EV-2"}, Version: 1, Value: evidence.Evidence{Title: "Old scan", Type: evidence.File, File: hash, Collected: civil.MustParse("2025-01-01"), CollectEvery: 90}},
			{Ref: register.Ref{Number: "EV-3"}, Version: 1, Value: evidence.Evidence{Title: "A page", Type: evidence.Link, URL: "https://wiki.example/x", Collected: civil.MustParse("2026-12-01")}},
		},
	}
	h.Verdict = bid.Judge(verdict.NewHolder(h.Book, today, bid.Held(rows)), "BID-4", &b, today).Verdict
	return h
}

func fact(kind, on string, edit func(*pack.Attestation)) pack.FactRow {
	a := pack.Attestation{Type: kind, Title: "Fact", By: "Somebody", Date: civil.MustParse(on), File: hash, FileName: "letter.pdf"}
	if edit != nil {
		edit(&a)
	}
	return pack.FactRow{Ref: register.Ref{Kind: pack.FactKind, Number: "ATT-1"}, Version: 1, Value: a}
}

// stored is an organisation in a store, with one bid and certificates.
type stored struct {
	door *change.Door
	s    *pack.Service
	bid  bid.Row
	org  string
	now  time.Time
}

// onBoth runs a test on SQLite and on PostgreSQL.
func onBoth(t *testing.T, fn func(*testing.T, *stored)) {
	t.Helper()
	open := func(t *testing.T, o store.Options) *stored {
		t.Helper()
		st, err := store.Open(t.Context(), o)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = st.Close() })
		return found(t, st)
	}
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		fn(t, open(t, store.Options{Dir: t.TempDir()}))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		fn(t, open(t, pgtest.Database(t)))
	})
}

func found(t *testing.T, st *store.Store) *stored {
	t.Helper()
	book := scheme.Default()
	bids, certs, packs, facts := bid.Register(book), certificate.Register(book), pack.Register(), pack.Facts()
	h := &stored{org: id.New(), now: today.Time().Add(9 * time.Hour)}
	h.door = change.New(st, register.NewBook(bids, certs, task.Register(), notice.Decisions, packs, facts))
	h.s = pack.NewService(pack.Parts{Door: h.door, Packs: packs, Facts: facts, Bids: bids, Zone: time.UTC})
	h.system(t, "settings.create", func(tx *change.Tx) error {
		_, err := tx.Found(company, change.Member{Person: "owner", Name: "owner"})
		return err
	})
	h.system(t, "settings.update", func(tx *change.Tx) error {
		for _, r := range []authz.Role{authz.ComplianceManager, authz.BidManager, authz.Contributor, authz.Reader} {
			if err := tx.Member(change.Member{Person: string(r), Name: string(r), Role: string(r), Active: true}); err != nil {
				return err
			}
		}
		return nil
	})
	h.must(t, authz.BidManager, "bid.create", func(tx *change.Tx) (err error) {
		h.bid, err = change.Insert(tx, bids, house().Bid.Value)
		return err
	})
	return h
}

func (h *stored) system(t *testing.T, action string, fn func(*change.Tx) error) {
	t.Helper()
	if _, err := h.door.Do(t.Context(), change.Request{Actor: change.SystemActor(h.org, "start"), Action: action, Now: h.now}, fn); err != nil {
		t.Fatal(err)
	}
}

func (h *stored) do(t *testing.T, r authz.Role, action string, fn func(*change.Tx) error) error {
	t.Helper()
	a := change.Actor{Org: h.org, Person: string(r), Name: string(r), Role: r}
	_, err := h.door.Do(t.Context(), change.Request{Actor: a, Action: action, Now: h.now}, fn)
	return err
}

func (h *stored) must(t *testing.T, r authz.Role, action string, fn func(*change.Tx) error) {
	t.Helper()
	if err := h.do(t, r, action, fn); err != nil {
		t.Fatal(err)
	}
}
