package win

import (
	"holdfast/internal/civil"
	"holdfast/internal/web/ui"
)

// QuestionsView is the page of the questions to the buyer of one bid.
type QuestionsView struct {
	Shell    ui.Shell
	Today    civil.Date
	ID       string // "BID-4"
	Title    string // "3 questions to the buyer: 1 draft, 1 waiting for an answer"
	Head     ui.Head
	Action   string // where a new one is posted; empty: not allowed
	AskBy    civil.Date
	Lines    []QuestionLine
	Suggest  []string // of the verdict, that are not asked yet
	Demands  []ui.Choice
	Posted   Posted
	Errors   ui.ErrorSummary
	CanWrite bool
}

// QuestionLine is one question.
type QuestionLine struct {
	ID, Question, Why, About string
	State, Word              string // "draft", "Draft"
	Facts                    string // "Sent on 3 March 2027"
	Answer, Reason           string
	Action                   string
	Correct                  *RequirementForm // corrects the requirement by the answer
}

func (l QuestionLine) status() string {
	switch l.State {
	case "answered":
		return "done"
	case "sent":
		return "part"
	case "draft":
		return "plan"
	}
	return "na"
}
