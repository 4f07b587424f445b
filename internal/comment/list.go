package comment

import (
	"strings"

	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/due"
	"holdfast/internal/errs"
	"holdfast/internal/register"
)

// Of gives the comments about a record by its id, the first one first, to who
// may read the record's register: nothing else is asked of them.
func (s *Service) Of(v *change.View, reg register.Any, id string) ([]Row, error) {
	a, d := v.Actor(), reg.Declaration()
	if !reads(a.Role, a.Scope, d.Area) {
		return nil, errs.New(errs.Forbidden, "Your role (%s) may not see %s. Ask an owner of the organisation.", a.Role, d.Plural)
	}
	return s.list(v, register.Where("about.id", id))
}

// Waiting gives the comments that mention a person who has not seen them, as
// far as the actor may read what they are about.
func (s *Service) Waiting(v *change.View, person string) ([]Row, error) {
	rows, err := s.list(v, register.Filter{Field: "waiting", Op: register.Has, Values: []string{person}})
	return s.readable(v, rows), err
}

func (s *Service) readable(v *change.View, rows []Row) []Row {
	a, out := v.Actor(), rows[:0]
	for _, row := range rows {
		if reg := s.door.Book().Of(row.Value.About.Kind); reg != nil && reads(a.Role, a.Scope, reg.Declaration().Area) {
			out = append(out, row)
		}
	}
	return out
}

// list reads past the kernel's question for the area: the callers ask for that
// of the records that the comments are about.
func (s *Service) list(v *change.View, f register.Filter) ([]Row, error) {
	plan, err := s.reg.Plan(register.Query{Filters: []register.Filter{f}, Limit: register.MaxLimit, NoTotal: true, AsAt: v.Actor().AsAt})
	if err != nil {
		return nil, err
	}
	var out []Row
	for {
		recs, _, err := v.Port().List(v.Context(), plan)
		if err != nil {
			return nil, err
		}
		for i := range recs {
			row, err := s.reg.Row(&recs[i])
			if err != nil {
				return nil, err
			}
			out = append(out, row)
		}
		if len(recs) < plan.Limit {
			return out, nil
		}
		plan.After = &register.Mark{Num: recs[len(recs)-1].Num}
	}
}

const (
	// answerIn is how many days a mention is given, waitFor how many it waits for
	// who never says that they have seen it.
	answerIn = 3
	waitFor  = 30
)

// remindDays: at once, when it is due, and once more.
var remindDays = []int{answerIn, 0, -4}

// Due gives the mentions that wait, each as an item of the person mentioned, as
// far as the actor may read what they are about. href gives the page of a record
// and day the day of an instant.
func (s *Service) Due(v *change.View, today civil.Date, day func(int64) civil.Date, href func(register.Ref) string) ([]due.Item, error) {
	rows, err := s.list(v, register.Filter{Field: "waiting", Op: register.Given})
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	members, err := v.Members()
	if err != nil {
		return nil, err
	}
	names := map[string]string{}
	for _, m := range members {
		names[m.Person] = m.Name
	}
	var out []due.Item
	for _, row := range s.readable(v, rows) {
		said := day(row.CreatedAt)
		if row.Value.Edited > row.CreatedAt {
			said = day(row.Value.Edited)
		}
		if said.DaysUntil(today) > waitFor {
			continue
		}
		until := said.AddDays(answerIn)
		for _, p := range row.Value.Waiting {
			out = append(out, due.Item{
				Date: until, Kind: due.Mention, Ref: row.Number, Step: "mention:" + p, Link: href(row.Value.About),
				Title: "Answer " + nameOr(names[row.CreatedBy], "a comment") + " about " + row.Value.About.Number,
				Why:   short(row.Value.Text), Owner: p, Days: today.DaysUntil(until), Remind: remindDays,
			})
		}
	}
	return out, nil
}

func nameOr(name, other string) string {
	if name == "" {
		return other
	}
	return name
}

// short gives the beginning of a text, on one line.
func short(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	if r := []rune(text); len(r) > 160 {
		text = strings.TrimSpace(string(r[:160])) + "…"
	}
	return "“" + text + "”"
}
