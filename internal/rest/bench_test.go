package rest_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/register"
	"holdfast/internal/store/storetest"
)

// discard is an answer that nobody reads.
type discard struct {
	header http.Header
	status int
}

func (d *discard) Header() http.Header         { return d.header }
func (d *discard) WriteHeader(status int)      { d.status = status }
func (d *discard) Write(b []byte) (int, error) { return len(b), nil }

// fill stores things of an organisation, as an import does.
func (s *site) fill(org string, n int) {
	s.t.Helper()
	actor := change.Actor{Org: s.orgs.orgs[org], Person: "person-owner", Name: "Orla Quay", Role: authz.Owner}
	_, err := s.door.Do(context.Background(), change.Request{Actor: actor, Action: "thing.import", Now: noon}, func(tx *change.Tx) error {
		for i := range n {
			v := storetest.Sample(i)
			if _, err := change.Insert(tx, storetest.Things, v); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		s.t.Fatal(err)
	}
}

// BenchmarkList is the work of one list without the network: 50 of 1,000 with
// the total.
func BenchmarkList(b *testing.B) {
	for _, others := range []int{0, 100} {
		b.Run(fmt.Sprintf("others=%d000", others), func(b *testing.B) {
			s := build(b)
			s.fill("quay", 1000)
			for range others / 20 {
				s.fill("loft", 20_000)
			}
			b.ResetTimer()
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					r := httptest.NewRequest("GET", "/api/v1/things?total=true&sort=due", nil)
					r.Header.Set("Authorization", "Bearer hf_quay-owner")
					w := &discard{header: http.Header{}}
					if s.h.ServeHTTP(w, r); w.status != 200 {
						b.Error(w.status)
					}
				}
			})
		})
	}
}

// BenchmarkCreate is the work of one write without the network, durable.
func BenchmarkCreate(b *testing.B) {
	s := build(b)
	v := storetest.Sample(7)
	body, err := register.Any(storetest.Things).Encode(&v)
	if err != nil {
		b.Fatal(err)
	}
	text := string(body)
	b.SetParallelism(8)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			r := httptest.NewRequest("POST", "/api/v1/things", strings.NewReader(text))
			r.Header.Set("Authorization", "Bearer hf_quay-owner")
			r.Header.Set("Content-Type", "application/json")
			w := &discard{header: http.Header{}}
			if s.h.ServeHTTP(w, r); w.status != 201 {
				b.Error(w.status)
			}
		}
	})
}
