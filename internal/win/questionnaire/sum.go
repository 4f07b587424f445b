package questionnaire

import (
	"slices"
	"strings"

	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/due"
	"holdfast/internal/links"
	"holdfast/internal/register"
	"holdfast/internal/win/answer"
)

// DueKind is the kind of item by which a questionnaire falls due.
const DueKind = "questionnaire"

// Sum counts the questions of a questionnaire.
type Sum struct {
	Questions int `json:"questions"`
	Done      int `json:"answered"`
	Drafted   int `json:"drafted"`
	Suggested int `json:"suggested"`
	Open      int `json:"open"`
	LeftOut   int `json:"leftOut"`
	Over      int `json:"overTheirLimit"`
	// Doubtful are answers whose text in the library is in review, stale, or leans
	// on something that has ended; Changed are those whose text was changed since.
	Doubtful int `json:"doubtful"`
	Changed  int `json:"changed"`
}

// Left says how many are neither answered nor left out.
func (s Sum) Left() int { return s.Questions - s.Done - s.LeftOut }

// Standing is what is to be known of one question's answer today.
type Standing struct {
	Warnings []answer.Warning
	Changed  bool // the library says something else by now
	Gone     bool // it has that answer no more
}

// Hard says that the answer should not be sent as it is.
func (s Standing) Hard() bool { return hard(s.Warnings) }

// Stand says what is to be known of the answers that came from the library, by
// the question's id, in a few queries however many there are.
func (s *Service) Stand(v *change.View, row *Row, all []QuestionRow, today civil.Date) (map[string]Standing, error) {
	from := map[string][]int{}
	for i := range all {
		if n := all[i].Value.From; n != "" {
			from[n] = append(from[n], i)
		}
	}
	out := map[string]Standing{}
	if len(from) == 0 {
		return out, nil
	}
	b, err := s.Answers.Bid(v, row.Value.Bid)
	if err != nil {
		return nil, err
	}
	// By number there is no query for many: those that the bid uses are linked
	// with it, and read together.
	beside, err := v.Links(b.ID, 0)
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, l := range beside {
		if l.Role == links.Uses && l.From == b.ID && l.ToKind == answer.Kind {
			ids = append(ids, l.To)
		}
	}
	known := map[string]answer.Row{}
	if len(ids) > 0 {
		recs, err := links.ByID(v, s.Answers.Answers, ids)
		if err != nil {
			return nil, err
		}
		for i := range recs {
			a, err := s.Answers.Answers.Row(&recs[i])
			if err != nil {
				return nil, err
			}
			known[a.Number] = a
		}
	}
	for number := range from {
		if _, ok := known[number]; ok {
			continue
		}
		a, err := s.Answers.Find(v, number) // suggested only, or not used any more
		if err == nil {
			known[number], ids = a, append(ids, a.ID)
		}
	}
	if len(ids) == 0 {
		ids = []string{""}
	}
	leans, err := s.Answers.Leans(v, today, ids...)
	if err != nil {
		return nil, err
	}
	at := answer.AgainstBid(&b.Value)
	for number, questions := range from {
		a, ok := known[number]
		for _, i := range questions {
			st := Standing{Gone: !ok}
			if ok {
				st.Warnings = answer.Warnings(&a.Value, leans[a.ID], today, at)
				st.Changed = a.Value.Content().Hash() != all[i].Value.FromHash
			}
			out[all[i].ID] = st
		}
	}
	return out, nil
}

// Count counts questions, with what is to be known of their answers.
func Count(all []QuestionRow, standing map[string]Standing) Sum {
	sum := Sum{Questions: len(all)}
	for i := range all {
		switch all[i].Value.State {
		case Done:
			sum.Done++
		case Drafted:
			sum.Drafted++
		case Suggested:
			sum.Suggested++
		case LeftOut:
			sum.LeftOut++
		default:
			sum.Open++
		}
		if all[i].Value.Over {
			sum.Over++
		}
		st := standing[all[i].ID]
		if st.Hard() {
			sum.Doubtful++
		}
		if st.Changed {
			sum.Changed++
		}
	}
	return sum
}

// Totals counts the questions of a questionnaire without reading them.
func (s *Service) Totals(v *change.View, number string) (Sum, error) {
	count := func(more ...register.Filter) (int, error) {
		page, err := change.List(v, s.Questions, register.Query{Filters: append([]register.Filter{register.Where("questionnaire", number)}, more...), Limit: 1})
		return int(page.Total), err
	}
	var sum Sum
	var err error
	for _, c := range []struct {
		into *int
		by   []register.Filter
	}{
		{&sum.Questions, nil},
		{&sum.Done, []register.Filter{register.Where("state", Done)}},
		{&sum.LeftOut, []register.Filter{register.Where("state", LeftOut)}},
		{&sum.Over, []register.Filter{register.Where("over", "yes")}},
	} {
		if *c.into, err = count(c.by...); err != nil {
			return sum, err
		}
	}
	return sum, nil
}

// Filling gives what goes back into the file, by table and place: finished
// answers and drafts. Suggestions that nobody has looked at stay out of it, and
// drafts that are none of the buyer's choices.
func Filling(all []QuestionRow) map[string]map[string]string {
	out := map[string]map[string]string{}
	for i := range all {
		q := &all[i].Value
		if q.State != Done && (q.State != Drafted || !q.chosen()) {
			continue
		}
		if out[q.Table] == nil {
			out[q.Table] = map[string]string{}
		}
		out[q.Table][q.Place] = q.Answer
	}
	return out
}

// Sections gives the sections in the order of the file, each once; questions
// without one are of none.
func Sections(all []QuestionRow) []string {
	var out []string
	for i := range all {
		if s := all[i].Value.Section; s != "" && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

// When says until when a questionnaire is wanted: "12 January 2027, noon".
func (q *Questionnaire) When() string {
	if q.Due.IsZero() {
		return ""
	}
	out := q.Due.Long()
	switch q.Until {
	case "":
	case "12:00":
		out += ", noon"
	default:
		out += ", " + q.Until
	}
	return out
}

// remindDays are the days before the day on which the owner is told.
var remindDays = []int{14, 7, 3, 1, 0}

// Due gives what falls due of questionnaires: the day on which the buyer wants
// each back, until it has gone back.
func Due(rows []Row, today civil.Date) []due.Item {
	var out []due.Item
	for i := range rows {
		q := &rows[i].Value
		if q.Due.IsZero() || !q.Returned.IsZero() {
			continue
		}
		why := "For " + q.Bid + "; the buyer wants it back by " + q.When() + "."
		out = append(out, due.Item{
			Date: q.Due, Kind: DueKind, Ref: rows[i].Number, Step: "return", Link: Path + "/" + rows[i].Number,
			Title: "Send back the questionnaire: " + q.Title, Why: why, Owner: q.Owner, Hard: true,
			Days: today.DaysUntil(q.Due), Remind: remindDays,
		})
	}
	return out
}

// FilledName gives the name of the filled file: the buyer's with a word behind.
func (q *Questionnaire) FilledName() string {
	i := strings.LastIndexByte(q.FileName, '.')
	if i <= 0 {
		return q.FileName + " (answered)." + q.Format
	}
	return q.FileName[:i] + " (answered)" + q.FileName[i:]
}
