package store

import (
	"context"
	"strings"

	"holdfast/internal/change"
	"holdfast/internal/errs"
	"holdfast/internal/handover"
	"holdfast/internal/register"
	"holdfast/internal/share/trustpage"
	"holdfast/internal/trail"
)

// leftBehind are the tables with an organisation whose rows a hand-over file
// does not carry, each with the reason. A test finds a table that is neither
// here nor in the file.
var leftBehind = map[string]string{
	"record":          "made anew of the latest revisions",
	"trail_head":      "made anew of the trail",
	"register_live":   "made anew of the revisions",
	"era":             "made anew: the history begins in one era",
	"era_revision":    "made anew of the revisions",
	"search_set":      "made anew of the records",
	"search_due":      "made anew of the records",
	"notice_watch":    "made anew: every saved search looks again",
	"notice_match":    "made anew of the notices that are there",
	"trail_seal":      "made anew over the same leaves",
	"trail_tile":      "made anew over the same leaves",
	"idempotency":     "answers to requests of this installation",
	"job":             "work of this installation: done twice it would be told twice",
	"api_token":       "lets somebody in",
	"invitation":      "lets somebody in",
	"provider_login":  "lets somebody in",
	"provider_secret": "sealed with this installation's key",
	"erasure_plan":    "an erasure under way is finished here first",
	"template_link":   "leads to organisations of this installation",
}

// HandOver calls each for every row of a part of the scope's organisation, in
// the order of the part's key. What it gives is valid until each returns.
func (t *Tx) HandOver(ctx context.Context, p *handover.Part, each func(handover.Row) error) error {
	columns, order := strings.Join(p.Names(), ", "), strings.Join(p.Key, ", ")
	return t.Query(ctx, "SELECT "+columns+" FROM "+p.Name+" WHERE org_id = $1 ORDER BY "+order, []any{t.Org()}, func(scan func(...any) error) error {
		row, dest := make(handover.Row, len(p.Columns)), make([]any, len(p.Columns))
		for i := range dest {
			dest[i] = &cell{column: p.Columns[i], to: &row[i]}
		}
		if err := scan(dest...); err != nil {
			return err
		}
		return each(row)
	})
}

// cell scans one value as its column says.
type cell struct {
	column handover.Column
	to     *any
}

// Scan implements sql.Scanner.
func (c *cell) Scan(v any) error {
	switch x := v.(type) {
	case nil:
		*c.to = nil
	case int64:
		*c.to = x
	case string:
		if c.column.Type == handover.Bytes {
			*c.to = []byte(x)
		} else {
			*c.to = x
		}
	case []byte:
		if c.column.Type == handover.Text {
			*c.to = string(x)
		} else {
			*c.to = append([]byte(nil), x...)
		}
	default:
		return errs.New(errs.Internal, "%s holds %T", c.column.Name, v)
	}
	return nil
}

// Undisturbed proves that a hand-over loses nothing: every present record is
// its latest revision, and no erasure is under way.
func (t *Tx) Undisturbed(ctx context.Context) error {
	var records, same, under int64
	if _, err := t.QueryRow(ctx, "SELECT count(*) FROM record WHERE org_id = $1", []any{t.Org()}, &records); err != nil {
		return err
	}
	if _, err := t.QueryRow(ctx, `SELECT count(*) FROM record r JOIN revision v ON v.org_id = r.org_id AND v.kind = r.kind AND v.num = r.num AND v.version = r.version
WHERE r.org_id = $1 AND v.valid_to = $2 AND v.id = r.id AND v.body = r.body AND v.salt = r.salt AND v.hash = r.hash AND v.valid_from = r.updated_at`, []any{t.Org(), forever}, &same); err != nil {
		return err
	}
	if _, err := t.QueryRow(ctx, "SELECT count(*) FROM erasure_plan WHERE org_id = $1", []any{t.Org()}, &under); err != nil {
		return err
	}
	switch {
	case records != same:
		return errs.New(errs.Conflict, "%d records differ from their own history, so that a hand-over would lose something. Run \"holdfast verify\".", records-same)
	case under > 0:
		return errs.New(errs.Conflict, "An erasure is under way. Hand over once it is done.")
	}
	return nil
}

// TakeIn makes an organisation of the rows of a hand-over file, which
// handover.Checker has found sound: all of it in one transaction, or nothing.
// rows gives the rows of a part, and is asked again when the engine retries.
// own runs at the end of the transaction, with a door's store over it: it makes
// the owner. Conflict when the organisation is here already.
func (s *Store) TakeIn(ctx context.Context, org, name string, book *register.Book, at int64,
	rows func(p *handover.Part, each func(handover.Row) error) error, own func(change.Store) error,
) error {
	return s.In(ctx, Org(org), func(t *Tx) error {
		done, err := t.Found(ctx, name, at)
		if err != nil {
			return err
		}
		if !done {
			return errs.New(errs.Conflict, "This organisation is here already. A hand-over file is taken in where it is not.")
		}
		in := &intake{t: t, book: book}
		for _, p := range handover.Parts() {
			if err := rows(&p, func(row handover.Row) error { return in.row(ctx, &p, row) }); err != nil {
				if t.d.classify(err) == constraint {
					err = errs.Wrap(err, errs.Invalid, "The hand-over file cannot be taken in: %s contradicts the rest of it. Nothing was changed.", p.Name)
				}
				return err
			}
		}
		if err := in.done(ctx); err != nil {
			return err
		}
		return own(within{t})
	})
}

// intake takes rows into a new organisation, in the order of the parts.
type intake struct {
	t    *Tx
	book *register.Book
	// leaves wait to be added together.
	leaves []trail.Leaf
}

const leafBatch = 500

// row takes in one row. Members come
// inactive: nobody gets a right by a file.
func (in *intake) row(ctx context.Context, p *handover.Part, row handover.Row) error {
	t := in.t
	get := func(column string) any { return row[p.At(column)] }
	switch p.Name {
	case handover.Organisation:
		_, err := t.Exec(ctx, "UPDATE organisation SET name = $2, created_at = $3 WHERE org_id = $1", t.Org(), get("name"), get("created_at"))
		return err
	case handover.Members:
		email, err := in.address(ctx, get("person_id").(string), get("email").(string))
		if err != nil {
			return err
		}
		_, err = t.Exec(ctx, `INSERT INTO membership (org_id, person_id, name, name_key, email, role, active, created_at, scope, until)
VALUES ($1, $2, $3, $4, $5, $6, 0, $7, $8, $9)`,
			t.Org(), get("person_id"), get("name"), register.Fold(get("name").(string)), email, get("role"), get("created_at"), get("scope"), get("until"))
		return err
	case handover.Counts:
		_, err := t.Exec(ctx, "INSERT INTO register_count (org_id, kind, last_num, live) VALUES ($1, $2, $3, 0)", t.Org(), get("kind"), get("last_num"))
		return err
	case handover.Revisions:
		return in.revision(ctx, get)
	case handover.Trail:
		return in.leaf(ctx, get)
	}
	args := append([]any{t.Org()}, row...)
	_, err := t.Exec(ctx, "INSERT INTO "+p.Name+" (org_id, "+strings.Join(p.Names(), ", ")+") VALUES ("+list(1, len(args))+")", args...)
	return err
}

// address gives a member's address: that of the account which has the id here,
// where there is one. A file must not lend another's account an address of its
// own, by which somebody could ask for its password.
func (in *intake) address(ctx context.Context, person, email string) (string, error) {
	err := in.t.as(ctx, WorkSignIn, func() error {
		_, err := in.t.QueryRow(ctx, "SELECT email FROM account WHERE id = $1", []any{person}, &email)
		return err
	})
	return email, err
}

func (in *intake) revision(ctx context.Context, get func(string) any) error {
	text := func(c string) string { return get(c).(string) }
	num := func(c string) int64 { return get(c).(int64) }
	r := register.Record{
		Kind: register.Kind(text("kind")), ID: text("id"), Num: num("num"), Version: num("version"), CreatedAt: num("created_at"), CreatedBy: text("created_by"),
		UpdatedAt: num("valid_from"), UpdatedBy: text("updated_by"), Salt: text("salt"), Hash: text("hash"), Body: []byte(text("body")),
	}
	if len(r.Body) > 0 {
		reg := in.book.Of(r.Kind)
		v, err := reg.Decode(r.Body)
		if err != nil {
			return err
		}
		r.Slots, r.Words = reg.Slots(v), reg.Words(v)
	}
	t := in.t
	if err := t.revise(ctx, &r, num("valid_to"), int(num("deleted"))); err != nil || num("valid_to") != forever {
		return err
	}
	if r.Kind == trustpage.Kind {
		// Another organisation may have this public address by now: it is given, or
		// another one, by the change that switches the page off.
		r.Slots.Text[0] = nil
	}
	args := []any{t.Org(), string(r.Kind), r.ID, r.Num, r.Version, r.CreatedAt, r.CreatedBy, r.UpdatedAt, r.UpdatedBy}
	_, err := t.Exec(ctx, `INSERT INTO record (org_id, kind, id, num, version, created_at, created_by, updated_at, updated_by, `+slotColumns+`, words, salt, hash, body)
VALUES (`+insertParams+`)`, slotArgs(args, &r)...)
	return err
}

func (in *intake) leaf(ctx context.Context, get func(string) any) error {
	salt, _ := get("salt").([]byte)
	payload, given := get("payload").(string)
	var p []byte
	if given {
		p = []byte(payload)
	}
	l, err := trail.Open([]byte(get("leaf").(string)), salt, p)
	if err != nil {
		return err
	}
	if l.Payload = p; !given {
		l.Salt = nil
	}
	if in.leaves = append(in.leaves, l); len(in.leaves) < leafBatch {
		return nil
	}
	return in.flush(ctx)
}

func (in *intake) flush(ctx context.Context) error {
	if len(in.leaves) == 0 {
		return nil
	}
	err := in.t.Append(ctx, in.leaves)
	in.leaves = in.leaves[:0]
	return err
}

// done makes anew what the file leaves out because it is reckoned from the
// rest: how many records there are and were, and the first era of each register.
func (in *intake) done(ctx context.Context) error {
	if err := in.flush(ctx); err != nil {
		return err
	}
	org := in.t.Org()
	for _, q := range []struct {
		text string
		args []any
	}{
		{`UPDATE register_count SET
  live = (SELECT count(*) FROM record r WHERE r.org_id = register_count.org_id AND r.kind = register_count.kind),
  last_at = COALESCE((SELECT MAX(v.valid_from) FROM revision v WHERE v.org_id = register_count.org_id AND v.kind = register_count.kind), 0),
  era_changes = (SELECT count(*) FROM revision v WHERE v.org_id = register_count.org_id AND v.kind = register_count.kind)
WHERE org_id = $1`, []any{org}},
		{`INSERT INTO register_live (org_id, kind, at, live)
SELECT org_id, kind, at, SUM(step) OVER (PARTITION BY kind ORDER BY at) FROM (
  SELECT org_id, kind, at, SUM(step) AS step FROM (
    SELECT org_id, kind, MIN(valid_from) AS at, 1 AS step FROM revision WHERE org_id = $1 GROUP BY org_id, kind, num
    UNION ALL
    SELECT org_id, kind, valid_from, -1 FROM revision WHERE org_id = $1 AND deleted = 1
  ) AS each_step GROUP BY org_id, kind, at
) AS steps`, []any{org}},
		{`INSERT INTO era_revision (org_id, kind, era, num, version, valid_from, valid_to, t1, t2, t3, t4, t5, t6, t7, t8, i1, i2, i3, i4, words)
SELECT org_id, kind, 1, num, version, valid_from, valid_to, t1, t2, t3, t4, t5, t6, t7, t8, i1, i2, i3, i4, words
FROM revision WHERE org_id = $1 AND deleted = 0 AND valid_to < $2`, []any{org, forever}},
		{"INSERT INTO search_due (org_id, kind, num, fresh, words) SELECT org_id, kind, num, 1, '' FROM record WHERE org_id = $1" + dueAgain, []any{org}},
	} {
		if _, err := in.t.Exec(ctx, q.text, q.args...); err != nil {
			return err
		}
	}
	return nil
}

// within is a change.Store over a transaction that is open already: what is done
// through a door over it is kept or lost with the rest.
type within struct{ t *Tx }

// Change implements change.Store.
func (w within) Change(_ context.Context, org string, fn func(change.Port) error) error {
	if org != w.t.Org() {
		return errs.New(errs.Internal, "a change of %s within a transaction of %s", org, w.t.Org())
	}
	return fn(w.t)
}

// Look implements change.Store.
func (w within) Look(ctx context.Context, org string, fn func(change.Port) error) error {
	return w.Change(ctx, org, fn)
}

// Records counts the present records of the scope's organisation.
func (t *Tx) Records(ctx context.Context) (int64, error) {
	var n int64
	_, err := t.QueryRow(ctx, "SELECT COALESCE(SUM(live), 0) FROM register_count WHERE org_id = $1", []any{t.Org()}, &n)
	return n, err
}
