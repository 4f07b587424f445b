package document

import (
	"regexp"
	"slices"
	"strings"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/errs"
	"holdfast/internal/register"
)

// Blank is something that a text leaves open until somebody answers it.
type Blank struct {
	Name string // as it stands in the text: {{ciso}}
	Ask  string // the question
	Hint string
	// Own: the answer is of this one document, and is written where it stands. Any
	// other is asked once and kept for all of them.
	Own bool
	// Person: the answer names a member. Usual is an answer that many give.
	Person bool
	Usual  string
}

// blanks is the whole table, in the order in which they are asked.
var blanks = []Blank{
	{Name: "organisation", Ask: "What is the organisation called?"},
	{Name: "entities", Ask: "Which legal entities do the work?", Hint: "As on the certificate"},
	{Name: "services", Ask: "Which services do you provide?", Hint: "As in: the design, hosting and support of digital services"},
	{Name: "sites", Ask: "At which sites?", Hint: "Town and street are enough"},
	{Name: "exclusions", Ask: "What is outside the scope, and why?", Usual: "Nothing is left out: all services, people and sites are inside."},
	{Name: "top-management", Ask: "Who answers for information security at the top?", Person: true},
	{Name: "ciso", Ask: "Who leads information security day by day?", Person: true},
	{Name: "deputy", Ask: "Who stands in for them?", Person: true},
	{Name: "it-lead", Ask: "Who runs IT?", Person: true},
	{Name: "people-lead", Ask: "Who looks after staff, contracts and training?", Person: true},
	{Name: "auditor", Ask: "Who audits the management system?", Hint: "Somebody inside who runs none of it, or a firm", Person: true},
	{Name: "review-interval", Ask: "How often are documents and risks reviewed?", Usual: "12 months"},
	{Name: "risk-appetite", Ask: "Up to which level, of 25, is a risk accepted?", Usual: "8"},
	{Name: "incident-contact", Ask: "Where does everybody report an incident?", Hint: "An address or a channel"},
	{Name: "incident-phone", Ask: "Which telephone number answers outside office hours?"},
	{Name: "cloud", Ask: "In which cloud services does your information live?", Hint: "As in: Microsoft 365 and Azure, UK South"},
	{Name: "identity-provider", Ask: "Through which system do people sign in?"},
	{Name: "device-management", Ask: "Which system manages laptops and telephones?"},
	{Name: "password-manager", Ask: "Which password manager is used?"},
	{Name: "ticket-system", Ask: "Where are requests and changes tracked?"},
	{Name: "code-repository", Ask: "Where does source code live?"},
	{Name: "training-records", Ask: "Where are training and appraisals recorded?"},
	{Name: "admin-limit", Ask: "How many people at most may administer one system?", Usual: "four"},
	{Name: "recovery-time", Ask: "How soon must your services be back?", Usual: "8 hours"},
	{Name: "recovery-point", Ask: "How much work may be lost at most?", Usual: "4 hours"},
	{Name: "backup-interval", Ask: "How often are databases backed up?", Usual: "4 hours"},
	{Name: "backup-retention", Ask: "How long are back-ups kept?", Usual: "90 days"},
	{Name: "backup-location", Ask: "Where are back-ups kept?", Hint: "Another region, and another account"},
	{Name: "emergency-budget", Ask: "How much may be spent in an emergency without asking?", Usual: "£10,000"},
	{Name: "treatment-budget", Ask: "How much money is set aside for treating risks?", Own: true},
	{Name: "treatment-actions", Ask: "Which actions are in force?", Own: true},
	{Name: "assessment-dates", Ask: "From when to when was it made?", Own: true},
	{Name: "assessment-occasion", Ask: "What was the occasion?", Own: true},
	{Name: "assessment-people", Ask: "Who took part?", Own: true},
	{Name: "assessment-figures", Ask: "How many risks are there, by level?", Own: true},
	{Name: "assessment-top-risks", Ask: "Which five risks are the highest?", Own: true},
	{Name: "assessment-changes", Ask: "Which risks are new, changed or closed?", Own: true},
	{Name: "assessment-opportunities", Ask: "Which opportunities were found?", Own: true},
	{Name: "treatment-period", Ask: "Which period does it cover?", Own: true},
	{Name: "treatment-done", Ask: "Which actions were done?", Own: true},
	{Name: "treatment-open", Ask: "Which were not?", Own: true},
	{Name: "treatment-above-before", Ask: "Risks above appetite at the beginning", Own: true},
	{Name: "treatment-above-after", Ask: "Risks above appetite at the end", Own: true},
	{Name: "treatment-high-before", Ask: "Risks of level 15 and above at the beginning", Own: true},
	{Name: "treatment-high-after", Ask: "Risks of level 15 and above at the end", Own: true},
	{Name: "treatment-spent", Ask: "How much was spent?", Own: true},
	{Name: "monitoring-results", Ask: "What came out in this period?", Own: true},
	{Name: "audit-first", Ask: "When is the first audit of the year?", Own: true},
	{Name: "audit-second", Ask: "When is the second?", Own: true},
	{Name: "audit-results", Ask: "What was found?", Own: true},
	{Name: "review-date", Ask: "On which day was the review?", Own: true},
	{Name: "review-people", Ask: "Who was present?", Own: true},
	{Name: "review-actions", Ask: "Which earlier actions are done or open?", Own: true},
	{Name: "review-issues", Ask: "Which issues changed, climate included?", Own: true},
	{Name: "review-parties", Ask: "Whose needs changed?", Own: true},
	{Name: "review-findings", Ask: "How do nonconformities stand?", Own: true},
	{Name: "review-measures", Ask: "What do the measurements say?", Own: true},
	{Name: "review-audits", Ask: "What did audits find?", Own: true},
	{Name: "review-objectives", Ask: "Which objectives are met?", Own: true},
	{Name: "review-feedback", Ask: "What did customers and others say?", Own: true},
	{Name: "review-risks", Ask: "How do risks and their treatment stand?", Own: true},
	{Name: "review-improvements", Ask: "What could be better?", Own: true},
	{Name: "review-decisions", Ask: "What was decided, by whom and by when?", Own: true},
	{Name: "nonconformity-list", Ask: "Which nonconformities were entered?", Own: true},
}

// AllBlanks gives every declared blank, in the order in which they are asked.
func AllBlanks() []Blank { return slices.Clone(blanks) }

// BlankOf gives a blank by its name, nil when it is not declared.
func BlankOf(name string) *Blank {
	for i := range blanks {
		if blanks[i].Name == name {
			return &blanks[i]
		}
	}
	return nil
}

// BlankForm is how a blank stands in a text. A person may write further ones.
var BlankForm = regexp.MustCompile(`\{\{\s*([a-z][a-z0-9-]{0,60})\s*\}\}`)

// Blanks gives the names of the blanks of a text, each once, in their order.
func Blanks(body string) []string {
	var out []string
	for _, m := range BlankForm.FindAllStringSubmatch(body, -1) {
		if !slices.Contains(out, m[1]) {
			out = append(out, m[1])
		}
	}
	return out
}

// BlankLabels says blanks as people read them: the question, or the name of one
// that is not declared.
func BlankLabels(names []string) []string {
	out := make([]string, len(names))
	for i, n := range names {
		out[i] = strings.ReplaceAll(n, "-", " ")
		if b := BlankOf(n); b != nil {
			out[i] = strings.TrimSuffix(b.Ask, "?")
		}
	}
	return out
}

// Fill puts answers into the blanks of a text. What has none stays as it is. In
// the row of a table an answer stands on one line and cannot end its cell.
func Fill(body string, answers map[string]string) string {
	lines := strings.Split(body, "\n")
	for i, line := range lines {
		row := strings.HasPrefix(strings.TrimSpace(line), "|")
		lines[i] = BlankForm.ReplaceAllStringFunc(line, func(m string) string {
			a := strings.TrimSpace(answers[BlankForm.FindStringSubmatch(m)[1]])
			switch {
			case a == "":
				return m
			case row:
				return strings.ReplaceAll(strings.Join(strings.FieldsFunc(a, func(r rune) bool { return r == '\n' || r == '\r' }), "; "), "|", `\|`)
			}
			return a
		})
	}
	return strings.Join(lines, "\n")
}

// AnswerKind is the kind of answers that are kept for all documents.
const AnswerKind register.Kind = "document-answer"

// Answer is what an organisation has said once, for all its documents.
type Answer struct {
	Blank string `json:"blank"`
	Value string `json:"value"`
}

// Answers declares them to the kernel.
func Answers() *register.Register[Answer] {
	return register.Declare(register.Declaration{
		Kind: AnswerKind, Prefix: "ANSWER", Singular: "answer for documents", Plural: "answers for documents", Area: authz.Drafts,
		Fields: []register.Field{
			{Name: "blank", Label: "Blank", Type: register.Text, Required: true, List: true, Filter: true, Sort: true},
			{Name: "value", Label: "Answer", Type: register.LongText, Required: true, List: true, Search: true},
		},
	}, func(_, a *Answer) []errs.Field {
		if b := BlankOf(a.Blank); b == nil || b.Own {
			return []errs.Field{{Pointer: "/blank", Message: "There is no such question."}}
		}
		if len(a.Value) > register.MaxText {
			return []errs.Field{{Pointer: "/value", Message: "The answer is too long: a line or two are enough."}}
		}
		return nil
	})
}

// AnswersOf gives what the organisation has answered, by the name of the blank.
func (s *Service) AnswersOf(in change.Reader) (map[string]string, error) {
	out := map[string]string{}
	for row, err := range change.All(in, s.Answered, register.Query{}) {
		if err != nil {
			return nil, err
		}
		out[row.Value.Blank] = row.Value.Value
	}
	return out, nil
}

// Answer keeps answers; an empty one takes the answer away. Action:
// document-answer.update.
func (s *Service) Answer(tx *change.Tx, given map[string]string) error {
	rows, err := change.Collect(tx, s.Answered, register.Query{})
	if err != nil {
		return err
	}
	for _, b := range blanks {
		value, said := given[b.Name]
		if value = strings.TrimSpace(value); !said {
			continue
		}
		i := slices.IndexFunc(rows, func(r register.Row[Answer]) bool { return r.Value.Blank == b.Name })
		switch {
		case i < 0 && value == "":
		case i < 0:
			_, err = change.Insert(tx, s.Answered, Answer{Blank: b.Name, Value: value})
		case value == "":
			err = change.Delete(tx, s.Answered, rows[i].ID, rows[i].Version)
		default:
			_, err = change.Put(tx, s.Answered, rows[i].ID, rows[i].Version, Answer{Blank: b.Name, Value: value})
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// Start makes documents from starters, filled with what the organisation has
// answered, in one change. A starter that a document began from already is left
// out. Action: document.create.
func (s *Service) Start(tx *change.Tx, keys []string, owner string) ([]Row, error) {
	answers, err := s.AnswersOf(tx)
	if err != nil {
		return nil, err
	}
	have, err := change.Collect(tx, s.Docs, register.Query{})
	if err != nil {
		return nil, err
	}
	var out []Row
	for _, key := range keys {
		st := StarterOf(key)
		if st == nil {
			return nil, errs.At("/starters", "There is no starter text %q.", key)
		}
		if slices.ContainsFunc(have, func(r Row) bool { return r.Value.Starter == key && r.Value.State != Withdrawn }) {
			continue
		}
		row, err := s.Create(tx, st.Document(owner), Fill(st.Text(), answers))
		if err != nil {
			return nil, err
		}
		have = append(have, row)
		out = append(out, row)
	}
	return out, nil
}

// Refill puts the organisation's answers into the blanks of a draft that are open
// still. Action: document-draft.update.
func (s *Service) Refill(tx *change.Tx, ref string) (filled int, err error) {
	answers, err := s.AnswersOf(tx)
	if err != nil {
		return 0, err
	}
	_, w, err := s.written(tx, ref)
	if err != nil {
		return 0, err
	}
	body := Fill(w.Value.Body, answers)
	filled = len(Blanks(w.Value.Body)) - len(Blanks(body))
	if filled == 0 {
		return 0, nil
	}
	_, err = s.Write(tx, ref, w.Version, Text{Body: body, Note: w.Value.Note, Material: w.Value.Material})
	return filled, err
}
