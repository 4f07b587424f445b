package control_test

import (
	"context"
	"fmt"
	"testing"

	"holdfast/internal/change"
	"holdfast/internal/evidence"
	"holdfast/internal/isms/control"
	"holdfast/internal/links"
	"holdfast/internal/register"
	"holdfast/internal/store"
)

// counting counts the queries that are asked of a store.
type counting struct {
	change.Store
	n *int
}

func (c counting) Look(ctx context.Context, org string, fn func(change.Port) error) error {
	return c.Store.Look(ctx, org, func(p change.Port) error { return fn(counted{p, c.n}) })
}

type counted struct {
	change.Port
	n *int
}

func (c counted) Find(ctx context.Context, kind register.Kind, id string) (register.Record, bool, error) {
	*c.n++
	return c.Port.Find(ctx, kind, id)
}

func (c counted) List(ctx context.Context, p register.Plan) ([]register.Record, int64, error) {
	*c.n++
	return c.Port.List(ctx, p)
}

func (c counted) Links(ctx context.Context, id string, at int64) ([]change.Link, error) {
	*c.n++
	return c.Port.Links(ctx, id, at)
}

func (c counted) KindLinks(ctx context.Context, kind register.Kind, at int64) ([]links.Linked, error) {
	*c.n++
	return c.Port.(links.Store).KindLinks(ctx, kind, at)
}

// full is an organisation with 93 controls, 300 links to 50 risks and 500
// evidence items.
func full(t testing.TB) (*house, *int) {
	t.Helper()
	st, err := store.Open(t.Context(), store.Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = st.Close() })
	n := new(int)
	h := over(t, counting{st, n}, priya)
	h.start()
	h.must("risk.import", func(tx *change.Tx) error {
		controls, err := change.AnyList(tx, h.Door().Book().Of(control.Kind), register.Query{Limit: register.MaxLimit})
		if err != nil {
			return err
		}
		ref := func(i int) register.Ref {
			return register.Ref{Kind: control.Kind, ID: controls.Records[i%len(controls.Records)].ID}
		}
		for i := range 50 {
			r, err := change.Insert(tx, h.risks, risk{Title: fmt.Sprintf("Risk %d", i), Treatment: "modify"})
			if err != nil {
				return err
			}
			for j := range 6 {
				if err := tx.Link(r.Ref, ref(i*6+j), links.TreatedBy); err != nil {
					return err
				}
			}
		}
		for i := range 500 {
			e, err := change.Insert(tx, h.ev, evidence.Evidence{Title: fmt.Sprintf("Evidence %d", i), Type: evidence.Link, URL: "https://wiki.fenmoor.example/", Collected: today - 10})
			if err != nil {
				return err
			}
			if err := tx.Link(e.Ref, ref(i), links.Evidences); err != nil {
				return err
			}
		}
		return nil
	})
	return h, n
}

// The page with all 93 controls, their risks and the freshness of their evidence
// takes three queries, however much there is.
func TestSheetTakesThreeQueries(t *testing.T) {
	t.Parallel()
	h, n := full(t)
	h.see(func(v *change.View) error {
		*n = 0
		sheet, err := h.Sheet(v, today)
		if err != nil {
			return err
		}
		risks, items := 0, 0
		for i := range sheet.Rows {
			risks += len(sheet.Rows[i].Risks)
			items += len(sheet.Rows[i].Evidence)
		}
		if *n != 3 || len(sheet.Rows) != 93 || risks != 300 || items != 500 {
			t.Errorf("%d controls, %d risks and %d items in %d queries", len(sheet.Rows), risks, items, *n)
		}
		return nil
	})
}

func BenchmarkSheet(b *testing.B) {
	h, _ := full(b)
	for b.Loop() {
		h.see(func(v *change.View) error {
			_, err := h.Sheet(v, today)
			return err
		})
	}
}
