// Package tender is the documents that a buyer sends out: a notice as a PDF, or a
// pack of specifications, schedules and letters. What was dropped in is kept as it
// came; its text is read once, page by page, and every certification that it asks
// for is found in it with its place. The rules are pure; files and the reader of
// documents are lent by whoever makes the service.
package tender

import (
	"holdfast/internal/authz"
	"holdfast/internal/civil"
	"holdfast/internal/custom"
	"holdfast/internal/errs"
	"holdfast/internal/register"
	"holdfast/internal/win/bid"
)

// Kind is the register's kind.
const Kind register.Kind = "tender-document"

// Root is where the pages of documents that belong to no bid yet lie.
const Root = "/tenders"

// The states of a document.
const (
	Reading  = "reading"  // it waits to be read, or is being read
	Read     = "read"     // its text is there
	NoText   = "no-text"  // pictures of pages: there is nothing to search
	Failed   = "failed"   // it could not be read; Reason says why and what to do
	Unpacked = "unpacked" // a zip or an e-mail: what it holds stands beside it
)

// States gives each state with its word.
func States() []register.Option {
	return []register.Option{
		{Value: Reading, Label: "Being read"},
		{Value: Read, Label: "Read"},
		{Value: NoText, Label: "No text: scanned"},
		{Value: Failed, Label: "Not read"},
		{Value: Unpacked, Label: "Unpacked"},
	}
}

// StateWord gives the word of a state.
func StateWord(state string) string {
	for _, o := range States() {
		if o.Value == state {
			return o.Label
		}
	}
	return state
}

// Bounds of what one record holds: texts lie in the store of files.
const (
	// MaxFound bounds the places kept of one document that ask for something, and
	// MaxMentions those that only name a scheme.
	MaxFound    = 200
	MaxMentions = 100
	// MaxQuote bounds the words that are kept of each place, in bytes; its whole
	// sentence stands in the text.
	MaxQuote = 600
	// MaxDocuments bounds the documents of one bid.
	MaxDocuments = 400
)

// Document is one document of a tender. Its bid is empty until somebody has
// confirmed the bid that a dropped pack makes.
type Document struct {
	custom.Values        // fields that the organisation added
	Bid           string `json:"bid,omitempty"`  // id
	Pack          string `json:"pack,omitempty"` // joins what was dropped together
	Name          string `json:"name"`           // its path in the pack: "Pack.zip/2 Specification.docx"
	Type          string `json:"type,omitempty"` // by its content: "pdf"
	File          string `json:"file,omitempty"` // hash of the stored file that it is, or came in
	FileName      string `json:"fileName,omitempty"`
	// Content is the hash of the document itself: the same as File, but for what
	// came inside another file. The same content is the same document.
	Content string `json:"content"`
	Inside  string `json:"inside,omitempty"` // the number of the document that it came in
	Size    int64  `json:"size"`             // bytes
	State   string `json:"state"`
	Reason  string `json:"reason,omitempty"`
	Pages   int64  `json:"pages,omitempty"`
	Left    int64  `json:"left,omitempty"` // pages at the end that were not read
	// Text is the hash of the stored text, as Text writes it.
	Text    string `json:"text,omitempty"`
	Dropped int64  `json:"dropped,omitempty"` // microseconds UTC
	By      string `json:"by,omitempty"`      // the person who dropped it
	// Ends is the last day of its bid's contract: it is kept as long as the bid.
	Ends civil.Date `json:"ends,omitzero"`
	// Asks and Mentions count the places found, also those beyond what is kept.
	Asks     int64   `json:"asks,omitempty"`
	Mentions int64   `json:"mentions,omitempty"`
	Found    []Found `json:"found,omitempty"`
}

// Found is one place of a document that names a scheme: what it asks, its words,
// and the place of them. Start and End count code points of the text of the page.
type Found struct {
	Page int `json:"page"` // 1 is the first
	bid.Requirement
}

// Row is a document of the register.
type Row = register.Row[Document]

// Asked says whether the place asks for something.
func (f *Found) Asked() bool { return f.Strength != "mention-only" && f.Scheme != "other" }

// Register declares tender documents to the kernel. A search finds them by name;
// nothing of their text is looked in: persons are named there.
func Register() *register.Register[Document] {
	return register.Declare(register.Declaration{
		Kind: Kind, Prefix: "TDOC", Singular: "tender document", Plural: "tender documents", Area: authz.Win,
		Fields: []register.Field{
			{Name: "name", Label: "Document", Type: register.Text, Required: true, List: true, Sort: true, Search: true, Help: "Its name, with its path in the pack."},
			{Name: "bid", Label: "Bid", Type: register.Link, To: bid.Kind, List: true, Filter: true},
			{Name: "pack", Label: "Dropped as", Type: register.Text, Filter: true},
			{Name: "type", Label: "Kind of file", Type: register.Text, List: true, Filter: true, Help: "By its content, not by its name."},
			{Name: "file", Label: "File", Type: register.File},
			{Name: "fileName", Label: "Name of the file", Type: register.Text},
			{Name: "content", Label: "SHA-256 of its content", Type: register.Text, Filter: true, Required: true},
			{Name: "inside", Label: "Came in", Type: register.Text},
			{Name: "size", Label: "Size in bytes", Type: register.Number},
			{Name: "state", Label: "State", Type: register.Choice, Choices: States(), Required: true, Default: Reading, List: true, Filter: true},
			{Name: "reason", Label: "What is wrong", Type: register.LongText},
			{Name: "pages", Label: "Pages", Type: register.Number, List: true},
			{Name: "left", Label: "Pages not read", Type: register.Number},
			{Name: "text", Label: "Text as read", Type: register.File},
			{Name: "dropped", Label: "Dropped in", Type: register.Instant, List: true, Sort: true},
			{Name: "by", Label: "Dropped in by", Type: register.Person},
			{Name: "ends", Label: "Kept with its bid, which ends", Type: register.Date},
			{Name: "asks", Label: "Places that ask", Type: register.Number, List: true},
			{Name: "mentions", Label: "Mentions that ask nothing", Type: register.Number},
		},
	}, check)
}

func check(old, d *Document) []errs.Field {
	var out []errs.Field
	wrong := func(field, words string) { out = append(out, errs.Field{Pointer: "/" + field, Message: words}) }
	if old != nil && (old.Content != d.Content || old.File != d.File) {
		wrong("file", "A document stays as it came. Drop the other one in beside it.")
	}
	if old != nil && old.Bid != "" && old.Bid != d.Bid {
		wrong("bid", "A document stays with its bid.")
	}
	if d.Bid == "" && d.Pack == "" {
		wrong("bid", "Say which bid the document belongs to.")
	}
	if len(d.Found) > MaxFound+MaxMentions {
		wrong("found", "No more places are kept of one document.")
	}
	return out
}
