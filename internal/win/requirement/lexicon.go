package requirement

import "strings"

// A cue is a phrase of the lexicon found in a unit: tokens from to to.
type cue struct {
	class    class
	from, to int
}

type lexicon struct {
	words map[string]uint16
	next  map[uint32]uint16 // node and word → node
	ends  []class           // by node
}

var theLexicon = compile()

func compile() *lexicon {
	l := &lexicon{words: map[string]uint16{}, next: map[uint32]uint16{}, ends: make([]class, 1)}
	for _, p := range phrases {
		for line := range strings.SplitSeq(p.lines, "\n") {
			l.add(0, strings.Fields(line), p.class)
		}
	}
	return l
}

// add puts a phrase in at a node, once for each of its readings.
func (l *lexicon) add(node uint16, words []string, c class) {
	if len(words) == 0 {
		if node != 0 {
			l.ends[node] |= c
		}
		return
	}
	w := words[0]
	maybe := strings.HasSuffix(w, "?") && len(w) > 1
	if maybe {
		l.add(node, words[1:], c)
		w = strings.TrimSuffix(w, "?")
	}
	for choice := range strings.SplitSeq(w, "|") {
		choice = strings.TrimSuffix(choice, "?")
		id, ok := l.words[choice]
		if !ok {
			id = uint16(len(l.words) + 1)
			l.words[choice] = id
		}
		key := uint32(node)<<16 | uint32(id)
		to, ok := l.next[key]
		if !ok {
			to = uint16(len(l.ends))
			l.ends = append(l.ends, 0)
			l.next[key] = to
		}
		l.add(to, words[1:], c)
	}
}

// cues finds the phrases among tokens: the longest at each place, and after it
// the next that begins behind its first word only when the two mean different
// things.
func (l *lexicon) cues(toks []token) []cue {
	var out []cue
	for i := 0; i < len(toks); {
		node, best, to := uint16(0), class(0), i+1
		for j := i; j < len(toks) && toks[j].word != 0; j++ {
			n, ok := l.next[uint32(node)<<16|uint32(toks[j].word)]
			if !ok {
				break
			}
			node = n
			if c := l.ends[node]; c != 0 {
				best, to = c, j+1
			}
		}
		if best != 0 {
			out = append(out, cue{best, i, to})
		}
		i = to
	}
	return out
}
