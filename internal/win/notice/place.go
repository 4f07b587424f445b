package notice

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"holdfast/internal/civil"
	"holdfast/internal/money"
)

// place is a node with its JSON pointer; the zero place is an absent value.
type place struct {
	*Node
	ptr string
}

func (p place) get(keys ...string) place {
	for _, k := range keys {
		n := p.Node.Get(k)
		if n == nil {
			return place{}
		}
		p = place{n, p.ptr + "/" + escape(k)}
	}
	return p
}

func escape(token string) string {
	if strings.IndexByte(token, '/') < 0 && strings.IndexByte(token, '~') < 0 {
		return token
	}
	return strings.NewReplacer("~", "~0", "/", "~1").Replace(token)
}

func (p place) items() []place {
	if p.Node == nil || p.Kind == Absent {
		return nil
	}
	if p.Kind != Array {
		return []place{p}
	}
	out := make([]place, len(p.Kids))
	for i := range p.Kids {
		out[i] = place{&p.Kids[i], p.ptr + "/" + strconv.Itoa(i)}
	}
	return out
}

func (p place) there() bool { return p.Node != nil && p.Kind != Absent }

// reader reads fields of one release tree. A field of the wrong form costs the
// field, and leaves a note.
type reader struct {
	portal Portal
	notes  []Note
}

func (r *reader) lost(p place, format string, args ...any) {
	if len(r.notes) < maxNotes {
		r.notes = append(r.notes, Note{p.ptr, fmt.Sprintf(format, args...)})
	}
}

// maxNotes bounds what one process may say about itself.
const maxNotes = 100

func (r *reader) text(p place) string {
	if !p.there() {
		return ""
	}
	if p.Kind != Text && p.Kind != Number {
		r.lost(p, "text is wanted here, not %s", p.Kind.words())
		return ""
	}
	return p.String()
}

// member reads a text in an object; its pointer is made only when it is needed.
func (r *reader) member(p place, key string) string {
	n := p.Node.Get(key)
	if n == nil {
		return ""
	}
	if n.Kind == Text || n.Kind == Number {
		return n.String()
	}
	return r.text(p.get(key))
}

func (k Kind) words() string {
	switch k {
	case Object:
		return "an object"
	case Array:
		return "a list"
	case Text:
		return "text"
	case Number:
		return "a number"
	case True, False:
		return "true or false"
	}
	return "nothing"
}

// day reads a date; nil when there is none or it cannot be used.
func (r *reader) day(p place) *Day {
	s := r.text(p)
	if s == "" {
		return nil
	}
	d, clock, err := londonDay(s, r.portal)
	if err != nil {
		r.lost(p, "%s", err.Error())
		return nil
	}
	return &Day{Date: d, Time: clock, Basis: Stated, Pointer: p.ptr}
}

// whole reads a whole number from 0; false when there is none.
func (r *reader) whole(p place) (int, bool) {
	s := r.text(p)
	if s == "" {
		return 0, false
	}
	f, err := strconv.ParseFloat(strings.ReplaceAll(s, ",", ""), 64)
	if err != nil || f < 0 || f > 1e6 || f != math.Trunc(f) {
		r.lost(p, "%q is not a usable whole number", cut(s))
		return 0, false
	}
	return int(f), true
}

// maxAmount is the most that is believed: ten thousand milliard.
const maxAmount = 1e13

// amount reads a sum in a currency. Zero is no amount.
func (r *reader) amount(p place, currency string) money.Amount {
	s := r.text(p)
	if s == "" {
		return money.Amount{}
	}
	s = strings.TrimSpace(strings.TrimPrefix(strings.ReplaceAll(s, ",", ""), "£"))
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || math.IsNaN(f) || math.Abs(f) > maxAmount {
		r.lost(p, "%q is not a usable amount", cut(s))
		return money.Amount{}
	}
	if f <= 0 {
		return money.Amount{}
	}
	if currency == "" {
		currency = "GBP"
	}
	for _, digits := range []int{2, 0, 3} { // the minor unit of the currency decides which is read
		if digits == 3 && !strings.Contains("BHD KWD OMR JOD TND", currency) {
			break
		}
		if a, err := money.Parse(strconv.FormatFloat(f, 'f', digits, 64) + " " + currency); err == nil {
			return a
		}
	}
	r.lost(p, "%q is not a currency", cut(currency))
	return money.Amount{}
}

// value reads an OCDS Value with the UK extension: the amount without VAT, else
// the gross one.
func (r *reader) value(p place, from string) *Value {
	if !p.there() {
		return nil
	}
	if p.Kind != Object { // a bare number
		if a := r.amount(p, ""); !a.IsZero() {
			return &Value{Amount: a, Pointer: p.ptr, From: from}
		}
		return nil
	}
	currency := strings.ToUpper(r.member(p, "currency"))
	if a := r.amount(p.get("amount"), currency); !a.IsZero() {
		return &Value{Amount: a, Pointer: p.get("amount").ptr, From: from}
	}
	if a := r.amount(p.get("amountGross"), currency); !a.IsZero() {
		return &Value{Amount: a, Gross: true, Pointer: p.get("amountGross").ptr, From: from}
	}
	return nil
}

func cut(s string) string {
	if len(s) > 40 {
		return strings.ToValidUTF8(s[:40], "") + "…"
	}
	return s
}

func earliest(a, b *Day) *Day {
	if a == nil || (b != nil && b.Date < a.Date) {
		return b
	}
	return a
}

func latest(a, b *Day) *Day {
	if a == nil || (b != nil && b.Date > a.Date) {
		return b
	}
	return a
}

// lastDay gives the last day of a period of so many months, or days, from a day.
func lastDay(start civil.Date, months, days int) civil.Date {
	if months > 0 {
		return civil.LastValidDay(start, months)
	}
	return start.AddDays(days - 1)
}
