package store

import (
	"bytes"
	"compress/flate"
	"context"
	"fmt"
	"io"
	"strings"
	"sync"

	"github.com/go-json-experiment/json"

	"holdfast/internal/id"
	"holdfast/internal/register"
	"holdfast/internal/trail"
	"holdfast/internal/win/notice"
)

var (
	_ notice.Store = (*Store)(nil)
	_ notice.Tx    = (*Tx)(nil)
	_ notice.Shelf = (*Tx)(nil)
)

// ImportNotices implements notice.Store.
func (s *Store) ImportNotices(ctx context.Context, batch *notice.Batch, fn func(notice.Tx) error) error {
	return s.In(ctx, System(WorkNotices), func(tx *Tx) error {
		// Imports take turns, so that what has a smaller batch is there before.
		if _, err := tx.QueryRow(ctx, "SELECT size FROM installation_head WHERE one = 1"+tx.d.forUpdate, nil, new(int64)); err != nil {
			return err
		}
		if err := fn(tx); err != nil {
			return err
		}
		return tx.installed(ctx, trail.Event{
			At: batch.At, Who: "system:notices", Role: "system", Action: "notices.import", Payload: batch,
		})
	})
}

// installation is the organisation that the installation's own leaves name.
const installation = "installation"

// installed appends a leaf to the installation's own trail.
func (t *Tx) installed(ctx context.Context, e trail.Event) error {
	var size int64
	if _, err := t.QueryRow(ctx, "SELECT size FROM installation_head WHERE one = 1"+t.d.forUpdate, nil, &size); err != nil {
		return err
	}
	e.Org, e.Seq, e.Change = installation, size, id.New()
	l, err := trail.Seal(e)
	if err != nil {
		return err
	}
	if _, err := t.Exec(ctx, "INSERT INTO installation_event (seq, at, leaf, salt, payload) VALUES ($1, $2, $3, $4, $5)",
		l.Seq, l.At, string(l.Bytes), l.Salt, string(l.Payload)); err != nil {
		return err
	}
	_, err = t.Exec(ctx, "UPDATE installation_head SET size = $1 WHERE one = 1", size+1)
	return err
}

// InstallationTrail gives the leaves of the installation's own trail from a
// place on, the earliest first, at most a thousand.
func (t *Tx) InstallationTrail(ctx context.Context, from int64) ([]trail.Leaf, error) {
	var out []trail.Leaf
	err := t.Query(ctx, "SELECT leaf, salt, payload FROM installation_event WHERE seq >= $1 ORDER BY seq LIMIT $2",
		[]any{from, maxTrail}, func(scan func(...any) error) error {
			var leaf, payload string
			var salt []byte
			if err := scan(&leaf, &salt, text(&payload)); err != nil {
				return err
			}
			l, err := trail.Open([]byte(leaf), salt, []byte(payload))
			out = append(out, l)
			return err
		})
	return out, err
}

// NoticeReleases implements notice.Tx.
func (t *Tx) NoticeReleases(ctx context.Context, ocid string) ([]notice.Release, error) {
	var out []notice.Release
	err := t.Query(ctx, "SELECT id, at, hash, notes, body FROM notice_release WHERE ocid = $1 ORDER BY id", []any{ocid},
		func(scan func(...any) error) error {
			r := notice.Release{OCID: ocid}
			var notes string
			var packed []byte
			if err := scan(&r.ID, &r.At, &r.Hash, &notes, &packed); err != nil {
				return err
			}
			var err error
			if r.Body, err = unpack(packed); err != nil {
				return err
			}
			if notes != "" {
				if err := json.Unmarshal([]byte(notes), &r.Notes); err != nil {
					return err
				}
			}
			out = append(out, r)
			return nil
		})
	return out, err
}

// PutNoticeRelease implements notice.Tx.
func (t *Tx) PutNoticeRelease(ctx context.Context, r notice.Release) error {
	notes := ""
	if len(r.Notes) > 0 {
		b, err := json.Marshal(r.Notes)
		if err != nil {
			return err
		}
		notes = string(b)
	}
	_, err := t.Exec(ctx, `INSERT INTO notice_release (ocid, id, at, hash, notes, body) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (ocid, id) DO UPDATE SET at = excluded.at, hash = excluded.hash, notes = excluded.notes, body = excluded.body`,
		r.OCID, r.ID, r.At, r.Hash, notes, pack(r.Body))
	return err
}

// noDeadline sorts behind every day.
const noDeadline = "9999-12-31"

// fewReleases is up to how many releases a process is made of them anew when it
// is read, which takes about a millisecond, instead of being stored a second
// time.
const fewReleases = 4

// PutNotices implements notice.Tx.
func (t *Tx) PutNotices(ctx context.Context, ocid string, ns []notice.Stored) error {
	keep := []any{ocid}
	for i := range ns {
		keep = append(keep, ns[i].Key)
		if err := t.putNotice(ctx, &ns[i]); err != nil {
			return err
		}
	}
	if len(ns) == 1 && !t.several(ctx, ocid) {
		return nil // the usual case: one process before and after
	}
	_, err := t.Exec(ctx, "DELETE FROM notice WHERE ocid = $1 AND id NOT IN ("+list(2, len(ns))+")", keep...)
	return err
}

// several says whether an ocid has more than one process now.
func (t *Tx) several(ctx context.Context, ocid string) bool {
	var n int64
	_, err := t.QueryRow(ctx, "SELECT COUNT(*) FROM notice WHERE ocid = $1", []any{ocid}, &n)
	return err != nil || n > 1
}

func (t *Tx) putNotice(ctx context.Context, n *notice.Stored) error {
	var body any
	if len(n.Releases) > fewReleases {
		b, err := json.Marshal(&n.Notice)
		if err != nil {
			return fmt.Errorf("notice %s: %w", n.Key, err)
		}
		body = pack(b)
	}
	var published, currency, schemes string
	var minor any
	deadline := noDeadline
	if d := n.Dates.Published; d != nil {
		published = d.Date.String()
	}
	if d := n.Dates.Deadline; d != nil {
		deadline = d.Date.String()
	}
	if n.Value != nil {
		minor, currency = n.Value.Amount.Minor, n.Value.Amount.Currency
	}
	if len(n.Found.Schemes) > 0 {
		schemes = " " + strings.Join(n.Found.Schemes, " ") + " "
	}
	var found any
	if len(n.Found.Body) > 0 {
		found = pack(n.Found.Body)
	}
	words := register.Fold(strings.Join([]string{n.Title, n.Buyer(), n.Reference, n.OCID}, " "))
	_, err := t.Exec(ctx, `INSERT INTO notice (id, ocid, portal, type, stage, regime, nation, title, buyer, buyer_key, published, deadline, minor, currency, schemes, words, found, body)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
ON CONFLICT (id) DO UPDATE SET ocid = excluded.ocid, portal = excluded.portal, type = excluded.type, stage = excluded.stage, regime = excluded.regime,
nation = excluded.nation, title = excluded.title, buyer = excluded.buyer, buyer_key = excluded.buyer_key, published = excluded.published,
deadline = excluded.deadline, minor = excluded.minor, currency = excluded.currency, schemes = excluded.schemes, words = excluded.words,
found = excluded.found, body = excluded.body`,
		n.Key, n.OCID, string(n.Portal), n.Type, string(n.Stage), n.Regime.Value, n.Nation.Value, n.Title, n.Buyer(), notice.Fold(n.Buyer()),
		published, deadline, minor, currency, schemes, words, found, body)
	if err != nil {
		return err
	}
	return t.putSubject(ctx, n)
}

// packers are compressors at rest: one costs more to make than to use.
var packers = sync.Pool{New: func() any {
	w, _ := flate.NewWriter(nil, flate.BestSpeed) // fails for an unknown level only
	return w
}}

// pack compresses: texts of notices shrink to about 40 %.
func pack(b []byte) []byte {
	w := packers.Get().(*flate.Writer)
	defer packers.Put(w)
	var out bytes.Buffer
	out.Grow(len(b)/2 + 64)
	w.Reset(&out)
	_, _ = w.Write(b) // a bytes.Buffer takes everything
	_ = w.Close()
	return out.Bytes()
}

func unpack(b []byte) ([]byte, error) {
	out, err := io.ReadAll(flate.NewReader(bytes.NewReader(b)))
	if err != nil {
		return nil, fmt.Errorf("a stored notice is damaged: %w", err)
	}
	return out, nil
}
