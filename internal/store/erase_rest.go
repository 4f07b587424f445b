package store

import (
	"context"
	"slices"
	"strings"

	"holdfast/internal/register"
	"holdfast/internal/retention"
)

// restTable says of a table beside the registers and the trail which of its
// columns may name a person. A test goes through the catalogue: a column that
// neither stands here nor is known to say nothing of people fails it.
type restTable struct {
	name string
	key  []string // of the row, after org_id
	// text and json are looked through; json holds documents.
	text, json []string
	// folded are columns that hold another column's text folded.
	folded map[string]string
	// drop are the columns in which a match makes the row useless: it goes.
	drop []string
	// keep is a condition under which a row to drop is rewritten instead.
	keep string
}

var restTables = []restTable{
	{name: "membership", key: []string{"person_id"}, text: []string{"name", "email"}, folded: map[string]string{"name": "name_key"}},
	{name: "idempotency", key: []string{"request"}, text: []string{"request"}, json: []string{"answer"}, drop: []string{"request"}},
	// A job that runs is left to end; one that waits would be done for nobody.
	{
		name: "job", key: []string{"id"}, text: []string{"problem", "unique_key"}, json: []string{"payload"},
		drop: []string{"problem", "unique_key", "payload"}, keep: "state = 'running'",
	},
	{name: "api_token", key: []string{"id"}, text: []string{"name"}},
	{name: "invitation", key: []string{"id"}, text: []string{"email"}, drop: []string{"email"}},
	// Whoever signed in through a provider is known there by their own id.
	{name: "provider_login", key: []string{"provider_id", "issuer", "subject"}, text: []string{"account", "email"}, drop: []string{"account", "email"}},
	{name: "outside_access", key: []string{"id"}, text: []string{"who", "room", "address", "what", "about"}},
	// Why a saved search matched says its words; the search is rewritten, and looks again.
	{name: "notice_match", key: []string{"watch", "notice"}, text: []string{"why"}, drop: []string{"why"}},
	{name: "trust_subscription", key: []string{"id"}, text: []string{"email", "source"}, drop: []string{"email"}},
}

// personColumns are the columns that hold the id of a person.
var personColumns = []struct{ table, column string }{
	{"record", "created_by"},
	{"record", "updated_by"},
	{"revision", "created_by"},
	{"revision", "updated_by"},
	{"api_token", "person_id"},
	{"invitation", "invited_by"},
	{"invitation", "accepted_by"},
}

// RestOf implements retention.Port.
func (t *Tx) RestOf(ctx context.Context, each func(retention.Rest) error) error {
	for _, table := range restTables {
		columns := slices.Concat(table.key, table.text, table.json)
		err := t.Query(ctx, "SELECT "+strings.Join(columns, ", ")+" FROM "+table.name+" WHERE org_id = $1", []any{t.Org()}, func(scan func(...any) error) error {
			texts := make([]string, len(columns))
			dest := make([]any, len(columns))
			for i := range texts {
				dest[i] = text(&texts[i])
			}
			if err := scan(dest...); err != nil {
				return err
			}
			row := retention.Rest{Table: table.name}
			for i, c := range columns {
				if i < len(table.key) {
					row.Key = append(row.Key, texts[i])
					continue
				}
				row.Texts = append(row.Texts, retention.RestText{Column: c, Text: texts[i], JSON: slices.Contains(table.json, c)})
			}
			return each(row)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// RewriteRest implements retention.Port.
func (t *Tx) RewriteRest(ctx context.Context, r retention.Rest) error {
	i := slices.IndexFunc(restTables, func(d restTable) bool { return d.name == r.Table })
	d := restTables[i]
	args := append([]any{t.Org()}, r.Key...)
	where := " WHERE org_id = $1"
	for k, c := range d.key {
		where += " AND " + c + " = " + param(k+2)
	}
	if slices.ContainsFunc(r.Texts, func(x retention.RestText) bool { return slices.Contains(d.drop, x.Column) }) {
		query := "DELETE FROM " + d.name + where
		if d.keep != "" {
			query += " AND NOT (" + d.keep + ")"
		}
		if n, err := t.Exec(ctx, query, args...); err != nil || n > 0 {
			return err
		}
	}
	var set []string
	put := func(column, text string) {
		args = append(args, text)
		set = append(set, column+" = "+param(len(args)))
	}
	for _, x := range r.Texts {
		if slices.Contains(d.key, x.Column) {
			continue
		}
		put(x.Column, x.Text)
		if f := d.folded[x.Column]; f != "" {
			put(f, register.Fold(x.Text))
		}
	}
	if len(set) == 0 {
		return nil
	}
	_, err := t.Exec(ctx, "UPDATE "+d.name+" SET "+strings.Join(set, ", ")+where, args...)
	return err
}

// Persons implements retention.Port.
func (t *Tx) Persons(ctx context.Context) ([]string, error) {
	query := "SELECT person_id FROM membership WHERE org_id = $1"
	for _, c := range personColumns {
		query += " UNION SELECT " + c.column + " FROM " + c.table + " WHERE org_id = $1"
	}
	var out []string
	err := t.Query(ctx, query+" ORDER BY 1", []any{t.Org()}, func(scan func(...any) error) error {
		var p string
		err := scan(&p)
		if p != "" {
			out = append(out, p)
		}
		return err
	})
	return out, err
}

// RenamePerson implements retention.Port. Foreign keys point at the membership,
// so the new one is there before the old one goes.
func (t *Tx) RenamePerson(ctx context.Context, person, as, name string) (int, error) {
	total, err := t.Exec(ctx, `INSERT INTO membership (org_id, person_id, name, name_key, email, role, active, created_at, scope, until)
SELECT org_id, CAST($3 AS TEXT), CAST($4 AS TEXT), CAST($4 AS TEXT), '', role, 0, created_at, scope, until FROM membership WHERE org_id = $1 AND person_id = $2
ON CONFLICT (org_id, person_id) DO NOTHING`, t.Org(), person, as, name)
	if err != nil {
		return 0, err
	}
	if _, err := t.Exec(ctx, "UPDATE api_token SET revoked_at = created_at WHERE org_id = $1 AND person_id = $2 AND revoked_at = 0", t.Org(), person); err != nil {
		return 0, err
	}
	for _, c := range personColumns {
		n, err := t.Exec(ctx, "UPDATE "+c.table+" SET "+c.column+" = $3 WHERE org_id = $1 AND "+c.column+" = $2", t.Org(), person, as)
		if err != nil {
			return 0, err
		}
		total += n
	}
	_, err = t.Exec(ctx, "DELETE FROM membership WHERE org_id = $1 AND person_id = $2", t.Org(), person)
	return int(total), err
}
