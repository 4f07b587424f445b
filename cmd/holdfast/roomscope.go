package main

import (
	"context"
	"strings"

	"holdfast/internal/errs"
	"holdfast/internal/proof"
	"holdfast/internal/register"
	"holdfast/internal/share/auditorroom"
	"holdfast/internal/store"
)

const (
	// maxRoomRecords is how many records a bundle is limited to one by one, as
	// proof.Only takes them.
	maxRoomRecords = 5000
	roomPage       = 500
)

// roomOnly says what the bundle of a room shows. A room that shows the record as
// at an instant shows in its bundle too nothing that was written since: the
// records that stand as they stood then, and of the others the leaves alone.
func roomOnly(ctx context.Context, tx *store.Tx, r auditorroom.Room) (proof.Only, error) {
	if r.AsAt == 0 {
		return proof.Only{Kinds: r.Registers}, nil
	}
	// With nothing in the list everything would be shown: no record has this id.
	only := proof.Only{IDs: []string{"none"}}
	for _, kind := range r.Registers {
		after := int64(0)
		for {
			recs, _, err := tx.List(ctx, register.Plan{Kind: register.Kind(kind), Sort: register.ByNumber, After: &register.Mark{Num: after}, Limit: roomPage})
			if err != nil {
				return only, err
			}
			for i := range recs {
				if recs[i].UpdatedAt <= r.AsAt {
					only.IDs = append(only.IDs, recs[i].ID)
				}
			}
			if len(recs) < roomPage {
				break
			}
			after = recs[len(recs)-1].Num
		}
	}
	if len(only.IDs) > maxRoomRecords {
		return only, errs.New(errs.TooLarge, "This room shows more records as at its day than a bundle can be limited to (%d, in %s).", maxRoomRecords, strings.Join(r.Registers, ", "))
	}
	return only, nil
}
