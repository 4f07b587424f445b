package store_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/desk/portfolio"
	"holdfast/internal/id"
	"holdfast/internal/party"
	"holdfast/internal/register"
	"holdfast/internal/scheme"
	"holdfast/internal/store"
	"holdfast/internal/store/storetest"
	"holdfast/internal/task"
	"holdfast/internal/verdict"
	"holdfast/internal/win/bid"
	"holdfast/internal/win/certificate"
)

// consultancy is a store with organisations of certificates and bids, and the
// portfolio over them.
type consultancy struct {
	service portfolio.Service
	places  []portfolio.Place
}

var today = civil.Of(2027, 1, 6)

func newConsultancy(t testing.TB, s *store.Store, organisations, certificates, bids int) *consultancy {
	t.Helper()
	book := scheme.Default()
	c := &consultancy{service: portfolio.Service{
		Wall: s, Book: book, Certificates: certificate.Register(book), Bids: bid.Register(book), Tasks: task.Register(), Entities: party.Register(),
	}}
	door := change.New(s, register.NewBook(c.service.Certificates, c.service.Bids, c.service.Tasks, c.service.Entities))
	for n := range organisations {
		org := id.New()
		place := portfolio.Place{Org: org, Name: fmt.Sprintf("Client %02d Ltd", n), Role: authz.ComplianceManager}
		by := change.By{Actor: change.Actor{Org: org, Person: "me", Name: "Me", Role: authz.Owner}, Now: storetest.Noon}
		_, err := door.Do(context.Background(), change.Request{Actor: change.SystemActor(org, "start"), Action: "settings.create", Now: storetest.Noon}, func(tx *change.Tx) error {
			_, err := tx.Found(place.Name, change.Member{Person: "me", Name: "Me"})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		_, err = door.Do(context.Background(), by.Request("certificate.import", nil), func(tx *change.Tx) error {
			for i := range certificates {
				v := certificate.Certificate{Scheme: "cyber-essentials", Holder: place.Name, Number: fmt.Sprintf("C-%d-%d", n, i), Issued: today.AddDays(-300 + 3*n - i), Scope: fmt.Sprintf("Work %d", i), Covers: "yes"}
				v.Status = []certificate.StatusChange{{State: certificate.Certified, From: v.Issued}}
				if _, err := change.Insert(tx, c.service.Certificates, v); err != nil {
					return err
				}
			}
			for i := range bids {
				b := bid.Bid{Title: fmt.Sprintf("Bid %d", i), Buyer: "A buyer", Entity: place.Name, Stage: bid.Preparing}
				deadline, award := today.AddDays(20+i), today.AddDays(60+i)
				if n%4 == 0 {
					award = today.AddDays(400)
				}
				b.Dates.Deadline, b.Dates.Award = &verdict.Day{Date: deadline, Basis: "stated"}, &verdict.Day{Date: award, Basis: "stated"}
				b.Requirements = []bid.Requirement{{Requirement: verdict.Requirement{Scheme: "cyber-essentials", Strength: "mandatory", When: "by-award", Proof: "certificate"}}}
				b.Normalise()
				if _, err := change.Insert(tx, c.service.Bids, b); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		c.places = append(c.places, place)
	}
	return c
}

// TestPortfolio: on both engines, in the order of the next hard date, and
// nothing that the role does not show.
func TestPortfolio(t *testing.T) {
	t.Parallel()
	post, _ := openPostgres(t)
	for name, s := range map[string]*store.Store{"sqlite": openSQLite(t), "postgres": post} {
		c := newConsultancy(t, s, 5, 2, 3)
		stranger := newConsultancy(t, s, 1, 1, 1)
		c.places[3].Role, c.places[3].Scope = authz.ExternalAuditor, authz.Scope{"assure:read"}
		b, err := c.service.Read(t.Context(), c.places, today)
		if err != nil {
			t.Fatal(name, err)
		}
		if !slices.IsSortedFunc(b.Lines[:4], func(x, y portfolio.Line) int { return int(x.Next.Date - y.Next.Date) }) || b.Lines[4].Next != nil {
			t.Errorf("%s: not by the next hard date: %+v", name, b.Lines)
		}
		if got := b.AtRisk(); got != 2 || b.Headline() != "Two of your 5 organisations have a bid at risk." {
			t.Errorf("%s: %d at risk, %q", name, got, b.Headline())
		}
		if then := b.Then(); !strings.Contains(then, "Client 00 Ltd") || !strings.Contains(then, "in ") {
			t.Errorf("%s: then %q", name, then)
		}
		for _, l := range b.Lines {
			closed := l.Org == c.places[3].Org
			if l.Closed != closed || (l.Bids.Live == 3) == closed || (len(l.Certificates) == 2) == closed {
				t.Errorf("%s: %s shows %d bids and %d certificates", name, l.Name, l.Bids.Live, len(l.Certificates))
			}
			if l.Org == stranger.places[0].Org {
				t.Errorf("%s: a stranger's organisation is shown", name)
			}
		}
		none, err := c.service.Read(t.Context(), nil, today)
		if err != nil || len(none.Lines) != 0 || none.Headline() == "" {
			t.Errorf("%s: nobody's portfolio: %+v, %v", name, none, err)
		}
	}
}

// BenchmarkPortfolio reads 40 organisations of 10 certificates and 20 bids.
func BenchmarkPortfolio(b *testing.B) {
	c := newConsultancy(b, openSQLite(b), 40, 10, 20)
	for b.Loop() {
		if _, err := c.service.Read(b.Context(), c.places, today); err != nil {
			b.Fatal(err)
		}
	}
}
