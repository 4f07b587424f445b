package requirement

import (
	"encoding/binary"
	"slices"
	"strings"
	"sync"
)

// A cue is a phrase of the lexicon found in a unit: tokens from to to.
type cue struct {
	class    class
	from, to int
}

// lexicon is an automaton over the words of the phrases. Node 0 is the start;
// the children of a node lie side by side, in the order of their words.
type lexicon struct {
	words map[string]uint16
	names []string // word → its letters
	first []uint16 // word → node behind it at the start, 0 without one
	nodes []node
	edges []branch
}

type node struct {
	class    class // of the phrase that ends here; 0: none ends
	from, to uint32
}

type branch struct{ word, to uint16 }

// theLexicon is compiled when text is first read: most commands read none.
var theLexicon = sync.OnceValue(compile)

// tree is a lexicon in the making, with a node for every beginning of a phrase.
type tree struct {
	words    map[string]uint16
	ends     []class
	children []map[uint16]int
}

func compile() *lexicon {
	t := &tree{words: map[string]uint16{}, ends: make([]class, 1), children: make([]map[uint16]int, 1)}
	for _, p := range phrases {
		for line := range strings.SplitSeq(p.lines, "\n") {
			t.add(0, strings.Fields(line), p.class)
		}
	}
	return t.merged()
}

// add puts a phrase in at a node, once for each of its readings.
func (t *tree) add(at int, words []string, c class) {
	if len(words) == 0 {
		if at != 0 {
			t.ends[at] |= c
		}
		return
	}
	w := words[0]
	maybe := strings.HasSuffix(w, "?") && len(w) > 1
	if maybe {
		t.add(at, words[1:], c)
		w = strings.TrimSuffix(w, "?")
	}
	for choice := range strings.SplitSeq(w, "|") {
		choice = strings.TrimSuffix(choice, "?")
		id, ok := t.words[choice]
		if !ok {
			id = uint16(len(t.words) + 1)
			t.words[choice] = id
		}
		to, ok := t.children[at][id]
		if !ok {
			to = len(t.ends)
			t.ends = append(t.ends, 0)
			t.children = append(t.children, nil)
			if t.children[at] == nil {
				t.children[at] = map[uint16]int{}
			}
			t.children[at][id] = to
		}
		t.add(to, words[1:], c)
	}
}

// merged makes one node of all that go on alike, so that the whole fits where
// the processor reads quickly: the tree has twenty times as many.
func (t *tree) merged() *lexicon {
	l := &lexicon{words: t.words, nodes: make([]node, 1), first: make([]uint16, len(t.words)+1)}
	l.names = make([]string, len(t.words)+1)
	for w, id := range t.words {
		l.names[id] = w
	}
	known := map[string]uint16{}
	var key []byte
	var visit func(at int) uint16
	visit = func(at int) uint16 {
		list := make([]branch, 0, len(t.children[at]))
		for w, to := range t.children[at] {
			list = append(list, branch{w, visit(to)})
		}
		slices.SortFunc(list, func(a, b branch) int { return int(a.word) - int(b.word) })
		if at == 0 {
			for _, e := range list {
				l.first[e.word] = e.to
			}
			return 0
		}
		key = binary.LittleEndian.AppendUint64(key[:0], uint64(t.ends[at]))
		for _, e := range list {
			key = binary.LittleEndian.AppendUint32(key, uint32(e.word)<<16|uint32(e.to))
		}
		if n, ok := known[string(key)]; ok {
			return n
		}
		n := node{class: t.ends[at], from: uint32(len(l.edges))}
		l.edges = append(l.edges, list...)
		n.to = uint32(len(l.edges))
		if len(l.nodes) > 1<<16-1 {
			panic("requirement: the lexicon has outgrown its node numbers")
		}
		l.nodes = append(l.nodes, n)
		known[string(key)] = uint16(len(l.nodes) - 1)
		return uint16(len(l.nodes) - 1)
	}
	visit(0)
	return l
}

// next gives the node behind a node and a word, 0 without one.
func (l *lexicon) next(at, word uint16) uint16 {
	n := &l.nodes[at]
	list := l.edges[n.from:n.to]
	for len(list) > 8 {
		if mid := len(list) / 2; list[mid].word <= word {
			list = list[mid:]
		} else {
			list = list[:mid]
		}
	}
	for _, e := range list {
		if e.word == word {
			return e.to
		}
	}
	return 0
}

// cues finds the phrases among tokens: the longest at each place, and after it
// the next that begins behind its last word.
func (l *lexicon) cues(toks []token) []cue {
	out := make([]cue, 0, len(toks)/4+2)
	for i := 0; i < len(toks); {
		best, to := class(0), i+1
		at := l.first[toks[i].word]
		for j := i + 1; at != 0; j++ {
			if c := l.nodes[at].class; c != 0 {
				best, to = c, j
			}
			if j >= len(toks) {
				break
			}
			at = l.next(at, toks[j].word)
		}
		if best != 0 {
			out = append(out, cue{best, i, to})
		}
		i = to
	}
	return out
}
