// Package links is what has to do with what: the links between records of any
// registers, with the readable numbers of both ends.
package links

import (
	"context"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/errs"
	"holdfast/internal/register"
)

// The roles of links, read from the first record to the second.
const (
	TreatedBy   = "treated-by"   // a risk, by a control
	Affects     = "affects"      // a risk, an asset
	Evidences   = "evidences"    // evidence, for a control, a clause or a certificate
	DescribedIn = "described-in" // a control or a clause, in a document
	DependsOn   = "depends-on"   // an asset, on another
	Protects    = "protects"     // a control, an asset
	RestsOn     = "rests-on"     // an answer, on what shows that it is true
	Uses        = "uses"         // a bid, an answer
	Related     = "related"      // whatever a person joined
)

// Linked is a link with the numbers of its ends.
type Linked struct {
	change.Link
	FromNum, ToNum int64
}

// Other gives the end of the link that is not of the kind; of two records of
// one kind, the second.
func (l Linked) Other(kind register.Kind) (id string, other register.Kind, num int64) {
	if l.FromKind == kind {
		return l.To, l.ToKind, l.ToNum
	}
	return l.From, l.FromKind, l.FromNum
}

// Store is what the package asks of the store.
type Store interface {
	// KindLinks gives every link from or to records of a kind, as at an instant
	// in microseconds UTC (0: now), in one query, ordered by number.
	KindLinks(ctx context.Context, kind register.Kind, asAt int64) ([]Linked, error)
}

// Among gives every link between records of a register and records of the
// others, in one query. Ends that the actor may not read are left out; when the
// register itself is such, it is an errs.Forbidden.
func Among(v *change.View, reg register.Any, others ...register.Any) ([]Linked, error) {
	if !readable(v, reg) {
		return nil, errs.New(errs.Forbidden, "You may not read %s.", reg.Declaration().Plural)
	}
	st, ok := v.Port().(Store)
	if !ok {
		return nil, errs.New(errs.Internal, "the store knows no links of a kind")
	}
	kind := reg.Declaration().Kind
	allowed := map[register.Kind]bool{}
	for _, o := range others {
		allowed[o.Declaration().Kind] = readable(v, o)
	}
	all, err := st.KindLinks(v.Context(), kind, v.Actor().AsAt)
	if err != nil {
		return nil, err
	}
	out := all[:0]
	for _, l := range all {
		if _, other, _ := l.Other(kind); allowed[other] {
			out = append(out, l)
		}
	}
	return out, nil
}

// readable says whether who reads may read a register.
func readable(v *change.View, reg register.Any) bool {
	return v.Actor().May(authz.Read, reg.Declaration().Area)
}
