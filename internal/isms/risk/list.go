package risk

import (
	"slices"

	"holdfast/internal/change"
	"holdfast/internal/links"
	"holdfast/internal/register"
)

// allRisks asks for every risk, a thousand at a time.
var allRisks = register.Query{Limit: register.MaxLimit, NoTotal: true}

// All is every risk of the organisation with what each is linked to, read in two
// queries.
type All struct {
	Rows   []Row
	linked map[string]*Linked
	// Numbers are the readable numbers of what they are linked to, by id.
	Numbers map[string]int64
}

// Linked gives what a risk of the list is linked to; its actions are not read.
func (a *All) Linked(id string) Linked {
	if l := a.linked[id]; l != nil {
		return *l
	}
	return Linked{Controls: []string{}, Assets: []string{}}
}

// State gives the state of a risk of the list.
func (a *All) State(row *Row) State { return a.Linked(row.ID).State(&row.Value) }

// All reads every risk. Among are the registers that risks are linked to; those
// that the actor may not read count for nothing.
func (s *Service) All(v *change.View, among ...register.Any) (All, error) {
	q := allRisks
	q.AsAt = v.Actor().AsAt
	rows, err := change.Collect(v, s.Risks, q)
	if err != nil {
		return All{}, err
	}
	out := All{Rows: rows, linked: map[string]*Linked{}, Numbers: map[string]int64{}}
	joined, err := links.Among(v, s.Risks, among...)
	if err != nil {
		return All{}, err
	}
	for _, l := range joined {
		if l.FromKind != Kind {
			continue
		}
		at := out.linked[l.From]
		if at == nil {
			at = &Linked{}
			out.linked[l.From] = at
		}
		switch l.Role {
		case links.TreatedBy:
			at.Controls = append(at.Controls, l.To)
		case links.Affects:
			at.Assets = append(at.Assets, l.To)
		default:
			continue
		}
		out.Numbers[l.To] = l.ToNum
	}
	for _, l := range out.linked {
		l.Controls, l.Assets = ordered(l.Controls), ordered(l.Assets)
	}
	return out, nil
}

// Moves gives where a risk stood over time, the oldest first: one entry for each
// judgement that changed something. history is as change.History gives it.
func Moves(history []Row) []Risk {
	var out []Risk
	for _, row := range slices.Backward(history) {
		r := row.Value
		if r.Score == 0 || row.Deleted {
			continue
		}
		if n := len(out); n > 0 {
			last := &out[n-1]
			if last.Score == r.Score && last.AfterScore == r.AfterScore && last.Likelihood == r.Likelihood && last.AfterLikelihood == r.AfterLikelihood && last.MethodNo == r.MethodNo {
				continue
			}
			if last.AssessedOn == r.AssessedOn && last.Score == r.Score && last.AfterScore == 0 { // the treatment said where it is to come to
				*last = r
				continue
			}
		}
		out = append(out, r)
	}
	return out
}
