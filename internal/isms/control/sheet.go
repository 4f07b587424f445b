package control

import (
	"cmp"
	"slices"

	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/evidence"
	"holdfast/internal/links"
	"holdfast/internal/register"
)

// Sheet is the controls with what they are linked to, as the Statement of
// Applicability shows them: in the order of their references.
type Sheet struct {
	Rows  []SheetRow
	Today civil.Date
}

// SheetRow is one control with what it is linked to.
type SheetRow struct {
	Row
	Risks     []register.Ref // that it treats, by number
	Documents []register.Ref // that describe it
	Assets    []register.Ref // that it protects
	Evidence  []evidence.Row // that shows it works, the latest first
	Fresh     evidence.Freshness
	// Latest is the day of the latest evidence.
	Latest civil.Date
}

// Lacks says that the control applies and is said to be there at least in part,
// or should be, and no fresh evidence shows it.
func (r *SheetRow) Lacks() bool { return r.Value.Applies() && !r.Fresh.Holds() }

// Sheet reads all controls with their links and the freshness of their
// evidence, in three queries. What the actor may not read is left out.
func (s *Service) Sheet(v *change.View, today civil.Date) (*Sheet, error) {
	rows, err := change.Collect(v, s.controls, register.Query{Sort: "order"})
	if err != nil {
		return nil, err
	}
	out := &Sheet{Rows: make([]SheetRow, len(rows)), Today: today}
	at := make(map[string]int, len(rows))
	for i := range rows {
		out.Rows[i] = SheetRow{Row: rows[i], Fresh: evidence.Missing}
		at[rows[i].ID] = i
	}
	if len(rows) == 0 {
		return out, nil
	}
	linked, err := links.Among(v, s.controls, s.others()...)
	if err != nil {
		return nil, err
	}
	items, err := s.evidence(v, linked)
	if err != nil {
		return nil, err
	}
	for _, l := range linked {
		out.join(Kind, at, l, s.door.Book(), items)
	}
	for i := range out.Rows {
		out.Rows[i].settle(today)
	}
	return out, nil
}

// evidence gives the items by id, when any link leads to one.
func (s *Service) evidence(v *change.View, linked []links.Linked) (map[string]*evidence.Row, error) {
	if s.parts.Evidence == nil || !slices.ContainsFunc(linked, func(l links.Linked) bool { return l.Role == links.Evidences }) {
		return nil, nil
	}
	rows, err := change.Collect(v, s.parts.Evidence, register.Query{})
	out := make(map[string]*evidence.Row, len(rows))
	for i := range rows {
		out[rows[i].ID] = &rows[i]
	}
	return out, err
}

func (sh *Sheet) join(own register.Kind, at map[string]int, l links.Linked, book *register.Book, items map[string]*evidence.Row) {
	id, kind, num := l.Other(own)
	mine := l.From
	if id == l.From {
		mine = l.To
	}
	i, ok := at[mine]
	if !ok || kind == own {
		return
	}
	r := &sh.Rows[i]
	ref := register.Ref{Kind: kind, ID: id}
	if reg := book.Of(kind); reg != nil {
		ref.Number = reg.Declaration().Number(num)
	}
	switch l.Role {
	case links.TreatedBy:
		r.Risks = append(r.Risks, ref)
	case links.DescribedIn:
		r.Documents = append(r.Documents, ref)
	case links.Protects:
		r.Assets = append(r.Assets, ref)
	case links.Evidences:
		if e := items[id]; e != nil {
			r.Evidence = append(r.Evidence, *e)
		}
	}
}

// settle orders the evidence and says how fresh it is.
func (r *SheetRow) settle(today civil.Date) {
	slices.SortStableFunc(r.Evidence, func(a, b evidence.Row) int { return cmp.Compare(b.Value.Collected, a.Value.Collected) })
	all := make([]evidence.Evidence, len(r.Evidence))
	for i := range r.Evidence {
		all[i] = r.Evidence[i].Value
	}
	r.Fresh = evidence.Best(all, today)
	if len(all) > 0 {
		r.Latest = all[0].Collected
	}
}

// Counts gives how the controls stand.
func (sh *Sheet) Counts() Counts {
	var out Counts
	for i := range sh.Rows {
		out.add(sh.Rows[i].Value.Status())
	}
	return out
}

// Lacking counts the implemented controls whose evidence is stale or missing:
// what is claimed and cannot be shown.
func (sh *Sheet) Lacking() int {
	n := 0
	for i := range sh.Rows {
		if sh.Rows[i].Lacks() {
			n++
		}
	}
	return n
}
