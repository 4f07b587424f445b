package scope

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"time"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/custom"
	"holdfast/internal/errs"
	"holdfast/internal/register"
)

// ChangeKind is the kind of planned changes to the management system (6.3).
const ChangeKind register.Kind = "planned-change"

// The states of a planned change.
const (
	ChangeProposed = "proposed"
	ChangeApproved = "approved"
	ChangeStale    = "changed" // approved, and written anew since
	ChangeDone     = "done"
	ChangeDropped  = "dropped"
)

// Planned is a change to the management system that is planned before it is
// made. The approval is bound to what was approved.
type Planned struct {
	Title        string     `json:"title"`
	Purpose      string     `json:"purpose"`
	Consequences string     `json:"consequences,omitempty"`
	Integrity    string     `json:"integrity,omitempty"` // what keeps the management system whole meanwhile
	Resources    string     `json:"resources,omitempty"`
	Duties       string     `json:"duties,omitempty"` // who does and answers for what, before and after
	By           civil.Date `json:"by,omitzero"`
	Owner        string     `json:"owner,omitempty"`

	ApprovedBy   string     `json:"approvedBy,omitempty"`
	ApprovedOn   civil.Date `json:"approvedOn,omitzero"`
	ApprovedHash string     `json:"approvedHash,omitempty"`
	DoneOn       civil.Date `json:"doneOn,omitzero"`
	DroppedOn    civil.Date `json:"droppedOn,omitzero"`
	Outcome      string     `json:"outcome,omitempty"` // what came of it, or why it was dropped
	custom.Values
}

// PlannedFixed are the members of a planned change that its actions alone
// change, with the action.
func PlannedFixed() map[string]string {
	return map[string]string{
		"approvedBy": "POST …/approve", "approvedOn": "POST …/approve", "approvedHash": "POST …/approve",
		"doneOn": "POST …/done", "droppedOn": "POST …/drop", "outcome": "POST …/done",
	}
}

// Hash is over exactly what is approved.
func (p *Planned) Hash() string {
	body, _ := json.Marshal([]any{p.Title, p.Purpose, p.Consequences, p.Integrity, p.Resources, p.Duties, p.By, p.Owner}) // plain values: it cannot fail
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:])
}

// State reckons the state.
func (p *Planned) State() string {
	switch {
	case !p.DroppedOn.IsZero():
		return ChangeDropped
	case !p.DoneOn.IsZero():
		return ChangeDone
	case p.ApprovedHash == "":
		return ChangeProposed
	case p.ApprovedHash != p.Hash():
		return ChangeStale
	}
	return ChangeApproved
}

// Open says that it is neither made nor dropped.
func (p *Planned) Open() bool { return p.DoneOn.IsZero() && p.DroppedOn.IsZero() }

// ChangeStates gives the states with their words.
func ChangeStates() []register.Option {
	return []register.Option{
		{Value: ChangeProposed, Label: "Proposed"},
		{Value: ChangeApproved, Label: "Approved"},
		{Value: ChangeStale, Label: "Changed since its approval"},
		{Value: ChangeDone, Label: "Made"},
		{Value: ChangeDropped, Label: "Dropped"},
	}
}

// PlannedChanges declares planned changes to the kernel.
func PlannedChanges() *register.Register[Planned] {
	return register.Declare(register.Declaration{
		Kind: ChangeKind, Prefix: "PC", Singular: "planned change", Plural: "planned changes", Area: authz.ISMS,
		Fields: []register.Field{
			{Name: "title", Label: "Change", Type: register.Text, Required: true, List: true, Sort: true, Search: true, Synonyms: []string{"Title"}},
			{Name: "purpose", Label: "Purpose", Type: register.LongText, Required: true, Search: true, Synonyms: []string{"Reason", "Why"}},
			{Name: "consequences", Label: "What it may bring with it", Type: register.LongText, Search: true, Synonyms: []string{"Consequences", "Impact"}},
			{Name: "integrity", Label: "What keeps the ISMS whole meanwhile", Type: register.LongText, Search: true, Synonyms: []string{"Integrity"}},
			{Name: "resources", Label: "What it takes", Type: register.LongText, Search: true, Synonyms: []string{"Resources"}},
			{Name: "duties", Label: "Who does what", Type: register.LongText, Search: true, Synonyms: []string{"Responsibilities", "Authorities"}},
			{Name: "by", Label: "Planned for", Type: register.Date, List: true, Filter: true, Sort: true, Synonyms: []string{"Due", "Date"}},
			{Name: "owner", Label: "Owner", Type: register.Person, List: true, Filter: true, Synonyms: []string{"Responsible"}},
			{Name: "approvedBy", Label: "Approved by", Type: register.Person, List: true},
			{Name: "approvedOn", Label: "Approved on", Type: register.Date, Filter: true},
			{Name: "doneOn", Label: "Made on", Type: register.Date, Filter: true, Sort: true},
			{Name: "droppedOn", Label: "Dropped on", Type: register.Date},
			{Name: "outcome", Label: "What came of it", Type: register.LongText, Search: true},
		},
	}, nil, register.Computed[Planned]{
		Field: register.Field{Name: "state", Label: "State", Type: register.Choice, Choices: ChangeStates(), List: true, Filter: true},
		Of:    func(p *Planned) any { return p.State() },
	})
}

// Approve approves a planned change as it stands. Nobody approves a change that
// they proposed or wrote.
func (s *Service) Approve(ctx context.Context, by change.By, ref string) error {
	return s.move(ctx, by, "planned-change.approve", ref, "", func(tx *change.Tx, row register.Row[Planned], p *Planned) error {
		if p.State() == ChangeApproved {
			return errs.New(errs.Conflict, "%s is approved already.", row.Number)
		}
		rel, err := s.changeAuthors(tx, row)
		if err == nil {
			err = tx.Separate("change.approve", rel)
		}
		if err != nil {
			return err
		}
		var wrong []errs.Field
		for _, need := range []struct{ field, value, words string }{
			{"consequences", p.Consequences, "Say what it may bring with it before it is approved."},
			{"integrity", p.Integrity, "Say what keeps the management system whole meanwhile."},
			{"duties", p.Duties, "Say who does what."},
		} {
			if text(need.value) == "" {
				wrong = append(wrong, errs.Field{Pointer: "/" + need.field, Message: need.words})
			}
		}
		if err := errs.InvalidFields(wrong...); err != nil {
			return err
		}
		p.ApprovedBy, p.ApprovedOn, p.ApprovedHash = tx.Actor().Person, s.today(tx), p.Hash()
		return nil
	})
}

// ApproveAlone says whether the actor may approve a change only because nobody
// else could, so that a form asks for the reason.
func (s *Service) ApproveAlone(v *change.View, ref string, now time.Time) (bool, error) {
	row, err := find(v, s.Changes, ref)
	if err != nil {
		return false, err
	}
	rel, err := s.changeAuthors(v, row)
	me := v.Actor().Person
	if err != nil || !slices.Contains(rel[authz.Author], me) && !slices.Contains(rel[authz.Requester], me) {
		return false, err
	}
	return v.Alone("change.approve", rel, now)
}

// changeAuthors says who asked for a change and who wrote what it says.
func (s *Service) changeAuthors(in change.Reader, row register.Row[Planned]) (authz.Relations, error) {
	past, err := change.History(in, s.Changes, row.ID)
	if err != nil {
		return nil, err
	}
	rel := authz.Relations{authz.Requester: {row.CreatedBy}}
	slices.Reverse(past)
	was := ""
	for _, v := range past {
		if h := v.Value.Hash(); h != was {
			rel[authz.Author] = append(rel[authz.Author], v.UpdatedBy)
			was = h
		}
	}
	return rel, nil
}

// Finish says that an approved change was made, and what came of it.
func (s *Service) Finish(ctx context.Context, by change.By, ref, outcome string) error {
	return s.move(ctx, by, "planned-change.done", ref, outcome, func(tx *change.Tx, row register.Row[Planned], p *Planned) error {
		if st := p.State(); st != ChangeApproved {
			return errs.New(errs.Conflict, "%s is not approved as it stands: have it approved first.", row.Number)
		}
		p.DoneOn, p.Outcome = s.today(tx), text(outcome)
		return nil
	})
}

// Drop ends a change that will not be made.
func (s *Service) Drop(ctx context.Context, by change.By, ref, why string) error {
	return s.move(ctx, by, "planned-change.drop", ref, why, func(tx *change.Tx, _ register.Row[Planned], p *Planned) error {
		if text(why) == "" {
			return errs.At("/outcome", "Say why it is dropped.")
		}
		p.DroppedOn, p.Outcome = s.today(tx), text(why)
		return nil
	})
}

// move takes an open change to its next state.
func (s *Service) move(ctx context.Context, by change.By, action, ref, words string, fn func(*change.Tx, register.Row[Planned], *Planned) error) error {
	return s.do(ctx, by, action, map[string]string{"change": ref, "words": words}, func(tx *change.Tx) error {
		row, err := find(tx, s.Changes, ref)
		if err != nil {
			return err
		}
		p := row.Value
		if !p.Open() {
			return errs.New(errs.Conflict, "%s is over: it was made or dropped.", row.Number)
		}
		if err := fn(tx, row, &p); err != nil {
			return err
		}
		_, err = change.Put(tx, s.Changes, row.ID, row.Version, p)
		return err
	})
}
