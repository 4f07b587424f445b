package document

import (
	"regexp"

	"holdfast/internal/authz"
	"holdfast/internal/errs"
	"holdfast/internal/evidence"
	"holdfast/internal/register"
)

const (
	// MaxBody bounds the text of a document, in bytes: some forty pages.
	MaxBody = 100_000
	// MaxEvery bounds the interval of reviews, in months.
	MaxEvery = 60
	// Every is the interval of reviews where nobody says another.
	Every = 12
	// maxRefs bounds what one document can answer.
	maxRefs = 100
)

// Types gives the types of document, in the order in which a form offers them.
func Types() []register.Option {
	return []register.Option{
		{Value: "policy", Label: "Policy"},
		{Value: "procedure", Label: "Procedure"},
		{Value: "plan", Label: "Plan"},
		{Value: "statement", Label: "Statement"},
		{Value: "record", Label: "Record"},
		{Value: "register", Label: "Register"},
	}
}

// States gives the states of a document.
func States() []register.Option {
	return []register.Option{
		{Value: Draft, Label: "Draft"},
		{Value: Review, Label: "In review"},
		{Value: Approved, Label: "Approved"},
		{Value: Withdrawn, Label: "Withdrawn"},
	}
}

// Register declares documents to the kernel.
func Register() *register.Register[Document] {
	return register.Declare(register.Declaration{
		Kind: Kind, Prefix: "DOC", Singular: "document", Plural: "documents", Area: authz.ISMS, Template: true,
		Fields: []register.Field{
			{Name: "title", Label: "Title", Type: register.Text, Required: true, List: true, Sort: true, Search: true, Synonyms: []string{"Document", "Name", "Policy", "Document title"}},
			{Name: "type", Label: "Type", Type: register.Choice, Choices: Types(), Required: true, Default: "policy", List: true, Filter: true, Search: true, Synonyms: []string{"Kind", "Document type"}},
			{Name: "owner", Label: "Owner", Type: register.Person, List: true, Filter: true, Synonyms: []string{"Document owner", "Responsible"}, Help: "Who keeps it true, and is told when its review is due."},
			{Name: "refs", Label: "Answers", Type: register.Tags, List: true, Filter: true, Search: true, Synonyms: []string{"Clauses", "Controls", "References"}, Help: "Clauses and controls, such as 5.2 and A.5.1, with commas between."},
			{Name: "classification", Label: "Classification", Type: register.Choice, Choices: evidence.Classifications(), Required: true, Default: "internal", Filter: true, Synonyms: []string{"Marking"}},
			{Name: "state", Label: "State", Type: register.Choice, Choices: States(), Required: true, Default: Draft, List: true, Filter: true, Synonyms: []string{"Status"}},
			{Name: "next", Label: "Next version", Type: register.Choice, Choices: States()[:2], Filter: true},
			{Name: "version", Label: "Version", Type: register.Text, List: true},
			{Name: "approved", Label: "Approved on", Type: register.Date, Synonyms: []string{"Approval date"}},
			{Name: "approvedBy", Label: "Approved by", Type: register.Person, Synonyms: []string{"Approver"}},
			{Name: "effective", Label: "In force from", Type: register.Date, Synonyms: []string{"Effective date"}},
			{Name: "reviewEvery", Label: "Reviewed every (months)", Type: register.Number, Required: true, Default: "12", Synonyms: []string{"Review interval"}},
			{Name: "reviewDue", Label: "Review due", Type: register.Date, List: true, Filter: true, Sort: true, Synonyms: []string{"Next review", "Review date"}},
			{Name: "reviewed", Label: "Last reviewed without change", Type: register.Date},
			{Name: "reviewedBy", Label: "Reviewed by", Type: register.Person},
			{Name: "ackAll", Label: "Every member acknowledges it", Type: register.YesNo, Help: "Each new version that matters is read and acknowledged by everybody."},
			{Name: "ackRoles", Label: "Roles that acknowledge it", Type: register.Tags, Help: "Such as contributor, risk-owner."},
			{Name: "ackPeople", Label: "People who acknowledge it", Type: register.Tags},
			{Name: "ackFrom", Label: "Acknowledged from version", Type: register.Text},
			{Name: "ackDue", Label: "Acknowledge by", Type: register.Date},
			{Name: "reviewers", Label: "Reviewers", Type: register.Tags},
			{Name: "submitted", Label: "Put up for review on", Type: register.Date},
			{Name: "submittedBy", Label: "Put up for review by", Type: register.Person},
			{Name: "starter", Label: "Starter text", Type: register.Text},
			{Name: "hash", Label: "Hash of the approved content", Type: register.Text},
			{Name: "withdrawn", Label: "Withdrawn on", Type: register.Date},
			{Name: "withdrawnBy", Label: "Withdrawn by", Type: register.Person},
			{Name: "withdrawnWhy", Label: "Why it was withdrawn", Type: register.LongText},
		},
	}, check)
}

// refForm is how a clause or a control is named: "6.1.2", "A.5.15", "OWN-3".
var refForm = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9.:-]{0,39}$`)

func check(_, d *Document) []errs.Field {
	var out []errs.Field
	wrong := func(field, words string) { out = append(out, errs.Field{Pointer: "/" + field, Message: words}) }
	if d.ReviewEvery < 1 || d.ReviewEvery > MaxEvery {
		wrong("reviewEvery", "Give a number of months from 1 to 60.")
	}
	if len(d.Refs) > maxRefs {
		wrong("refs", "One document answers at most 100 clauses and controls.")
	}
	for _, r := range d.Refs {
		if !refForm.MatchString(r) {
			wrong("refs", "Name clauses and controls as 5.2 or A.5.1, with commas between.")
			break
		}
	}
	for _, r := range d.AckRoles {
		if !authz.Allows(authz.Role(r), authz.Create, authz.Signed) {
			wrong("ackRoles", "There is no such role: "+r+". Name roles as contributor or risk-owner.")
			break
		}
	}
	if d.Starter != "" && StarterOf(d.Starter) == nil {
		wrong("starter", "There is no such starter text.")
	}
	return out
}

// Workings declares drafts to the kernel.
func Workings() *register.Register[Working] {
	return register.Declare(register.Declaration{
		Kind: DraftKind, Prefix: "DRAFT", Singular: "draft of a document", Plural: "drafts of documents", Area: authz.Drafts,
		Fields: []register.Field{
			{Name: "document", Label: "Document", Type: register.Link, To: Kind, Required: true, Filter: true},
			{Name: "documentNumber", Label: "Document", Type: register.Text, Required: true, List: true, Search: true},
			{Name: "state", Label: "State", Type: register.Choice, Choices: States()[:2], Required: true, Default: Draft, List: true, Filter: true},
			{Name: "body", Label: "Text", Type: register.LongText},
			{Name: "base", Label: "Begun from version", Type: register.Text, List: true},
			{Name: "note", Label: "What is new", Type: register.LongText},
			{Name: "material", Label: "To be acknowledged anew", Type: register.YesNo},
			{Name: "authors", Label: "Authors", Type: register.Tags},
			{Name: "submittedHash", Label: "Hash of what was put up for review", Type: register.Text},
			{Name: "returned", Label: "Why it was sent back", Type: register.LongText},
			{Name: "returnedBy", Label: "Sent back by", Type: register.Person},
		},
	}, func(_, w *Working) []errs.Field { return tooLong(w.Body) })
}

func tooLong(body string) []errs.Field {
	if len(body) > MaxBody {
		return []errs.Field{{Pointer: "/body", Message: "The text is too long: a document has at most 100,000 characters. Divide it."}}
	}
	return nil
}

// Versions declares approved versions to the kernel.
func Versions() *register.Register[Version] {
	return register.Declare(register.Declaration{
		Kind: VersionKind, Prefix: "VER", Singular: "approved version", Plural: "approved versions", Area: authz.Signed,
		Fields: []register.Field{
			{Name: "documentNumber", Label: "Document", Type: register.Text, Required: true, List: true, Filter: true, Search: true},
			{Name: "version", Label: "Version", Type: register.Text, Required: true, List: true, Filter: true},
			{Name: "title", Label: "Title", Type: register.Text, Required: true, List: true, Search: true},
			{Name: "approved", Label: "Approved on", Type: register.Date, Required: true, List: true, Sort: true},
			{Name: "approvedBy", Label: "Approved by", Type: register.Person, Required: true, List: true},
			{Name: "effective", Label: "In force from", Type: register.Date, Required: true, List: true},
			{Name: "type", Label: "Type", Type: register.Choice, Choices: Types(), Required: true},
			{Name: "classification", Label: "Classification", Type: register.Choice, Choices: evidence.Classifications(), Required: true},
			{Name: "refs", Label: "Answers", Type: register.Tags},
			{Name: "document", Label: "Document (id)", Type: register.Link, To: Kind, Required: true, Filter: true},
			{Name: "body", Label: "Text", Type: register.LongText, Required: true, Search: true},
			{Name: "hash", Label: "Hash of the content", Type: register.Text, Required: true},
			{Name: "note", Label: "What is new", Type: register.LongText},
			{Name: "material", Label: "To be acknowledged anew", Type: register.YesNo},
			{Name: "owner", Label: "Owner", Type: register.Person},
			{Name: "authors", Label: "Authors", Type: register.Tags},
			{Name: "alone", Label: "Why the author approved it", Type: register.LongText},
			{Name: "takenOver", Label: "Approved before it came here", Type: register.YesNo},
		},
	}, func(old, v *Version) []errs.Field {
		if old != nil {
			return []errs.Field{{Message: "An approved version stays as it is. Write the next one."}}
		}
		if Hash(v.content()) != v.Hash {
			return []errs.Field{{Pointer: "/hash", Message: "The hash is of another text."}}
		}
		return tooLong(v.Body)
	})
}

// Acks declares acknowledgements to the kernel.
func Acks() *register.Register[Ack] {
	return register.Declare(register.Declaration{
		Kind: AckKind, Prefix: "ACK", Singular: "acknowledgement", Plural: "acknowledgements", Area: authz.Signed,
		Fields: []register.Field{
			{Name: "documentNumber", Label: "Document", Type: register.Text, Required: true, List: true, Filter: true, Search: true},
			{Name: "version", Label: "Version", Type: register.Text, Required: true, List: true, Filter: true},
			{Name: "person", Label: "Who", Type: register.Person, Required: true, List: true, Filter: true},
			{Name: "on", Label: "On", Type: register.Date, Required: true, List: true, Sort: true},
			{Name: "document", Label: "Document (id)", Type: register.Link, To: Kind, Required: true, Filter: true},
			{Name: "hash", Label: "Hash of what was read", Type: register.Text, Required: true},
		},
	}, func(old, _ *Ack) []errs.Field {
		if old != nil {
			return []errs.Field{{Message: "An acknowledgement stays as it was given."}}
		}
		return nil
	})
}
