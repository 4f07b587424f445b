package links_test

import (
	"os"
	"strings"
	"testing"
	"time"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/id"
	"holdfast/internal/links"
	"holdfast/internal/register"
	"holdfast/internal/store"
	"holdfast/internal/store/pgtest"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Main(m)) }

// TestJoin: a role leads the way that it leads, whichever end it is made from.
func TestJoin(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		role        string
		this, other register.Kind
		want        string
		outward, ok bool
	}{
		{"", "risk", "control", links.TreatedBy, true, true},
		{"", "control", "risk", links.TreatedBy, false, true},
		{"", "asset", "asset", links.DependsOn, true, true},
		{"", "bid", "asset", links.Related, true, true},
		{links.Evidences, "clause", "evidence", links.Evidences, false, true},
		{links.Evidences, "risk", "evidence", "", false, false},
		{links.Related, "risk", "control", links.Related, true, true},
		{"unheard-of", "risk", "control", "", false, false},
	} {
		got, outward, ok := links.Join(c.role, c.this, c.other)
		if got != c.want || outward != c.outward || ok != c.ok {
			t.Errorf("%q between %s and %s: %q %v %v", c.role, c.this, c.other, got, outward, ok)
		}
	}
	for _, r := range links.RolesOf("control") {
		if links.Words(r.Name, true) == "" || links.Words(r.Name, false) == "" {
			t.Errorf("%s has no words", r.Name)
		}
	}
	if got := links.Words("rests-on", true); got != "rests on" {
		t.Errorf("a role of nobody's: %q", got)
	}
}

type note struct {
	Title string `json:"title"`
}

func notes(kind register.Kind, prefix string, area authz.Area) *register.Register[note] {
	return register.Declare[note](register.Declaration{
		Kind: kind, Prefix: prefix, Singular: string(kind), Plural: string(kind) + "s", Area: area,
		Fields: []register.Field{{Name: "title", Label: "Title", Type: register.Text}},
	}, nil)
}

// TestOf gives both ends with their values, now and as they stood, without what
// the reader may not see.
func TestOf(t *testing.T) {
	t.Parallel()
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			o := store.Options{Dir: t.TempDir()}
			if engine == "postgres" {
				o = pgtest.Database(t)
			}
			st, err := store.Open(t.Context(), o)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = st.Close() })
			risks, controls, bids := notes("risk", "RISK", authz.ISMS), notes("control", "CTRL", authz.ISMS), notes("bid", "BID", authz.Win)
			door := change.New(st, register.NewBook(risks, controls, bids))
			owner := change.Actor{Org: id.New(), Person: "orla", Name: "Orla Quay", Role: authz.Owner}
			now := time.Date(2027, 1, 6, 12, 0, 0, 0, time.UTC)
			do := func(a change.Actor, action string, fn func(*change.Tx) error) {
				t.Helper()
				now = now.Add(time.Minute)
				if _, err := door.Do(t.Context(), change.Request{Actor: a, Action: action, Now: now}, fn); err != nil {
					t.Fatal(err)
				}
			}
			do(change.SystemActor(owner.Org, "start"), "settings.create", func(tx *change.Tx) error {
				_, err := tx.Found("Quayside", change.Member{Person: "orla", Name: "Orla Quay"})
				return err
			})
			var risk, control, bid register.Row[note]
			do(owner, "risk.create", func(tx *change.Tx) (err error) {
				if risk, err = change.Insert(tx, risks, note{"Fire"}); err != nil {
					return err
				}
				if control, err = change.Insert(tx, controls, note{"Sprinklers"}); err != nil {
					return err
				}
				if bid, err = change.Insert(tx, bids, note{"Bridge"}); err != nil {
					return err
				}
				if err := tx.Link(risk.Ref, control.Ref, links.TreatedBy); err != nil {
					return err
				}
				return tx.Link(bid.Ref, risk.Ref, links.Related)
			})
			before := now.UnixMicro()
			do(owner, "control.update", func(tx *change.Tx) error {
				if _, err := change.Put(tx, controls, control.ID, 1, note{"Foam"}); err != nil {
					return err
				}
				return tx.Unlink(bid.Ref, risk.Ref, links.Related)
			})
			of := func(a change.Actor, id string) string {
				t.Helper()
				var out []string
				err := door.See(t.Context(), a, func(v *change.View) error {
					all, err := links.Of(v, door.Book(), id)
					for _, b := range all {
						out = append(out, links.Words(b.Role, b.Outward)+" "+b.Number+" "+b.Value.(*note).Title)
					}
					return err
				})
				if err != nil {
					t.Fatal(err)
				}
				return strings.Join(out, ", ")
			}
			then, narrow := owner, owner
			then.AsAt, narrow.AsAt, narrow.Scope = before, before, authz.Scope{"isms:read"}
			for _, c := range []struct {
				a        change.Actor
				id, want string
			}{
				{owner, risk.ID, "treated by CTRL-1 Foam"},
				{owner, control.ID, "treats RISK-1 Fire"},
				{owner, bid.ID, ""},
				{then, risk.ID, "treated by CTRL-1 Sprinklers, related to BID-1 Bridge"},
				{narrow, risk.ID, "treated by CTRL-1 Sprinklers"},
			} {
				if got := of(c.a, c.id); got != c.want {
					t.Errorf("%q, want %q", got, c.want)
				}
			}
		})
	}
}
