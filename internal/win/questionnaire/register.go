package questionnaire

import (
	"slices"
	"strings"

	"holdfast/internal/authz"
	"holdfast/internal/civil"
	"holdfast/internal/custom"
	"holdfast/internal/errs"
	"holdfast/internal/register"
)

// The kinds of the two registers.
const (
	Kind         register.Kind = "questionnaire"
	QuestionKind register.Kind = "questionnaire-question"
)

// Path is where the pages of questionnaires are.
const Path = "/questionnaires"

// Questionnaire is a buyer's file with where its questions and answers are. The
// questions are records of their own: two people answer two of them at once, and
// each has a history.
type Questionnaire struct {
	Title string `json:"title"`
	Bid   string `json:"bid"` // "BID-4"

	Format   string `json:"format"`
	File     string `json:"file"` // SHA-256 in hex; the buyer's file as it came
	FileName string `json:"fileName"`
	FileSize int64  `json:"fileSize"`

	Due   civil.Date `json:"due,omitzero"`
	Until string     `json:"until,omitempty"` // the time on that day: "12:00"
	Owner string     `json:"owner,omitempty"`

	Mapping []Mapping `json:"mapping,omitempty"`
	Mapped  bool      `json:"mapped"` // somebody has confirmed the mapping
	// Returned is the day on which the filled file went back to the buyer.
	Returned civil.Date `json:"returned,omitzero"`
	Notes    string     `json:"notes,omitempty"` // what is to be known of the file
	// Ends is the last day of the bid's contract, from which retention counts.
	Ends civil.Date `json:"ends,omitzero"`

	custom.Values
}

// Row is a questionnaire with its number and version.
type Row = register.Row[Questionnaire]

// The states of a question.
const (
	Open      = "open"
	Suggested = "suggested" // the library's text was put in; nobody has looked yet
	Drafted   = "drafted"   // written, to be worked on
	Done      = "done"
	LeftOut   = "left-out" // on purpose, with why
)

// Question is one question of a questionnaire with its answer.
type Question struct {
	Questionnaire string   `json:"questionnaire"` // "QNR-1"
	Order         int64    `json:"order"`         // in the file, from 1
	Table         string   `json:"table"`
	Place         string   `json:"place"` // of the answer in the file
	Row           int64    `json:"row"`
	Ref           string   `json:"ref,omitempty"` // the buyer's number
	Section       string   `json:"section,omitempty"`
	Text          string   `json:"text"`
	Choices       []string `json:"choices,omitempty"`
	Limit         int64    `json:"limit,omitempty"`
	Unit          string   `json:"unit,omitempty"`
	Was           string   `json:"was,omitempty"` // in the file already

	State  string `json:"state"`
	Answer string `json:"answer,omitempty"`
	Over   bool   `json:"over,omitempty"` // longer than the limit
	// From is the answer of the library that the text came from, FromHash the hash
	// of what it said then.
	From     string `json:"from,omitempty"`
	FromHash string `json:"fromHash,omitempty"`
	Owner    string `json:"owner,omitempty"`
	Why      string `json:"why,omitempty"` // it is left out
	// Ends is that of the questionnaire.
	Ends civil.Date `json:"ends,omitzero"`

	custom.Values
}

// QuestionRow is a question with its number and version.
type QuestionRow = register.Row[Question]

// Bound gives the question's limit.
func (q *Question) Bound() Limit { return Limit{N: q.Limit, Unit: q.Unit} }

// Answered says that the answer is finished.
func (q *Question) Answered() bool { return q.State == Done }

// States gives the states of a question.
func States() []register.Option {
	return []register.Option{
		{Value: Open, Label: "Open"},
		{Value: Suggested, Label: "Suggested"},
		{Value: Drafted, Label: "Drafted"},
		{Value: Done, Label: "Done"},
		{Value: LeftOut, Label: "Left out"},
	}
}

// Register declares questionnaires to the kernel.
func Register() *register.Register[Questionnaire] {
	return register.Declare(register.Declaration{
		Kind: Kind, Prefix: "QNR", Singular: "questionnaire", Plural: "questionnaires", Area: authz.Win,
		Fields: []register.Field{
			{Name: "title", Label: "Title", Type: register.Text, Required: true, List: true, Sort: true, Search: true},
			{Name: "bid", Label: "Bid", Type: register.Text, Required: true, List: true, Filter: true},
			{Name: "format", Label: "Format", Type: register.Choice, Required: true, Choices: []register.Option{{Value: XLSX, Label: "Workbook"}, {Value: DOCX, Label: "Word document"}}},
			{Name: "file", Label: "The buyer's file", Type: register.File, Required: true},
			{Name: "fileName", Label: "Name of the file", Type: register.Text, Required: true, List: true, Search: true},
			{Name: "fileSize", Label: "Size in bytes", Type: register.Number},
			{Name: "due", Label: "Due", Type: register.Date, List: true, Filter: true, Sort: true, Help: "When the buyer wants it back."},
			{Name: "until", Label: "Until", Type: register.Text, Help: "The time on that day, such as 12:00."},
			{Name: "owner", Label: "Owner", Type: register.Person, List: true, Filter: true},
			{Name: "mapped", Label: "Places confirmed", Type: register.YesNo},
			{Name: "returned", Label: "Sent back on", Type: register.Date, List: true, Filter: true},
			{Name: "notes", Label: "About the file", Type: register.LongText},
		},
	}, check)
}

func check(_, q *Questionnaire) []errs.Field {
	var out []errs.Field
	if q.Until != "" && !isTime(q.Until) {
		out = append(out, errs.Field{Pointer: "/until", Message: "Write the time as 12:00."})
	}
	if q.Until != "" && q.Due.IsZero() {
		out = append(out, errs.Field{Pointer: "/due", Message: "Give the day with the time."})
	}
	return out
}

func isTime(s string) bool {
	return len(s) == 5 && s[2] == ':' && s[:2] >= "00" && s[:2] <= "23" && s[3:] >= "00" && s[3:] <= "59" && strings.Trim(s, "0123456789:") == ""
}

// Fixed names what plain writes leave as it is, with what changes it.
func Fixed() map[string]string {
	const add, places = "POST …/questionnaires/add", "POST …/questionnaires/{id}/places"
	return map[string]string{"bid": add, "format": add, "file": add, "fileName": add, "fileSize": add, "notes": add, "mapped": places, "returned": "POST …/questionnaires/{id}/returned"}
}

// Questions declares the questions to the kernel.
func QuestionRegister() *register.Register[Question] {
	return register.Declare(register.Declaration{
		Kind: QuestionKind, Prefix: "QQ", Singular: "questionnaire question", Plural: "questionnaire questions", Area: authz.Win,
		Fields: []register.Field{
			{Name: "text", Label: "Question", Type: register.LongText, Required: true, List: true, Search: true},
			{Name: "questionnaire", Label: "Questionnaire", Type: register.Text, Required: true, List: true, Filter: true},
			{Name: "order", Label: "Place in the file", Type: register.Number, Filter: true, Sort: true},
			{Name: "table", Label: "Sheet or table", Type: register.Text},
			{Name: "place", Label: "Cell", Type: register.Text, Required: true},
			{Name: "row", Label: "Row", Type: register.Number},
			{Name: "ref", Label: "The buyer's number", Type: register.Text, List: true},
			{Name: "section", Label: "Section", Type: register.Text, List: true},
			{Name: "choices", Label: "Choices", Type: register.Tags},
			{Name: "limit", Label: "Limit", Type: register.Number},
			{Name: "unit", Label: "Of the limit", Type: register.Choice, Choices: []register.Option{{Value: InWords, Label: "Words"}, {Value: InCharacters, Label: "Characters"}}},
			{Name: "was", Label: "In the file already", Type: register.LongText},
			{Name: "state", Label: "State", Type: register.Choice, Required: true, Default: Open, Choices: States(), List: true, Filter: true},
			{Name: "answer", Label: "Answer", Type: register.LongText, Search: true},
			{Name: "over", Label: "Over its limit", Type: register.YesNo, Filter: true},
			{Name: "from", Label: "From the library", Type: register.Text, Filter: true},
			{Name: "fromHash", Label: "Hash of what it said", Type: register.Text},
			{Name: "owner", Label: "Owner", Type: register.Person, List: true, Filter: true},
			{Name: "why", Label: "Why it is left out", Type: register.LongText},
		},
	}, checkQuestion)
}

func checkQuestion(_, q *Question) []errs.Field {
	var out []errs.Field
	wrong := func(field, words string) { out = append(out, errs.Field{Pointer: "/" + field, Message: words}) }
	if len(q.Answer) > answerMax {
		wrong("answer", "This is too long: at most 32,000 characters fit into a cell.")
	}
	if (q.State == Done || q.State == Drafted || q.State == Suggested) && strings.TrimSpace(q.Answer) == "" {
		wrong("answer", "Write the answer, or leave the question out and say why.")
	}
	if q.State == LeftOut && strings.TrimSpace(q.Why) == "" {
		wrong("why", "Say why it is left out.")
	}
	if q.State == Done && len(q.Choices) > 0 && !slices.ContainsFunc(q.Choices, func(c string) bool { return strings.EqualFold(c, strings.TrimSpace(q.Answer)) }) {
		wrong("answer", "The buyer lets choose from "+strings.Join(q.Choices, ", ")+".")
	}
	return out
}

// answerMax bounds one answer, in bytes: what a cell of a workbook holds.
const answerMax = 32_000
