package certificate

import (
	"encoding/csv"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"holdfast/internal/civil"
	"holdfast/internal/errs"
	"holdfast/internal/scheme"
)

// Draft is what was read in the text of a certificate: for a person to confirm.
// What was not read is left empty, never guessed.
type Draft struct {
	Certificate Certificate `json:"certificate"`
	// Read says for each field that was read which words it was read in.
	Read []ReadField `json:"read"`
	// Doubts say why a field was left empty though something stood there, and
	// what to look at among the fields that were read.
	Doubts []errs.Field `json:"doubts"`
}

// ReadField is one field that was read.
type ReadField struct {
	Field string `json:"field"` // JSON pointer: "/expires"
	Value string `json:"value"`
	Quote string `json:"quote"` // the line or lines of the text
}

// Quote gives the words that a field was read in, empty when it was not read.
func (d Draft) Quote(pointer string) string {
	for _, r := range d.Read {
		if r.Field == pointer {
			return r.Quote
		}
	}
	return ""
}

// ReadDraft reads a certificate in its text, given in the order in which the
// file was written and in the order of the eye (the same where a format has but
// one). A field that the two orders give differently is left empty.
func ReadDraft(book *scheme.Book, written, eye string) Draft {
	a := readText(book, written)
	if eye != "" && eye != written {
		b := readText(book, eye)
		a.join(b)
	}
	d := Draft{Certificate: a.c, Read: a.fields, Doubts: a.doubts}
	if d.Read == nil {
		d.Read = []ReadField{}
	}
	if d.Doubts == nil {
		d.Doubts = []errs.Field{}
	}
	if len(d.Read) == 0 {
		return d
	}
	for _, f := range append(d.Certificate.Check(book), d.Certificate.Doubts(book)...) {
		if f.Pointer == "/scheme" && d.Certificate.Scheme == "" {
			continue // said already
		}
		if f.Pointer == "/expires" && !d.Certificate.Expires.IsZero() && !d.Certificate.Issued.IsZero() && d.Certificate.Expires < d.Certificate.Issued {
			// One of the two was misread, and nobody knows which.
			d.clear("/expires")
			d.clear("/issued")
		}
		d.Doubts = append(d.Doubts, f)
	}
	return d
}

func (d *Draft) clear(pointer string) {
	switch pointer {
	case "/expires":
		d.Certificate.Expires, d.Certificate.EndLabel = 0, ""
	case "/issued":
		d.Certificate.Issued = 0
	}
	d.Read = slices.DeleteFunc(d.Read, func(r ReadField) bool { return r.Field == pointer || (pointer == "/expires" && r.Field == "/endLabel") })
}

// reading is one reading of one text.
type reading struct {
	c                    Certificate
	lines                []line
	found                []found
	fields               []ReadField
	doubts               []errs.Field
	monthFirst, dayFirst bool
}

func (r *reading) read(pointer, value, quote string) {
	r.fields = append(r.fields, ReadField{pointer, value, strings.TrimSpace(quote)})
}

func (r *reading) doubt(pointer, format string, args ...any) {
	r.doubts = append(r.doubts, errs.Field{Pointer: pointer, Message: fmt.Sprintf(format, args...)})
}

func (r *reading) doubted(pointer string) bool {
	return slices.ContainsFunc(r.doubts, func(f errs.Field) bool { return f.Pointer == pointer })
}

// plainer makes quotation marks and dashes plain, so that patterns need not know
// them all.
var plainer = strings.NewReplacer("\u2018", "'", "\u2019", "'", "\u201c", `"`, "\u201d", `"`, "\u2013", "-", "\u2014", "-", "\u2212", "-", "\u00a0", " ", "\f", "\n\n", "\r", "")

// maxRead bounds the text of one certificate: what follows is terms.
const maxRead = 40_000

func readText(book *scheme.Book, text string) *reading {
	text = plainer.Replace(text)
	if len(text) > maxRead {
		text = strings.ToValidUTF8(text[:maxRead], "")
	}
	r := &reading{lines: linesOf(uncsv(text))}
	r.found = gather(r.lines)
	for _, p := range dates(text) {
		r.monthFirst = r.monthFirst || p.american
		r.dayFirst = r.dayFirst || (!p.ambiguous && !p.american && regexp.MustCompile(`^\d{1,2}\s?[-/.]\s?\d{1,2}`).MatchString(p.text) && p.day != 0)
	}
	r.readScheme(book)
	r.readEdition(book)
	r.readLevel(book)
	r.text("/number", "number", &r.c.Number, numberOf)
	r.readDates()
	r.readHolder()
	r.readBody()
	if r.c.Scheme != "" {
		r.readAccreditation()
	}
	r.readScope()
	r.readSites()
	r.readLink()
	return r
}

// uncsv turns a table of one row, as a portal exports it, into labels and
// values.
func uncsv(text string) string {
	head, rest, _ := strings.Cut(strings.TrimSpace(text), "\n")
	if strings.Count(head, ",") < 2 {
		return text
	}
	rows, err := csv.NewReader(strings.NewReader(head + "\n" + rest)).ReadAll()
	if err != nil || len(rows) != 2 {
		return text
	}
	var b strings.Builder
	for i, name := range rows[0] {
		fmt.Fprintf(&b, "%s: %s\n", strings.TrimSpace(name), strings.TrimSpace(rows[1][i]))
	}
	return b.String()
}

// text takes the value of a field's labels, when the best of them agree.
func (r *reading) text(pointer, field string, into *string, tidy func(string) string) {
	best := 99
	var values, quotes []string
	for _, f := range r.found {
		if f.field != field || f.rank > best {
			continue
		}
		v := tidy(f.value)
		if v == "" {
			continue
		}
		if f.rank < best {
			best, values, quotes = f.rank, nil, nil
		}
		if !slices.ContainsFunc(values, func(o string) bool { return strings.EqualFold(o, v) }) {
			values, quotes = append(values, v), append(quotes, f.quote)
		}
	}
	switch len(values) {
	case 0:
	case 1:
		*into = values[0]
		r.read(pointer, values[0], quotes[0])
	default:
		r.doubt(pointer, "The text has %s: enter the right one.", strings.Join(values, " and "))
	}
}

var numberForm = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9./\-_ ]*`)

// numberOf gives the number at the front of a value: it has a figure in it, and
// ends before a word without one.
func numberOf(v string) string {
	v = numberForm.FindString(strings.TrimLeft(v, "#: "))
	var out []string
	for i, w := range strings.Fields(v) {
		digits := strings.ContainsAny(w, "0123456789")
		if !digits && (i > 0 || len(w) > 6 || w != strings.ToUpper(w)) && !(w == "-" || w == "/") {
			break
		}
		out = append(out, w)
	}
	n := strings.TrimRight(strings.Join(out, " "), " -/.")
	if !strings.ContainsAny(n, "0123456789") || len(n) > 60 || datePattern.MatchString(n) && datePattern.FindString(n) == n {
		return ""
	}
	return n
}

// dateHit is a candidate for one date field.
type dateHit struct {
	printed
	rank         int
	words, quote string
}

var rangeWords = regexp.MustCompile(`(?i)^\W*(?:,?\s*(?:inclusive|midnight|both days|00:0\d|23:59|\d\d:\d\d(?: ?hrs)?|noon|gmt|bst|at|on|and|remains valid|is valid)\W*)*(?:until|to|till|through|-|up to)\W*(?:(?:midnight|on|the|23:59|\d\d:\d\d(?: ?hrs)?|noon|gmt|bst)\W*)*$`)

func (r *reading) readDates() {
	all := map[string][]dateHit{}
	for _, f := range r.found {
		ds := dates(f.value)
		switch f.field {
		case "issued", "decision", "expires":
			if len(ds) == 0 {
				continue
			}
			// The date must stand near its label.
			if len(strings.Fields(f.value[:ds[0].start])) > 3 {
				continue
			}
			all[f.field] = append(all[f.field], dateHit{ds[0], f.rank, f.words, f.quote})
			if f.field == "issued" && len(ds) > 1 {
				between := f.value[ds[0].end:ds[1].start]
				if rangeWords.MatchString(between) {
					all["expires"] = append(all["expires"], dateHit{ds[1], 1, untilWord(between), f.quote})
				}
			}
		case "period":
			if len(ds) == 2 {
				all["issued"] = append(all["issued"], dateHit{ds[0], 1, f.words, f.quote})
				all["expires"] = append(all["expires"], dateHit{ds[1], 1, untilWord(f.value[ds[0].end:ds[1].start]), f.quote})
			}
		}
	}
	r.date("/decision", all["decision"], &r.c.Decision)
	r.date("/issued", all["issued"], &r.c.Issued)
	if words := r.date("/expires", all["expires"], &r.c.Expires); words != "" {
		r.c.EndLabel = words
		r.read("/endLabel", words, r.quoteOf("/expires"))
	}
}

func (r *reading) quoteOf(pointer string) string {
	for _, f := range r.fields {
		if f.Field == pointer {
			return f.Quote
		}
	}
	return ""
}

// untilWord gives the word of a range that stands before its end.
func untilWord(between string) string {
	for _, w := range []string{"until", "till", "through", "to"} {
		if regexp.MustCompile(`(?i)\b` + w + `\b`).MatchString(between) {
			return w
		}
	}
	return "to"
}

// date takes a date when the labels of the best rank agree on it, and gives the
// label's words.
func (r *reading) date(pointer string, hits []dateHit, into *civil.Date) string {
	best := 99
	for _, h := range hits {
		best = min(best, h.rank)
	}
	var kept []dateHit
	for _, h := range hits {
		if h.rank != best {
			continue
		}
		switch {
		case h.day.IsZero():
			r.doubt(pointer, "%q is not a day of the calendar.", h.text)
			return ""
		case h.ambiguous && r.monthFirst:
			r.doubt(pointer, "%q could be read in two ways, and another date of the text puts the month first.", h.text)
			return ""
		}
		if !slices.ContainsFunc(kept, func(k dateHit) bool { return k.day == h.day }) {
			kept = append(kept, h)
		}
	}
	switch len(kept) {
	case 0:
		return ""
	case 1:
	default:
		var days []string
		for _, k := range kept {
			days = append(days, k.day.Long()+" ("+strings.ToLower(k.words)+")")
		}
		r.doubt(pointer, "The text has %s: enter the right one.", strings.Join(days, " and "))
		return ""
	}
	h := kept[0]
	*into = h.day
	r.read(pointer, h.day.String(), h.quote)
	switch {
	case h.ambiguous && !r.dayFirst:
		r.doubt(pointer, "%q was read with the day first, as is usual here: %s. Is that right?", h.text, h.day.Long())
	case h.american:
		r.doubt(pointer, "%q was read with the month first: %s. Is that right?", h.text, h.day.Long())
	case h.short:
		r.doubt(pointer, "%q was read as %s. Is that right?", h.text, h.day.Long())
	}
	return h.words
}
