package document

import (
	"slices"

	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/framework"
)

// ISO is the catalogue whose documents are mandatory.
const ISO framework.Ref = "iso27001:2022"

// How a mandatory document stands.
const (
	Missing = "missing" // nothing has been begun
	Overdue = "overdue" // approved, and its review is late
)

// Mandatory is documented information that the standard demands, and what answers
// it.
type Mandatory struct {
	framework.Document
	Parts []Part
	// State is that of the part which is furthest back: Missing, Draft, Review,
	// Overdue or Approved.
	State string
}

// Part is one document of a mandatory item.
type Part struct {
	Starter Starter
	Doc     *Row // nil: none
	State   string
}

// Done says that it is approved, be its review late or not.
func (m *Mandatory) Done() bool { return m.State == Approved || m.State == Overdue }

// Checklist sets what the standard demands against the documents there are. A
// document answers an item when it began from its text, or when it has no starter
// and names the clause.
func Checklist(docs []Row, today civil.Date) []Mandatory {
	var out []Mandatory
	for _, d := range framework.Default().Documents(ISO) {
		m := Mandatory{Document: d}
		own := best(docs, today, func(r *Row) bool {
			return r.Value.Starter == "" && slices.Contains(r.Value.Refs, d.Clause)
		})
		for _, st := range starters {
			if st.Clause != d.Clause {
				continue
			}
			p := Part{Starter: st, Doc: best(docs, today, func(r *Row) bool { return r.Value.Starter == st.Key })}
			if p.Doc == nil || own != nil && order(own.Value.standing(today)) > order(p.Doc.Value.standing(today)) {
				p.Doc = own
			}
			p.State = Missing
			if p.Doc != nil {
				p.State = p.Doc.Value.standing(today)
			}
			m.Parts = append(m.Parts, p)
			if m.State == "" || order(p.State) < order(m.State) {
				m.State = p.State
			}
		}
		out = append(out, m)
	}
	return out
}

// best gives the document that stands furthest, of those that fit.
func best(docs []Row, today civil.Date, fits func(*Row) bool) *Row {
	var out *Row
	for i := range docs {
		if docs[i].Value.State == Withdrawn || !fits(&docs[i]) {
			continue
		}
		if out == nil || order(docs[i].Value.standing(today)) > order(out.Value.standing(today)) {
			out = &docs[i]
		}
	}
	return out
}

// standing gives the document's state with a late review told apart.
func (d *Document) standing(today civil.Date) string {
	if d.State == Approved && !d.ReviewDue.IsZero() && d.ReviewDue < today {
		return Overdue
	}
	return d.State
}

func order(state string) int {
	return slices.Index([]string{Missing, Withdrawn, Draft, Review, Overdue, Approved}, state)
}

// Figures are what the page of documents says first.
type Figures struct {
	Documents    int // that are not withdrawn
	Mandatory    int
	MandatoryOK  int // approved
	InReview     int // documents or next versions
	ReviewSoon   int // whose review is late, or due within the month
	ReviewLate   int
	Outstanding  int // acknowledgements, of persons by document
	OutstandingI int // those of who asks
}

// soon is how many days ahead a review counts as due this month.
const soon = 30

// FiguresOf reckons them for a person.
func FiguresOf(docs []Row, members []change.Member, acks []AckRow, person string, today civil.Date) Figures {
	var f Figures
	for _, m := range Checklist(docs, today) {
		f.Mandatory++
		if m.Done() {
			f.MandatoryOK++
		}
	}
	for _, d := range docs {
		v := &d.Value
		if v.State == Withdrawn {
			continue
		}
		f.Documents++
		if v.State == Review || v.Next == Review {
			f.InReview++
		}
		if v.State == Approved && !v.ReviewDue.IsZero() && today.DaysUntil(v.ReviewDue) <= soon {
			f.ReviewSoon++
		}
		if v.standing(today) == Overdue {
			f.ReviewLate++
		}
	}
	for _, o := range OwedBy(docs, members, acks) {
		f.Outstanding++
		if o.Person == person {
			f.OutstandingI++
		}
	}
	return f
}
