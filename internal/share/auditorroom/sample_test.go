package auditorroom_test

import (
	"crypto/sha256"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"holdfast/internal/share/auditorroom"
)

func numbers(n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = fmt.Sprint("CERT-", i+1)
	}
	return out
}

// TestGolden holds the method: a sample that an auditor noted down is drawn
// again by every later version. The keys were reckoned with sha256sum.
func TestGolden(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		seed string
		from int
		n    int
		want []string
	}{
		{"audit-2027", 40, 5, []string{"CERT-7", "CERT-3", "CERT-33", "CERT-8", "CERT-27"}},
		{"", 3, 10, []string{"CERT-3", "CERT-1", "CERT-2"}},
	} {
		if got := auditorroom.Draw(c.seed, numbers(c.from), c.n); !slices.Equal(got, c.want) {
			t.Errorf("%q of %d: %q", c.seed, c.from, got)
		}
	}
	if got := auditorroom.Key("audit-2027", "CERT-12"); got != "eb888e55431010bc29f399c6e14b362bfa69575b4adfe217245cc136cdade8e7" {
		t.Errorf("the key of CERT-12 is %s", got)
	}
}

// TestDraw: whatever the order of the population, the sample is the same; a
// record that joins moves no other out but the last, and one that was not drawn
// and leaves moves none.
func TestDraw(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		from := rapid.IntRange(1, 200).Draw(t, "population")
		n := rapid.IntRange(1, 50).Draw(t, "size")
		seed := rapid.StringMatching(`[a-z0-9]{0,12}`).Draw(t, "seed")
		all := numbers(from)
		first := auditorroom.Draw(seed, all, n)
		if len(first) != min(n, from) {
			t.Fatalf("%d drawn of %d, asked for %d", len(first), from, n)
		}
		shuffled := slices.Clone(all)
		r := rand.New(rand.NewPCG(uint64(from), uint64(n)))
		r.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		if !slices.Equal(first, auditorroom.Draw(seed, shuffled, n)) {
			t.Fatal("the order of the population changes the sample")
		}
		more := auditorroom.Draw(seed, append(slices.Clone(all), "CERT-9999"), n)
		if !slices.Equal(more, first) {
			without := slices.DeleteFunc(slices.Clone(more), func(s string) bool { return s == "CERT-9999" })
			if len(more) == len(without) || !slices.Equal(without, first[:len(without)]) {
				t.Fatalf("one that joined moved others: %q, then %q", first, more)
			}
		}
		for _, number := range all {
			if !slices.Contains(first, number) {
				left := slices.DeleteFunc(slices.Clone(all), func(s string) bool { return s == number })
				if !slices.Equal(first, auditorroom.Draw(seed, left, n)) {
					t.Fatal("one that was not drawn and left moved others")
				}
				break
			}
		}
	})
}

// TestEvenly: every record is drawn about as often as every other.
func TestEvenly(t *testing.T) {
	t.Parallel()
	times := map[string]int{}
	const rounds, from, n = 4000, 20, 5
	for i := range rounds {
		for _, number := range auditorroom.Draw(fmt.Sprint("seed ", i), numbers(from), n) {
			times[number]++
		}
	}
	for number, k := range times {
		if want := rounds * n / from; k < want*85/100 || k > want*115/100 {
			t.Errorf("%s was drawn %d times, %d were to be expected", number, k, want)
		}
	}
	if len(times) != from {
		t.Errorf("only %d of %d were ever drawn", len(times), from)
	}
}

// TestKeyAsDocumented reckons a key as the description says.
func TestKeyAsDocumented(t *testing.T) {
	t.Parallel()
	sum := sha256.Sum256([]byte("holdfast-sample-1\nmy seed\nRISK-31"))
	if got := auditorroom.Key("my seed", "RISK-31"); got != fmt.Sprintf("%x", sum) {
		t.Errorf("%s", got)
	}
}
