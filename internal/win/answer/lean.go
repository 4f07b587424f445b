package answer

import (
	"cmp"
	"slices"

	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/errs"
	"holdfast/internal/evidence"
	"holdfast/internal/links"
	"holdfast/internal/register"
	"holdfast/internal/verdict"
	"holdfast/internal/win/bid"
	"holdfast/internal/win/certificate"
)

// Lean is one thing that an answer rests on, as it stands on a day.
type Lean struct {
	register.Ref
	Title string     `json:"title"`
	Last  civil.Date `json:"last,omitzero"` // the last day on which it can be relied on; none: it has no such day
	// Broken: it cannot be relied on today; Doubt: nobody can say whether it can.
	Broken bool   `json:"broken,omitempty"`
	Doubt  bool   `json:"doubt,omitempty"`
	Says   string `json:"says"` // "ends on 13 February 2027", "was withdrawn …"
}

// Against is the day for which an answer is given, with what is on it: the award
// of a bid.
type Against struct {
	Day  civil.Date
	What string // "the award of this bid"
}

// AgainstBid gives the day by which a bid leans on its answers: its award, else
// its start, else its deadline. No day when none is known.
func AgainstBid(b *bid.Bid) Against {
	for _, d := range []struct {
		day  *verdict.Day
		what string
	}{{b.Dates.Award, "the award of this bid"}, {b.Dates.Start, "the start of this bid's contract"}, {b.Dates.Deadline, "the deadline of this bid"}} {
		if d.day != nil && !d.day.Date.IsZero() {
			return Against{Day: max(d.day.Date, d.day.To), What: d.what}
		}
	}
	return Against{}
}

// Leans gives what answers rest on, by the id of the answer, in a few queries
// however many there are. Records that the reader may not see are left out.
func (s *Service) Leans(v *change.View, today civil.Date, ids ...string) (map[string][]Lean, error) {
	regs := append([]register.Any{s.Certs, s.Items}, s.Others...)
	all, err := links.Among(v, s.Answers, regs...)
	if err != nil {
		return nil, err
	}
	want := map[register.Kind][]string{}
	of := map[string][]string{} // target: answers
	for _, l := range all {
		if l.Role != links.RestsOn || l.FromKind != Kind || len(ids) > 0 && !slices.Contains(ids, l.From) {
			continue
		}
		if of[l.To] == nil {
			want[l.ToKind] = append(want[l.ToKind], l.To)
		}
		of[l.To] = append(of[l.To], l.From)
	}
	out := map[string][]Lean{}
	for _, reg := range regs {
		kind := reg.Declaration().Kind
		if len(want[kind]) == 0 {
			continue
		}
		look, err := s.looker(v, kind, today)
		if err != nil {
			return nil, err
		}
		recs, err := links.ByID(v, reg, want[kind])
		if err != nil {
			return nil, err
		}
		for i := range recs {
			value, err := reg.Decode(recs[i].Body)
			if err != nil {
				return nil, err
			}
			l := look(reg.Declaration().Number(recs[i].Num), value)
			l.Ref = register.Ref{Kind: kind, ID: recs[i].ID, Number: reg.Declaration().Number(recs[i].Num)}
			for _, a := range of[recs[i].ID] {
				out[a] = append(out[a], l)
			}
		}
	}
	for _, some := range out {
		slices.SortFunc(some, func(a, b Lean) int {
			return cmp.Or(cmp.Compare(day(a), day(b)), cmp.Compare(a.Number, b.Number))
		})
	}
	return out, nil
}

// day puts what has no last day after all that has one.
func day(l Lean) civil.Date {
	if l.Last.IsZero() && !l.Broken {
		return civil.Date(1 << 30)
	}
	return l.Last
}

// looker gives what says how a record of a kind stands.
func (s *Service) looker(v *change.View, kind register.Kind, today civil.Date) (func(number string, value any) Lean, error) {
	switch kind {
	case certificate.Kind:
		rows, err := change.Collect(v, s.Certs, register.Query{})
		if err != nil {
			return nil, err
		}
		all := certificate.Numbers(rows)
		return func(number string, _ any) Lean { return s.certificate(all, number, today) }, nil
	case evidence.Kind:
		return func(_ string, value any) Lean { return item(value.(*evidence.Evidence), today) }, nil
	}
	return func(_ string, value any) Lean {
		title, last := "", civil.Date(0)
		if s.Last != nil {
			title, last = s.Last(kind, value)
		}
		out := Lean{Title: title, Last: last}
		switch {
		case last.IsZero():
			out.Says = "has no last day"
		case last < today:
			out.Broken, out.Says = true, "was to be looked at again by "+last.Long()
		default:
			out.Says = "is good until " + last.Long()
		}
		return out
	}, nil
}

// certificate says how a certificate stands; where another follows it, that one.
func (s *Service) certificate(all []certificate.Numbered, number string, today civil.Date) Lean {
	out := Lean{Doubt: true, Says: "is not among the certificates"}
	for range len(all) {
		i := slices.IndexFunc(all, func(n certificate.Numbered) bool { return n.Number == number })
		if i < 0 {
			return out
		}
		c := &all[i]
		st := c.Standing(s.Rules, all, today)
		out = Lean{Title: s.schemeName(c.Scheme), Last: st.Last, Broken: st.State == verdict.Fails, Doubt: st.State == verdict.Unknown, Says: "ends on " + st.Last.Long()}
		switch {
		case out.Broken && st.Last < today && !st.Last.IsZero():
			out.Says = "ended on " + st.Last.Long()
		case out.Broken || out.Doubt:
			out.Says = "is in doubt: " + st.Title
			if out.Broken {
				out.Says = "does not count: " + st.Title
			}
		}
		if st.FollowedBy == "" || st.FollowedBy == number {
			return out
		}
		number = st.FollowedBy
	}
	return out
}

func (s *Service) schemeName(id string) string {
	if sc, ok := s.Rules.Scheme(id); ok {
		return sc.Name
	}
	return id
}

// item says how evidence stands.
func item(e *evidence.Evidence, today civil.Date) Lean {
	last := evidence.Ends(*e)
	out := Lean{Title: e.Title, Last: last, Says: "is good until " + last.Long()}
	switch {
	case e.SupersededBy != "":
		out.Broken, out.Says = true, "was collected again as "+e.SupersededBy+": rest on that"
	case evidence.FreshOn(*e, today) == evidence.Missing:
		out.Broken, out.Says = true, "shows nothing yet"
	case evidence.FreshOn(*e, today) == evidence.Stale:
		out.Broken, out.Says = true, "is stale since "+last.AddDays(1).Long()
	}
	return out
}

// Warning is what who uses an answer has to know before they send it.
type Warning struct {
	Text string `json:"text"` // "Leans on CERT-3, which ends on 13 February 2027, before the award of this bid."
	// Ref is the record that it is about, where it is another one.
	Ref  string `json:"ref,omitempty"`
	Kind string `json:"kind"` // "draft", "review", "stale", "ageing", "ended", "ends", "doubt"
	// Hard: it should not be sent as it is.
	Hard bool `json:"hard,omitempty"`
}

// Warnings says what is to be known of an answer on a day, the worst first.
func Warnings(a *Answer, leans []Lean, today civil.Date, at Against) []Warning {
	var out []Warning
	switch {
	case a.State == Review:
		out = append(out, Warning{Kind: "review", Hard: true, Text: "In review: nobody has approved this text yet."})
	case a.State == Draft && a.Hash != "":
		out = append(out, Warning{Kind: "draft", Hard: true, Text: "Being written: changed since it was approved on " + a.Approved.Long() + "."})
	case a.State == Draft:
		out = append(out, Warning{Kind: "draft", Hard: true, Text: "A draft: it was never approved."})
	case a.FreshOn(today) == Stale:
		out = append(out, Warning{Kind: "stale", Hard: true, Text: "Stale since " + a.ReviewDue.AddDays(1).Long() + ": nobody has looked at it again."})
	case a.FreshOn(today) == Ageing:
		out = append(out, Warning{Kind: "ageing", Text: "Its review is due on " + a.ReviewDue.Long() + "."})
	}
	for _, l := range leans {
		w := Warning{Ref: l.Number, Kind: "ended", Hard: true, Text: "Leans on " + l.Number + ", which " + l.Says + "."}
		switch {
		case l.Broken:
		case l.Doubt:
			w.Kind, w.Hard = "doubt", false
		case l.Last.IsZero():
			continue
		case !at.Day.IsZero() && l.Last < at.Day:
			w.Kind, w.Text = "ends", "Leans on "+l.Number+", which "+l.Says+", before "+at.What+"."
		case at.Day.IsZero() && today.DaysUntil(l.Last) <= SoonDays:
			w.Kind, w.Hard = "ends", false
		default:
			continue
		}
		out = append(out, w)
	}
	return out
}

// SoonDays is how far ahead an answer that is used in no bid yet is warned of what
// it rests on. Product default: a renewal takes about a quarter.
const SoonDays = 90

// Leaning counts the answers that lean on something that has ended or ends soon.
func Leaning(leans map[string][]Lean, today civil.Date) (n int) {
	for _, some := range leans {
		if slices.ContainsFunc(some, func(l Lean) bool {
			return l.Broken || !l.Last.IsZero() && today.DaysUntil(l.Last) <= SoonDays
		}) {
			n++
		}
	}
	return n
}

// Rest says what an answer rests on: the records by number ("CERT-3", "EV-12",
// "DOC-4"), and nothing else stays. Action: answer.update.
func (s *Service) Rest(tx *change.Tx, ref string, on []string) error {
	row, err := s.Find(tx, ref)
	if err != nil {
		return err
	}
	var targets []register.Ref
	for _, number := range on {
		t, err := s.target(tx, number)
		if err != nil {
			return err
		}
		targets = append(targets, t)
	}
	was, err := tx.Links(row.ID, 0)
	if err != nil {
		return err
	}
	for _, l := range was {
		if l.From == row.ID && l.Role == links.RestsOn && !slices.ContainsFunc(targets, func(t register.Ref) bool { return t.ID == l.To }) {
			if err := tx.Unlink(row.Ref, register.Ref{Kind: l.ToKind, ID: l.To}, links.RestsOn); err != nil {
				return err
			}
		}
	}
	for _, t := range targets {
		if err := tx.Link(row.Ref, t, links.RestsOn); err != nil {
			return err
		}
	}
	return nil
}

// target finds a record that an answer can rest on.
func (s *Service) target(in change.Reader, number string) (register.Ref, error) {
	for _, reg := range append([]register.Any{s.Certs, s.Items}, s.Others...) {
		d := reg.Declaration()
		if d.ParseNumber(number) == 0 {
			continue
		}
		rec, err := change.AnyGet(in, reg, number, 0)
		if errs.CodeOf(err) == errs.NotFound {
			break
		}
		return register.Ref{Kind: d.Kind, ID: rec.ID, Number: d.Number(rec.Num)}, err
	}
	return register.Ref{}, errs.At("/on", "There is no certificate, evidence, document or control %s.", number)
}
