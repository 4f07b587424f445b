package questionnaire

import (
	"context"
	"strings"

	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/errs"
	"holdfast/internal/win/answer"
)

// goodMatch is how much of a question's words an answer must share to be put in
// by itself. Product default: "asks nearly the same".
const goodMatch = 0.55

// Writing is what a person says about one question.
type Writing struct {
	Version int64  `json:"version"` // that they read
	State   string `json:"state"`   // open, drafted, done or left-out
	Answer  string `json:"answer"`
	Why     string `json:"why,omitempty"`
}

// Write stores the answer to a question. An answer that is Done keeps to the
// buyer's choices; one over its limit is stored, and said to be.
func (s *Service) Write(ctx context.Context, by change.By, ref string, w Writing) (QuestionRow, error) {
	return s.one(ctx, by, "questionnaire-question.update", ref, w, func(_ *change.Tx, q *Question) error {
		q.Answer, q.Why = tidy(w.Answer), ""
		switch w.State {
		case Open:
			q.From, q.FromHash = "", ""
			if q.Answer != "" {
				return errs.At("/answer", "Empty the answer to open the question again, or keep it as a draft.")
			}
		case LeftOut:
			q.Why = strings.TrimSpace(w.Why)
		case Drafted, Done:
		default:
			return errs.At("/state", "Say whether it is a draft, done or left out.")
		}
		q.State = w.State
		q.choose()
		return nil
	})
}

// tidy ends lines alike and takes away blanks around.
func tidy(s string) string { return strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n")) }

// one changes one question, by its id or number; a version of 0 takes whatever
// there is.
func (s *Service) one(ctx context.Context, by change.By, action, ref string, w Writing, fn func(tx *change.Tx, q *Question) error) (QuestionRow, error) {
	var row QuestionRow
	_, err := s.Door.Do(ctx, by.Request(action, []any{ref, w}), func(tx *change.Tx) (err error) {
		if row, err = s.FindQuestion(tx, ref); err != nil {
			return err
		}
		version := row.Version
		if w.Version != 0 {
			version = w.Version
		}
		q := row.Value
		if err := fn(tx, &q); err != nil {
			return err
		}
		q.Over = q.Bound().Over(q.Answer)
		row, err = change.Put(tx, s.Questions, row.ID, version, q)
		return err
	})
	return row, err
}

// Accept takes an answer of the library for a question, and records that the bid
// uses it. It is done at once when it is approved, nothing warns of it and it
// keeps to the limit; else it is a draft to be worked on.
func (s *Service) Accept(ctx context.Context, by change.By, ref string, version int64, ans string) (QuestionRow, error) {
	return s.one(ctx, by, "questionnaire-question.update", ref, Writing{Version: version, Answer: ans}, func(tx *change.Tx, q *Question) error {
		a, err := s.Answers.Find(tx, ans)
		if err != nil {
			return err
		}
		set, b, err := s.bidOf(tx, q.Questionnaire)
		if err != nil {
			return err
		}
		today := civil.FromTime(tx.Now().In(s.Zone))
		leans, err := s.Answers.Leans(&tx.View, today, a.ID)
		if err != nil {
			return err
		}
		q.take(&a, false)
		if q.Answer == "" {
			return errs.New(errs.Conflict, "%s has no text yet.", a.Number)
		}
		if !hard(answer.Warnings(&a.Value, leans[a.ID], today, answer.AgainstBid(&b.Value))) && !q.Bound().Over(q.Answer) && q.chosen() {
			q.State = Done
		}
		return s.Answers.Use(tx, a.ID, set.Value.Bid)
	})
}

// take puts an answer's text in: the short one where the long one is over the
// limit. suggested: nobody has looked at it yet.
func (q *Question) take(a *answer.Row, suggested bool) {
	q.Answer, q.Why = Plain(a.Value.Text), ""
	if short := Plain(a.Value.Short); short != "" && (q.Answer == "" || q.Bound().Over(q.Answer)) {
		q.Answer = short
	}
	q.From, q.FromHash, q.State = a.Number, a.Value.Content().Hash(), Drafted
	if suggested {
		q.State = Suggested
	}
	q.Over = q.Bound().Over(q.Answer)
}

// choose writes an answer as the buyer's list has it.
func (q *Question) choose() {
	for _, c := range q.Choices {
		if strings.EqualFold(c, q.Answer) {
			q.Answer = c
		}
	}
}

// chosen says that an answer is one of the buyer's choices, or that there are none.
func (q *Question) chosen() bool {
	if len(q.Choices) == 0 {
		return true
	}
	for _, c := range q.Choices {
		if strings.EqualFold(c, q.Answer) {
			return true
		}
	}
	return false
}

func hard(ws []answer.Warning) bool {
	for _, w := range ws {
		if w.Hard {
			return true
		}
	}
	return false
}

// Fill puts the best answer of the library into every open question that it fits
// well: as suggestions, which are not written into the file until somebody has
// looked at them. It gives how many.
func (s *Service) Fill(ctx context.Context, by change.By, ref string) (int, error) {
	n := 0
	_, err := s.Door.Do(ctx, by.Request("questionnaire.update", ref), func(tx *change.Tx) error {
		n = 0
		row, b, err := s.bidOf(tx, ref)
		if err != nil {
			return err
		}
		all, err := s.All(tx, row.Number)
		if err != nil {
			return err
		}
		var open []QuestionRow
		var asked []string
		for _, q := range all {
			if q.Value.State == Open && len(q.Value.Choices) == 0 {
				open, asked = append(open, q), append(asked, q.Value.Text)
			}
		}
		best, err := s.Answers.Each(&tx.View, asked, civil.FromTime(tx.Now().In(s.Zone)), answer.AgainstBid(&b.Value))
		if err != nil {
			return err
		}
		for i, q := range open {
			if best[i] == nil || best[i].Match < goodMatch || len(best[i].Value.Blanks()) > 0 {
				continue
			}
			next := q.Value
			next.take(&best[i].Row, true)
			if next.Answer == "" {
				continue
			}
			if _, err := change.Put(tx, s.Questions, q.ID, q.Version, next); err != nil {
				return err
			}
			n++
		}
		return nil
	})
	return n, err
}

// Assign gives the questions of a section to somebody; an empty section is all of
// them, an empty person nobody.
func (s *Service) Assign(ctx context.Context, by change.By, ref, section, owner string) (int, error) {
	n := 0
	_, err := s.Door.Do(ctx, by.Request("questionnaire.update", []any{ref, section, owner}), func(tx *change.Tx) error {
		n = 0
		row, err := s.Find(tx, ref)
		if err != nil {
			return err
		}
		if owner != "" {
			members, err := tx.Members()
			if err != nil {
				return err
			}
			known := false
			for _, m := range members {
				known = known || m.Person == owner && m.Active
			}
			if !known {
				return errs.At("/owner", "Choose a member.")
			}
		}
		all, err := s.All(tx, row.Number)
		if err != nil {
			return err
		}
		for _, q := range all {
			if section != "" && q.Value.Section != section || q.Value.Owner == owner {
				continue
			}
			next := q.Value
			next.Owner = owner
			if _, err := change.Put(tx, s.Questions, q.ID, q.Version, next); err != nil {
				return err
			}
			n++
		}
		return nil
	})
	return n, err
}

// Save makes a new answer of the library out of a question and its answer: a
// draft, to be approved there.
func (s *Service) Save(ctx context.Context, by change.By, ref string) (string, error) {
	number := ""
	_, err := s.Door.Do(ctx, by.Request("answer.create", ref), func(tx *change.Tx) error {
		row, err := s.FindQuestion(tx, ref)
		if err != nil {
			return err
		}
		q := row.Value
		if q.Answer == "" {
			return errs.At("/answer", "Write the answer first.")
		}
		if q.From != "" {
			return errs.New(errs.Conflict, "The answer came from %s. Change it there.", q.From)
		}
		asked := leading.ReplaceAllString(oneLine(q.Text), "")
		if asked == "" {
			asked = oneLine(q.Text)
		}
		a, err := s.Answers.Create(tx, answer.Answer{Question: cut(asked, 600), Text: q.Answer, Owner: tx.Actor().Person, Topic: s.topic(asked)})
		if err != nil {
			return err
		}
		set, err := s.Find(tx, q.Questionnaire)
		if err != nil {
			return err
		}
		if err := s.Answers.Use(tx, a.ID, set.Value.Bid); err != nil {
			return err
		}
		q.From, q.FromHash = a.Number, a.Value.Content().Hash()
		number = a.Number
		_, err = change.Put(tx, s.Questions, row.ID, row.Version, q)
		return err
	})
	return number, err
}

// topic gives what a question is about, as far as its words tell.
func (s *Service) topic(asked string) string {
	if t := answer.TopicOf(asked); t != "" {
		return t
	}
	return s.Answers.Answers.Declaration().Field("topic").Default
}

// Ready prepares a question that a plain write changes: API, spreadsheet, many at
// once.
func (q *Question) Ready(old *Question) {
	q.Answer = tidy(q.Answer)
	q.choose()
	if q.Answer != old.Answer && q.State == old.State && (q.State == Open || q.State == Suggested) && q.Answer != "" {
		q.State = Drafted
	}
	if q.State == Open {
		q.Answer, q.From, q.FromHash = "", "", ""
	}
	if q.State != LeftOut {
		q.Why = ""
	}
	q.Over = q.Bound().Over(q.Answer)
}

// FixedOfQuestion names what plain writes of a question leave as it is, with what
// changes it.
func FixedOfQuestion() map[string]string {
	const places, accept = "POST …/questionnaires/{id}/places", "POST …/questionnaire-questions/{id}/accept"
	out := map[string]string{"from": accept, "fromHash": accept, "over": "writing the answer"}
	for _, f := range []string{"questionnaire", "order", "table", "place", "row", "ref", "section", "text", "choices", "limit", "unit", "was"} {
		out[f] = places
	}
	return out
}

// Told is how a question of a story is answered: with a text, or with what the
// library has for it (Library), and how far that is.
type Told struct {
	Answer  string
	Library bool
	State   string
	Why     string
	Owner   string
}

// Told answers the questions of a questionnaire, in the order of the file, within
// a change: for demonstrations.
func (s *Service) Told(tx *change.Tx, row Row, answers []Told) error {
	all, err := s.All(tx, row.Number)
	if err != nil {
		return err
	}
	asked := make([]string, len(all))
	for i := range all {
		asked[i] = all[i].Value.Text
	}
	best, err := s.Answers.Each(&tx.View, asked, civil.FromTime(tx.Now().In(s.Zone)), answer.Against{})
	if err != nil {
		return err
	}
	for i, q := range all[:min(len(all), len(answers))] {
		told, next := answers[i], q.Value
		next.State, next.Answer, next.Why, next.Owner = told.State, told.Answer, told.Why, told.Owner
		if told.Library && best[i] != nil {
			next.take(&best[i].Row, told.State == Suggested)
			next.State = told.State
			if told.State != Suggested {
				if err := s.Answers.Use(tx, best[i].ID, row.Value.Bid); err != nil {
					return err
				}
			}
		}
		if next.State == "" {
			next.State = Open
		}
		next.choose()
		next.Over = next.Bound().Over(next.Answer)
		if _, err := change.Put(tx, s.Questions, q.ID, q.Version, next); err != nil {
			return err
		}
	}
	return nil
}
