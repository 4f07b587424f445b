package scope

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"

	"holdfast/internal/authz"
	"holdfast/internal/civil"
	"holdfast/internal/custom"
	"holdfast/internal/errs"
	"holdfast/internal/register"
)

// The kinds of the scope statement (clause 4.3): what is being written, and
// what was issued.
const (
	DraftKind     register.Kind = "scope-draft"
	StatementKind register.Kind = "scope-statement"
)

// Draft is the statement as answers, while it is written. An organisation has
// one. Which sites are covered stands in the register of sites.
type Draft struct {
	// Wording is the scope in a sentence, as a certificate prints it.
	Wording      string      `json:"wording,omitempty"`
	Activities   string      `json:"activities,omitempty"` // what the organisation does, and for whom
	Entities     []string    `json:"entities,omitempty"`   // ids of the legal entities that are covered
	Boundary     string      `json:"boundary,omitempty"`   // where the management system ends: people, networks, services
	Interfaces   string      `json:"interfaces,omitempty"` // what crosses the boundary
	Dependencies string      `json:"dependencies,omitempty"`
	Exclusions   []Exclusion `json:"exclusions,omitempty"`
}

// Exclusion is something that the management system does not cover, and why.
type Exclusion struct {
	What string `json:"what"`
	Why  string `json:"why"`
}

// Content is the whole statement: the answers with the entities and sites as
// they are called.
type Content struct {
	Wording      string          `json:"wording"`
	Activities   string          `json:"activities"`
	Entities     []CoveredEntity `json:"entities"`
	Sites        []CoveredSite   `json:"sites"`
	Boundary     string          `json:"boundary"`
	Interfaces   string          `json:"interfaces"`
	Dependencies string          `json:"dependencies"`
	Exclusions   []Exclusion     `json:"exclusions"`
}

// CoveredEntity is a legal entity as the statement names it.
type CoveredEntity struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Number string `json:"number,omitempty"` // its registered number
}

// CoveredSite is a covered site as the statement names it.
type CoveredSite struct {
	ID      string `json:"id"`
	Name    string `json:"name"`
	Address string `json:"address,omitempty"`
	Does    string `json:"does,omitempty"`
}

// Hash is over exactly what is issued.
func (c Content) Hash() string {
	body, _ := json.Marshal(c) // plain values in a fixed order: it cannot fail
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:])
}

// Missing says what a statement lacks before it can be issued, by the field of
// the form.
func (c Content) Missing() []errs.Field {
	var out []errs.Field
	need := func(ok bool, field, words string) {
		if !ok {
			out = append(out, errs.Field{Pointer: "/" + field, Message: words})
		}
	}
	need(c.Wording != "", "wording", "Say the scope in a sentence, as the certificate will print it.")
	need(c.Activities != "", "activities", "Say what the organisation does, and for whom.")
	need(len(c.Entities) > 0, "entities", "Choose at least one legal entity.")
	need(len(c.Sites) > 0, "sites", "No site is in scope yet: say of each site whether it is.")
	need(c.Boundary != "", "boundary", "Say where the management system ends.")
	need(c.Interfaces != "", "interfaces", "Say what crosses the boundary.")
	need(c.Dependencies != "", "dependencies", "Say what is done for you by others.")
	return out
}

// Statement is one issued version. It is never changed.
type Statement struct {
	Version  int        `json:"version"` // 1 the first
	Content  Content    `json:"content"`
	Hash     string     `json:"hash"`     // of the content
	IssuedBy string     `json:"issuedBy"` // who approved it: not who wrote it
	IssuedOn civil.Date `json:"issuedOn"`
	Authors  []string   `json:"authors,omitempty"`
	Note     string     `json:"note,omitempty"` // what this version changes, in a sentence
	// Alone is why it was issued by who wrote it, where nobody else could.
	Alone string `json:"alone,omitempty"`
	custom.Values
}

// Drafts declares the draft to the kernel.
func Drafts() *register.Register[Draft] {
	return register.Declare(register.Declaration{
		Kind: DraftKind, Prefix: "SDRAFT", Singular: "scope draft", Plural: "scope drafts", Area: authz.ISMS,
		Fields: []register.Field{
			{Name: "wording", Label: "The scope in a sentence", Type: register.LongText, Search: true},
			{Name: "activities", Label: "What we do, and for whom", Type: register.LongText, Search: true},
			{Name: "entities", Label: "Legal entities", Type: register.Tags},
			{Name: "boundary", Label: "Where it ends", Type: register.LongText, Search: true},
			{Name: "interfaces", Label: "What crosses the boundary", Type: register.LongText, Search: true},
			{Name: "dependencies", Label: "What others do for us", Type: register.LongText, Search: true},
		},
	}, checkDraft)
}

func checkDraft(_, d *Draft) []errs.Field {
	for _, x := range d.Exclusions {
		if x.What == "" || x.Why == "" {
			return []errs.Field{{Pointer: "/exclusions", Message: "Each exclusion says what is left out and why: nothing is left out without a reason."}}
		}
	}
	return nil
}

// Statements declares issued statements to the kernel.
func Statements() *register.Register[Statement] {
	return register.Declare[Statement](register.Declaration{
		Kind: StatementKind, Prefix: "SCOPE", Singular: "scope statement", Plural: "scope statements", Area: authz.ISMS,
		Fields: []register.Field{
			{Name: "version", Label: "Version", Type: register.Number, List: true, Sort: true, Filter: true},
			{Name: "content.wording", Label: "The scope in a sentence", Type: register.LongText, List: true, Search: true},
			{Name: "issuedOn", Label: "Issued on", Type: register.Date, List: true, Filter: true, Sort: true},
			{Name: "issuedBy", Label: "Issued by", Type: register.Person, List: true, Filter: true},
			{Name: "authors", Label: "Written by", Type: register.Tags},
			{Name: "note", Label: "What it changes", Type: register.Text, List: true, Search: true},
			{Name: "hash", Label: "SHA-256 of the content", Type: register.Text},
			{Name: "alone", Label: "Issued by its author, because", Type: register.Text},
		},
	}, nil)
}
