package pack

import "strings"

// The items that a pack may hold. Those with a number are of one record.
const (
	Cover         = "cover"
	Certificate   = "certificate"  // of a certificate: its file, scope and days
	Body          = "body"         // of a certificate: body, accreditation number, verify link
	Surveillance  = "surveillance" // of a certificate: the last and the next audit
	Scope         = "scope"
	SoA           = "soa"
	Toolkit       = "dspt" // of a certificate of that scheme
	Policies      = "policies"
	PenTest       = "pen-test"
	Insurance     = "insurance" // of a certificate of an insurance
	Incident      = "incidents"
	SubProcessors = "sub-processors"
	Continuity    = "continuity"
	DataFee       = "ico"
	Promise       = "undertaking"
	Evidence      = "evidence" // of an item of evidence
	Document      = "document" // of a document
)

// order is that of the items in a pack.
var order = []string{
	Cover, Certificate, Body, Scope, SoA, Surveillance, Toolkit, Policies, PenTest, Insurance, Incident, SubProcessors, Continuity, DataFee, Promise, Evidence, Document,
}

func known(item string) bool { return rank(item) < len(order) }

func rank(item string) int {
	for i, o := range order {
		if o == item {
			return i
		}
	}
	return len(order)
}

// Readiness says how far an item is.
type Readiness string

// From the best to the worst; what was not chosen is not asked.
const (
	Ready    Readiness = "ready"
	Check    Readiness = "check"   // it can be sent; somebody should look first
	Waiting  Readiness = "waiting" // on a person
	ToDo     Readiness = "to-do"
	NotAsked Readiness = "not-asked"
)

// Word says it as it is shown.
func (r Readiness) Word() string {
	switch r {
	case Ready:
		return "Ready"
	case Check:
		return "Check"
	case Waiting:
		return "Waiting"
	case ToDo:
		return "To do"
	}
	return "Not asked"
}

// Line is one item of a bid's pack, chosen or not.
type Line struct {
	Choice
	Label string
	Note  string // the record and its day: "CERT-6, to 31 March 2027"
	State Readiness
	// Why says what is to be looked at, waited for or done; empty when ready.
	Why    string
	Href   string // where the record is, or where it is done
	Chosen bool
	// Suggested: what the bid asks for leads to it; Because says how.
	Suggested bool
	Because   string
	Content   Content
}

// Ready says that the item can go into a pack.
func (l *Line) Usable() bool { return l.State == Ready || l.State == Check }

// Content is what an item puts into the pack.
type Content struct {
	Note  string // a sentence under its heading
	Facts [][2]string
	// Body is Markdown. With it, or without a file, the item gets a page of its own.
	Body    string
	Files   []File
	Sources []Source
}

// File is a stored file: SHA-256 in hex, and the name it is given.
type File struct {
	Hash string `json:"hash"`
	Name string `json:"name"`
}

// Hash is over what a reader of the pack sees of the item, and not over the
// versions of the records that it is from.
func (c *Content) Hash() string {
	return hashOf(struct {
		Note  string
		Facts [][2]string
		Body  string
		Files []File
	}{c.Note, c.Facts, c.Body, c.Files})
}

func (c *Content) fact(label, value string) {
	if value = strings.TrimSpace(value); value != "" {
		c.Facts = append(c.Facts, [2]string{label, value})
	}
}

var plainMarkdown = strings.NewReplacer(`\`, `\\`, "|", `\|`, "*", `\*`, "_", `\_`, "`", "\\`", "<", `\<`, "[", `\[`, "]", `\]`, "#", `\#`, "\r", "", "\n", " ")

// plain makes a text that somebody typed stand in Markdown as it is, in one line.
func plain(s string) string { return plainMarkdown.Replace(strings.TrimSpace(s)) }
