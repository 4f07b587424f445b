package authz

import (
	"fmt"
	"slices"
	"strings"

	"holdfast/internal/errs"
)

// Relation is what a person is to the thing that something is done to.
type Relation string

const (
	Author    Relation = "author"    // wrote or changed it last
	Keeper    Relation = "owner"     // it is theirs: the risk's or the document's owner
	Subject   Relation = "subject"   // it is about them
	Auditee   Relation = "auditee"   // their work is looked at
	Requester Relation = "requester" // asked for it
)

// relationWords says a relation to the person who stands in it.
var relationWords = map[Relation]string{
	Author: "you wrote it", Keeper: "it is your own", Subject: "it is about you",
	Auditee: "it is your own work", Requester: "you asked for it",
}

// Relations says which persons, by id, stand in which relation to the thing.
// Empty ids count for nobody.
type Relations map[Relation][]string

// has says whether a person stands in the relation.
func (r Relations) has(rel Relation, person string) bool {
	return person != "" && slices.Contains(r[rel], person)
}

// anybody says whether anyone at all stands in it.
func (r Relations) anybody(rel Relation) bool {
	return slices.ContainsFunc(r[rel], func(p string) bool { return p != "" })
}

// duty is one row of the table of separated duties.
type duty struct {
	action string
	area   Area
	// does is what is done, for the refusal: "approves their own document".
	does string
	// not are the relations in which nobody may do it.
	not []Relation
	// must is the relation that who does it has to stand in; empty: none.
	must Relation
	// alone says that an organisation in which nobody else could do it may have
	// it done all the same, for a stated reason and with a mark in the trail.
	alone bool
}

// duties is the whole table. An action that is not in it is separated from
// nothing. Rows of registers that are not built yet stand here already, so that
// they are in force on their first day.
var duties = []duty{
	{action: "change.approve", area: ISMS, does: "approves their own change", not: []Relation{Author, Requester}, alone: true},
	{action: "answer.approve", area: Win, does: "approves their own answer", not: []Relation{Author}, alone: true},
	{action: "pack.approve", area: Win, does: "approves a renewal undertaking that they wrote", not: []Relation{Author}, alone: true},
	{action: "document.approve", area: ISMS, does: "approves their own document", not: []Relation{Author}, alone: true},
	{action: "scope.issue", area: ISMS, does: "issues a scope statement that they wrote", not: []Relation{Author}, alone: true},
	{action: "soa.issue", area: ISMS, does: "issues a Statement of Applicability that they wrote", not: []Relation{Author}, alone: true},
	{action: "risk.accept", area: ISMS, does: "accepts a risk that is not theirs", must: Keeper},
	{action: "audit.perform", area: Assure, does: "audits their own work", not: []Relation{Author, Keeper, Auditee}, alone: true},
	{action: "finding.close", area: Assure, does: "closes a finding about their own work", not: []Relation{Keeper, Auditee}, alone: true},
	{action: "review.confirm", area: Assure, does: "confirms minutes that they wrote", not: []Relation{Author}, alone: true},
	{action: "member.role", area: Settings, does: "changes their own role", not: []Relation{Subject}},
	{action: "erasure.confirm", area: Settings, does: "confirms an erasure that they asked for or that is about them", not: []Relation{Subject, Requester}, alone: true},
	{action: "retention.confirm", area: Settings, does: "confirms a proposal that they made", not: []Relation{Author, Requester}, alone: true},
	{action: "hold.release", area: Settings, does: "releases a legal hold alone", not: []Relation{Author, Requester, Subject}, alone: true},
}

// Doer is who wants to do something.
type Doer struct {
	Person string
	// Alone says that nobody else in the organisation could do it; whoever asks
	// finds that out from its members (change.Tx.Separate does).
	Alone bool
	// Reason is why it is done all the same. It counts only with Alone.
	Reason string
}

// Separate gives nil when the duties' table lets the person do the action to a
// thing they stand in these relations to, or errs.Forbidden with a message that
// says who can do it instead. Where nobody else could, a stated reason lets it
// through: Waived then says that the trail has to be marked.
func Separate(action string, r Relations, who Doer) error {
	d := dutyOf(action)
	if d == nil {
		return nil
	}
	if d.must != "" && !r.has(d.must, who.Person) {
		if !r.anybody(d.must) {
			return errs.New(errs.Forbidden, "Nobody %s, and this has no %s yet. Name one first.", d.does, d.must)
		}
		return errs.New(errs.Forbidden, "Nobody %s. Ask its %s, or have it given to you first.", d.does, d.must)
	}
	rel, bound := d.binds(r, who.Person)
	switch {
	case !bound:
		return nil
	case who.Alone && d.alone && strings.TrimSpace(who.Reason) == "":
		return errs.InvalidFields(errs.Field{Pointer: "/reason", Message: fmt.Sprintf("Nobody %s. As nobody else in the organisation can do it, say why you do it alone: the reason is kept in the trail.", d.does)})
	case who.Alone && d.alone:
		return nil
	case who.Alone:
		return errs.New(errs.Forbidden, "Nobody %s, and %s. Invite %s first.", d.does, relationWords[rel], d.others())
	}
	return errs.New(errs.Forbidden, "Nobody %s, and %s. Ask %s.", d.does, relationWords[rel], d.others())
}

// Waived says that Separate lets the action through only because nobody else
// could do it.
func Waived(action string, r Relations, who Doer) bool {
	d := dutyOf(action)
	if d == nil || !who.Alone {
		return false
	}
	_, bound := d.binds(r, who.Person)
	return bound && Separate(action, r, who) == nil
}

// DutyArea gives the area in which a separated action is done, empty for an
// action that the table does not name.
func DutyArea(action string) Area {
	if d := dutyOf(action); d != nil {
		return d.area
	}
	return ""
}

func dutyOf(action string) *duty {
	for i := range duties {
		if duties[i].action == action {
			return &duties[i]
		}
	}
	return nil
}

// binds gives the first relation that keeps the person from doing it.
func (d *duty) binds(r Relations, person string) (Relation, bool) {
	for _, rel := range d.not {
		if r.has(rel, person) {
			return rel, true
		}
	}
	return "", false
}

// others names the roles that may do it.
func (d *duty) others() string {
	var names []string
	for _, role := range Roles() {
		if Allows(role, Act, d.area) {
			names = append(names, role.Word())
		}
	}
	switch n := len(names); n {
	case 0:
		return "somebody else"
	case 1:
		return "another " + names[0]
	default:
		return "another " + strings.Join(names[:n-1], ", ") + " or " + names[n-1]
	}
}

// Word says a role as it stands in a sentence: "compliance manager".
func (r Role) Word() string { return strings.ReplaceAll(string(r), "-", " ") }
