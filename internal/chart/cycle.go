package chart

import (
	"fmt"
	"html"
	"strings"

	"holdfast/internal/civil"
)

// Cycle is the life of one certificate on one strip: from its first audit to
// six months past its end.
type Cycle struct {
	Name   string // "CERT-1"
	Today  civil.Date
	Valid  Span
	Audits []Audit // in order
	// Best is the best time to renew; zero when there is none.
	Best civil.Range
}

// Audit is one audit or other event of the cycle: done, or to come.
type Audit struct {
	Short, Name string // "SA1", "Surveillance"
	Date        civil.Date
	When        string // "9 to 11 April 2024", "by 12 March 2027"; empty: the date
	Done        bool
	Note        string // "Done, 3 minors closed", "Not booked"
}

// CycleDrawing is the strip, with its stages in words and as a table.
type CycleDrawing struct {
	Span   string
	Strip  string
	Stages []Audit // When is filled
	Twin   Table
	Best   bool
}

const (
	// afterEnd is how many months past the end the strip reaches.
	afterEnd = 6
	// nearest is the least distance in per cent between two audits' names: a
	// nearer one is left to the list below where there is little room.
	nearest = 6
)

// Draw draws the strip.
func (c Cycle) Draw() CycleDrawing {
	first := c.Valid.From
	for _, a := range c.Audits {
		if !a.Date.IsZero() && (first.IsZero() || a.Date < first) {
			first = a.Date
		}
	}
	if first.IsZero() {
		first = c.Today
	}
	if !c.Best.IsZero() {
		first = min(first, c.Best.From)
	}
	last := max(c.Valid.To, c.Today, c.Best.To, first)
	for _, a := range c.Audits {
		last = max(last, a.Date)
	}
	n := 1
	for Months(first, n).Until <= last.AddMonths(afterEnd) {
		n++
	}
	w := Months(first, n)
	s := &strip{w: w}
	for _, d := range w.months() {
		if isJanuary(d) {
			x := pct(w.X(d))
			s.addf(`<line class="g-year" x1="%[1]s" x2="%[1]s" y1="0" y2="100%%"/><svg x="%[1]s" overflow="visible"><text x="5" y="11" class="t-b">%[2]d</text></svg>`, x, d.Year())
		}
	}
	if to := c.Valid.To; !to.IsZero() {
		s.block("b-bar", c.Valid.From, to, 12)
		s.line("b-none", to+1, w.Until)
	}
	if !c.Best.IsZero() {
		x1, x2 := w.X(c.Best.From), w.X(c.Best.To)
		for _, attr := range []string{`class="band"`, `fill="none" stroke="var(--accent)"`} {
			s.addf(`<svg y="50%%" overflow="visible"><rect x="%s" width="%s" y="-13" height="26" %s/></svg>`, pct(x1), pct(max(x2-x1, thinnest)), attr)
		}
		s.at("", (x1+x2)/2, `<text class="t-acc mid halo" y="30">Best window</text>`)
	}
	if w.Contains(c.Today) {
		x := pct(w.X(c.Today))
		s.addf(`<line class="g-case" x1="%[1]s" x2="%[1]s" y1="0" y2="100%%"/><line class="g-today" x1="%[1]s" x2="%[1]s" y1="0" y2="100%%"/><svg x="%[1]s" y="100%%" overflow="visible"><text class="t-acc end" x="-5" y="-4">Today</text></svg>`, x)
	}
	s.audits(c.Audits)
	if to := c.Valid.To; !to.IsZero() {
		s.at("lg", w.X(to), `<text class="t-ink t-b" x="8" y="-12">Ends `+to.Time().Format("2 Jan")+`</text>`)
	}
	d := CycleDrawing{
		Span: w.String(), Best: !c.Best.IsZero(), Stages: make([]Audit, len(c.Audits)),
		Twin: Table{Head: []string{"Audit", "When", "Result"}},
	}
	for i, a := range c.Audits {
		if a.When == "" {
			a.When = a.Date.Long()
		}
		d.Stages[i] = a
		d.Twin.Rows = append(d.Twin.Rows, texts(join(a.Short, a.Name), a.When, a.Note))
	}
	d.Strip = s.svg(c.say())
	return d
}

func (s *strip) audits(as []Audit) {
	free := -100.0
	for _, a := range as {
		if a.Date.IsZero() {
			continue
		}
		x := s.w.X(a.Date)
		shape := `<circle class="b-hollow" r="5"/>`
		if a.Done {
			shape = `<circle class="b-mark" r="5.5"/>`
		}
		s.at("", x, shape)
		class := ""
		if x-free < nearest {
			class = "lg"
		}
		if x-free >= nearest/2 {
			s.at(class, x, fmt.Sprintf(`<text class="t-ink t-b mid" y="-18">%s</text>`, html.EscapeString(a.Short)))
			free = x
		}
	}
}

func (c Cycle) say() string {
	parts := make([]string, 0, len(c.Audits)+1)
	for _, a := range c.Audits {
		when := a.When
		if when == "" {
			when = a.Date.Long()
		}
		p := strings.TrimSpace(strings.ToLower(a.Name) + " " + when)
		if a.Note != "" {
			p += ", " + strings.ToLower(a.Note[:1]) + a.Note[1:]
		}
		parts = append(parts, p)
	}
	if !c.Valid.To.IsZero() {
		parts = append(parts, "valid until "+c.Valid.To.Long())
	}
	return "Cycle of " + c.Name + ": " + strings.Join(parts, "; ")
}
