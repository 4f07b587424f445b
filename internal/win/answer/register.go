package answer

import (
	"holdfast/internal/authz"
	"holdfast/internal/civil"
	"holdfast/internal/errs"
	"holdfast/internal/register"
)

const (
	// MaxBody bounds one text, in bytes: some ten pages.
	MaxBody = 40_000
	// MaxEvery bounds the interval of reviews, in months.
	MaxEvery = 60
)

// States gives the states of an answer.
func States() []register.Option {
	return []register.Option{
		{Value: Draft, Label: "Draft"},
		{Value: Review, Label: "In review"},
		{Value: Approved, Label: "Approved"},
	}
}

// Register declares answers to the kernel.
func Register() *register.Register[Answer] {
	return register.Declare(register.Declaration{
		Kind: Kind, Prefix: "ANS", Singular: "answer", Plural: "answers", Area: authz.Win, Template: true,
		Fields: []register.Field{
			{Name: "question", Label: "Question", Type: register.Text, Required: true, List: true, Sort: true, Search: true, Synonyms: []string{"Title", "Asked"}, Help: "As a buyer asks it, in one line."},
			{Name: "wordings", Label: "Other wordings", Type: register.LongText, Search: true, Synonyms: []string{"Also asked as", "Alternative questions"}, Help: "How others ask the same, one a line. A question is compared with each."},
			{Name: "text", Label: "Answer", Type: register.LongText, Search: true, Synonyms: []string{"Response", "Text", "Full answer"}, Help: "Markdown. What is still to be filled in stands in double square brackets: [[how many people]]."},
			{Name: "short", Label: "Short form", Type: register.LongText, Search: true, Synonyms: []string{"Short answer", "Summary"}, Help: "For a limit of 150 words or so."},
			{Name: "topic", Label: "Topic", Type: register.Choice, Choices: Topics(), Required: true, Default: "security", List: true, Filter: true, Synonyms: []string{"Category", "Theme", "Section"}},
			{Name: "owner", Label: "Owner", Type: register.Person, List: true, Filter: true, Sort: true, Synonyms: []string{"Responsible", "Author"}, Help: "Who keeps it true, and is told when its review is due."},
			{Name: "state", Label: "State", Type: register.Choice, Choices: States(), Required: true, Default: Draft, List: true, Filter: true, Synonyms: []string{"Status"}},
			{Name: "reviewEvery", Label: "Reviewed every (months)", Type: register.Number, Synonyms: []string{"Review cycle", "Review interval"}, Help: "Empty: as its topic has it, six months for security, a year for most."},
			{Name: "reviewDue", Label: "Review due", Type: register.Date, List: true, Filter: true, Sort: true, Synonyms: []string{"Next review"}},
			{Name: "approved", Label: "Approved on", Type: register.Date},
			{Name: "approvedBy", Label: "Approved by", Type: register.Person},
			{Name: "hash", Label: "Hash of the approved content", Type: register.Text},
			{Name: "alone", Label: "Why its author approved it", Type: register.LongText},
			{Name: "submitted", Label: "Put up for review on", Type: register.Date},
			{Name: "submittedBy", Label: "Put up for review by", Type: register.Person},
			{Name: "returned", Label: "Why it was sent back", Type: register.LongText},
			{Name: "returnedBy", Label: "Sent back by", Type: register.Person},
			{Name: "reviewed", Label: "Last reviewed without change", Type: register.Date},
			{Name: "reviewedBy", Label: "Reviewed by", Type: register.Person},
			{Name: "note", Label: "Note for who uses it", Type: register.LongText, Synonyms: []string{"Notes", "Comment"}, Help: "Never part of what is sent."},
			{Name: "starter", Label: "Began from", Type: register.Text},
		},
	}, check, register.Computed[Answer]{
		Field: register.Field{Name: "ages", Label: "Ageing from", Type: register.Date, Filter: true, Help: "The last month before its review."},
		Of: func(a *Answer) any {
			if d := a.Ages(); !d.IsZero() {
				return d
			}
			return nil
		},
	})
}

func check(_, a *Answer) []errs.Field {
	var out []errs.Field
	wrong := func(field, words string) { out = append(out, errs.Field{Pointer: "/" + field, Message: words}) }
	for _, f := range []struct{ name, text string }{{"text", a.Text}, {"short", a.Short}, {"wordings", a.Wordings}} {
		if len(f.text) > MaxBody {
			wrong(f.name, "This is too long: at most 40,000 characters.")
		}
	}
	if a.ReviewEvery < 0 || a.ReviewEvery > MaxEvery {
		wrong("reviewEvery", "Give a number of months from 1 to 60, or leave it open.")
	}
	if a.State == Approved && !a.Intact() {
		wrong("state", "What is approved is exactly the text that was read. Put the changed text up for review.")
	}
	return out
}

// Fixed names what plain writes leave as it is, with what changes it.
func Fixed() map[string]string {
	const submit, approve, give, review = "POST …/answers/{id}/submit", "POST …/answers/{id}/approve", "POST …/answers/{id}/return", "POST …/answers/{id}/review"
	return map[string]string{
		"state": submit, "submitted": submit, "submittedBy": submit, "authors": "writing the text",
		"hash": approve, "approved": approve, "approvedBy": approve, "alone": approve, "reviewDue": approve,
		"returned": give, "returnedBy": give, "reviewed": review, "reviewedBy": review, "starter": "POST …/answers/start",
	}
}

// Freshness says how far an answer can still be relied on, on a day.
type Freshness string

// From the best to the worst; what was never approved is a draft.
const (
	Fresh   Freshness = "fresh"
	Ageing  Freshness = "ageing"
	Stale   Freshness = "stale"
	Unready Freshness = "draft"
)

// Ages gives the first day on which an approved answer is ageing; no day for one
// that is not approved.
func (a *Answer) Ages() civil.Date {
	if a.State != Approved || a.ReviewDue.IsZero() {
		return 0
	}
	return a.ReviewDue.AddDays(-periods().Ageing)
}

// FreshOn says how fresh the answer is on a day: it is ageing in the last month
// before its review, the day of the review included, and stale after it.
func (a *Answer) FreshOn(today civil.Date) Freshness {
	switch {
	case a.State != Approved:
		return Unready
	case a.ReviewDue.IsZero() || today > a.ReviewDue:
		return Stale
	case today >= a.Ages():
		return Ageing
	}
	return Fresh
}

// Every gives how often it is reviewed, in months.
func (a *Answer) Every() int64 {
	if a.ReviewEvery > 0 {
		return a.ReviewEvery
	}
	return monthsOf(a.Topic)
}
