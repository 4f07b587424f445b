package static_test

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"testing"

	"holdfast/internal/web/static"
)

// A pair is a foreground on a ground that some page puts together, and the
// least contrast that WCAG 2.2 allows it: 4.5 for text, 3 for edges and marks.
type pair struct {
	fore, ground string
	least        float64
	what         string
}

func pairsInUse() []pair {
	var ps []pair
	add := func(fore, ground string, least float64, what string) {
		ps = append(ps, pair{fore, ground, least, what})
	}
	for _, g := range []string{"paper", "surface", "sunk", "accent-wash"} {
		for _, f := range []string{"ink", "ink-2", "ink-3"} {
			add(f, g, 4.5, "text")
		}
	}
	add("accent", "paper", 4.5, "link")
	add("accent", "surface", 4.5, "link")
	add("accent", "accent-wash", 4.5, "link on a selection")
	add("accent-on", "accent", 4.5, "button")
	for _, s := range []string{"holds", "risk", "fails", "unknown"} {
		for _, g := range []string{"paper", "surface", s + "-bg"} {
			add(s, g, 4.5, "state")
		}
		for _, f := range []string{"ink", "ink-2", "ink-3"} {
			add(f, s+"-bg", 4.5, "text on a state")
		}
	}
	add("holds", "accent-wash", 4.5, "state on a selection")
	add("fails", "accent-wash", 4.5, "state on a selection")
	// The row of the matrix that is explained below keeps its state's ground.
	for _, g := range []string{"risk-bg", "fails-bg", "unknown-bg", "holds-bg"} {
		for _, s := range []string{"holds", "risk", "fails", "unknown", "accent"} {
			add(s, g, 4.5, "state in a marked row")
		}
	}
	add("ink", "mark", 4.5, "marked words")
	for _, g := range []string{"paper", "surface"} {
		add("control", g, 3, "edge of an input")
		add("bar", g, 3, "bar")
		add("accent", g, 3, "today")
		add("fails", g, 3, "hatch")
		add("risk", g, 3, "hatch")
		add("unknown", g, 3, "dotted edge")
	}
	add("fails", "fails-bg", 3, "hatch on its ground")
	add("risk", "risk-bg", 3, "hatch on its ground")
	for _, g := range []string{"r0", "r1", "r2"} {
		add("ink", g, 4.5, "figure of a heat map")
	}
	add("accent-on", "r3", 4.5, "figure of a heat map")
	add("surface", "bar", 4.5, "figure in a bar")
	add("ink", "bar-soft", 4.5, "figure in a bar")
	return ps
}

func TestContrastOfEveryPairInBothThemes(t *testing.T) {
	t.Parallel()
	tokens := map[string][2]string{}
	for _, m := range regexp.MustCompile(`--([\w-]+):\s*light-dark\((#[0-9a-f]{6}),\s*(#[0-9a-f]{6})\)`).
		FindAllStringSubmatch(string(static.Bytes("holdfast.css")), -1) {
		if _, twice := tokens[m[1]]; twice {
			t.Errorf("token --%s is declared twice", m[1])
		}
		tokens[m[1]] = [2]string{m[2], m[3]}
	}
	ps := pairsInUse()
	if len(tokens) < 30 || len(ps) < 63 {
		t.Fatalf("%d tokens and %d pairs were read; something is missing", len(tokens), len(ps))
	}
	for _, p := range ps {
		fore, okF := tokens[p.fore]
		ground, okG := tokens[p.ground]
		if !okF || !okG {
			t.Errorf("%s on %s: no such token", p.fore, p.ground)
			continue
		}
		for i, theme := range []string{"light", "dark"} {
			if c := contrast(fore[i], ground[i]); c < p.least {
				t.Errorf("%s, %s: %s on %s is %.2f, need %.1f", theme, p.what, p.fore, p.ground, c, p.least)
			}
		}
	}
}

// The reckoning itself: black on white is 21, and a known grey is 4.54.
func TestContrastReckoning(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		a, b string
		want string
	}{{"#000000", "#ffffff", "21.00"}, {"#767676", "#ffffff", "4.54"}, {"#123456", "#123456", "1.00"}} {
		if got := fmt.Sprintf("%.2f", contrast(c.a, c.b)); got != c.want {
			t.Errorf("%s on %s: %s, want %s", c.a, c.b, got, c.want)
		}
	}
}

// contrast is the ratio of WCAG 2.2, 1.4.3.
func contrast(a, b string) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

func luminance(hex string) float64 {
	var c [3]float64
	for i := range c {
		n, err := strconv.ParseUint(hex[1+2*i:3+2*i], 16, 8)
		if err != nil {
			panic(err)
		}
		v := float64(n) / 255
		if v <= 0.04045 {
			c[i] = v / 12.92
		} else {
			c[i] = math.Pow((v+0.055)/1.055, 2.4)
		}
	}
	return 0.2126*c[0] + 0.7152*c[1] + 0.0722*c[2]
}
