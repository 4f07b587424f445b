package store_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/errs"
	"holdfast/internal/handover"
	"holdfast/internal/handover/pack"
	"holdfast/internal/id"
	"holdfast/internal/register"
	"holdfast/internal/store"
	"holdfast/internal/store/storetest"
)

// handOver writes an organisation out.
func handOver(t testing.TB, s *store.Store, book *register.Book, org string) []byte {
	t.Helper()
	var b bytes.Buffer
	err := s.View(t.Context(), store.Org(org), func(tx *store.Tx) error {
		if err := tx.Undisturbed(t.Context()); err != nil {
			return err
		}
		_, err := pack.Write(t.Context(), &b, handover.Manifest{Format: handover.Format, Holdfast: "test", Org: org, Name: "Quayside", Made: "2027-01-06T12:00:00Z"}, pack.Source{
			Book: book,
			Rows: func(p *handover.Part, each func(handover.Row) error) error { return tx.HandOver(t.Context(), p, each) },
			File: func(hash string) (io.ReadCloser, error) { return io.NopCloser(strings.NewReader("paper " + hash)), nil },
		})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// takeIn takes a file in with a new owner.
func takeIn(t testing.TB, s *store.Store, book *register.Book, b []byte) error {
	t.Helper()
	ctx := t.Context()
	f, err := pack.Open(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		return err
	}
	if err := f.Check(ctx, &handover.Checker{Book: book}); err != nil {
		return err
	}
	return s.TakeIn(ctx, f.Manifest.Org, f.Manifest.Name, book, storetest.Noon.UnixMicro(),
		func(p *handover.Part, each func(handover.Row) error) error { return f.Rows(ctx, p, each) },
		func(over change.Store) error {
			_, err := change.New(over, book).Do(ctx, change.Request{Actor: change.SystemActor(f.Manifest.Org, "handover"), Action: "settings.update", Now: storetest.Noon}, func(tx *change.Tx) error {
				return tx.Member(change.Member{Person: "new-owner", Name: "Nia Quay", Role: string(authz.Owner), Active: true})
			})
			return err
		})
}

// parts unpacks a file: each part's lines.
func parts(t testing.TB, b []byte) map[string][]string {
	t.Helper()
	f, err := pack.Open(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string][]string{}
	for _, p := range handover.Parts() {
		err := f.Rows(t.Context(), &p, func(row handover.Row) error {
			line, err := p.Encode(row)
			out[p.Name] = append(out[p.Name], string(line))
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return out
}

// sameAgain compares a file with the one made after it was taken in: everything
// is the same, but that members come inactive, the new owner stands among them,
// and the trail has grown by who took it in.
func sameAgain(t testing.TB, before, after []byte) {
	t.Helper()
	x, y := parts(t, before), parts(t, after)
	if n := len(x[handover.Trail]); len(y[handover.Trail]) != n+1 {
		t.Errorf("the trail had %d events and has %d", n, len(y[handover.Trail]))
	} else {
		y[handover.Trail] = y[handover.Trail][:n]
	}
	for i, line := range x[handover.Members] {
		x[handover.Members][i] = strings.Replace(line, `"active":1`, `"active":0`, 1)
	}
	var members []string
	for _, line := range y[handover.Members] {
		if !strings.Contains(line, `"new-owner"`) {
			members = append(members, line)
		}
	}
	y[handover.Members] = members
	if d := cmp.Diff(x, y); d != "" {
		t.Errorf("taken in and handed over again it differs (-was +is):\n%s", d)
	}
}

// TestHandOverLosesNothing: whatever happened in an organisation, its hand-over
// file taken in by the other engine and handed over again is the same.
func TestHandOverLosesNothing(t *testing.T) {
	t.Parallel()
	lite := openSQLite(t)
	post, _ := openPostgres(t)
	book := register.NewBook(storetest.Things)
	rapid.Check(t, func(rt *rapid.T) {
		from, to := lite, post
		if rapid.Bool().Draw(rt, "the other way round") {
			from, to = post, lite
		}
		h := storetest.NewHouse(t, from)
		live(rt, h)
		file := handOver(t, from, book, h.Owner.Org)
		if err := takeIn(t, to, book, file); err != nil {
			rt.Fatal(err)
		}
		sameAgain(t, file, handOver(t, to, book, h.Owner.Org))
		if err := takeIn(t, to, book, file); errs.CodeOf(err) != errs.Conflict {
			rt.Errorf("taken in twice: %v", err)
		}
		sameLists(rt, from, to, book, h.Owner.Org)
	})
}

// live does things in an organisation.
func live(rt *rapid.T, h *storetest.House) {
	var refs []register.Ref
	version := map[string]int64{}
	for n := range rapid.IntRange(0, 25).Draw(rt, "changes") {
		pick := func(what string) (register.Ref, bool) {
			if len(refs) == 0 {
				return register.Ref{}, false
			}
			return refs[rapid.IntRange(0, len(refs)-1).Draw(rt, what)], true
		}
		now := storetest.Noon.Add(time.Duration(n) * time.Minute)
		kind := rapid.SampledFrom([]string{"add", "add", "change", "delete", "link", "unlink", "member", "note"}).Draw(rt, "kind")
		action := map[string]string{"add": "thing.create", "delete": "thing.delete"}[kind]
		if action == "" {
			action = "thing.update"
		}
		a, ok := pick("one")
		b, _ := pick("two")
		if !ok && kind != "add" && kind != "member" && kind != "note" {
			continue
		}
		v := storetest.Sample(rapid.IntRange(0, 50).Draw(rt, "sample"))
		v.Paper = ""
		v.Title += rapid.SampledFrom([]string{"", " é", " \u2028<\u00a0>", strings.Repeat("long ", 60)}).Draw(rt, "title")
		_, err := h.Door.Do(context.Background(), change.Request{Actor: h.Owner, Action: action, Now: now, Reason: "because"}, func(tx *change.Tx) error {
			switch kind {
			case "add":
				row, err := change.Insert(tx, storetest.Things, v)
				a = row.Ref
				return err
			case "change":
				row, err := change.Put(tx, storetest.Things, a.ID, version[a.ID], v)
				if err == nil {
					version[a.ID] = row.Version
				}
				return err
			case "delete":
				return change.Delete(tx, storetest.Things, a.ID, version[a.ID])
			case "link":
				return tx.Link(a, b, "treats")
			case "unlink":
				return tx.Unlink(a, b, "treats")
			case "member":
				return tx.Member(change.Member{Person: fmt.Sprintf("p%d", n), Name: "Pat Weir", Email: fmt.Sprintf("p%d@example.org", n), Role: "reader", Active: n%2 == 0, Scope: authz.Scope{"win:read"}, Until: now.AddDate(1, 0, 0).UnixMicro()})
			}
			tx.Note([]int{n})
			return nil
		})
		if err != nil {
			rt.Fatalf("%s: %v", kind, err)
		}
		switch kind {
		case "add":
			refs, version[a.ID] = append(refs, a), 1
		case "delete":
			for i, r := range refs {
				if r.ID == a.ID {
					refs = append(refs[:i], refs[i+1:]...)
					break
				}
			}
		}
	}
}

// sameLists: what is reckoned anew, such as the slots and the past, answers the
// same on both sides.
func sameLists(rt *rapid.T, from, to *store.Store, book *register.Book, org string) {
	for _, q := range []register.Query{{}, {Sort: "-title"}, {Search: "é"}, {AsAt: storetest.Noon.Add(10 * time.Minute).UnixMicro()}, {AsAt: storetest.Noon.Add(5 * time.Minute).UnixMicro(), Sort: "due"}} {
		read := func(s *store.Store) (page register.Page[storetest.Thing]) {
			err := change.New(s, book).See(context.Background(), change.Actor{Org: org, Person: "x", Role: authz.Owner}, func(v *change.View) (err error) {
				page, err = change.List(v, storetest.Things, q)
				return err
			})
			if err != nil {
				rt.Fatal(err)
			}
			return page
		}
		if d := cmp.Diff(read(from), read(to)); d != "" {
			rt.Errorf("%+v answers otherwise (-was +is):\n%s", q, d)
		}
	}
}

// TestHostileFilesChangeNothing: whatever is done to a file, it is refused in
// words, and nothing of it is kept.
func TestHostileFilesChangeNothing(t *testing.T) {
	t.Parallel()
	s := openSQLite(t)
	into := openSQLite(t)
	book := register.NewBook(storetest.Things)
	h := storetest.NewHouse(t, s)
	one := storetest.Sample(1)
	one.Paper = ""
	rows := h.Add(t, one, one, one)
	if _, err := h.Do("thing.update", func(tx *change.Tx) error { return tx.Link(rows[0].Ref, rows[1].Ref, "treats") }); err != nil {
		t.Fatal(err)
	}
	good := handOver(t, s, book, h.Owner.Org)
	check := func(name string, b []byte) {
		t.Helper()
		err := takeIn(t, into, book, b)
		if c := errs.CodeOf(err); c != errs.Invalid && c != errs.TooLarge {
			t.Errorf("%s: %v", name, err)
			return
		}
		if msg := errs.Safe(err); !strings.HasPrefix(msg, "The hand-over file cannot be taken in: ") || len(msg) < 60 {
			t.Errorf("%s says %q", name, msg)
		}
		err = into.View(t.Context(), store.System(store.WorkDoctor), func(tx *store.Tx) error {
			orgs, err := tx.Organisations(t.Context())
			if len(orgs) != 0 {
				t.Errorf("%s: something was kept", name)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	check("nothing", nil)
	check("no zip", []byte("PK not at all"))
	for _, n := range []int{1, 100, len(good) / 2, len(good) - 30} {
		check(fmt.Sprintf("cut at %d", n), good[:n])
	}
	for name, change := range map[string]func(*zipped){
		"no manifest":               func(z *zipped) { z.drop("manifest.json") },
		"a part is missing":         func(z *zipped) { z.drop("trail_event.jsonl") },
		"something else in it":      func(z *zipped) { z.add("setup.exe", "MZ") },
		"a path that climbs":        func(z *zipped) { z.add("../../etc/passwd", "x") },
		"an absolute path":          func(z *zipped) { z.add("/etc/passwd", "x") },
		"a file that is not told":   func(z *zipped) { z.add("files/"+strings.Repeat("0", 64), "x") },
		"the same twice":            func(z *zipped) { z.add("link.jsonl", "") },
		"another body":              func(z *zipped) { z.swap("revision.jsonl", `"body":"{`, `"body":"{ `) },
		"another hash":              func(z *zipped) { z.swap("revision.jsonl", `"hash":"`, `"hash":"0`) },
		"a deed of somebody else":   func(z *zipped) { z.swap("trail_event.jsonl", `\"who\":\"`, `\"who\":\"x`) },
		"a row more":                func(z *zipped) { z.append("link.jsonl", "{}\n") },
		"an unfinished line":        func(z *zipped) { z.append("link.jsonl", "{") },
		"a member who is king":      func(z *zipped) { z.swap("membership.jsonl", `"role":"owner"`, `"role":"king"`) },
		"a link to nothing":         func(z *zipped) { z.swap("link.jsonl", `"to_id":"0`, `"to_id":"1`) },
		"a member twice":            func(z *zipped) { z.append("membership.jsonl", z.text("membership.jsonl")) },
		"an unknown member in JSON": func(z *zipped) { z.swap("organisation.jsonl", `"name"`, `"name":"x","name"`) },
		"a newer form":              func(z *zipped) { z.swap("manifest.json", `"format": 1`, `"format": 2`) },
		"another organisation":      func(z *zipped) { z.swap("manifest.json", h.Owner.Org, id.New()) },
		"a scope as its name":       func(z *zipped) { z.swap("manifest.json", h.Owner.Org, "a,b") },
		"a manifest that boasts":    func(z *zipped) { z.swap("manifest.json", `"rows": 3`, `"rows": 4`) },
		"a register of tomorrow":    func(z *zipped) { z.swap("register_count.jsonl", "thing", "thung") },
	} {
		z := unzipped(t, good)
		change(z)
		check(name+" (as it is)", z.zip(t, false))
		// Who writes a file can write another trail into it: that is found with the
		// checkpoints and their key, not by its sums.
		if !strings.Contains(name, "manifest") && !strings.Contains(name, "missing") && !strings.Contains(name, "not told") && !strings.Contains(name, "deed") {
			check(name+" (with its sums put right)", z.zip(t, true))
		}
	}
	bomb := unzipped(t, good)
	bomb.append("link.jsonl", strings.Repeat("\n", 200<<20))
	check("a bomb", bomb.zip(t, true))
	if err := takeIn(t, into, book, good); err != nil {
		t.Errorf("and the sound one: %v", err)
	}
}
