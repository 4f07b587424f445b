package store

import (
	"bytes"
	"compress/flate"
	"context"
	"fmt"
	"strings"

	"github.com/go-json-experiment/json"

	"holdfast/internal/civil"
	"holdfast/internal/win/notice"
	"holdfast/internal/win/watch"
)

var (
	_ watch.Keeper = (*Store)(nil)
	_ watch.Shelf  = (*Tx)(nil)
)

// putSubject keeps what saved searches look at of a notice.
func (t *Tx) putSubject(ctx context.Context, n *notice.Stored) error {
	s := watch.SubjectOf(n)
	facts, err := json.Marshal(&s.Facts)
	if err != nil {
		return err
	}
	published := ""
	if !s.Published.IsZero() {
		published = s.Published.String()
	}
	_, err = t.Exec(ctx, `INSERT INTO notice_text (id, batch, published, facts, body)
VALUES ($1, (SELECT size FROM installation_head WHERE one = 1), $2, $3, $4)
ON CONFLICT (id) DO UPDATE SET batch = excluded.batch, published = excluded.published, facts = excluded.facts, body = excluded.body`,
		s.Key, published, string(facts), pack([]byte(s.Text)))
	return err
}

// fillNotices is how many notices get their subjects in one change.
const fillNotices = 100

// FillNoticeTexts implements watch.Keeper.
func (s *Store) FillNoticeTexts(ctx context.Context) (bool, error) {
	const without = "SELECT n.id FROM notice n WHERE NOT EXISTS (SELECT 1 FROM notice_text t WHERE t.id = n.id) LIMIT $1"
	some := func(tx *Tx, limit int) (keys []string, err error) {
		err = tx.Query(ctx, without, []any{limit}, func(scan func(...any) error) error {
			var key string
			err := scan(&key)
			keys = append(keys, key)
			return err
		})
		return keys, err
	}
	more := false
	err := s.View(ctx, System(WorkNotices), func(tx *Tx) error {
		keys, err := some(tx, 1)
		more = len(keys) > 0
		return err
	})
	if err != nil || !more {
		return false, err
	}
	return true, s.In(ctx, System(WorkNotices), func(tx *Tx) error {
		keys, err := some(tx, fillNotices)
		for _, key := range keys {
			n, found, err := tx.Notice(ctx, key)
			if err == nil && found {
				err = tx.putSubject(ctx, &n)
			}
			if err != nil {
				return err
			}
		}
		return err
	})
}

// NoticeSubjects implements watch.Keeper.
func (s *Store) NoticeSubjects(ctx context.Context, span watch.Span) ([]watch.Subject, error) {
	var out []watch.Subject
	err := s.View(ctx, System(WorkNotices), func(tx *Tx) (err error) {
		out, err = tx.SubjectsSince(ctx, span)
		return err
	})
	return out, err
}

// SubjectsSince implements watch.Shelf.
func (t *Tx) SubjectsSince(ctx context.Context, span watch.Span) ([]watch.Subject, error) {
	var out []watch.Subject
	// One decompressor serves all rows: making one costs as much as a text.
	z := flate.NewReader(bytes.NewReader(nil))
	var text bytes.Buffer
	err := t.Query(ctx, "SELECT id, facts, body FROM notice_text WHERE batch >= $1 AND published >= $2 AND id > $3 ORDER BY id LIMIT $4",
		[]any{span.Batch, span.Since.String(), span.After, span.Limit}, func(scan func(...any) error) error {
			var s watch.Subject
			var facts string
			var body []byte
			if err := scan(&s.Key, &facts, &body); err != nil {
				return err
			}
			if err := json.Unmarshal([]byte(facts), &s.Facts); err != nil {
				return err
			}
			text.Reset()
			if err := z.(flate.Resetter).Reset(bytes.NewReader(body), nil); err != nil {
				return err
			}
			if _, err := text.ReadFrom(z); err != nil {
				return fmt.Errorf("the words of notice %s are damaged: %w", s.Key, err)
			}
			s.Text = text.String()
			out = append(out, s)
			return nil
		})
	return out, err
}

// WatchMarks implements watch.Keeper.
func (s *Store) WatchMarks(ctx context.Context, org string) ([]watch.Mark, error) {
	var out []watch.Mark
	err := s.View(ctx, Org(org), func(tx *Tx) error {
		return tx.Query(ctx, "SELECT watch, version, batch FROM notice_watch WHERE org_id = $1 ORDER BY watch", []any{org}, func(scan func(...any) error) error {
			var m watch.Mark
			err := scan(&m.Watch, &m.Version, &m.Batch)
			out = append(out, m)
			return err
		})
	})
	return out, err
}

// ForgetMatches implements watch.Keeper.
func (s *Store) ForgetMatches(ctx context.Context, org string, watches []string) error {
	if len(watches) == 0 {
		return nil
	}
	return s.In(ctx, Org(org), func(tx *Tx) error {
		args := append([]any{org}, anys(watches)...)
		if _, err := tx.Exec(ctx, "DELETE FROM notice_match WHERE org_id = $1 AND watch IN ("+list(2, len(watches))+")", args...); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, "DELETE FROM notice_watch WHERE org_id = $1 AND watch IN ("+list(2, len(watches))+")", args...)
		return err
	})
}

// matchRows is how many matches one statement stores.
const matchRows = 200

// KeepMatches implements watch.Keeper.
func (s *Store) KeepMatches(ctx context.Context, org string, turn watch.Turn) error {
	if len(turn.Watches) == 0 || len(turn.Notices) == 0 {
		return nil
	}
	return s.In(ctx, Org(org), func(tx *Tx) error {
		args := append(append([]any{org}, anys(turn.Watches)...), anys(turn.Notices)...)
		if _, err := tx.Exec(ctx, "DELETE FROM notice_match WHERE org_id = $1 AND watch IN ("+list(2, len(turn.Watches))+
			") AND notice IN ("+list(2+len(turn.Watches), len(turn.Notices))+")", args...); err != nil {
			return err
		}
		for rest := turn.Matches; len(rest) > 0; {
			some := rest[:min(matchRows, len(rest))]
			rest = rest[len(some):]
			var values strings.Builder
			args := []any{org}
			for i, m := range some {
				if i > 0 {
					values.WriteString(", ")
				}
				values.WriteString("($1, " + list(len(args)+1, 3) + ")")
				args = append(args, m.Watch, m.Notice, m.Why)
			}
			if _, err := tx.Exec(ctx, "INSERT INTO notice_match (org_id, watch, notice, why) VALUES "+values.String()+
				" ON CONFLICT (org_id, watch, notice) DO UPDATE SET why = excluded.why", args...); err != nil {
				return err
			}
		}
		return nil
	})
}

// MarkWatches implements watch.Keeper.
func (s *Store) MarkWatches(ctx context.Context, org string, marks []watch.Mark) error {
	if len(marks) == 0 {
		return nil
	}
	return s.In(ctx, Org(org), func(tx *Tx) error {
		for _, m := range marks {
			if _, err := tx.Exec(ctx, `INSERT INTO notice_watch (org_id, watch, version, batch) VALUES ($1, $2, $3, $4)
ON CONFLICT (org_id, watch) DO UPDATE SET version = excluded.version, batch = excluded.batch`, org, m.Watch, m.Version, m.Batch); err != nil {
				return err
			}
		}
		return nil
	})
}

// NoticeMatches implements watch.Shelf.
func (t *Tx) NoticeMatches(ctx context.Context, keys []string) ([]watch.Match, error) {
	var out []watch.Match
	if len(keys) == 0 {
		return nil, nil
	}
	err := t.Query(ctx, "SELECT watch, notice, why FROM notice_match WHERE org_id = $1 AND notice IN ("+list(2, len(keys))+") ORDER BY notice, watch",
		append([]any{t.Org()}, anys(keys)...), func(scan func(...any) error) error {
			var m watch.Match
			err := scan(&m.Watch, &m.Notice, &m.Why)
			out = append(out, m)
			return err
		})
	return out, err
}

// CountMatches implements watch.Shelf.
func (t *Tx) CountMatches(ctx context.Context, since civil.Date) (map[string]int, error) {
	out := map[string]int{}
	err := t.Query(ctx, `SELECT m.watch, COUNT(*) FROM notice_match m JOIN notice_text n ON n.id = m.notice
WHERE m.org_id = $1 AND n.published >= $2 GROUP BY m.watch`, []any{t.Org(), since.String()}, func(scan func(...any) error) error {
		var id string
		var n int
		err := scan(&id, &n)
		out[id] = n
		return err
	})
	return out, err
}

func anys(list []string) []any {
	out := make([]any, len(list))
	for i, s := range list {
		out[i] = s
	}
	return out
}
