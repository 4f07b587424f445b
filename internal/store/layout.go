package store

import (
	"context"
	"fmt"

	"holdfast/internal/register"
)

// layoutBatch is how many rows have their slots written anew in one change.
const layoutBatch = 500

// Settle writes the slots and search words of stored records anew where a
// register's declaration keeps other fields in them than the program that wrote
// the records did. Call it after Open and before serving. It gives how many
// rows it wrote; when nothing differs it reads one table. Cut off, it begins
// again at the next start. What a record says is not changed, so that neither
// its version nor the trail is.
func (s *Store) Settle(ctx context.Context, book *register.Book) (int, error) {
	there := map[string]string{}
	err := s.View(ctx, System(WorkStart), func(tx *Tx) error {
		return tx.Query(ctx, "SELECT kind, layout FROM register_layout", nil, func(scan func(...any) error) error {
			var kind, layout string
			err := scan(&kind, &layout)
			there[kind] = layout
			return err
		})
	})
	if err != nil {
		return 0, err
	}
	rows := 0
	for _, reg := range book.All() {
		d := reg.Declaration()
		layout := d.Layout()
		if known, ok := there[string(d.Kind)]; ok && known == layout {
			continue
		}
		for _, table := range []string{"record", "revision"} {
			n, err := s.reslot(ctx, reg, table)
			if rows += n; err != nil {
				return rows, err
			}
		}
		err := s.In(ctx, System(WorkStart), func(tx *Tx) error {
			if err := tx.reindex(ctx, d.Kind); err != nil {
				return err
			}
			_, err := tx.Exec(ctx, "INSERT INTO register_layout (kind, layout) VALUES ($1, $2) ON CONFLICT (kind) DO UPDATE SET layout = excluded.layout", string(d.Kind), layout)
			return err
		})
		if err != nil {
			return rows, err
		}
	}
	return rows, nil
}

// reslot goes through a table in the order of its key.
func (s *Store) reslot(ctx context.Context, reg register.Any, table string) (int, error) {
	type row struct {
		org          string
		num, version int64
		body         []byte
	}
	last, total := row{}, 0
	kind := string(reg.Declaration().Kind)
	for {
		var batch []row
		err := s.In(ctx, System(WorkStart), func(tx *Tx) error {
			batch = nil
			err := tx.Query(ctx, "SELECT org_id, num, version, body FROM "+table+" WHERE kind = $1 AND (org_id, num, version) > ($2, $3, $4) ORDER BY org_id, num, version LIMIT $5",
				[]any{kind, last.org, last.num, last.version, layoutBatch}, func(scan func(...any) error) error {
					var r row
					err := scan(&r.org, &r.num, &r.version, &r.body)
					batch = append(batch, r)
					return err
				})
			if err != nil {
				return err
			}
			for _, r := range batch {
				v, err := reg.Decode(r.body)
				if err != nil {
					return fmt.Errorf("%s: %w", reg.Declaration().Number(r.num), err)
				}
				rec := register.Record{Slots: reg.Slots(v), Words: reg.Words(v)}
				args := slotArgs([]any{r.org, kind, r.num, r.version}, &rec)
				const slots = ` SET t1 = $5, t2 = $6, t3 = $7, t4 = $8, t5 = $9, t6 = $10, t7 = $11, t8 = $12, i1 = $13, i2 = $14, i3 = $15, i4 = $16, words = $17`
				const where = " WHERE org_id = $1 AND kind = $2 AND num = $3 AND version = $4"
				if _, err := tx.Exec(ctx, "UPDATE "+table+slots+where, args[:17]...); err != nil {
					return err
				}
				if table != "revision" {
					continue
				}
				if _, err := tx.Exec(ctx, "UPDATE era_revision"+slots+where, args[:17]...); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return total, err
		}
		total += len(batch)
		if len(batch) < layoutBatch {
			return total, nil
		}
		last = batch[len(batch)-1]
	}
}
