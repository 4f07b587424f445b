package bid

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"holdfast/internal/win/notice"
)

// Lot is one lot of a procurement.
type Lot struct {
	ID    string `json:"id"` // as the buyer numbers it: "1c"
	Title string `json:"title,omitempty"`
	// Bid says whether it is bid for; nil when nobody has said.
	Bid *bool `json:"bid,omitempty"`
}

// maxLots bounds the lots of one bid, and those that "1 to 40" can name.
const maxLots = 200

// lotID folds the ways in which a lot is numbered: "LOT-0002" is "2".
func lotID(s string) string {
	s = strings.ToLower(strings.TrimSpace(s))
	s = strings.TrimPrefix(strings.TrimPrefix(strings.TrimPrefix(s, "lot"), "-"), " ")
	if short := strings.TrimLeft(s, "0"); short != "" {
		s = short
	}
	return s
}

// lotsOf gives the lots of a notice; none where it is one whole.
func lotsOf(n *notice.Notice) []Lot {
	if len(n.Lots) < 2 {
		return nil
	}
	var out []Lot
	for _, l := range n.Lots {
		if id := lotID(l.ID); id != "" && len(out) < maxLots {
			out = append(out, Lot{ID: id, Title: cut(l.Title)})
		}
	}
	return out
}

// LotsNamed reads the lots that a buyer's words name: "for Lots 1c, 2 only" gives
// "1c, 2", "Lots 1 to 3" gives "1, 2, 3". Empty when the words hold more than
// that: then a person has to read them.
func LotsNamed(words string) string {
	var out []string
	seen, to := false, false
	for _, w := range strings.FieldsFunc(strings.ToLower(words), func(c rune) bool { return unicode.IsSpace(c) || strings.ContainsRune(",()&.;:", c) }) {
		switch w {
		case "lot", "lots":
			seen = true
		case "for", "under", "in", "on", "of", "respect", "the", "bidders", "tenderers", "only", "and", "or":
		case "to", "-", "–":
			to = true
		default:
			if !seen || !isLot(w) {
				return ""
			}
			if to {
				more := between(out, w)
				if more == nil {
					return ""
				}
				out, to = append(out, more...), false
				continue
			}
			out = append(out, lotID(w))
		}
	}
	if to {
		return ""
	}
	return strings.Join(out, ", ")
}

func isLot(s string) bool {
	return len(s) <= 3 && (s[0] >= '0' && s[0] <= '9' || len(s) == 1 && s[0] >= 'a' && s[0] <= 'z')
}

// between gives the lots after the last one up to and including another; nil
// when they cannot be counted.
func between(before []string, last string) []string {
	if len(before) == 0 {
		return nil
	}
	a, errA := strconv.Atoi(before[len(before)-1])
	b, errB := strconv.Atoi(last)
	if errA != nil || errB != nil || b <= a || b-a > maxLots {
		return nil
	}
	var out []string
	for n := a + 1; n <= b; n++ {
		out = append(out, strconv.Itoa(n))
	}
	return out
}

// chosen says whether a requirement's lots are bid for: true when one of them
// is, false when none is, nil when that is not decided.
func (b *Bid) chosen(lots string) *bool {
	if lots == "" {
		return nil
	}
	none := true
	for id := range strings.SplitSeq(lots, ", ") {
		i := slices.IndexFunc(b.Lots, func(l Lot) bool { return lotID(l.ID) == id })
		if i < 0 || b.Lots[i].Bid == nil {
			none = false
			continue
		}
		if *b.Lots[i].Bid {
			return new(true)
		}
	}
	if none {
		return new(false)
	}
	return nil
}

// LotsBid gives the lots that are bid for, and whether any choice was made.
func (b *Bid) LotsBid() (lots []Lot, decided bool) {
	for _, l := range b.Lots {
		decided = decided || l.Bid != nil
		if l.Bid != nil && *l.Bid {
			lots = append(lots, l)
		}
	}
	return lots, decided
}
