package auditorroom

import (
	"holdfast/internal/authz"
	"holdfast/internal/civil"
	"holdfast/internal/errs"
	"holdfast/internal/register"
)

// Request is something that the auditor asks the organisation for.
type Request struct {
	Room     string `json:"room"`            // ROOM-2
	About    string `json:"about,omitempty"` // CERT-3; empty: in general
	Question string `json:"question"`
	// By is the day by which the auditor would like an answer.
	By     civil.Date `json:"by,omitzero"`
	State  string     `json:"state"`
	Answer string     `json:"answer,omitempty"`
	// File goes with the answer.
	File       string `json:"file,omitempty"`
	FileName   string `json:"fileName,omitempty"`
	AnsweredBy string `json:"answeredBy,omitempty"` // person
	AnsweredAt int64  `json:"answeredAt,omitempty"`
}

// The states of a request.
const (
	Asked     = "open"
	Answered  = "answered"
	Withdrawn = "withdrawn"
)

// Requests declares requests to the kernel.
func Requests() *register.Register[Request] {
	return register.Declare(register.Declaration{
		Kind: RequestKind, Prefix: "ASK", Singular: "auditor's request", Plural: "auditors' requests", Area: authz.Room,
		Fields: []register.Field{
			{Name: "room", Label: "Room", Type: register.Text, Required: true, Filter: true, List: true},
			{Name: "about", Label: "About", Type: register.Text, List: true, Filter: true},
			{Name: "question", Label: "Asked for", Type: register.LongText, Required: true, List: true, Search: true},
			{Name: "by", Label: "Wanted by", Type: register.Date, List: true, Sort: true},
			{Name: "state", Label: "State", Type: register.Choice, Required: true, Default: Asked, List: true, Filter: true, Choices: []register.Option{
				{Value: Asked, Label: "Open"}, {Value: Answered, Label: "Answered"}, {Value: Withdrawn, Label: "Withdrawn"},
			}},
			{Name: "answer", Label: "Answer", Type: register.LongText, Search: true},
			{Name: "file", Label: "File", Type: register.File},
			{Name: "fileName", Label: "Name of the file", Type: register.Text},
			{Name: "answeredBy", Label: "Answered by", Type: register.Person},
			{Name: "answeredAt", Label: "Answered at", Type: register.Instant},
		},
	}, func(old, r *Request) []errs.Field { return r.check(old) })
}

const maxQuestion = 4000

func (r *Request) check(old *Request) []errs.Field {
	var out []errs.Field
	bad := func(field, message string) { out = append(out, errs.Field{Pointer: "/" + field, Message: message}) }
	if len(r.Question) > maxQuestion {
		bad("question", "Keep this under 4,000 letters.")
	}
	if len(r.Answer) > 5*maxQuestion {
		bad("answer", "Keep this under 20,000 letters, or attach a file.")
	}
	if r.State == Answered && r.Answer == "" && r.File == "" {
		bad("answer", "Write an answer, or attach a file.")
	}
	if old == nil {
		if r.State != "" && r.State != Asked {
			bad("state", "A request begins open.")
		}
		return out
	}
	if old.Room != r.Room || old.Question != r.Question || old.About != r.About || old.By != r.By {
		bad("question", "What was asked stays as it was asked. Withdraw it and ask anew.")
	}
	if old.State != Asked {
		bad("state", "This request is "+old.State+" already.")
	}
	return out
}
