// Package authz decides who may do what: roles, verbs and the areas of the
// product, as one table. It is pure, and what the table does not grant is
// refused.
package authz

import (
	"slices"
	"strings"

	"holdfast/internal/errs"
)

// Role is what a member is in one organisation. A member has exactly one.
type Role string

const (
	Owner             Role = "owner"              // everything, with the organisation itself
	Administrator     Role = "administrator"      // people, settings and rule data; reads the rest
	ComplianceManager Role = "compliance-manager" // the management system, its certificates and bids
	BidManager        Role = "bid-manager"        // bids, notices and the certificates they rest on
	RiskOwner         Role = "risk-owner"         // keeps and accepts the risks that are theirs; reads the rest
	InternalAuditor   Role = "internal-auditor"   // audits and findings; reads the rest
	Contributor       Role = "contributor"        // adds to what exists and does tasks; deletes nothing
	Reader            Role = "reader"             // reads
	ExternalAuditor   Role = "external-auditor"   // reads what they audit, for a stated time
	System            Role = "system"             // named background work and the first start; never a person
)

// Roles gives every role a person can have, most powerful first.
func Roles() []Role {
	return []Role{Owner, Administrator, ComplianceManager, BidManager, RiskOwner, InternalAuditor, Contributor, Reader, ExternalAuditor}
}

// Area is a part of the product, as the navigation names it. Each register
// belongs to one.
type Area string

const (
	Win      Area = "win"      // certificates, notices, bids, answers
	ISMS     Area = "isms"     // risks, controls, assets, documents
	Assure   Area = "assure"   // audits, findings, evidence
	Share    Area = "share"    // what outsiders see
	Room     Area = "room"     // what an auditor asks and draws in a room, and the answers
	Commons  Area = "commons"  // legal entities, tasks
	Settings Area = "settings" // the organisation, its people, its rule data
	Drafts   Area = "drafts"   // what is being written: never for outsiders
	Signed   Area = "signed"   // what people put their name to: nobody changes or deletes it
)

// Areas gives every area.
func Areas() []Area { return []Area{Win, ISMS, Assure, Share, Room, Commons, Settings, Drafts, Signed} }

// Verb is what is done to a record. A named action (accept, close, renew) that
// is none of the others is Act.
type Verb string

const (
	Read   Verb = "read"
	Create Verb = "create"
	Update Verb = "update"
	Delete Verb = "delete"
	Import Verb = "import" // many records from a file, in one change
	Act    Verb = "act"    // a named change of state
)

// Verbs gives every verb.
func Verbs() []Verb { return []Verb{Read, Create, Update, Delete, Import, Act} }

// VerbOf gives the verb of an action such as "bid.create": what stands after
// the last full stop when it is one of the verbs, else Act ("bid.withdraw").
func VerbOf(action string) Verb {
	v := Verb(action[strings.LastIndexByte(action, '.')+1:])
	if slices.Contains(Verbs(), v) {
		return v
	}
	return Act
}

// grants is the whole policy: role → area → the verbs granted, by initial.
var grants = map[Role]map[Area]string{
	Owner:             {Win: "rcudia", ISMS: "rcudia", Assure: "rcudia", Share: "rcudia", Room: "rcudia", Commons: "rcudia", Settings: "rcudia", Drafts: "rcuda", Signed: "rc"},
	Administrator:     {Win: "r", ISMS: "r", Assure: "r", Share: "r", Room: "r", Commons: "rcua", Settings: "rcudia", Drafts: "r", Signed: "rc"},
	ComplianceManager: {Win: "rcudia", ISMS: "rcudia", Assure: "rcudia", Share: "rcudia", Room: "rcudia", Commons: "rcudia", Settings: "r", Drafts: "rcuda", Signed: "rc"},
	BidManager:        {Win: "rcudia", ISMS: "r", Assure: "r", Share: "r", Room: "rua", Commons: "rcua", Settings: "r", Drafts: "r", Signed: "rc"},
	RiskOwner:         {Win: "r", ISMS: "rua", Assure: "r", Share: "r", Room: "rua", Commons: "rcua", Settings: "r", Drafts: "rcuda", Signed: "rc"},
	InternalAuditor:   {Win: "r", ISMS: "r", Assure: "rcudia", Share: "r", Room: "rua", Commons: "rcua", Settings: "r", Drafts: "r", Signed: "rc"},
	Contributor:       {Win: "rcu", ISMS: "rcu", Assure: "rcu", Share: "r", Room: "rua", Commons: "rcua", Settings: "r", Drafts: "rcuda", Signed: "rc"},
	Reader:            {Win: "r", ISMS: "r", Assure: "r", Share: "r", Room: "r", Commons: "r", Settings: "r", Signed: "rc"},
	ExternalAuditor:   {Win: "r", ISMS: "r", Assure: "r", Room: "rcua", Commons: "r", Signed: "r"},
	System:            {Win: "rcudia", ISMS: "r", Assure: "rcua", Share: "r", Room: "r", Commons: "rcua", Settings: "rcua", Drafts: "r", Signed: "r"},
}

var initials = map[Verb]string{Read: "r", Create: "c", Update: "u", Delete: "d", Import: "i", Act: "a"}

// Allows says whether the table grants the verb in the area to the role. An
// unknown role, verb or area is granted nothing.
func Allows(role Role, verb Verb, area Area) bool {
	initial, known := initials[verb]
	return known && strings.Contains(grants[role][area], initial)
}

// Question is one decision to take.
type Question struct {
	Role Role
	Verb Verb
	Area Area
	// Scope narrows what the role grants: that of a token, or of an auditor's
	// visit.
	Scope Scope
	// Only narrows the table further, to these roles; empty narrows nothing.
	Only []Role
	// What names the object in the refusal: "certificates".
	What string
}

// Decide gives nil, or errs.Forbidden with a message that says what is missing.
func Decide(q Question) error {
	if Allows(q.Role, q.Verb, q.Area) && !q.Scope.Covers(q.Verb, q.Area) {
		return errs.New(errs.Forbidden, "This access is limited to %s.", q.Scope)
	}
	if Allows(q.Role, q.Verb, q.Area) && (len(q.Only) == 0 || slices.Contains(q.Only, q.Role)) {
		return nil
	}
	what := q.What
	if what == "" {
		what = string(q.Area)
	}
	return errs.New(errs.Forbidden, "Your role (%s) may not %s %s. Ask an owner of the organisation.", q.Role, phrase[q.Verb], what)
}

var phrase = map[Verb]string{
	Read: "see", Create: "add", Update: "change", Delete: "delete", Import: "import", Act: "do this to",
}
