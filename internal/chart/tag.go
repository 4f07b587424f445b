package chart

import (
	"fmt"
	"html"
	"math"
	"strings"
)

// A tag is a short text beside a mark. Nothing measures text on the server, so
// its width is reckoned from its letters, and its place is chosen for the
// narrowest strip on which it is shown.
type tag struct {
	text  string
	state State // "" for plain ink without an edge
	x     float64
	gap   float64 // pixels from the anchor to the tag
	left  bool    // prefer the left of the anchor
}

// box is what is taken at a place: pixels before and after it.
type box struct{ x, from, to float64 }

const (
	// narrow is the least width in pixels of a strip that shows tags (beside
	// labels; strips under labels are wider, or show none), wide of one in a
	// picture of 64 rem and more. The stylesheet's queries rest on them.
	narrow = 354
	wide   = 640
	// tagPad is the space before and after a tag's text.
	tagPad = 12
	// air is the least space between a tag and what is beside it.
	air = 2
)

// textWidth reckons the width of 11 px text in the product's sans: it errs a
// little to the wide side.
func textWidth(s string, bold bool) float64 {
	sum := 0.0
	for _, r := range s {
		switch {
		case strings.ContainsRune("ijlI.,:;'’|!()[]", r):
			sum += 3.1
		case strings.ContainsRune("frt ", r):
			sum += 4.1
		case strings.ContainsRune("mwMW", r):
			sum += 9.3
		case r >= 'A' && r <= 'Z':
			sum += 7.1
		default:
			sum += 6.5
		}
	}
	if bold {
		return sum * 0.94
	}
	return sum * 0.93
}

func (t tag) width() float64 {
	return math.Ceil(textWidth(t.text, t.state != "" && t.state != Unknown)) + tagPad
}

// placed is a tag with its place: from is the pixels from its anchor to its
// left edge. It is shown on strips of one width only when the other has another
// place for it, or none.
type placed struct {
	tag
	from float64
	on   string // class of the strips that show it: "", "nx" narrow only, "xl" wide only
}

// place finds room for the tags of a row, in their order of importance, clear
// of the marks and of one another and inside the window: once for narrow
// strips and once for wide ones. A tag without room is left to the row's
// sentence and the table.
func place(tags []tag, marks []box) []placed {
	onNarrow, onWide := placeAt(tags, marks, narrow), placeAt(tags, marks, wide)
	var out []placed
	for i := range tags {
		n, w := onNarrow[i], onWide[i]
		switch {
		case n != nil && w != nil && n.from == w.from:
			out = append(out, *n)
		default:
			if n != nil {
				n.on = "nx"
				out = append(out, *n)
			}
			if w != nil {
				w.on = "xl"
				out = append(out, *w)
			}
		}
	}
	return out
}

func placeAt(tags []tag, marks []box, width float64) []*placed {
	taken := append([]box(nil), marks...)
	for _, t := range tags {
		taken = append(taken, box{t.x, -1, 1})
	}
	out := make([]*placed, len(tags))
	for i, t := range tags {
		if p, ok := fit(t, taken, width); ok {
			out[i], taken = &p, append(taken, p.box())
		}
	}
	return out
}

func (p placed) box() box { return box{p.x, p.from, p.from + p.width()} }

// fit tries both sides of the anchor. A place that is free on a strip of this
// width is free on every wider one, since the space between anchors grows.
func fit(t tag, taken []box, width float64) (placed, bool) {
	right, left := t.gap, -t.gap-t.width()
	sides := []float64{right, left}
	if t.left {
		sides = []float64{left, right}
	}
	for _, from := range sides {
		p := placed{tag: t, from: from}
		if free(p.box(), taken, width) {
			return p, true
		}
	}
	return placed{}, false
}

func free(b box, taken []box, width float64) bool {
	px := func(b box) (float64, float64) { at := b.x / 100 * width; return at + b.from, at + b.to }
	from, to := px(b)
	if from < 0 || to > width {
		return false
	}
	for _, o := range taken {
		f, t := px(o)
		if from < t+air && f < to+air {
			return false
		}
	}
	return true
}

func (s *strip) tags(ps []placed) {
	for _, p := range ps {
		class, edge, text := "lg", "tg", "t-ink"
		if p.on != "" {
			class += " " + p.on
		}
		if p.state == Fails || p.state == AtRisk {
			edge, text = "tg tg-"+p.state.key(), "t-"+p.state.key()
		}
		s.at(class, p.x, fmt.Sprintf(`<rect class="%s" x="%s" y="-8" width="%s" height="16" rx="2"/><text class="%s" x="%s" y="4">%s</text>`,
			edge, num(p.from), num(p.width()), text, num(p.from+tagPad/2), html.EscapeString(p.text)))
	}
}
