package statement

import (
	"slices"
	"strings"
	"time"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/errs"
	"holdfast/internal/party"
	"holdfast/internal/register"
	"holdfast/internal/scheme"
	"holdfast/internal/win/answer"
	"holdfast/internal/win/bid"
	"holdfast/internal/win/certificate"
)

// Parts are what the service stands on; cmd fills it.
type Parts struct {
	Door       *change.Door
	Statements *register.Register[BidStatement]
	Bids       *register.Register[bid.Bid]
	Certs      *register.Register[certificate.Certificate]
	Entities   *register.Register[party.Entity]
	Answers    *answer.Service // of the library
	Rules      *scheme.Book
	Zone       *time.Location
	// Policies gives the approved documents that a form may name; nil: none.
	Policies func(v *change.View) ([]Policy, error)
}

// Service is what can be done with statements. Its methods work within a change
// that the way in has begun.
type Service struct{ Parts }

// NewService makes the service over registers that the door knows.
func NewService(p Parts) *Service { return &Service{p} }

// Find gives a statement by its id or number.
func (s *Service) Find(in change.Reader, ref string) (Row, error) {
	return change.Get(in, s.Statements, ref)
}

// Of gives the statement of a bid, in the form that it was begun in last; false
// when there is none.
func (s *Service) Of(in change.Reader, bidID string) (Row, bool, error) {
	page, err := change.List(in, s.Statements, register.Query{Filters: []register.Filter{register.Where("bid", bidID)}, Sort: "-number", Limit: 1, NoTotal: true})
	if err != nil || len(page.Rows) == 0 {
		return Row{}, false, err
	}
	return page.Rows[0], true, nil
}

// Bid gives a bid by its id or number.
func (s *Service) Bid(in change.Reader, ref string) (bid.Row, error) {
	return change.Get(in, s.Bids, ref)
}

// Begin begins the statement of a bid in a form, with the answers of the last
// statement in that form that are not particular to its bid. Conflict when the bid
// has one. Action: statement.create.
func (s *Service) Begin(tx *change.Tx, number, form string) (Row, error) {
	b, err := s.Bid(tx, number)
	if err != nil {
		return Row{}, err
	}
	if form == "" {
		form = FormFor(&b.Value)
	}
	f, ok := FormOf(form)
	if !ok {
		return Row{}, errs.At("/form", "There is no form %q.", form)
	}
	if row, there, err := s.Of(tx, b.ID); err != nil || there {
		if there {
			err = errs.New(errs.Conflict, "%s has a statement already, %s.", b.Number, row.Number)
		}
		return Row{}, err
	}
	st := BidStatement{Title: f.Short + " for " + b.Number, Bid: b.ID, BidNumber: b.Number, Form: form, Given: map[string]Given{}}
	last, err := change.List(tx, s.Statements, register.Query{Filters: []register.Filter{register.Where("form", form)}, Sort: "-number", Limit: 1, NoTotal: true})
	if err != nil {
		return Row{}, err
	}
	if len(last.Rows) > 0 {
		st.From = last.Rows[0].Number
		for id, g := range last.Rows[0].Value.Given {
			if q, ok := f.Question(id); ok && !q.Own && g.Value != "" {
				g.From = st.From
				st.Given[id] = g
			}
		}
	}
	return change.Insert(tx, s.Statements, st)
}

// Entry is what a person answers to one question. Without a value what is known is
// said again.
type Entry struct {
	ID    string `json:"id"`
	Value string `json:"value"`
	// Answer is the number of the library's answer whose text is taken in place of a
	// value; the bid then uses it.
	Answer string `json:"answer,omitempty"`
	Short  bool   `json:"short,omitempty"` // its short form
}

// Answer keeps answers of a statement. version is that of the record that was read;
// 0 does not ask. What equals what is known is not kept: it goes on following its
// source. Action: statement.update.
func (s *Service) Answer(tx *change.Tx, ref string, version int64, entries []Entry) (Row, error) {
	row, err := s.Find(tx, ref)
	if err != nil {
		return row, err
	}
	if version == 0 {
		version = row.Version
	}
	f, ok := FormOf(row.Value.Form)
	if !ok {
		return row, errs.New(errs.Conflict, "The form of %s is not known any more.", row.Number)
	}
	k, err := s.Known(&tx.View, civil.FromTime(tx.Now().In(s.Zone)), row.Value.Bid)
	if err != nil {
		return row, err
	}
	st := row.Value
	given := map[string]Given{}
	for id, g := range st.Given {
		given[id] = g
	}
	for _, e := range entries {
		q, ok := f.Question(e.ID)
		if !ok {
			return row, errs.At("/"+e.ID, "%s has no question %s.", f.Short, e.ID)
		}
		if err := s.answer(tx, &k, given, q, e); err != nil {
			return row, err
		}
	}
	st.Given = given
	return change.Put(tx, s.Statements, row.ID, version, st)
}

// answer puts one answer among those given.
func (s *Service) answer(tx *change.Tx, k *Known, given map[string]Given, q *Question, e Entry) error {
	value := strings.TrimSpace(strings.ReplaceAll(e.Value, "\r\n", "\n"))
	if e.Answer != "" {
		a, err := s.Answers.Find(tx, e.Answer)
		if err != nil {
			return err
		}
		if value = a.Value.Text; e.Short && a.Value.Short != "" {
			value = a.Value.Short
		}
		if err := s.Answers.Use(tx, a.ID, k.Bid.ID); err != nil {
			return err
		}
		e.Answer = a.Number
	}
	was, there := given[q.ID]
	if there && was.Value == value && was.Answer == e.Answer && was.From == "" {
		return nil
	}
	if e.Answer == "" && there && was.Value == value {
		e.Answer = was.Answer
	}
	filled, known := k.Fill(q)
	if value == "" || known && filled.Value == value && e.Answer == "" {
		delete(given, q.ID)
		return nil
	}
	given[q.ID] = Given{Value: value, Answer: e.Answer, By: tx.Actor().Person, On: civil.FromTime(tx.Now().In(s.Zone))}
	return nil
}

// Known reads what a form of a bid is filled in from.
func (s *Service) Known(v *change.View, today civil.Date, bidRef string) (Known, error) {
	k := Known{Today: today, Rules: s.Rules}
	var err error
	if k.Bid, err = s.Bid(v, bidRef); err != nil {
		return k, err
	}
	if k.Certs, err = change.Collect(v, s.Certs, register.Query{}); err != nil {
		return k, err
	}
	k.Verdict = bid.CheckAll(s.Rules, today, k.Certs, []bid.Row{k.Bid})[0].Verdict
	if s.Entities != nil && v.Actor().May(authz.Read, s.Entities.Declaration().Area) {
		all, err := change.Collect(v, s.Entities, register.Query{})
		if err != nil {
			return k, err
		}
		if row, ok := party.Match(all, k.Bid.Value.Entity); ok {
			k.Entity = &row
			if i := slices.IndexFunc(all, func(r party.Row) bool { return r.ID == row.Value.Parent }); i >= 0 {
				k.Parent = all[i].Value.Name
			}
		}
	}
	if s.Policies != nil {
		k.Policies, err = s.Policies(v)
	}
	return k, err
}

// Whole gives the statement of a row as it stands.
func (s *Service) Whole(v *change.View, today civil.Date, row *Row) (Whole, Known, error) {
	k, err := s.Known(v, today, row.Value.Bid)
	if err != nil {
		return Whole{}, k, err
	}
	out, ok := Stand(&row.Value, &k)
	if !ok {
		return out, k, errs.New(errs.Conflict, "The form of %s is not known any more.", row.Number)
	}
	return out, k, s.lean(v, today, &out, &k)
}

// lean warns of answers from the library that lean on what ends before the award.
func (s *Service) lean(v *change.View, today civil.Date, w *Whole, k *Known) error {
	if s.Answers == nil {
		return nil
	}
	rows := map[string]answer.Row{}
	var ids []string
	for _, sec := range w.Sections {
		for _, l := range sec.Lines {
			if l.Given == nil || l.Given.Answer == "" {
				continue
			}
			row, err := s.Answers.Find(v, l.Given.Answer)
			if errs.CodeOf(err) == errs.NotFound {
				continue
			}
			if err != nil {
				return err
			}
			rows[l.Given.Answer] = row
			ids = append(ids, row.ID)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	leans, err := s.Answers.Leans(v, today, ids...)
	if err != nil {
		return err
	}
	at := answer.AgainstBid(&k.Bid.Value)
	for i := range w.Sections {
		for j := range w.Sections[i].Lines {
			l := &w.Sections[i].Lines[j]
			if l.Given == nil || !l.Asked {
				continue
			}
			row, ok := rows[l.Given.Answer]
			if !ok {
				continue
			}
			warns := answer.Warnings(&row.Value, leans[row.ID], today, at)
			if row.Value.Text != l.Given.Value && row.Value.Short != l.Given.Value {
				warns = append([]answer.Warning{{Kind: "changed", Text: row.Number + " says something else by now, or this was changed here."}}, warns...)
			}
			for _, x := range warns {
				late := x.Kind == "ends" || x.Kind == "ended"
				if late && !l.Late {
					l.Late = true
					w.Late++
				}
				if l.Warning == "" || late {
					l.Warning = x.Text
				}
			}
		}
	}
	return nil
}

// OfBid gives the statement of a bid by the bid's id or number; NotFound when it
// has none.
func (s *Service) OfBid(in change.Reader, number string) (Row, error) {
	b, err := s.Bid(in, number)
	if err != nil {
		return Row{}, err
	}
	row, there, err := s.Of(in, b.ID)
	if err == nil && !there {
		err = errs.New(errs.NotFound, "%s has no statement yet.", b.Number)
	}
	return row, err
}
