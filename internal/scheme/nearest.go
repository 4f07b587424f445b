package scheme

import "strings"

// nicknames are short names that people type for a scheme.
var nicknames = map[string]string{
	"ce": "cyber-essentials", "ceplus": "cyber-essentials-plus", "cep": "cyber-essentials-plus", "ce+": "cyber-essentials-plus",
	"cyberessentials+": "cyber-essentials-plus", "27001": "iso27001", "isoiec27001": "iso27001", "isms": "iso27001",
	"9001": "iso9001", "14001": "iso14001", "22301": "iso22301", "toolkit": "dspt",
	"pi": "insurance-professional-indemnity", "pl": "insurance-public-liability", "el": "insurance-employers-liability",
}

// longestWord bounds what is compared letter by letter.
const longestWord = 64

// Nearest gives the id of the known scheme that a word means most likely, or the
// empty text when nothing is near. With demands, what leads to schemes is looked
// through too.
func (b *Book) Nearest(word string, demands bool) string {
	w := squeeze(word)
	if id, ok := nicknames[w]; ok {
		return id
	}
	if w == "" || len(w) > longestWord {
		return ""
	}
	best, bestAt := "", len(w)/3+1
	try := func(id string, names ...string) {
		for _, n := range append(names, id) {
			key := squeeze(n)
			if key == "" || len(key) > 2*longestWord {
				continue
			}
			if d := distance(w, key); d < bestAt {
				best, bestAt = id, d
			}
		}
	}
	for _, s := range b.schemes {
		try(s.ID, s.Name, s.Short)
	}
	if demands {
		for _, d := range b.demands {
			try(d.ID, d.Name)
		}
	}
	return best
}

func squeeze(s string) string {
	return strings.NewReplacer(" ", "", "-", "", "_", "", "/", "", ":", "").Replace(strings.ToLower(s))
}

// distance counts the letters to put in, take out or change (Levenshtein).
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		left := row[0]
		row[0] = i + 1
		for j := range len(b) {
			above := row[j+1]
			change := left
			if a[i] != b[j] {
				change++
			}
			row[j+1] = min(change, above+1, row[j]+1)
			left = above
		}
	}
	return row[len(b)]
}
