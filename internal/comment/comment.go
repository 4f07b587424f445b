// Package comment is what people say about records: plain text beside any record
// of any register, with mentions of members, who find them among their work
// until they have seen them.
package comment

import (
	"strings"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/errs"
	"holdfast/internal/register"
)

// Kind is the register's kind.
const Kind register.Kind = "comment"

// MaxText bounds a comment, in bytes.
const MaxText = 10_000

// Comment is what one person said about one record.
type Comment struct {
	About register.Ref `json:"about"`
	Text  string       `json:"text"`
	// Mentions are the members named in it who may read the record, by id; Waiting
	// those of them who have not said that they have seen it.
	Mentions []string `json:"mentions,omitempty"`
	Waiting  []string `json:"waiting,omitempty"`
	// Edited is when its author changed it last, microseconds UTC; 0 never.
	Edited int64 `json:"edited,omitempty"`
	// Gone: its author took it back. That there was one stays.
	Gone bool `json:"gone,omitempty"`
}

// Row is a stored comment. Its author is who created it.
type Row = register.Row[Comment]

// Register declares comments to the kernel. Their words are about records of any
// area, so that nothing of them is found by search and the ways in show one only
// to who may read what it is about: by Service.Of, and no other way.
func Register() *register.Register[Comment] {
	return register.Declare(register.Declaration{
		Kind: Kind, Prefix: "COMMENT", Singular: "comment", Plural: "comments", Area: authz.Commons,
		Fields: []register.Field{
			{Name: "text", Label: "Comment", Type: register.LongText},
			{Name: "about.kind", Label: "About a", Type: register.Text, Filter: true},
			{Name: "about.id", Label: "About (id)", Type: register.Text, Filter: true},
			{Name: "waiting", Label: "Not yet seen by", Type: register.Tags, Filter: true},
			{Name: "edited", Label: "Edited", Type: register.Instant},
			{Name: "gone", Label: "Taken back", Type: register.YesNo},
		},
	}, check)
}

func check(_, c *Comment) []errs.Field {
	switch {
	case c.Gone && c.Text != "":
		return []errs.Field{{Pointer: "/text", Message: "What was taken back says nothing."}}
	case !c.Gone && strings.TrimSpace(c.Text) == "":
		return []errs.Field{{Pointer: "/text", Message: "Say something first."}}
	case len(c.Text) > MaxText:
		return []errs.Field{{Pointer: "/text", Message: "A comment has at most 10,000 characters."}}
	}
	return nil
}

// Everywhere says whether an actor may read every area. What names records of
// any area and cannot be told apart, such as an old event about a comment, is
// shown to nobody else.
func Everywhere(a change.Actor) bool {
	for _, area := range authz.Areas() {
		if !reads(a.Role, a.Scope, area) {
			return false
		}
	}
	return true
}

func reads(role authz.Role, scope authz.Scope, area authz.Area) bool {
	return authz.Decide(authz.Question{Role: role, Scope: scope, Verb: authz.Read, Area: area}) == nil
}
