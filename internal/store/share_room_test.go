package store_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/errs"
	"holdfast/internal/register"
	"holdfast/internal/share/auditorroom"
	"holdfast/internal/store"
	"holdfast/internal/win/certificate"
)

// auditor makes an external auditor, as an invitation does, with what the room
// asks for.
func (g *gallery) auditor(t *testing.T, person, email string, until time.Time, scope authz.Scope) change.Actor {
	t.Helper()
	_, err := g.Do("settings.update", func(tx *change.Tx) error {
		return tx.Member(change.Member{Person: person, Name: "Ada Auditor", Email: email, Role: string(authz.ExternalAuditor), Active: true, Until: until.UnixMicro(), Scope: scope})
	})
	if err != nil {
		t.Fatal(err)
	}
	return change.Actor{Org: g.Owner.Org, Person: person, Name: "Ada Auditor", Role: authz.ExternalAuditor, Scope: scope}
}

func (g *gallery) room(t *testing.T, r auditorroom.Room) auditorroom.RoomRow {
	t.Helper()
	row, err := g.rooms.Open(t.Context(), g.by(shareNow), r)
	if err != nil {
		t.Fatal(err)
	}
	return row
}

func aRoom(email string) auditorroom.Room {
	return auditorroom.Room{
		Name: "Surveillance audit", Body: "Example Certification Ltd", Email: email, Registers: []string{"certificate"},
		From: shareNow.Add(time.Hour).UnixMicro(), Until: shareNow.Add(10 * 24 * time.Hour).UnixMicro(),
	}
}

// TestTimeBox: the room opens and closes to the microsecond, and closing it
// early ends everything at once.
func TestTimeBox(t *testing.T) {
	t.Parallel()
	onBothEngines(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		g := newGallery(t, s)
		g.certificate(t, "2027-09-30")
		room := g.room(t, aRoom(" Ada@Example.org"))
		from, until := time.UnixMicro(room.Value.From), time.UnixMicro(room.Value.Until)
		a := g.auditor(t, "ada", "ada@example.org", until, room.Value.Scope(g.Door.Book()))
		if a.Scope.String() != "win:read" {
			t.Errorf("the scope is %s", a.Scope)
		}
		// everything an auditor can do, each at an instant
		acts := map[string]func(now time.Time) error{
			"enter": func(now time.Time) error { _, err := g.rooms.Enter(ctx, a, room.Number, now); return err },
			"list": func(now time.Time) error {
				v, err := g.rooms.Visit(ctx, change.By{Actor: a, Now: now}, room.Number)
				if err == nil {
					_, _, err = v.List(ctx, "certificate", register.Query{})
				}
				return err
			},
			"draw": func(now time.Time) error {
				v, err := g.rooms.Visit(ctx, change.By{Actor: a, Now: now}, room.Number)
				if err == nil {
					_, err = v.Draw(ctx, auditorroom.Sample{Register: "certificate", Size: 1})
				}
				return err
			},
			"ask": func(now time.Time) error {
				v, err := g.rooms.Visit(ctx, change.By{Actor: a, Now: now}, room.Number)
				if err == nil {
					_, err = v.Ask(ctx, auditorroom.Request{Question: "The policy, please."})
				}
				return err
			},
		}
		at := func(now time.Time, want errs.Code) {
			t.Helper()
			for name, act := range acts {
				if err := act(now); errs.CodeOf(err) != want {
					t.Errorf("%s at %s: %v, want %q", name, now, err, want)
				}
			}
			open, why, err := g.rooms.Mine(ctx, a, now)
			if err != nil || (len(open) == 1) != (want == "") || want != "" && why == "" {
				t.Errorf("at %s: %d rooms, %q, %v", now, len(open), why, err)
			}
		}
		at(from.Add(-time.Microsecond), errs.Forbidden)
		at(from, "")
		at(until.Add(-time.Microsecond), "")
		at(until, errs.Forbidden)
		at(until.Add(time.Hour), errs.Forbidden)
		early := from.Add(time.Hour)
		if _, err := g.rooms.Shut(ctx, g.by(early), room.Number); err != nil {
			t.Fatal(err)
		}
		at(early.Add(-time.Microsecond), "")
		at(early, errs.Forbidden)
		if _, err := g.rooms.Shut(ctx, change.By{Actor: a, Now: early}, room.Number); errs.CodeOf(err) != errs.Forbidden {
			t.Errorf("an auditor closes a room: %v", err)
		}
	})
}

// TestAnothersRoom: a room of somebody else is no room, for auditors of other
// rooms, of other organisations, and for members who are no auditors.
func TestAnothersRoom(t *testing.T) {
	t.Parallel()
	onBothEngines(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		g, other := newGallery(t, s), newGallery(t, s)
		g.certificate(t, "2027-09-30")
		room, now := g.room(t, aRoom("ada@example.org")), shareNow.Add(2*time.Hour)
		until := time.UnixMicro(room.Value.Until)
		ada := g.auditor(t, "ada", "ada@example.org", until, authz.Scope{"win:read"})
		bob := g.auditor(t, "bob", "bob@example.org", until, authz.Scope{"win:read"})
		eve := other.auditor(t, "eve", "ada@example.org", until, authz.Scope{"win:read"})
		v, err := g.rooms.Visit(ctx, change.By{Actor: ada, Now: now}, room.Number)
		if err != nil {
			t.Fatal(err)
		}
		sample, err := v.Draw(ctx, auditorroom.Sample{Register: "certificate", Size: 3})
		if err != nil {
			t.Fatal(err)
		}
		request, err := v.Ask(ctx, auditorroom.Request{Question: "More, please.", About: "cert-1"})
		if err != nil || request.Value.About != "CERT-1" {
			t.Fatal(request, err)
		}
		_, unknown := g.rooms.Enter(ctx, bob, "ROOM-99", now)
		for name, a := range map[string]change.Actor{"another auditor": bob, "another organisation's": eve} {
			if _, err := g.rooms.Enter(ctx, a, room.Number, now); err == nil || err.Error() != unknown.Error() {
				t.Errorf("%s: %v, where an unknown room says %v", name, err, unknown)
			}
			if open, _, err := g.rooms.Mine(ctx, a, now); len(open) != 0 || err != nil {
				t.Errorf("%s sees %d rooms, %v", name, len(open), err)
			}
		}
		if _, err := g.rooms.Enter(ctx, g.Owner, room.Number, now); errs.CodeOf(err) != errs.Forbidden {
			t.Errorf("an owner enters: %v", err)
		}
		// Bob has a room of his own; what is in Ada's is not in it.
		his := g.room(t, aRoom("bob@example.org"))
		b, err := g.rooms.Visit(ctx, change.By{Actor: bob, Now: now}, his.Number)
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := b.Sample(ctx, sample.Number); errs.CodeOf(err) != errs.NotFound {
			t.Errorf("another room's sample: %v", err)
		}
		if _, err := b.Request(ctx, request.Number); errs.CodeOf(err) != errs.NotFound {
			t.Errorf("another room's request: %v", err)
		}
		if _, err := b.Withdraw(ctx, request.Number); errs.CodeOf(err) != errs.NotFound {
			t.Errorf("withdrawing another room's request: %v", err)
		}
		if samples, requests, err := b.Papers(ctx); len(samples)+len(requests) != 0 || err != nil {
			t.Errorf("another room's papers: %d, %d, %v", len(samples), len(requests), err)
		}
		// Past the room, the role itself has nothing: no room, no settings, no writes.
		for kind, code := range map[register.Kind]errs.Code{"audit-room": errs.Forbidden, "audit-sample": errs.Forbidden, "audit-request": errs.Forbidden, "trust-page": errs.Forbidden} {
			err := g.Door.See(ctx, ada, func(in *change.View) error {
				_, err := change.AnyList(in, g.Door.Book().Of(kind), register.Query{})
				return err
			})
			if errs.CodeOf(err) != code {
				t.Errorf("%s read past the room: %v", kind, err)
			}
		}
		_, err = g.Door.Do(ctx, change.Request{Actor: ada, Action: "certificate.create", Now: now}, func(tx *change.Tx) error { return nil })
		if errs.CodeOf(err) != errs.Forbidden {
			t.Errorf("an auditor writes: %v", err)
		}
	})
}

// TestRoomAsAt: the room shows the record as it stood, its registers alone, and
// a sample is drawn again from what it was drawn from.
func TestRoomAsAt(t *testing.T) {
	t.Parallel()
	onBothEngines(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		g := newGallery(t, s)
		for i := range 12 {
			g.certificate(t, fmt.Sprintf("2027-09-%02d", i+1))
		}
		r := aRoom("ada@example.org")
		r.AsAt = shareNow.UnixMicro()
		if _, err := g.rooms.Open(ctx, g.by(shareNow), auditorroom.Room{Name: "x", Email: "a@example.org", From: 1, Until: r.Until, AsAt: r.Until, Registers: []string{"certificate"}}); errs.CodeOf(err) != errs.Invalid {
			t.Errorf("as at a time to come: %v", err)
		}
		for _, bad := range []string{"trust-page", "audit-room", "audit-request", "nothing"} {
			if _, err := g.rooms.Open(ctx, g.by(shareNow), auditorroom.Room{Name: "x", Email: "a@example.org", From: 1, Until: 2, Registers: []string{bad}}); errs.CodeOf(err) != errs.Invalid {
				t.Errorf("a room shows %s: %v", bad, err)
			}
		}
		room := g.room(t, r)
		a := g.auditor(t, "ada", "ada@example.org", time.UnixMicro(room.Value.Until), authz.Scope{"win:read"})
		now := shareNow.Add(3 * time.Hour)
		// Afterwards the record changes: one is renamed, one is added, one is gone.
		later := func(action string, fn func(tx *change.Tx) error) {
			t.Helper()
			if _, err := g.Door.Do(ctx, change.Request{Actor: g.Owner, Action: action, Now: shareNow.Add(time.Hour)}, fn); err != nil {
				t.Fatal(err)
			}
		}
		later("certificate.update", func(tx *change.Tx) error {
			row, err := change.GetNumber(tx, g.certs, "CERT-1")
			if err == nil {
				row.Value.Holder = "Somebody Else Ltd"
				_, err = change.Put(tx, g.certs, row.ID, row.Version, row.Value)
			}
			return err
		})
		later("certificate.delete", func(tx *change.Tx) error {
			row, err := change.GetNumber(tx, g.certs, "CERT-2")
			if err == nil {
				err = change.Delete(tx, g.certs, row.ID, row.Version)
			}
			return err
		})
		later("certificate.create", func(tx *change.Tx) error {
			_, err := change.Insert(tx, g.certs, certificate.Certificate{Scheme: "cyber-essentials", Holder: "New Ltd", Issued: shareToday})
			return err
		})
		v, err := g.rooms.Visit(ctx, change.By{Actor: a, Now: now}, room.Number)
		if err != nil {
			t.Fatal(err)
		}
		reg, found, err := v.List(ctx, "certificate", register.Query{})
		if err != nil || found.Total != 12 {
			t.Fatalf("%d certificates, %v", found.Total, err)
		}
		value, err := reg.Decode(found.Records[0].Body)
		if err != nil || reg.Text(value, "holder") != "Quayside Ltd" {
			t.Errorf("the list shows %q, %v", reg.Text(value, "holder"), err)
		}
		shown, err := v.Get(ctx, "certificate", "CERT-1")
		if err != nil || reg.Text(shown.Value, "holder") != "Quayside Ltd" {
			t.Errorf("the record shows %q, %v", reg.Text(shown.Value, "holder"), err)
		}
		if _, err := v.Get(ctx, "certificate", "CERT-2"); err != nil {
			t.Errorf("one that was deleted afterwards: %v", err)
		}
		for _, missing := range [][2]string{{"certificate", "CERT-13"}, {"certificate", "TASK-1"}, {"certificate", ""}, {"task", "TASK-1"}, {"audit-room", "ROOM-1"}, {"nothing", "X-1"}} {
			if _, err := v.Get(ctx, missing[0], missing[1]); errs.CodeOf(err) != errs.NotFound {
				t.Errorf("%v: %v", missing, err)
			}
		}
		if _, _, err := v.File(ctx, "certificate", "CERT-1", "holder"); errs.CodeOf(err) != errs.NotFound {
			t.Errorf("a field that is no file: %v", err)
		}
		sample, err := v.Draw(ctx, auditorroom.Sample{Register: "certificate", Size: 4, Seed: "quay 2027", Filters: []register.Filter{{Field: "expires", Op: register.To, Values: []string{"2027-09-10"}}}})
		if err != nil {
			t.Fatal(err)
		}
		var ten []string
		for i := range 10 {
			ten = append(ten, fmt.Sprint("CERT-", i+1))
		}
		if want := auditorroom.Draw("quay 2027", ten, 4); sample.Value.Population != 10 || !slices.Equal(sample.Value.Drawn, want) {
			t.Errorf("drawn %v of %d, want %v", sample.Value.Drawn, sample.Value.Population, want)
		}
		kept, again, err := v.Sample(ctx, sample.Number)
		if err != nil || !again.Same || !slices.Equal(again.Drawn, kept.Value.Drawn) {
			t.Errorf("drawn again: %+v, %v", again, err)
		}
		for name, bad := range map[string]auditorroom.Sample{
			"nothing":            {Register: "certificate"},
			"too many":           {Register: "certificate", Size: 501},
			"another register":   {Register: "task", Size: 1},
			"an odd seed":        {Register: "certificate", Size: 1, Seed: "a\nb"},
			"a filter of no use": {Register: "certificate", Size: 1, Filters: []register.Filter{register.Where("scope", "x")}},
			"nobody matches":     {Register: "certificate", Size: 1, Filters: []register.Filter{register.Where("scheme", "iso9001")}},
		} {
			if _, err := v.Draw(ctx, bad); errs.CodeOf(err) != errs.Invalid {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

// TestRequestsLife: asked, answered by a member, withdrawn by the auditor; never
// answered by the auditor, and never twice.
func TestRequestsLife(t *testing.T) {
	t.Parallel()
	onBothEngines(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		g := newGallery(t, s)
		g.certificate(t, "2027-09-30")
		room, now := g.room(t, aRoom("ada@example.org")), shareNow.Add(2*time.Hour)
		a := g.auditor(t, "ada", "ada@example.org", time.UnixMicro(room.Value.Until), authz.Scope{"win:read"})
		v, err := g.rooms.Visit(ctx, change.By{Actor: a, Now: now}, room.Number)
		if err != nil {
			t.Fatal(err)
		}
		for name, bad := range map[string]auditorroom.Request{"nothing": {Question: " "}, "no record": {Question: "x", About: "CERT-9"}, "no number": {Question: "x", About: "the policy"}} {
			if _, err := v.Ask(ctx, bad); errs.CodeOf(err) != errs.Invalid {
				t.Errorf("%s: %v", name, err)
			}
		}
		first, err := v.Ask(ctx, auditorroom.Request{Question: "The report of the last test.", State: auditorroom.Answered, Answer: "by myself"})
		if err != nil || first.Value.State != auditorroom.Asked || first.Value.Answer != "" {
			t.Fatalf("%+v, %v", first, err)
		}
		if _, err := g.rooms.Answer(ctx, change.By{Actor: a, Now: now}, first.Number, "yes", "", ""); errs.CodeOf(err) != errs.Forbidden {
			t.Errorf("who asks answers: %v", err)
		}
		if _, err := g.rooms.Answer(ctx, change.By{Actor: g.As(authz.Reader), Now: now}, first.Number, "yes", "", ""); errs.CodeOf(err) != errs.Forbidden {
			t.Errorf("a reader answers: %v", err)
		}
		if _, err := g.rooms.Answer(ctx, g.by(now), first.Number, " ", "", ""); errs.CodeOf(err) != errs.Invalid {
			t.Errorf("an empty answer: %v", err)
		}
		member := g.As(authz.Contributor)
		got, err := g.rooms.Answer(ctx, change.By{Actor: member, Now: now}, first.Number, "Here it is.", "", "")
		if err != nil || got.Value.State != auditorroom.Answered || got.Value.AnsweredBy != member.Person {
			t.Errorf("%+v, %v", got, err)
		}
		if _, err := g.rooms.Answer(ctx, g.by(now), first.Number, "Another.", "", ""); errs.CodeOf(err) != errs.Invalid {
			t.Errorf("answered twice: %v", err)
		}
		if _, err := v.Withdraw(ctx, first.Number); errs.CodeOf(err) != errs.Invalid {
			t.Errorf("withdrawn after the answer: %v", err)
		}
		second, err := v.Ask(ctx, auditorroom.Request{Question: "Something else."})
		if err != nil {
			t.Fatal(err)
		}
		if second, err = v.Withdraw(ctx, second.Number); err != nil || second.Value.State != auditorroom.Withdrawn {
			t.Errorf("%+v, %v", second, err)
		}
		if open, err := g.rooms.OpenRequests(ctx, g.Owner); len(open) != 0 || err != nil {
			t.Errorf("%d are open, %v", len(open), err)
		}
	})
}
