package storetest

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/errs"
	"holdfast/internal/id"
	"holdfast/internal/register"
	"holdfast/internal/retention"
	"holdfast/internal/store"
	"holdfast/internal/trail"
	"holdfast/internal/trail/erased"
)

// Marks are what the person of the tests of erasure leaves in a database; none
// of it may be found after.
var Marks = []string{"quorndyke", "7946 0958", "79460958"}

// Person is that person as the tests enter them.
const (
	PersonName  = "Xylantha Quorndyke"
	PersonMail  = "x.quorndyke@quorndyke.example"
	PersonPhone = "+44 20 7946 0958"
)

// Journal is a journal of erasures in memory.
type Journal struct{ All []retention.Entry }

// Key implements retention.Journal.
func (j *Journal) Key() ([]byte, error) { return []byte("a key of the tests"), nil }

// Add implements retention.Journal.
func (j *Journal) Add(e retention.Entry) error {
	for _, old := range j.All {
		if old.Key == e.Key {
			return nil
		}
	}
	j.All = append(j.All, e)
	return nil
}

// Entries implements retention.Journal.
func (j *Journal) Entries() ([]retention.Entry, error) { return j.All, nil }

// Keeper is a house with the schedule and erasures.
type Keeper struct {
	*House
	Service  *retention.Service
	Journal  *Journal
	Rules    *register.Register[retention.Rule]
	Erasures *register.Register[retention.Erasure]
	Files    []string // that were removed
	Second   change.Actor
}

// NewKeeper founds an organisation with two owners in s.
func NewKeeper(t testing.TB, s *store.Store) *Keeper {
	t.Helper()
	k := &Keeper{House: NewHouse(t, s), Journal: &Journal{}, Rules: retention.Rules(), Erasures: retention.Erasures()}
	holds, proposals := retention.Holds(), retention.Proposals()
	k.Door = change.New(s, register.NewBook(Things, k.Rules, holds, proposals, k.Erasures))
	k.Service = retention.NewService(retention.Parts{
		Door: k.Door, Rules: k.Rules, Holds: holds, Proposals: proposals, Erasures: k.Erasures, Zone: time.UTC, Away: s, Journal: k.Journal,
		Files: func(_ context.Context, hashes []string, _ time.Time) (int, []string, error) {
			k.Files = append(k.Files, hashes...)
			return len(hashes), nil, nil
		},
	})
	k.Second = change.Actor{Org: k.Owner.Org, Person: id.New(), Name: "Second Owner", Role: authz.Owner}
	k.must(t, k.Owner, "settings.update", func(tx *change.Tx) error {
		return tx.Member(change.Member{Person: k.Second.Person, Name: k.Second.Name, Email: "second@example.org", Role: "owner", Active: true})
	})
	return k
}

func (k *Keeper) must(t testing.TB, a change.Actor, action string, fn func(*change.Tx) error) change.Receipt {
	t.Helper()
	r, err := k.as(a, action, fn)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func (k *Keeper) as(a change.Actor, action string, fn func(*change.Tx) error) (change.Receipt, error) {
	return k.Door.Do(context.Background(), change.Request{Actor: a, Action: action, Now: Noon, Reason: "a test"}, fn)
}

// Leave lets the person leave their marks everywhere, and gives who they are.
func (k *Keeper) Leave(t testing.TB) change.Actor {
	t.Helper()
	p := change.Actor{Org: k.Owner.Org, Person: id.New(), Name: PersonName, Role: authz.ComplianceManager}
	k.must(t, k.Owner, "settings.update", func(tx *change.Tx) error {
		return tx.Member(change.Member{Person: p.Person, Name: p.Name, Email: PersonMail, Role: string(p.Role), Active: true})
	})
	var rows []register.Row[Thing]
	r, err := k.Door.Do(context.Background(), change.Request{Actor: p, Action: "thing.import", Now: Noon, Key: "key of " + PersonName, Reason: "asked by " + PersonName}, func(tx *change.Tx) error {
		rows = nil
		for i, v := range []Thing{
			{Title: "Berth of " + PersonName, State: "open", Owner: p.Person, Notes: "Ring XYLANTHA  quorndyke on 020 7946 0958 or (020) 79460958."},
			{Title: "No one's", State: "open", Nested: []Part{{"xylantha-quorndyke.pdf"}, {PersonMail}}, Tags: []string{"Of Xylántha Quorndyke"}},
			{Title: PersonName, State: "open", Owner: PersonMail},
		} {
			row, err := change.Insert(tx, Things, v)
			if err != nil {
				return fmt.Errorf("%d: %w", i, err)
			}
			rows = append(rows, row)
		}
		payload, err := json.Marshal(map[string]string{"to": PersonMail, "name": PersonName})
		if err != nil {
			return err
		}
		if _, err := tx.Enqueue(change.Job{Work: "mail.send", Unique: "mail to " + PersonMail, Payload: payload}); err != nil {
			return err
		}
		return tx.Answer(map[string]string{"thanks": PersonName})
	})
	if err != nil || len(r.Changed) != 3 {
		t.Fatal(err)
	}
	k.must(t, p, "thing.update", func(tx *change.Tx) error {
		v := rows[0].Value
		v.Notes = "Said by " + PersonName + ", again. Call " + PersonPhone + "."
		_, err := change.Put(tx, Things, rows[0].ID, 1, v)
		return err
	})
	k.must(t, p, "thing.delete", func(tx *change.Tx) error { return change.Delete(tx, Things, rows[2].ID, 1) })
	return p
}

// Erase asks for, confirms and does the person's erasure.
func (k *Keeper) Erase(t testing.TB, person string) register.Row[retention.Erasure] {
	t.Helper()
	var row register.Row[retention.Erasure]
	k.must(t, k.Owner, "erasure.create", func(tx *change.Tx) (err error) {
		row, err = k.Service.AskErasure(tx, retention.Ask{Member: person, Strings: []string{PersonPhone}, Reason: "asked by letter of 3 January"})
		return err
	})
	k.must(t, k.Second, "erasure.confirm", func(tx *change.Tx) error { return k.Service.ConfirmErasure(tx, row.Number) })
	if err := k.Service.Run(context.Background(), k.Owner.Org, row.Value.Key, func() time.Time { return Noon }); err != nil {
		t.Fatal(err)
	}
	k.See(t, func(v *change.View) (err error) {
		row, err = change.Get(v, k.Erasures, row.ID)
		return err
	})
	return row
}

// See reads as the owner, through the keeper's door.
func (k *Keeper) See(t testing.TB, fn func(*change.View) error) {
	t.Helper()
	if err := k.Door.See(context.Background(), k.Owner, fn); err != nil {
		t.Fatal(err)
	}
}

// Sound proves that every leaf is as it was, and that what is missing from
// beside it is named by an erasure.
func (k *Keeper) Sound(t testing.TB) {
	t.Helper()
	k.See(t, func(v *change.View) error {
		leaves, err := v.Trail(change.TrailQuery{})
		if err != nil {
			return err
		}
		rows, gone, empty := map[string]bool{}, map[string]int64{}, map[int64]bool{}
		for _, l := range leaves {
			e, is, err := erased.In(l.Payload)
			if err != nil {
				return err
			}
			if !is {
				continue
			}
			for _, r := range e.Rows {
				rows[fmt.Sprint(r.ID, r.Version, r.Now)] = true
			}
			for _, g := range e.Gone {
				gone[g.ID] = g.Last
			}
			for _, span := range e.Events {
				for n := span[0]; n <= span[1]; n++ {
					empty[n] = true
				}
			}
		}
		for i, l := range leaves {
			if int64(len(leaves)-1-i) != l.Seq {
				t.Errorf("the trail has a gap at %d", l.Seq)
			}
			if strings.Contains(string(l.Bytes), `"payload"`) && l.Payload == nil && !empty[l.Seq] {
				t.Errorf("event %d (%s) lost its payload, and no erasure says so", l.Seq, l.Action)
			}
			if l.After == "" {
				continue
			}
			past, err := v.Port().History(context.Background(), register.Kind(l.Kind), l.ID)
			if err != nil {
				return err
			}
			if len(past) == 0 && gone[l.ID] < l.Version {
				t.Errorf("%s of event %d is gone, and no erasure says so", l.Ref, l.Seq)
			}
			for _, rec := range past {
				if rec.Version != l.Version {
					continue
				}
				if err := k.proved(v, &rec, l.After, rows); err != nil {
					t.Errorf("%s version %d: %v", l.Ref, l.Version, err)
				}
			}
		}
		return nil
	})
}

func (k *Keeper) proved(v *change.View, rec *register.Record, after string, rows map[string]bool) error {
	if rec.Hash != after {
		return fmt.Errorf("its hash is not the leaf's")
	}
	if rec.Salt != "" {
		salt, err := hex.DecodeString(rec.Salt)
		if err == nil && trail.Hash(salt, rec.Body) != after {
			err = errors.New("its body is not the leaf's")
		}
		return err
	}
	salt, hash, found, err := v.Port().(*store.Tx).ErasedVersion(context.Background(), rec.Kind, rec.ID, rec.Version)
	if err != nil || !found {
		return fmt.Errorf("its salt is gone, and nothing says why: %w", err)
	}
	b, err := hex.DecodeString(salt)
	if err != nil || trail.Hash(b, rec.Body) != hash || !rows[fmt.Sprint(rec.ID, rec.Version, hash)] {
		return fmt.Errorf("no erasure says that body: %w", err)
	}
	return nil
}

// ErasePerson: a person goes from everywhere, and the trail proves as before.
// look fails the test when it finds a mark.
func ErasePerson(t *testing.T, s *store.Store, look func(marks ...string)) {
	k := NewKeeper(t, s)
	p := k.Leave(t)
	var before []trail.Leaf
	k.See(t, func(v *change.View) (err error) {
		before, err = v.Trail(change.TrailQuery{})
		return err
	})
	found, err := k.Service.Preview(context.Background(), k.Owner, retention.Ask{Member: p.Person, Strings: []string{PersonPhone}})
	if err != nil || found.Open() == 0 || found.Events == 0 || len(found.People) != 1 {
		t.Fatalf("the preview found %+v, %v", found, err)
	}
	row := k.Erase(t, p.Person)
	if row.Value.State != retention.StateDone || row.Value.Left != 0 {
		t.Errorf("it ended as %+v", row.Value)
	}
	look(Marks...)
	k.See(t, func(v *change.View) error {
		after, err := v.Trail(change.TrailQuery{})
		for i, l := range before {
			if string(l.Bytes) != string(after[len(after)-len(before)+i].Bytes) {
				t.Errorf("leaf %d changed", l.Seq)
			}
		}
		page, lerr := change.List(v, Things, register.Query{Filters: []register.Filter{register.Where("owner", "erased-1")}})
		if len(page.Rows) != 1 || page.Rows[0].CreatedBy != "erased-1" || page.Rows[0].Value.Title != "Berth of [erased]" {
			t.Errorf("what is left of the owner's things: %+v", page.Rows)
		}
		if len(page.Rows) == 1 && page.Rows[0].Value.Notes != "Said by [erased], again. Call [erased]." {
			t.Errorf("notes: %s", page.Rows[0].Value.Notes)
		}
		return errors.Join(err, lerr)
	})
	k.Sound(t)
	// A later change goes on from the erased version.
	k.See(t, func(v *change.View) error {
		page, err := change.List(v, Things, register.Query{Search: "erased"})
		if err != nil || len(page.Rows) == 0 {
			t.Fatalf("a search after: %v", err)
		}
		return nil
	})
	k.must(t, k.Owner, "thing.update", func(tx *change.Tx) error {
		got, err := change.GetNumber(tx, Things, "THING-1")
		if err != nil {
			return err
		}
		got.Value.Count++
		_, err = change.Put(tx, Things, got.ID, got.Version, got.Value)
		return err
	})
	k.Sound(t)
	if len(k.Journal.All) != 1 {
		t.Fatalf("the journal has %d entries", len(k.Journal.All))
	}
	line, err := json.Marshal(k.Journal.All)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range append(Marks, "xylantha", p.Person) {
		if strings.Contains(strings.ToLower(string(line)), m) {
			t.Errorf("the journal says %q", m)
		}
	}
}

// EraseAgain: where a backup brought the person back, the journal of k takes
// them out again, and a second time does nothing.
func EraseAgain(t *testing.T, restored *store.Store, k *Keeper, look func(marks ...string)) {
	again := NewKeeperOver(restored, k)
	now := func() time.Time { return Noon.Add(time.Hour) }
	n, err := again.Service.Replay(context.Background(), k.Owner.Org, now)
	if err != nil || n != 1 {
		t.Fatalf("did again %d, %v", n, err)
	}
	look(Marks...)
	again.Sound(t)
	if n, err := again.Service.Replay(context.Background(), k.Owner.Org, now); n != 0 || err != nil {
		t.Errorf("a second time it did %d, %v", n, err)
	}
}

// NewKeeperOver makes a keeper of the same organisation and journal over
// another store.
func NewKeeperOver(s *store.Store, k *Keeper) *Keeper {
	n := &Keeper{House: &House{Store: s, Owner: k.Owner}, Journal: k.Journal, Rules: retention.Rules(), Erasures: retention.Erasures(), Second: k.Second}
	holds, proposals := retention.Holds(), retention.Proposals()
	n.Door = change.New(s, register.NewBook(Things, n.Rules, holds, proposals, n.Erasures))
	n.Service = retention.NewService(retention.Parts{
		Door: n.Door, Rules: n.Rules, Holds: holds, Proposals: proposals, Erasures: n.Erasures, Zone: time.UTC, Away: s, Journal: n.Journal,
		Files: func(context.Context, []string, time.Time) (int, []string, error) { return 0, nil, nil },
	})
	return n
}

// Retain: what has passed its time is proposed, confirmed and gone; what a hold
// keeps is not, and says which hold.
func Retain(t *testing.T, s *store.Store) {
	k := NewKeeper(t, s)
	rows := k.Add(t, Thing{Title: "old"}, Thing{Title: "held"}, Thing{Title: "kept", Notes: "about " + PersonName}, Thing{Title: "paper", Paper: strings.Repeat("ab", 32)})
	k.must(t, k.Owner, "retention-rule.create", func(tx *change.Tx) error {
		return k.Service.SetRule(tx, retention.Rule{Kind: "thing", Months: 1, From: retention.FromChange, Basis: "a test"})
	})
	var hold register.Row[retention.Hold]
	k.must(t, k.Owner, "legal-hold.create", func(tx *change.Tx) (err error) {
		hold, err = k.Service.PlaceHold(tx, retention.Hold{Over: retention.OverRecord, Target: rows[1].Number, Reason: "a claim"})
		return err
	})
	k.must(t, k.Owner, "legal-hold.create", func(tx *change.Tx) error {
		_, err := k.Service.PlaceHold(tx, retention.Hold{Over: retention.OverPerson, Target: PersonName, Reason: "a claim"})
		return err
	})
	_, err := k.as(k.Owner, "erasure.create", func(tx *change.Tx) error {
		_, err := k.Service.AskErasure(tx, retention.Ask{Strings: []string{PersonName}, Reason: "asked"})
		return err
	})
	if errs.CodeOf(err) != errs.Conflict || !strings.Contains(err.Error(), "HOLD-2") {
		t.Errorf("a person under hold: %v", err)
	}
	later := Noon.AddDate(0, 2, 0)
	made, err := k.Service.Tick(context.Background(), k.Owner.Org, later)
	if err != nil || !made {
		t.Fatalf("no proposal: %v", err)
	}
	if made, err := k.Service.Tick(context.Background(), k.Owner.Org, later.AddDate(0, 0, 3)); made || err != nil {
		t.Errorf("a second proposal within the month: %v", err)
	}
	var last register.Row[retention.Proposal]
	k.See(t, func(v *change.View) (err error) {
		last, _, err = k.Service.Latest(v)
		return err
	})
	if last.Value.Records != 2 || last.Value.Held != 2 {
		t.Fatalf("proposed %+v", last.Value)
	}
	// Whoever released a hold over one of them does not confirm it.
	k.must(t, k.Second, "legal-hold.release", func(tx *change.Tx) error { return k.Service.ReleaseHold(tx, hold.Number, "settled") })
	if err := k.Service.Propose(context.Background(), change.By{Actor: k.Owner, Now: later}); err != nil {
		t.Fatal(err)
	}
	k.See(t, func(v *change.View) (err error) {
		last, _, err = k.Service.Latest(v)
		return err
	})
	confirm := func(a change.Actor) error {
		_, err := k.Door.Do(context.Background(), change.Request{Actor: a, Action: "retention-proposal.confirm", Now: later}, func(tx *change.Tx) error {
			return k.Service.Confirm(tx, retention.Choice{Number: last.Number, Kinds: []register.Kind{"thing"}, Reason: "past their time"})
		})
		return err
	}
	if err := confirm(k.Second); errs.CodeOf(err) != errs.Forbidden {
		t.Errorf("the one who released the hold confirmed: %v", err)
	}
	if err := confirm(k.Owner); err != nil {
		t.Fatal(err)
	}
	k.finish(t, later)
	k.See(t, func(v *change.View) error {
		page, err := change.List(v, Things, register.Query{})
		if err != nil || len(page.Rows) != 1 || page.Total != 1 || page.Rows[0].Value.Title != "kept" {
			t.Errorf("left: %+v, %v", page, err)
		}
		past, err := v.Port().History(context.Background(), "thing", rows[0].ID)
		if len(past) != 0 {
			t.Errorf("%d versions of what went", len(past))
		}
		return err
	})
	if len(k.Files) != 1 {
		t.Errorf("files that went: %v", k.Files)
	}
	k.Sound(t)
}

// finish does the erasures that are under way.
func (k *Keeper) finish(t testing.TB, at time.Time) {
	t.Helper()
	var keys []string
	k.See(t, func(v *change.View) error {
		rows, err := change.Collect(v, k.Erasures, register.Query{Filters: []register.Filter{register.Where("state", retention.StateRunning)}})
		for _, r := range rows {
			keys = append(keys, r.Value.Key)
		}
		return err
	})
	if len(keys) == 0 {
		t.Fatal("nothing is under way")
	}
	for _, key := range keys {
		if err := k.Service.Run(context.Background(), k.Owner.Org, key, func() time.Time { return at }); err != nil {
			t.Fatal(err)
		}
	}
}
