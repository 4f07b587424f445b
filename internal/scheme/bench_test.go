package scheme_test

import (
	"testing"

	"holdfast/internal/scheme"
)

// BenchmarkLoad is part of the time to start: under 0.2 s in all.
func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		if _, err := scheme.Load(scheme.Files()); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkLastValidDay is inside every verdict.
func BenchmarkLastValidDay(b *testing.B) {
	s, _ := scheme.Default().Scheme("cyber-essentials")
	h := scheme.Held{Issued: day("2026-03-01"), Expires: day("2027-03-01")}
	b.ReportAllocs()
	for b.Loop() {
		s.LastValidDay(h)
	}
}

func BenchmarkEvents(b *testing.B) {
	s, _ := scheme.Default().Scheme("iso27001")
	h := scheme.Held{Decision: day("2026-03-01"), Expires: day("2029-02-28")}
	b.ReportAllocs()
	for b.Loop() {
		s.Events(h)
	}
}
