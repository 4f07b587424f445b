package auditorroom

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"holdfast/internal/authz"
	"holdfast/internal/errs"
	"holdfast/internal/register"
)

// Method names the way in which samples are drawn, so that it can never change
// under one that was drawn. Anybody can draw it again without this program:
//
//  1. The population is every record of the register that the filter matches, as
//     at the instant, by its number (CERT-12).
//  2. The key of a record is the SHA-256 of the three lines "holdfast-sample-1",
//     the seed, and its number, with a line feed between them and none at the
//     end, written in hexadecimal:
//     printf 'holdfast-sample-1\n%s\n%s' SEED CERT-12 | sha256sum
//  3. The sample is the records with the smallest keys, as many as were asked
//     for, in the order of their keys.
//
// No record can be put in or kept out but through the seed, and a record that
// joins or leaves the population moves no other.
const Method = "holdfast-sample-1"

// Sample is one sample, with all that is needed to draw it again.
type Sample struct {
	Room     string            `json:"room"`          // ROOM-2
	Why      string            `json:"why,omitempty"` // what it is for, in the auditor's words
	Register string            `json:"register"`      // kind
	Filters  []register.Filter `json:"filters,omitzero"`
	Search   string            `json:"search,omitempty"`
	Size     int               `json:"size"` // asked for; fewer are drawn where there are fewer
	Seed     string            `json:"seed"`
	AsAt     int64             `json:"asAt"` // microseconds UTC: the instant whose population it was drawn from
	Method   string            `json:"method"`
	// Population and Digest say what it was drawn from: how many, and the SHA-256
	// of their numbers, ascending, with a line feed after each.
	Population int      `json:"population"`
	Digest     string   `json:"digest"`
	Drawn      []string `json:"drawn"` // numbers, in the order drawn
}

const (
	// MaxSample bounds a sample; who needs more looks at everything.
	MaxSample = 500
	// maxPopulation bounds what a sample is drawn from.
	maxPopulation = 200_000
	maxSeed       = 100
)

// Samples declares samples to the kernel.
func Samples() *register.Register[Sample] {
	return register.Declare(register.Declaration{
		Kind: SampleKind, Prefix: "SMP", Singular: "sample", Plural: "samples", Area: authz.Room,
		Fields: []register.Field{
			{Name: "room", Label: "Room", Type: register.Text, Required: true, Filter: true, List: true},
			{Name: "why", Label: "What it is for", Type: register.Text, List: true, Search: true},
			{Name: "register", Label: "Register", Type: register.Text, Required: true, List: true},
			{Name: "size", Label: "Size asked for", Type: register.Number, Required: true, List: true},
			{Name: "population", Label: "Drawn from", Type: register.Number, List: true},
			{Name: "seed", Label: "Seed", Type: register.Text, Required: true, List: true},
			{Name: "asAt", Label: "As at", Type: register.Instant, List: true},
			{Name: "method", Label: "Method", Type: register.Text, Required: true},
			{Name: "digest", Label: "Digest of the population", Type: register.Text},
			{Name: "drawn", Label: "Drawn", Type: register.Tags},
		},
	}, func(old, s *Sample) []errs.Field {
		if old != nil {
			return []errs.Field{{Message: "A sample that was drawn is not changed. Draw another."}}
		}
		return s.check()
	})
}

func (s *Sample) check() []errs.Field {
	var out []errs.Field
	if s.Size < 1 || s.Size > MaxSample {
		out = append(out, errs.Field{Pointer: "/size", Message: "Ask for 1 to " + strconv.Itoa(MaxSample) + " records."})
	}
	if len(s.Seed) > maxSeed || strings.ContainsFunc(s.Seed, func(r rune) bool { return r < ' ' || r > '~' }) || strings.TrimSpace(s.Seed) != s.Seed {
		out = append(out, errs.Field{Pointer: "/seed", Message: "Use up to 100 plain letters, figures and signs, on one line."})
	}
	return out
}

// Draw gives the sample of n out of the numbers, in the order drawn. The order
// of numbers does not matter.
func Draw(seed string, numbers []string, n int) []string {
	type ticket struct{ key, number string }
	tickets := make([]ticket, len(numbers))
	for i, number := range numbers {
		tickets[i] = ticket{Key(seed, number), number}
	}
	slices.SortFunc(tickets, func(a, b ticket) int { return strings.Compare(a.key, b.key) })
	out := make([]string, 0, min(n, len(tickets)))
	for _, t := range tickets[:min(n, len(tickets))] {
		out = append(out, t.number)
	}
	return out
}

// Key gives the key of one record.
func Key(seed, number string) string {
	sum := sha256.Sum256([]byte(Method + "\n" + seed + "\n" + number))
	return hex.EncodeToString(sum[:])
}

// digest gives the SHA-256 of numbers that are ascending.
func digest(numbers []string) string {
	h := sha256.New()
	for _, n := range numbers {
		fmt.Fprintf(h, "%s\n", n)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Again is what drawing a sample once more has shown.
type Again struct {
	Same       bool // population and sample are what was kept
	Population int
	Digest     string
	Drawn      []string
}

// again compares a population with a kept sample.
func (s *Sample) again(numbers []string) Again {
	a := Again{Population: len(numbers), Digest: digest(numbers), Drawn: Draw(s.Seed, numbers, s.Size)}
	a.Same = a.Digest == s.Digest && slices.Equal(a.Drawn, s.Drawn) && s.Method == Method
	return a
}
