package bid

import (
	"holdfast/internal/authz"
	"holdfast/internal/civil"
	"holdfast/internal/custom"
	"holdfast/internal/due"
	"holdfast/internal/errs"
	"holdfast/internal/register"
)

// ClarificationKind is the kind of the register of questions to buyers.
const ClarificationKind register.Kind = "clarification"

// Clarification is one question to the buyer of a bid, and its answer.
type Clarification struct {
	custom.Values
	Bid         string     `json:"bid"`                   // the bid's number
	Question    string     `json:"question"`              // as it is sent
	Why         string     `json:"why,omitempty"`         // for us alone: what hangs on it
	Requirement string     `json:"requirement,omitempty"` // id of the bid's requirement that it is about
	Scheme      string     `json:"scheme,omitempty"`      // the scheme that it is about
	Owner       string     `json:"owner,omitempty"`
	State       string     `json:"state"`
	AskBy       civil.Date `json:"askBy,omitzero"` // the last day on which the buyer takes questions; none: not stated
	Sent        civil.Date `json:"sent,omitzero"`
	Answer      string     `json:"answer,omitempty"`
	Answered    civil.Date `json:"answered,omitzero"`
	Reason      string     `json:"reason,omitempty"` // why it was withdrawn
}

// ClarificationRow is a question with its number and version.
type ClarificationRow = register.Row[Clarification]

// The states of a question.
const (
	Draft    = "draft"
	Sent     = "sent"
	Answered = "answered"
	Retired  = "withdrawn"
)

// maxWords bounds a question, and an answer, in bytes.
const maxWords = 10_000

// ClarificationStates gives each state with its word, in order.
func ClarificationStates() []register.Option {
	return []register.Option{
		{Value: Draft, Label: "Draft"},
		{Value: Sent, Label: "Sent"},
		{Value: Answered, Label: "Answered"},
		{Value: Retired, Label: "Withdrawn"},
	}
}

// Clarifications declares the questions to buyers to the kernel.
func Clarifications() *register.Register[Clarification] {
	return register.Declare(register.Declaration{
		Kind: ClarificationKind, Prefix: "CQ", Singular: "clarification", Plural: "clarifications", Area: authz.Win,
		Fields: []register.Field{
			{Name: "question", Label: "Question", Type: register.LongText, Required: true, List: true, Search: true, Help: "As it is sent to the buyer."},
			{Name: "bid", Label: "Bid", Type: register.Text, Required: true, List: true, Filter: true, Sort: true},
			{Name: "state", Label: "State", Type: register.Choice, Choices: ClarificationStates(), Default: Draft, Required: true, List: true, Filter: true},
			{Name: "askBy", Label: "Ask by", Type: register.Date, List: true, Filter: true, Sort: true, Help: "The last day on which the buyer takes questions."},
			{Name: "owner", Label: "Owner", Type: register.Person, List: true, Filter: true},
			{Name: "why", Label: "Why we ask", Type: register.LongText, Help: "Never sent."},
			{Name: "requirement", Label: "Requirement", Type: register.Text},
			{Name: "scheme", Label: "Scheme", Type: register.Text, Filter: true},
			{Name: "sent", Label: "Sent on", Type: register.Date, List: true},
			{Name: "answer", Label: "Answer", Type: register.LongText, Search: true},
			{Name: "answered", Label: "Answered on", Type: register.Date, List: true},
			{Name: "reason", Label: "Why it was withdrawn", Type: register.LongText},
		},
	}, checkClarification)
}

func checkClarification(_, q *Clarification) []errs.Field {
	var out []errs.Field
	wrong := func(field, words string) { out = append(out, errs.Field{Pointer: "/" + field, Message: words}) }
	for _, f := range []struct{ name, text string }{{"question", q.Question}, {"answer", q.Answer}, {"why", q.Why}} {
		if len(f.text) > maxWords {
			wrong(f.name, "This is too long: at most 10,000 characters.")
		}
	}
	switch {
	case (q.State == Sent || q.State == Answered) && q.Sent.IsZero():
		wrong("sent", "Say on which day it was sent.")
	case q.State == Answered && (q.Answer == "" || q.Answered.IsZero()):
		wrong("answer", "Give the buyer’s answer and its day.")
	case q.State == Answered && q.Answered < q.Sent:
		wrong("answered", "The answer is of "+q.Answered.Long()+", before it was asked.")
	}
	return out
}

// FixedClarification names what plain writes leave as it is, with what changes it.
func FixedClarification() map[string]string {
	const send, answer, withdraw = "POST …/clarifications/{id}/send", "POST …/clarifications/{id}/answer", "POST …/clarifications/{id}/withdraw"
	return map[string]string{
		"state": send, "sent": send, "answer": answer, "answered": answer, "reason": withdraw, "bid": "POST …/bids/{id}/ask", "requirement": "POST …/bids/{id}/ask", "scheme": "POST …/bids/{id}/ask",
	}
}

// DueClarifications gives what falls due of the questions: those that are not
// sent, by the day on which the buyer stops taking any.
func DueClarifications(rows []ClarificationRow, today civil.Date) []due.Item {
	var out []due.Item
	for i := range rows {
		q := &rows[i].Value
		if q.State != Draft || q.AskBy.IsZero() {
			continue
		}
		out = append(out, due.Item{
			Date: q.AskBy, Kind: due.Clarification, Ref: rows[i].Number, Step: "ask", Link: "/bids/" + q.Bid + "/questions#" + rows[i].Number,
			Title: "Send a question to the buyer of " + q.Bid, Why: "After this day the buyer takes no questions.", Owner: q.Owner, Hard: true,
			Days: today.DaysUntil(q.AskBy), Remind: []int{7, 3, 1, 0},
		})
	}
	return out
}
