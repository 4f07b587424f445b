package main

import (
	"archive/zip"
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"holdfast/internal/blob"
	"holdfast/internal/change"
	"holdfast/internal/desk/reminder"
	"holdfast/internal/job"
	"holdfast/internal/register"
	"holdfast/internal/retention"
	"holdfast/internal/share/auditorroom"
	"holdfast/internal/store"
	"holdfast/internal/task"
	"holdfast/internal/web/frame"
	"holdfast/internal/win/certificate"
)

// kept is a data folder with its keys, that a test fills, harms and proves.
type kept struct{ home, data, keys string }

func newKept(t *testing.T) *kept {
	home := t.TempDir()
	return &kept{home, filepath.Join(home, "data"), filepath.Join(home, "keys")}
}

func (k *kept) run(t *testing.T, input string, args ...string) printed {
	t.Helper()
	return command(t, input, append(args, "--data", k.data, "--keys", k.keys)...)
}

// open does something with the wired parts.
func (k *kept) open(t *testing.T, do func(h *app, e *env)) {
	t.Helper()
	e := &env{ctx: t.Context(), stdin: strings.NewReader(""), stdout: io.Discard, stderr: io.Discard, now: func() time.Time { return january }}
	h, err := openApp(e, place{Data: k.data, Keys: k.keys}, true)
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	do(h, e)
}

// copy gives a second folder with the same records and keys.
func (k *kept) copy(t *testing.T) *kept {
	t.Helper()
	c := newKept(t)
	if err := os.CopyFS(c.home, os.DirFS(k.home)); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(c.keys, 0o600); err != nil {
		t.Fatal(err)
	}
	return c
}

// nowhere fails for an id that any column but a leaf's of the trail holds: what
// the trail says of who acted stays, and leads to nobody.
func (k *kept) nowhere(t *testing.T, id string) {
	t.Helper()
	k.open(t, func(h *app, e *env) {
		if err := h.store.View(e.ctx, store.System(store.WorkDoctor), func(tx *store.Tx) error {
			var columns [][2]string
			if err := tx.Query(e.ctx, "SELECT m.name, c.name FROM sqlite_schema m JOIN pragma_table_info(m.name) c WHERE m.type = 'table'", nil, func(scan func(...any) error) error {
				var c [2]string
				err := scan(&c[0], &c[1])
				columns = append(columns, c)
				return err
			}); err != nil {
				return err
			}
			for _, c := range columns {
				var n int
				if _, err := tx.QueryRow(e.ctx, "SELECT count(*) FROM "+c[0]+" WHERE CAST("+c[1]+" AS TEXT) LIKE '%"+id+"%'", nil, &n); err != nil {
					return err
				}
				if n > 0 && c[0] != "trail_event" {
					t.Errorf("%s.%s still holds %s, %d times", c[0], c[1], id, n)
				}
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	})
}

// sql runs statements as somebody with the database in their hands.
func (k *kept) sql(t *testing.T, scope func(org string) store.Scope, statements ...string) {
	t.Helper()
	k.open(t, func(h *app, e *env) {
		if err := h.store.In(e.ctx, scope(h.org.ID), func(tx *store.Tx) error {
			for _, s := range statements {
				n, err := tx.Exec(e.ctx, strings.ReplaceAll(s, "ORG", "'"+h.org.ID+"'"))
				if err == nil && n == 0 {
					t.Errorf("it touched nothing: %s", s)
				}
				if err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	})
}

// verified exports the trail and verifies it.
func (k *kept) verified(t *testing.T) printed {
	t.Helper()
	out := filepath.Join(t.TempDir(), "bundle.zip")
	key := k.run(t, "", "trail", "key")
	k.run(t, "", "trail", "export", "--out", out).wants(t, 0)
	return command(t, "", "trail", "verify", out, "--key", strings.TrimSpace(key.out))
}

const (
	quorndyke     = "Xylantha Quorndyke"
	quorndykeMail = "x.quorndyke@quorndyke.example"
)

// fillWith puts the person into everything that holds texts: through the
// imports and the doors where there are some, and row by row where somebody else
// than the program makes them.
func (k *kept) fillWith(t *testing.T) (file string) {
	t.Helper()
	folder, err := blob.Open(filepath.Join(k.data, filesFolder))
	if err != nil {
		t.Fatal(err)
	}
	file, _, err = folder.Put(t.Context(), strings.NewReader("a certificate of long ago"), 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	lines := `{"ref":"c1","scheme":"iso27001","holder":"Quayside Ltd","issued":"2025-01-10","expires":"2028-01-09","owner":"` + quorndyke + `","note":"Ask ` + quorndykeMail + `"}
` + jsonLine(t, map[string]any{"ref": "old", "scheme": "cyber-essentials", "holder": "Quayside Ltd", "issued": "2018-10-01", "expires": "2019-09-30", "file": file, "fileName": "old.pdf"})
	k.run(t, lines, "certificates", "import", "-").wants(t, 0)
	k.run(t, `{"ref":"b1","title":"Harbour lights, asked by `+quorndyke+`","buyer":"Quay Council","entity":"Quayside Ltd","owner":"`+quorndykeMail+`"}`, "bids", "import", "-").wants(t, 0)
	k.open(t, func(h *app, e *env) {
		must := func(action string, fn func(*change.Tx) error) {
			t.Helper()
			if _, err := h.door.Do(e.ctx, h.by(e, "a test").Request(action, nil), fn); err != nil {
				t.Fatal(err)
			}
		}
		must("settings.update", func(tx *change.Tx) error {
			return tx.Member(change.Member{Person: "person-x", Name: quorndyke, Email: quorndykeMail, Role: "reader", Active: true})
		})
		for _, reg := range []struct {
			kind register.Kind
			body string
		}{
			{task.Kind, `{"title":"Ring ` + quorndyke + `","owner":"person-x","due":"2027-02-01"}`},
			{reminder.Kind, `{"person":"person-x","name":"` + quorndyke + `","address":"` + quorndykeMail + `","day":"2027-01-05","messageId":"m@x","keys":["k"]}`},
		} {
			r := h.door.Book().Of(reg.kind)
			must(string(reg.kind)+".create", func(tx *change.Tx) error {
				v, err := r.Decode([]byte(reg.body))
				if err == nil {
					_, err = change.AnyInsert(tx, r, v)
				}
				return err
			})
		}
		if _, err := h.showing.auditors.Open(e.ctx, h.by(e, ""), auditorroom.Room{
			Name: "Surveillance", Email: quorndykeMail, From: january.UnixMicro(), Until: january.Add(48 * time.Hour).UnixMicro(), Registers: []string{string(certificate.Kind)},
		}); err != nil {
			t.Fatal(err)
		}
	})
	k.sql(t, func(string) store.Scope { return store.System(store.WorkSignIn) },
		"UPDATE account SET name = '"+quorndyke+"', email = '"+quorndykeMail+"', email_key = '"+quorndykeMail+"' WHERE id = 'person-x'",
		"INSERT INTO account_session (hash, id, account, generation, works_for, is_local, agent, address, created_at, seen_at, expires_at, fresh_until) VALUES ('h', 's', 'person-x', 0, ORG, 0, 'Browser of Quorndyke', '192.0.2.1', 1, 1, 9000000000000000, 1)",
		"INSERT INTO account_attempt (subject, since, count, held_until, holds, last_at) VALUES ('email:"+quorndykeMail+"', 1, 1, 1, 1, 9000000000000000)")
	k.sql(t, store.Org,
		"INSERT INTO invitation (org_id, id, hash, email, email_key, role, invited_by, created_at, expires_at, ended_at, accepted_by) SELECT ORG, 'i', 'h', '"+quorndykeMail+"', '"+quorndykeMail+"', 'reader', person_id, 1, 2, 0, '' FROM membership WHERE org_id = ORG AND role = 'owner'",
		"INSERT INTO trust_subscription (org_id, id, email, confirm, stop, confirmed, created_at, confirmed_at, told, source) VALUES (ORG, 's', '"+quorndykeMail+"', 'c', 's', 1, 1, 1, '{}', '')",
		"INSERT INTO outside_access (org_id, id, at, who, room, address, what, about, status, count) VALUES (ORG, 'a', 9000000000000000, 'person-x', 'ROOM-1', '', 'Room of Quorndyke', 'quorndyke.pdf', 200, 1)",
		"INSERT INTO api_token (org_id, id, person_id, hash, tail, name, created_at, expires_at, used_at, revoked_at) VALUES (ORG, 't', 'person-x', 'h', 'tail', 'token of Quorndyke', 1, 2, 0, 0)")
	return file
}

// dropOld lets what has passed its time go, by the month's proposal.
func (k *kept) dropOld(t *testing.T) {
	t.Helper()
	k.open(t, func(h *app, e *env) {
		if err := h.keepTick(e.ctx, january); err != nil {
			t.Fatal(err)
		}
		if _, err := h.door.Do(e.ctx, h.by(e, "").Request("retention-proposal.confirm", nil), func(tx *change.Tx) error {
			return h.keeping.Confirm(tx, retention.Choice{Number: "PROP-1", Kinds: []register.Kind{certificate.Kind}, Reason: "past its time"})
		}); err != nil {
			t.Fatal(err)
		}
		later := e.now
		e.now = func() time.Time { return january.Add(2 * time.Hour) } // files wait for an hour
		defer func() { e.now = later }()
		runner := &job.Runner{Store: h.store, Now: e.now, Workers: map[string]job.Worker{retention.Work: h.eraseJob(e)}}
		if n, err := runner.Once(e.ctx); n == 0 || err != nil {
			t.Fatalf("the background did %d, %v", n, err)
		}
	})
}

// TestTheRecordBearsErasure goes both ways: after a person was erased and a
// record dropped everything proves as before and nothing names them; and what
// somebody does to the database behind that comes to light.
func TestTheRecordBearsErasure(t *testing.T) {
	t.Parallel()
	k := newKept(t)
	k.fillWith(t)
	if rawly(t, k.data, "quorndyke") < 10 {
		t.Fatal("the person left too few marks")
	}
	k.verified(t).wants(t, 0, "INTACT")
	k.run(t, "", "erasure", "run", "--member", "person-x", "--text", "Quorndyke", "--reason", "asked by letter").wants(t, 0, "ERASE-1 is done", "0 places left")
	k.dropOld(t)
	if rawly(t, k.data, "quorndyke", "xylantha") > 0 {
		t.Error("the data folder still names the person")
	}
	k.nowhere(t, "person-x")
	k.verified(t).wants(t, 0, "INTACT", "asked by letter", "past its time")
	k.run(t, "", "verify").wants(t, 0, "All sound", "0 orphaned")
	k.run(t, "", "doctor").wants(t, 0, "the trail continues")

	for name, harm := range map[string]struct {
		do   string
		says string
	}{
		"the body that an erasure left": {"UPDATE record SET body = replace(body, '[erased]', 'A friend') WHERE org_id = ORG AND kind = 'certificate'", "is not as the last entry about it left it"},
		"a payload emptied":             {"UPDATE trail_event SET salt = NULL, payload = NULL WHERE org_id = ORG AND seq = 0", "no entry says that it was erased"},
		"an erasure's event widened":    {`UPDATE trail_event SET payload = replace(payload, '"events":[[', '"events":[[0,0],[') WHERE org_id = ORG AND action = 'erasure.run' AND payload LIKE '%"events":[[%'`, "has another payload"},
		"an erasure's event put in":     {`INSERT INTO trail_event (org_id, seq, at, kind, id, who, action, leaf, salt, payload) SELECT org_id, seq + 1, at, kind, id, who, action, leaf, salt, payload FROM trail_event WHERE org_id = ORG AND action = 'erasure.run' AND seq = (SELECT MAX(seq) FROM trail_event WHERE action = 'erasure.run' AND org_id = ORG) AND seq = (SELECT MAX(seq) FROM trail_event WHERE org_id = ORG)`, "was due"},
		"a record deleted":              {"DELETE FROM record WHERE org_id = ORG AND kind = 'bid'", "not there"},
	} {
		t.Run(name, func(t *testing.T) {
			c := k.copy(t)
			c.sql(t, store.Org, harm.do)
			c.verified(t).wants(t, 2, "ALTERED", harm.says)
		})
	}
}

// TestAnErasureLapses: nobody confirms it for a month, and what it looked for is
// forgotten.
func TestAnErasureLapses(t *testing.T) {
	t.Parallel()
	k := newKept(t)
	k.open(t, func(h *app, e *env) {
		if _, err := h.door.Do(e.ctx, h.by(e, "").Request("erasure.create", nil), func(tx *change.Tx) error {
			_, err := h.keeping.AskErasure(tx, retention.Ask{Strings: []string{quorndyke}, Reason: "asked"})
			return err
		}); err != nil {
			t.Fatal(err)
		}
		for days, want := range []string{29: "asked", 30: "asked", 31: "dropped"} {
			if want == "" {
				continue
			}
			if err := h.keepTick(e.ctx, january.AddDate(0, 0, days)); err != nil {
				t.Fatal(err)
			}
			k.state(t, h, want)
		}
		if err := h.store.Rewrite(e.ctx); err != nil {
			t.Fatal(err)
		}
	})
	if rawly(t, k.data, "quorndyke") > 0 {
		t.Error("what it looked for is still there")
	}
}

func (k *kept) state(t *testing.T, h *app, want string) {
	t.Helper()
	if err := h.door.See(t.Context(), h.actor, func(v *change.View) error {
		row, err := change.GetNumber(v, h.keepRegisters.erasures, "ERASE-1")
		if row.Value.State != want {
			t.Errorf("the erasure is %s, want %s", row.Value.State, want)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
}

// TestTheRoomsBundle: what an auditor downloads shows what the record said by
// the room's instant, of its registers alone, and verifies.
func TestTheRoomsBundle(t *testing.T) {
	t.Parallel()
	k := newKept(t)
	k.run(t, `{"ref":"c1","scheme":"iso27001","holder":"Quayside Ltd","issued":"2025-01-10","expires":"2028-01-09","note":"said early"}`, "certificates", "import", "-").wants(t, 0)
	k.run(t, `{"ref":"b1","title":"A secret bid","buyer":"Quay Council","entity":"Quayside Ltd"}`, "bids", "import", "-").wants(t, 0)
	tomorrow := january.Add(24 * time.Hour)
	commandAt(t, tomorrow, `{"ref":"c1","scheme":"iso27001","holder":"Quayside Ltd","issued":"2025-01-10","expires":"2028-01-09","note":"said late"}`, "certificates", "import", "-", "--data", k.data, "--keys", k.keys).wants(t, 0)
	var bundle bytes.Buffer
	k.open(t, func(h *app, e *env) {
		room := auditorroom.Room{Registers: []string{string(certificate.Kind)}, AsAt: january.Add(time.Hour).UnixMicro()}
		pages := h.sharePages(&frame.Frame{Door: h.door, Clock: func() time.Time { return tomorrow }, Zone: london}, nil)
		if err := pages.Bundle(e.ctx, &bundle, h.org.ID, room); err != nil {
			t.Fatal(err)
		}
	})
	out := filepath.Join(k.home, "room.zip")
	if err := os.WriteFile(out, bundle.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	key := k.run(t, "", "trail", "key")
	command(t, "", "trail", "verify", out, "--key", strings.TrimSpace(key.out)).wants(t, 0, "INTACT", "1 as they stood at 2027-01-06T10:00:00Z", "left out")
	said := unzipped(t, bundle.Bytes())
	if !strings.Contains(said, "said early") || strings.Contains(said, "said late") || strings.Contains(said, "secret bid") {
		t.Error("the bundle shows another time, or another register")
	}
}

// unzipped gives every member of a bundle, one after the other.
func unzipped(t *testing.T, b []byte) string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	for _, f := range z.File {
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(&out, in); err != nil {
			t.Fatal(err)
		}
	}
	return out.String()
}

// TestOverdueWorkIsNamed: what no server has swept or done is named by doctor,
// until one has run.
func TestOverdueWorkIsNamed(t *testing.T) {
	t.Parallel()
	k := newKept(t)
	k.run(t, "", "trail", "key")
	k.run(t, "", "doctor").wants(t, 0, "no work waits")
	k.sql(t, store.Org, "INSERT INTO outside_access (org_id, id, at, who, room, address, what, about, status, count) VALUES (ORG, 'a', 1, 'public', '', '', '', '', 200, 1)")
	k.run(t, "", "doctor").wants(t, 0, "log of outsiders are past their time: 1")
	k.open(t, func(h *app, e *env) {
		work, err := h.background(e, mailing{}, "", nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, tick := range work.Ticks {
			if strings.HasPrefix(tick.Name, "forget") {
				if err := tick.Do(e.ctx, january); err != nil {
					t.Errorf("%s: %v", tick.Name, err)
				}
			}
		}
	})
	k.run(t, "", "doctor").wants(t, 0, "no work waits")
}
