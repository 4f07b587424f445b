package main

import (
	"net/http"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/errs"
	"holdfast/internal/rest"
	library "holdfast/internal/win/answer"
)

type approveAnswerIn struct {
	Hash   string `json:"hash" need:"true" doc:"SHA-256 of the content that was read; refused when it is another by now. Of the canonical JSON of question, short and text."`
	Reason string `json:"reason" doc:"Asked for where its author approves it because nobody else can."`
}

type restAnswerIn struct {
	On     []string `json:"on" need:"true" doc:"Certificates, evidence, documents and controls by number; nothing else stays."`
	Reason string   `json:"reason"`
}

type useAnswerIn struct {
	Bid    string `json:"bid" need:"true" doc:"By number or id."`
	Remove bool   `json:"remove" doc:"The bid does not use it after all."`
	Reason string `json:"reason"`
}

type startAnswersIn struct {
	Starters []string `json:"starters" need:"true" doc:"Keys of questions that buyers ask."`
	Owner    string   `json:"owner" doc:"A member; who asks when not given."`
	Reason   string   `json:"reason"`
}

type startAnswersOut struct {
	Created []string `json:"created"`
}

type importAnswersIn struct {
	CSV    string `json:"csv" need:"true" doc:"Question, answer, short form, topic, other wordings, note; with a header in any order."`
	Owner  string `json:"owner" doc:"A member; who asks when not given."`
	Reason string `json:"reason"`
}

type importAnswersOut struct {
	Created []string `json:"created"`
	There   []string `json:"there" doc:"Answers whose question was here already: left as they were."`
}

type suggestOut struct {
	Number   string            `json:"number"`
	Question string            `json:"question"`
	Text     string            `json:"text"`
	Short    string            `json:"short"`
	State    string            `json:"state"`
	Fresh    library.Freshness `json:"fresh" enum:"fresh,ageing,stale,draft"`
	Match    float64           `json:"match" doc:"How far the question is the same, from 0 to 1."`
	Reasons  []string          `json:"reasons"`
	Warnings []library.Warning `json:"warnings" doc:"What is to be known before it is sent."`
	Used     library.Used      `json:"used"`
}

// act makes an action of one answer.
func (w *answerWing) act(path, id, action, summary, about string, verb authz.Verb, body any, reason func(any) string, do func(c *rest.Call, tx *change.Tx, ref string) error) rest.Operation {
	return rest.Operation{
		Method: http.MethodPost, Path: "/answers/{id}/" + path, ID: id, Tag: "answers", Summary: summary, Description: about,
		Area: authz.Win, Verb: verb, What: "answers", Body: body, Record: library.Kind,
		Do: func(c *rest.Call) (any, error) {
			ref := c.Path("id")
			return ref, c.Do(action, []any{ref, c.Body}, reason(c.Body), func(tx *change.Tx) error { return do(c, tx, ref) })
		},
	}
}

func (w *answerWing) operations() []rest.Operation {
	plain := func(b any) string { return b.(*plainIn).Reason }
	why := func(b any) string { return b.(*whyNotIn).Reason }
	return []rest.Operation{
		w.act("submit", "submitAnswer", "answer.submit", "Put an answer up for review", "Open blanks keep it back.", authz.Act, plainIn{}, plain,
			func(_ *rest.Call, tx *change.Tx, ref string) error { return w.Submit(tx, ref) }),
		w.act("return", "returnAnswer", "answer.return", "Send an answer back to its authors", "For a stated reason; its authors take it back without one.", authz.Act, whyNotIn{}, why,
			func(c *rest.Call, tx *change.Tx, ref string) error {
				return w.Return(tx, ref, c.Body.(*whyNotIn).Reason)
			}),
		w.act("approve", "approveAnswer", "answer.approve", "Approve an answer that is in review", "Exactly this text may then be sent, until its next review. Nobody approves what they wrote, where another could.", authz.Act, approveAnswerIn{},
			func(b any) string { return b.(*approveAnswerIn).Reason }, func(c *rest.Call, tx *change.Tx, ref string) error {
				in := c.Body.(*approveAnswerIn)
				return w.Approve(tx, ref, library.Approval{Hash: in.Hash, Reason: in.Reason})
			}),
		w.act("review", "reviewAnswer", "answer.update", "Review an answer without change", "Good as it stands, until its next review: its owner says so, or who may approve.", authz.Update, plainIn{}, plain,
			func(_ *rest.Call, tx *change.Tx, ref string) error { return w.Reaffirm(tx, ref) }),
		w.act("rest", "setAnswerRest", "answer.update", "Say what an answer rests on", "When one of these ends, everybody who uses the answer is told.", authz.Update, restAnswerIn{},
			func(b any) string { return b.(*restAnswerIn).Reason }, func(c *rest.Call, tx *change.Tx, ref string) error {
				return w.Rest(tx, ref, c.Body.(*restAnswerIn).On)
			}),
		w.act("use", "useAnswer", "answer.update", "Record that a bid uses an answer", "Done twice it changes nothing.", authz.Update, useAnswerIn{},
			func(b any) string { return b.(*useAnswerIn).Reason }, func(c *rest.Call, tx *change.Tx, ref string) error {
				in := c.Body.(*useAnswerIn)
				if in.Remove {
					return w.Unuse(tx, ref, in.Bid)
				}
				return w.Use(tx, ref, in.Bid)
			}),
		{
			Method: http.MethodGet, Path: "/answer-suggestions", ID: "suggestAnswers", Tag: "answers", Summary: "Find answers for a question",
			Description: "The nearest first, each with why, and with what is to be known before it is sent.", Area: authz.Win, Verb: authz.Read, What: "answers", Answer: []suggestOut{},
			Query: []rest.Param{{Name: "question", Description: "As the buyer asks it.", Required: true}, {Name: "bid", Description: "The bid that it is for: then what ends before its award is said."}},
			Do:    w.suggest,
		},
		{
			Method: http.MethodPost, Path: "/answers/start", ID: "startAnswers", Tag: "answers", Summary: "Begin answers from what buyers often ask",
			Description: "Drafts that say what to fill in. A question that an answer began from already is left out.", Area: authz.Win, Verb: authz.Create, What: "answers", Body: startAnswersIn{}, Answer: startAnswersOut{}, Do: w.start,
		},
		{
			Method: http.MethodPost, Path: "/answers/import", ID: "importAnswers", Tag: "answers", Summary: "Take answers in from a spreadsheet", MaxBody: 2 * library.MaxImportBytes,
			Description: "All or nothing, as drafts.", Area: authz.Win, Verb: authz.Import, What: "answers", Body: importAnswersIn{}, Answer: importAnswersOut{}, Do: w.takeIn,
		},
	}
}

func (w *answerWing) suggest(c *rest.Call) (any, error) {
	out := []suggestOut{}
	err := c.See(func(v *change.View) error {
		ask := library.Asking{Question: c.Query("question"), Limit: 10, Today: c.Today()}
		if number := c.Query("bid"); number != "" {
			row, err := w.Bid(v, number)
			if err != nil {
				return err
			}
			ask.Against = library.AgainstBid(&row.Value)
		}
		found, err := w.Suggest(v, ask)
		for _, s := range found {
			a := &s.Value
			out = append(out, suggestOut{Number: s.Number, Question: a.Question, Text: a.Text, Short: a.Short, State: a.State, Fresh: s.Fresh, Match: s.Match, Reasons: s.Reasons, Warnings: s.Warnings, Used: s.Used})
		}
		return err
	})
	return out, err
}

func (w *answerWing) start(c *rest.Call) (any, error) {
	in := c.Body.(*startAnswersIn)
	owner := in.Owner
	if owner == "" {
		owner = c.Actor().Person
	}
	out := startAnswersOut{}
	err := c.Do("answer.create", in, in.Reason, func(tx *change.Tx) error {
		rows, err := w.Start(tx, in.Starters, owner)
		out.Created = numbersOf(rows)
		return err
	})
	return out, err
}

func (w *answerWing) takeIn(c *rest.Call) (any, error) {
	in := c.Body.(*importAnswersIn)
	all, wrong := library.Read(in.CSV)
	if err := errs.InvalidFields(wrong...); err != nil {
		return nil, err
	}
	owner := in.Owner
	if owner == "" {
		owner = c.Actor().Person
	}
	out := importAnswersOut{There: []string{}}
	err := c.Do("answer.import", in, in.Reason, func(tx *change.Tx) error {
		rows, there, err := w.Import(tx, all, owner)
		out.Created = numbersOf(rows)
		out.There = append([]string{}, there...)
		return err
	})
	return out, err
}

// numbersOf gives the numbers of answers.
func numbersOf(rows []library.Row) []string {
	out := []string{}
	for _, r := range rows {
		out = append(out, r.Number)
	}
	return out
}
