package framework_test

import (
	"math/rand/v2"
	"testing"

	"holdfast/internal/framework"
)

var types = []framework.Type{framework.Equal, framework.Subset, framework.Superset, framework.Intersects, framework.Related, framework.Possible}

// claims are the types in the order of what they claim, restated here.
var claims = map[framework.Type]int{
	framework.Equal: 5, framework.Subset: 4, framework.Superset: 4, framework.Intersects: 3, framework.Related: 2, framework.Possible: 1,
}

// holds tells whether a type is true of two sets of bits. Related and possible
// say nothing that sets could deny.
func holds(t framework.Type, a, b uint) bool {
	switch t {
	case framework.Equal:
		return a == b
	case framework.Subset:
		return a&^b == 0
	case framework.Superset:
		return b&^a == 0
	case framework.Intersects:
		return a&b != 0
	}
	return true
}

// TestComposeIsTrueOfSets takes every three sets that are not empty over four
// things: whatever two links say truly, their chain says truly.
func TestComposeIsTrueOfSets(t *testing.T) {
	t.Parallel()
	wrong := map[[2]framework.Type]bool{}
	for a := uint(1); a < 16; a++ {
		for b := uint(1); b < 16; b++ {
			for c := uint(1); c < 16; c++ {
				for _, t1 := range types {
					for _, t2 := range types {
						if holds(t1, a, b) && holds(t2, b, c) && !holds(t1.Compose(t2), a, c) {
							wrong[[2]framework.Type{t1, t2}] = true
						}
					}
				}
			}
		}
	}
	for w := range wrong {
		t.Errorf("%s then %s is not always %s", w[0], w[1], w[0].Compose(w[1]))
	}
}

// TestComposeSaysAllThatIsCertain: where every example lets a stronger word
// stand, the rule must say it; so the rule is not true by saying nothing.
func TestComposeSaysAllThatIsCertain(t *testing.T) {
	t.Parallel()
	known := types[:4]
	for _, t1 := range known {
		for _, t2 := range known {
			for _, better := range known {
				always := true
				for a := uint(1); a < 16; a++ {
					for b := uint(1); b < 16; b++ {
						for c := uint(1); c < 16; c++ {
							if holds(t1, a, b) && holds(t2, b, c) && !holds(better, a, c) {
								always = false
							}
						}
					}
				}
				if always && claims[better] > claims[t1.Compose(t2)] {
					t.Errorf("%s then %s is always %s, the rule says %s", t1, t2, better, t1.Compose(t2))
				}
			}
		}
	}
}

// TestNoChainClaimsMoreThanItsParts runs chains of any length.
func TestNoChainClaimsMoreThanItsParts(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2))
	for range 20000 {
		chain := types[r.IntN(len(types))]
		weakest := claims[chain]
		inv := chain.Inverse()
		for range 1 + r.IntN(5) {
			next := types[r.IntN(len(types))]
			weakest = min(weakest, claims[next])
			chain, inv = chain.Compose(next), next.Inverse().Compose(inv)
			if claims[chain] == 0 || claims[chain] > weakest {
				t.Fatalf("a chain claims %s, its weakest part %d", chain, weakest)
			}
		}
		if chain.Inverse() != inv {
			t.Fatalf("read backwards a chain says %s, forwards %s", inv, chain)
		}
	}
}
