package records

import (
	"net/http"

	"holdfast/internal/change"
)

// kitWords are what a redirect of the kit's actions may say at the top.
func (p *Pages) kitWords() map[string]string {
	if p.atlas.kit == nil {
		return nil
	}
	return p.atlas.kit.Done()
}

// fillBulk puts the form for changing many below a table, and the boxes that
// choose rows before them.
func (p *Pages) fillBulk(_ *http.Request, v *change.View, pl *place, t *table, l *listing, _ []field) error {
	if !t.Select || len(t.Rows) == 0 {
		t.Select = false
		return nil
	}
	total := 0
	if t.Fault == "" {
		total = int(t.Matching)
	}
	var err error
	t.Bulk, err = p.atlas.kit.BulkBar(v, pl.Register, l.Query(), total)
	if t.Select = t.Bulk != nil; t.Select && total > 0 {
		kit := p.atlas.kit
		t.Every = bulkAllOf(bulkBar{Kind: string(pl.d.Kind), Query: writeQuery(l.Query()), Shown: number(kit.Now().UnixMicro()), Found: total})
	}
	return err
}
