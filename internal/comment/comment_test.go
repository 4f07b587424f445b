package comment_test

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/comment"
	"holdfast/internal/due"
	"holdfast/internal/errs"
	"holdfast/internal/id"
	"holdfast/internal/register"
	"holdfast/internal/store"
	"holdfast/internal/store/pgtest"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Main(m)) }

var noon = time.Date(2027, 1, 6, 12, 0, 0, 0, time.UTC)

type note struct {
	Title string `json:"title"`
}

func notes(kind register.Kind, prefix string, area authz.Area) *register.Register[note] {
	return register.Declare[note](register.Declaration{
		Kind: kind, Prefix: prefix, Singular: string(kind), Plural: string(kind) + "s", Area: area,
		Fields: []register.Field{{Name: "title", Label: "Title", Type: register.Text}},
	}, nil)
}

type house struct {
	t     testing.TB
	door  *change.Door
	s     *comment.Service
	risks *register.Register[note]
	orla  change.Actor
	now   time.Time
	risk  register.Row[note]
}

func build(t testing.TB, engine string) *house {
	t.Helper()
	o := store.Options{Dir: t.TempDir()}
	if engine == "postgres" {
		o = pgtest.Database(t)
	}
	st, err := store.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = st.Close() })
	h := &house{t: t, risks: notes("risk", "RISK", authz.ISMS), now: noon, orla: change.Actor{Org: id.New(), Person: "orla", Name: "Orla Quay", Role: authz.Owner}}
	reg := comment.Register()
	h.door = change.New(st, register.NewBook(h.risks, notes("bid", "BID", authz.Win), reg))
	h.s = comment.NewService(h.door, reg)
	h.do(change.SystemActor(h.orla.Org, "start"), "settings.create", func(tx *change.Tx) error {
		_, err := tx.Found("Quayside", change.Member{Person: "orla", Name: "Orla Quay", Email: "orla@example.org"})
		return err
	})
	h.do(h.orla, "settings.update", func(tx *change.Tx) error {
		for _, m := range []change.Member{
			{Person: "priya", Name: "Priya Shah", Role: string(authz.ComplianceManager), Active: true},
			{Person: "rea", Name: "Rea Dunn", Role: string(authz.Reader), Active: true},
			{Person: "win", Name: "Wyn Bidder", Role: string(authz.BidManager), Active: true, Scope: authz.Scope{"win:write", "commons:write"}},
		} {
			if err := tx.Member(m); err != nil {
				return err
			}
		}
		return nil
	})
	h.do(h.orla, "risk.create", func(tx *change.Tx) (err error) {
		h.risk, err = change.Insert(tx, h.risks, note{Title: "Fire"})
		return err
	})
	return h
}

func (h *house) do(a change.Actor, action string, fn func(*change.Tx) error) {
	h.t.Helper()
	if _, err := h.door.Do(h.t.Context(), h.by(a).Request(action, nil), fn); err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) by(a change.Actor) change.By {
	h.now = h.now.Add(time.Second)
	return change.By{Actor: a, Now: h.now}
}

func (h *house) as(person string, r authz.Role, scope ...string) change.Actor {
	a := h.orla
	a.Person, a.Name, a.Role = person, person, r
	if len(scope) > 0 {
		a.Scope = scope
	}
	return a
}

func (h *house) say(a change.Actor, text string) (comment.Said, error) {
	h.t.Helper()
	var out comment.Said
	r, err := h.s.Add(h.t.Context(), h.by(a), "risk", "RISK-1", text)
	if err == nil {
		err = json.Unmarshal(r.Answer, &out)
	}
	return out, err
}

func (h *house) of(a change.Actor) ([]comment.Row, error) {
	var out []comment.Row
	err := h.door.See(h.t.Context(), a, func(v *change.View) (err error) {
		out, err = h.s.Of(v, h.risks, h.risk.ID)
		return err
	})
	return out, err
}

func (h *house) waiting(a change.Actor, person string) int {
	h.t.Helper()
	var rows []comment.Row
	err := h.door.See(h.t.Context(), a, func(v *change.View) (err error) {
		rows, err = h.s.Waiting(v, person)
		return err
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return len(rows)
}

// TestAConversation: from the first word to the last, on both engines.
func TestAConversation(t *testing.T) {
	t.Parallel()
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			h := build(t, engine)
			priya, rea := h.as("priya", authz.ComplianceManager), h.as("rea", authz.Reader)
			said, err := h.say(h.orla, "  @Priya and @Rea Dunn: is this still so? @Wyn may not read it.\r\n@Orla herself ")
			if err != nil || said.Number != "COMMENT-1" || strings.Join(said.Mentioned, " ") != "priya rea orla" || strings.Join(said.Unreached, " ") != "Wyn Bidder" {
				t.Fatalf("%+v, %v", said, err)
			}
			if h.waiting(priya, "priya") != 1 || h.waiting(rea, "rea") != 1 || h.waiting(h.orla, "orla") != 0 || h.waiting(h.orla, "win") != 0 {
				t.Error("it waits for whom it names and who may read it, but for its author")
			}
			if _, err := h.say(priya, "It is."); err != nil || h.waiting(priya, "priya") != 0 {
				t.Errorf("who answers has seen it: %v", err)
			}
			if err := h.s.Seen(t.Context(), h.by(rea), "COMMENT-1"); err != nil || h.waiting(rea, "rea") != 0 {
				t.Errorf("a reader has seen it: %v", err)
			}
			if err := h.s.Edit(t.Context(), h.by(priya), "COMMENT-1", 0, "No."); errs.CodeOf(err) != errs.Forbidden {
				t.Errorf("another's comment: %v", err)
			}
			if err := h.s.Delete(t.Context(), h.by(priya), "COMMENT-1"); errs.CodeOf(err) != errs.Forbidden {
				t.Errorf("another's comment: %v", err)
			}
			if err := h.s.Edit(t.Context(), h.by(priya), "COMMENT-2", 0, "It is, @Orla."); err != nil || h.waiting(h.orla, "orla") != 1 {
				t.Errorf("edited, naming somebody: %v", err)
			}
			if err := h.s.Edit(t.Context(), h.by(priya), "COMMENT-2", 1, "It is not, @Orla."); errs.CodeOf(err) != errs.Conflict {
				t.Errorf("an older version: %v", err)
			}
			rows, err := h.of(h.orla)
			if err != nil || len(rows) != 2 || rows[1].Value.Text != "It is, @Orla." || rows[1].Value.Edited == 0 || rows[1].CreatedBy != "priya" {
				t.Errorf("%+v, %v", rows, err)
			}
			if err := h.s.Delete(t.Context(), h.by(priya), "COMMENT-2"); err != nil || h.waiting(h.orla, "orla") != 0 {
				t.Errorf("taken back: %v", err)
			}
			if rows, _ := h.of(h.orla); len(rows) != 2 || !rows[1].Value.Gone || rows[1].Value.Text != "" {
				t.Errorf("after it was taken back: %+v", rows)
			}
			if err := h.s.Edit(t.Context(), h.by(priya), "COMMENT-2", 0, "Still."); errs.CodeOf(err) != errs.Conflict {
				t.Errorf("what was taken back: %v", err)
			}
		})
	}
}

// TestWhoMayReadTheRecordMayReadItsComments, and nobody else, whatever they have
// in the commons.
func TestWhoMayReadTheRecordMayReadItsComments(t *testing.T) {
	t.Parallel()
	h := build(t, "sqlite")
	if _, err := h.say(h.orla, "@Priya: between us."); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		by          change.Actor
		reads, adds errs.Code
	}{
		"a reader":                   {h.as("r", authz.Reader), "", errs.Forbidden},
		"a contributor":              {h.as("c", authz.Contributor), "", ""},
		"a risk owner":               {h.as("o", authz.RiskOwner), "", ""},
		"an internal auditor":        {h.as("i", authz.InternalAuditor), "", ""},
		"a token of win":             {h.as("t", authz.Owner, "win:write"), errs.Forbidden, errs.Forbidden},
		"a token of win and commons": {h.as("t", authz.Owner, "win:write", "commons:write"), errs.Forbidden, errs.Forbidden},
		"a token of the isms":        {h.as("t", authz.Owner, "isms:read"), "", errs.Forbidden},
		"one that may comment":       {h.as("t", authz.Owner, "isms:read", "commons:write"), "", ""},
	} {
		if _, err := h.of(c.by); errs.CodeOf(err) != c.reads {
			t.Errorf("%s reads: %v, want %q", name, err, c.reads)
		}
		one := c.reads
		if one != "" {
			one = errs.NotFound
		}
		err := h.door.See(t.Context(), c.by, func(v *change.View) error { _, err := h.s.Get(v, "COMMENT-1"); return err })
		if errs.CodeOf(err) != one {
			t.Errorf("%s reads the one: %v, want %q", name, err, one)
		}
		if err := h.s.Seen(t.Context(), h.by(c.by), "COMMENT-1"); errs.CodeOf(err) != one {
			t.Errorf("%s has seen it: %v, want %q", name, err, one)
		}
		if n := h.waiting(c.by, "priya"); (n == 1) != (c.reads == "") {
			t.Errorf("%s finds %d waiting", name, n)
		}
		items, err := h.items(c.by)
		if (len(items) == 1) != (c.reads == "") || err != nil {
			t.Errorf("%s finds %d due, %v", name, len(items), err)
		}
		if _, err := h.say(c.by, "And I say."); errs.CodeOf(err) != c.adds {
			t.Errorf("%s adds: %v, want %q", name, err, c.adds)
		}
	}
	for name, err := range map[string]error{
		"nothing":  second(h.say(h.orla, "  \n ")),
		"too much": second(h.say(h.orla, strings.Repeat("x", comment.MaxText+1))),
		"a zero":   second(h.say(h.orla, "a\x00b")),
		"no text":  second(h.say(h.orla, "\xff")),
	} {
		if errs.CodeOf(err) != errs.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, c := range [][2]string{{"risk", "RISK-9"}, {"comment", "COMMENT-1"}, {"ship", "SHIP-1"}} {
		if _, err := h.s.Add(t.Context(), h.by(h.orla), register.Kind(c[0]), c[1], "x"); errs.CodeOf(err) != errs.NotFound {
			t.Errorf("about %v: %v", c, err)
		}
	}
}

func second[T any](_ T, err error) error { return err }

func (h *house) items(a change.Actor) ([]due.Item, error) {
	var out []due.Item
	err := h.door.See(h.t.Context(), a, func(v *change.View) (err error) {
		out, err = h.s.Due(v, civil.FromTime(h.now), func(at int64) civil.Date { return civil.FromTime(time.UnixMicro(at).UTC()) },
			func(r register.Ref) string { return "/risks/" + r.Number })
		return err
	})
	return out, err
}

// TestAMentionFallsDue, is carried by reminders, and waits no longer than thirty
// days for who never says a word.
func TestAMentionFallsDue(t *testing.T) {
	t.Parallel()
	h := build(t, "sqlite")
	if _, err := h.say(h.orla, "@Priya Shah and @Rea: please look,\nboth of you."); err != nil {
		t.Fatal(err)
	}
	items, err := h.items(h.orla)
	if err != nil || len(items) != 2 {
		t.Fatalf("%+v, %v", items, err)
	}
	i := items[0]
	if i.Owner != "priya" || i.Kind != due.Mention || i.Date != civil.Of(2027, 1, 9) || i.Days != 3 || i.Link != "/risks/RISK-1" ||
		i.Title != "Answer Orla Quay about RISK-1" || i.Why != "“@Priya Shah and @Rea: please look, both of you.”" || !i.Waits() {
		t.Errorf("%+v", i)
	}
	if !slices.Equal(i.Reached(civil.Of(2027, 1, 6)), []int{3}) {
		t.Errorf("reminded on the day: %v", i.Reached(civil.Of(2027, 1, 6)))
	}
	if items[0].Key() == items[1].Key() {
		t.Error("two people's items are one")
	}
	h.now = noon.AddDate(0, 0, 31)
	if items, err := h.items(h.orla); err != nil || len(items) != 0 {
		t.Errorf("after a month: %+v, %v", items, err)
	}
}

func TestEverywhere(t *testing.T) {
	t.Parallel()
	for a, want := range map[*change.Actor]bool{
		{Role: authz.ComplianceManager}:                       true,
		{Role: authz.Owner, Scope: authz.Scope{"*:read"}}:     true,
		{Role: authz.Owner, Scope: authz.Scope{"isms:write"}}: false,
		{Role: authz.ExternalAuditor}:                         false,
	} {
		if comment.Everywhere(*a) != want {
			t.Errorf("%+v: want %v", *a, want)
		}
	}
}
