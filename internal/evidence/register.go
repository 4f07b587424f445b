package evidence

import (
	"net/url"
	"strings"

	"holdfast/internal/authz"
	"holdfast/internal/civil"
	"holdfast/internal/errs"
	"holdfast/internal/register"
)

// MaxEvery bounds how seldom something may be collected, in days: ten years.
const MaxEvery = 3653

// Types gives the types of evidence, in the order in which a form offers them.
func Types() []register.Option {
	return []register.Option{
		{Value: File, Label: "File"},
		{Value: Link, Label: "Link"},
		{Value: Record, Label: "Record in Holdfast"},
	}
}

// Classifications gives the markings: an organisation's own, and the UK
// government's for what is held on its behalf.
func Classifications() []register.Option {
	return []register.Option{
		{Value: "public", Label: "Public"},
		{Value: "internal", Label: "Internal"},
		{Value: "confidential", Label: "Confidential"},
		{Value: "official", Label: "OFFICIAL"},
		{Value: "official-sensitive", Label: "OFFICIAL-SENSITIVE"},
	}
}

// What a look at a link found.
const (
	LinkAnswers = "answers"   // the address answers
	LinkMoved   = "moved"     // it answers, and leads elsewhere
	LinkGone    = "gone"      // its server says that nothing is there
	LinkSilent  = "no-answer" // its server does not answer, or not in time
	LinkRefused = "not-asked" // an address that this server does not ask
	LinkClosed  = "signs-in"  // it wants somebody to sign in: as far as a program can look
	LinkFailing = "fails"     // its server fails
)

// Checks gives what a look at a link can have found.
func Checks() []register.Option {
	return []register.Option{
		{Value: LinkAnswers, Label: "Answers"},
		{Value: LinkClosed, Label: "Asks to sign in"},
		{Value: LinkMoved, Label: "Moved"},
		{Value: LinkGone, Label: "Gone"},
		{Value: LinkFailing, Label: "Fails"},
		{Value: LinkSilent, Label: "No answer"},
		{Value: LinkRefused, Label: "Not asked"},
	}
}

// Register declares evidence to the kernel.
func Register() *register.Register[Evidence] {
	return register.Declare(register.Declaration{
		Kind: Kind, Prefix: "EV", Singular: "item of evidence", Plural: "evidence", Area: authz.Assure,
		Fields: []register.Field{
			{Name: "title", Label: "What it shows", Type: register.Text, Required: true, List: true, Sort: true, Search: true, Synonyms: []string{"Evidence", "Title", "Name", "Description"}},
			{Name: "type", Label: "Type", Type: register.Choice, Choices: Types(), Required: true, Default: File, List: true, Filter: true, Synonyms: []string{"Kind"}},
			{Name: "file", Label: "File", Type: register.File},
			{Name: "fileName", Label: "Name of the file", Type: register.Text, Search: true},
			{Name: "fileSize", Label: "Size in bytes", Type: register.Number},
			{Name: "mediaType", Label: "Kind of file", Type: register.Text, Help: "By its content, not by its name."},
			{Name: "url", Label: "Address", Type: register.Text, Search: true, Synonyms: []string{"URL", "Link", "Location"}, Help: "Begins with https:// or http://. It is looked at when you ask for it, and never by itself."},
			{Name: "watch", Label: "Look at the link by itself", Type: register.YesNo, Filter: true, Help: "Every 30 days. Otherwise nobody is asked but when you ask for it."},
			{Name: "lastChecked", Label: "Link last looked at", Type: register.Date},
			{Name: "check", Label: "What was found", Type: register.Choice, Choices: Checks()},
			{Name: "checkSays", Label: "In words", Type: register.Text},
			{Name: "recordKind", Label: "Register of the record", Type: register.Text},
			{Name: "recordNumber", Label: "Record in Holdfast", Type: register.Text, Search: true, Help: "Its number, such as CERT-2 or DOC-4."},
			{Name: "collected", Label: "Collected on", Type: register.Date, Required: true, List: true, Filter: true, Sort: true, Synonyms: []string{"Collected", "Date", "Evidence date"}, Help: "The day whose state it shows."},
			{Name: "validUntil", Label: "Valid until", Type: register.Date, Synonyms: []string{"Expires", "Expiry"}, Help: "When it says so itself. Otherwise leave it open."},
			{Name: "collectEvery", Label: "Collect every (days)", Type: register.Number, Synonyms: []string{"Frequency", "Interval"}, Help: "How long it is good: 30, 90, 180 or 365 days. Without either it counts for a year."},
			{Name: "owner", Label: "Owner", Type: register.Person, List: true, Filter: true, Sort: true, Synonyms: []string{"Responsible", "Collected by"}, Help: "Who collects it again."},
			{Name: "source", Label: "Source", Type: register.Text, Search: true, Synonyms: []string{"System", "Provided by"}, Help: "The system it was taken from, or who gave it."},
			{Name: "classification", Label: "Classification", Type: register.Choice, Choices: Classifications(), Default: "internal", Filter: true, Synonyms: []string{"Marking"}},
			{Name: "note", Label: "Note", Type: register.LongText, Search: true, Synonyms: []string{"Notes", "Comment", "Remarks"}},
			{Name: "supersedes", Label: "Follows", Type: register.Text},
			{Name: "supersededBy", Label: "Superseded by", Type: register.Text, Filter: true},
			{Name: "request", Label: "Asked for by", Type: register.Text},
		},
	}, check,
		register.Computed[Evidence]{
			Field: register.Field{Name: "ends", Label: "Good until", Type: register.Date, List: true, Filter: true, Sort: true, Help: "Its last day before it is stale."},
			Of:    func(e *Evidence) any { return date(Ends(*e)) },
		},
		register.Computed[Evidence]{
			Field: register.Field{Name: "ages", Label: "Ageing from", Type: register.Date, Filter: true, Help: "The last quarter of its life, a fortnight at the least."},
			Of:    func(e *Evidence) any { return date(Ages(*e)) },
		})
}

// date gives nil for no date, as computed columns want it.
func date(d civil.Date) any {
	if d.IsZero() {
		return nil
	}
	return d
}

func check(old, e *Evidence) []errs.Field {
	var out []errs.Field
	wrong := func(field, words string) { out = append(out, errs.Field{Pointer: "/" + field, Message: words}) }
	if old != nil && old.File != "" && e.File != "" && old.File != e.File {
		wrong("file", "What was collected stays as it was. Collect it again.")
	}
	switch e.Type {
	case Link:
		if e.URL == "" {
			wrong("url", "Give the address, which begins with https://.")
		}
	case Record:
		if e.RecordNumber == "" {
			wrong("recordNumber", "Give the number of the record, such as CERT-2.")
		}
	}
	if e.URL != "" && !WebAddress(e.URL) {
		wrong("url", "An address begins with https:// or http://.")
	}
	if !e.ValidUntil.IsZero() && !e.Collected.IsZero() && e.ValidUntil < e.Collected {
		wrong("validUntil", "It cannot have ended before it was collected.")
	}
	if e.CollectEvery < 0 || e.CollectEvery > MaxEvery {
		wrong("collectEvery", "Give a number of days from 1 to 3653, or leave it open.")
	}
	if e.FileSize < 0 {
		wrong("fileSize", "A size is no less than 0.")
	}
	return out
}

// WebAddress says that a text is an address of the web that may stand in a
// page as a link.
func WebAddress(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" && u.User == nil && !strings.ContainsAny(s, " \t\r\n")
}
