package control

import (
	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/evidence"
	"holdfast/internal/links"
	"holdfast/internal/register"
)

// ClauseSheetRow is a clause with what it is linked to.
type ClauseSheetRow struct {
	ClauseRow
	Documents []register.Ref
	Evidence  []evidence.Row
	Fresh     evidence.Freshness
	Latest    civil.Date
}

// ClauseSheet reads all clauses with their documents and evidence, in three
// queries, in the order of their references.
func (s *Service) ClauseSheet(v *change.View, today civil.Date) ([]ClauseSheetRow, error) {
	rows, err := change.Collect(v, s.clauses, register.Query{Sort: "order"})
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	at := map[string]int{}
	joined := Sheet{Rows: make([]SheetRow, len(rows)), Today: today}
	for i := range rows {
		at[rows[i].ID] = i
	}
	linked, err := links.Among(v, s.clauses, s.others()...)
	if err != nil {
		return nil, err
	}
	items, err := s.evidence(v, linked)
	if err != nil {
		return nil, err
	}
	out := make([]ClauseSheetRow, len(rows))
	for _, l := range linked {
		joined.join(ClauseKind, at, l, s.door.Book(), items)
	}
	for i := range rows {
		j := &joined.Rows[i]
		j.settle(today)
		out[i] = ClauseSheetRow{ClauseRow: rows[i], Documents: j.Documents, Evidence: j.Evidence, Fresh: j.Fresh, Latest: j.Latest}
	}
	return out, nil
}

// PutClause stores the next version of a clause that was read; version is the
// one that its form was filled in from, 0 the latest.
func (s *Service) PutClause(tx *change.Tx, row ClauseRow, version int64, c Clause) (ClauseRow, error) {
	if version == 0 {
		version = row.Version
	}
	return change.Put(tx, s.clauses, row.ID, version, c)
}
