package store_test

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/errs"
	"holdfast/internal/register"
	"holdfast/internal/scheme"
	"holdfast/internal/share/access"
	"holdfast/internal/share/auditorroom"
	"holdfast/internal/share/trustpage"
	"holdfast/internal/store"
	"holdfast/internal/store/storetest"
	"holdfast/internal/task"
	"holdfast/internal/win/certificate"
)

// gallery is an organisation with what it shows outsiders.
type gallery struct {
	*storetest.House
	certs  *register.Register[certificate.Certificate]
	pages  *trustpage.Service
	alerts *trustpage.Alerts
	rooms  *auditorroom.Service
}

var (
	shareNow   = time.Date(2027, 1, 6, 12, 0, 0, 0, time.UTC)
	shareToday = civil.MustParse("2027-01-06")
)

func newGallery(t *testing.T, s *store.Store) *gallery {
	t.Helper()
	g := &gallery{House: storetest.NewHouse(t, s), certs: certificate.Register(scheme.Default())}
	pages, rooms, samples, requests := trustpage.Register(), auditorroom.Rooms(), auditorroom.Samples(), auditorroom.Requests()
	g.Door = change.New(s, register.NewBook(g.certs, task.Register(), pages, rooms, samples, requests))
	g.pages = trustpage.NewService(g.Door, s, scheme.Default(), g.certs, pages)
	g.alerts = &trustpage.Alerts{Pages: g.pages, Store: s, Base: "https://holdfast.example.org", Domain: "holdfast.example.org"}
	g.rooms = auditorroom.NewService(g.Door, rooms, samples, requests)
	return g
}

func (g *gallery) by(now time.Time) change.By { return change.By{Actor: g.Owner, Now: now} }

// certificate adds one that ends on a day.
func (g *gallery) certificate(t *testing.T, expires string) register.Row[certificate.Certificate] {
	t.Helper()
	var row register.Row[certificate.Certificate]
	end := civil.MustParse(expires)
	_, err := g.Do("certificate.create", func(tx *change.Tx) (err error) {
		row, err = change.Insert(tx, g.certs, certificate.Certificate{
			Scheme: "cyber-essentials", Holder: "Quayside Ltd", Number: "N" + expires, Issued: end.AddDays(-364), Expires: end,
			Status: []certificate.StatusChange{{State: "certified", From: end.AddDays(-364)}},
		})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return row
}

// onBothEngines runs a test on SQLite and on PostgreSQL.
func onBothEngines(t *testing.T, test func(t *testing.T, s *store.Store)) {
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		test(t, openSQLite(t))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		s, _ := openPostgres(t)
		test(t, s)
	})
}

func TestTrustPage(t *testing.T) {
	t.Parallel()
	onBothEngines(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		g, other := newGallery(t, s), newGallery(t, s)
		cert := g.certificate(t, "2027-09-30")
		g.certificate(t, "2027-10-30")
		want := func(err error, code errs.Code, what string) {
			t.Helper()
			if errs.CodeOf(err) != code {
				t.Errorf("%s: %v, want the code %q", what, err, code)
			}
		}
		_, err := g.pages.Switch(ctx, g.by(shareNow), true)
		want(err, errs.Invalid, "switching on what is not there")
		row, err := g.pages.Save(ctx, g.by(shareNow), 0, trustpage.Settings{On: true, Certificates: []string{"cert-1", "CERT-99"}})
		if err != nil {
			t.Fatal(err)
		}
		if row.Value.On || len(row.Value.Certificates) != 1 || !strings.HasPrefix(row.Value.Handle, "quayside-") {
			t.Errorf("saved %+v", row.Value)
		}
		_, _, err = g.pages.Public(ctx, row.Value.Handle, shareNow, shareToday)
		_, _, unknown := g.pages.Public(ctx, "nobody-has-this", shareNow, shareToday)
		want(err, errs.NotFound, "a page that is off")
		if err.Error() != unknown.Error() {
			t.Errorf("off says %q, unknown says %q", err, unknown)
		}
		preview, err := g.pages.Preview(ctx, g.Owner, &row.Value, shareNow, shareToday)
		if err != nil || len(preview.Cards) != 1 {
			t.Fatalf("preview %+v, %v", preview, err)
		}
		if row, err = g.pages.Switch(ctx, g.by(shareNow), true); err != nil || !row.Value.On {
			t.Fatal(err)
		}
		page, org, err := g.pages.Public(ctx, row.Value.Handle, shareNow, shareToday)
		if err != nil || org != g.Owner.Org || fmt.Sprint(page) != fmt.Sprint(preview) {
			t.Errorf("public %+v\npreview %+v, %v", page, preview, err)
		}
		// Saving again keeps it on, and takes a version.
		_, err = g.pages.Save(ctx, g.by(shareNow), 1, row.Value)
		want(err, errs.Conflict, "saving over a newer version")
		set := row.Value
		set.Handle, set.Contact = "the-quay", "info@example.org"
		if row, err = g.pages.Save(ctx, g.by(shareNow), row.Version, set); err != nil || !row.Value.On || row.Value.Handle != "the-quay" {
			t.Fatalf("%+v, %v", row, err)
		}
		_, err = other.pages.Save(ctx, other.by(shareNow), 0, trustpage.Settings{Handle: "the-quay"})
		want(err, errs.Invalid, "another's address")
		_, err = other.pages.Save(ctx, change.By{Actor: other.As(authz.Reader), Now: shareNow}, 0, trustpage.Settings{})
		want(err, errs.Forbidden, "a reader's settings")
		// The database keeps a second record away, whoever writes it.
		_, err = g.Do("trust-page.create", func(tx *change.Tx) error {
			_, err := change.AnyInsert(tx, g.Door.Book().Of(trustpage.Kind), &trustpage.Settings{Handle: "second"})
			return err
		})
		want(err, errs.Conflict, "a second page")
		// A recorded suspension shows at once.
		if _, err := g.Do("certificate.update", func(tx *change.Tx) error {
			c := cert.Value
			c.Status = append(c.Status, certificate.StatusChange{State: "suspended", From: shareToday})
			_, err := change.Put(tx, g.certs, cert.ID, cert.Version, c)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		page, _, err = g.pages.Public(ctx, "the-quay", shareNow, shareToday)
		if err != nil || page.Cards[0].Status.Key != trustpage.Suspended {
			t.Errorf("%+v, %v", page.Cards, err)
		}
		if _, err := g.pages.Switch(ctx, g.by(shareNow), false); err != nil {
			t.Fatal(err)
		}
		_, _, err = g.pages.Public(ctx, "the-quay", shareNow, shareToday)
		want(err, errs.NotFound, "switched off again")
	})
}

// letters keeps the mails that were sent.
type letters struct{ sent []trustpage.Mail }

func (l *letters) SendMail(_ context.Context, m trustpage.Mail) error {
	l.sent = append(l.sent, m)
	return nil
}

// deliver runs every job that waits.
func (g *gallery) deliver(t *testing.T, now time.Time, today civil.Date) *letters {
	t.Helper()
	l := &letters{}
	jobs, err := g.Store.ClaimJobs(t.Context(), []string{trustpage.WorkConfirm, trustpage.WorkTell}, now, now.Add(time.Minute), 100)
	if err != nil {
		t.Fatal(err)
	}
	for _, j := range jobs {
		if err := g.alerts.Deliver(t.Context(), j, now, today, l); err != nil {
			t.Fatal(err)
		}
		if _, err := g.Store.EndJob(t.Context(), j, change.Outcome{State: change.JobDone, At: now.UnixMicro()}); err != nil {
			t.Fatal(err)
		}
	}
	return l
}

var linkIn = regexp.MustCompile(`/trust/([a-z0-9-]+)/(confirm|stop)/([A-Z2-7]+)`)

func TestTellMeWhenItLapses(t *testing.T) {
	t.Parallel()
	onBothEngines(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		g := newGallery(t, s)
		g.certificate(t, "2027-01-20")
		g.certificate(t, "2027-09-30")
		if _, err := g.pages.Save(ctx, g.by(shareNow), 0, trustpage.Settings{Handle: "quay", Certificates: []string{"CERT-1", "CERT-2"}}); err != nil {
			t.Fatal(err)
		}
		ask := func(email, source string) error {
			return g.alerts.Subscribe(ctx, "quay", email, source, shareNow, shareToday)
		}
		if err := ask("buyer@example.org", ""); errs.CodeOf(err) != errs.NotFound {
			t.Errorf("a page that is off takes addresses: %v", err)
		}
		if _, err := g.pages.Switch(ctx, g.by(shareNow), true); err != nil {
			t.Fatal(err)
		}
		before := trailSize(t, g)
		for _, bad := range []string{"", "buyer", "a@b", "a b@example.org", "a@example.org\nBcc: c@example.org", "a@example.org,b@example.org", "<a@example.org>", "a@@example.org", strings.Repeat("a", 250) + "@example.org", "ü@example.org"} {
			if err := ask(bad, ""); errs.CodeOf(err) != errs.Invalid {
				t.Errorf("%q: %v", bad, err)
			}
		}
		if err := ask(" Buyer@Example.org ", "192.0.2.0/24"); err != nil {
			t.Fatal(err)
		}
		mails := g.deliver(t, shareNow, shareToday)
		if len(mails.sent) != 1 || mails.sent[0].To != "buyer@example.org" {
			t.Fatalf("%+v", mails.sent)
		}
		secret := linkIn.FindStringSubmatch(mails.sent[0].Text)[3]
		// Looking at the link confirms nothing, and another page's link does not exist.
		if _, err := g.alerts.Pending(ctx, "quay", secret, shareNow, shareToday); err != nil {
			t.Error(err)
		}
		if subs, _ := s.Subscriptions(ctx, g.Owner.Org); len(subs) != 0 {
			t.Error("it was confirmed by looking")
		}
		if _, err := g.alerts.Confirm(ctx, "quay", secret, shareNow.Add(49*time.Hour), shareToday); errs.CodeOf(err) != errs.NotFound {
			t.Errorf("an old link: %v", err)
		}
		for range 2 {
			if _, err := g.alerts.Confirm(ctx, "quay", secret, shareNow, shareToday); err != nil {
				t.Error(err)
			}
		}
		// Asked for again it is silent: who has the address finds out nothing.
		if err := ask("buyer@example.org", ""); err != nil {
			t.Error(err)
		}
		if again := g.deliver(t, shareNow, shareToday); len(again.sent) != 0 {
			t.Errorf("somebody who is told already gets %+v", again.sent)
		}
		// Nothing has lapsed; then one has, and is told once.
		look := func(now time.Time, today civil.Date, want int) {
			t.Helper()
			for range 2 {
				if _, err := g.alerts.Look(ctx, g.Owner.Org, now, today); err != nil {
					t.Fatal(err)
				}
			}
			if l := g.deliver(t, now, today); len(l.sent) != want {
				t.Errorf("on %s: %d mails, want %d: %+v", today, len(l.sent), want, l.sent)
			} else if want > 0 {
				mails = l
			}
		}
		look(shareNow, shareToday, 0)
		last, gone := shareNow.AddDate(0, 0, 14), shareNow.AddDate(0, 0, 15)
		look(last, shareToday.AddDays(14), 0)
		look(gone, shareToday.AddDays(15), 1)
		look(gone.Add(time.Hour), shareToday.AddDays(15), 0)
		if m := mails.sent[0]; !strings.Contains(m.Text, "Expired: it ended on 20 January 2027, 1 day ago.") || !strings.Contains(m.Subject, "N2027-01-20") {
			t.Errorf("%s\n%s", m.Subject, m.Text)
		}
		// Switched off, nobody is told.
		if _, err := g.pages.Switch(ctx, g.by(gone), false); err != nil {
			t.Fatal(err)
		}
		look(shareNow.AddDate(1, 0, 0), shareToday.AddDays(365), 0)
		if _, err := g.pages.Switch(ctx, g.by(gone), true); err != nil {
			t.Fatal(err)
		}
		stop := linkIn.FindStringSubmatch(mails.sent[0].Text)[3]
		if there, err := g.alerts.Stoppable(ctx, stop); !there || err != nil {
			t.Error(there, err)
		}
		for range 2 {
			if err := g.alerts.Stop(ctx, stop); err != nil {
				t.Error(err)
			}
		}
		look(shareNow.AddDate(1, 0, 0), shareToday.AddDays(365), 0)
		if subs, _ := s.Subscriptions(ctx, g.Owner.Org); len(subs) != 0 {
			t.Errorf("the address is kept after it was ended: %+v", subs)
		}
		if after := trailSize(t, g); after != before+2 { // off and on
			t.Errorf("strangers made the trail grow from %d to %d", before, after)
		}
	})
}

func trailSize(t *testing.T, g *gallery) int64 {
	t.Helper()
	var size int64
	g.See(t, func(v *change.View) error {
		leaves, err := v.Trail(change.TrailQuery{Limit: 1})
		if len(leaves) > 0 {
			size = leaves[0].Seq + 1
		}
		return err
	})
	return size
}

func TestSubscriptionLimits(t *testing.T) {
	t.Parallel()
	onBothEngines(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		g := newGallery(t, s)
		g.certificate(t, "2027-09-30")
		if _, err := g.pages.Save(ctx, g.by(shareNow), 0, trustpage.Settings{Handle: "quay", Certificates: []string{"CERT-1"}}); err != nil {
			t.Fatal(err)
		}
		if _, err := g.pages.Switch(ctx, g.by(shareNow), true); err != nil {
			t.Fatal(err)
		}
		taken := func(email, source string, now time.Time) bool {
			err := g.alerts.Subscribe(ctx, "quay", email, source, now, shareToday)
			if code := errs.CodeOf(err); code != "" && code != errs.RateLimited {
				t.Fatal(err)
			}
			return err == nil
		}
		count := func(n int, each func(i int) bool) (k int) {
			for i := range n {
				if each(i) {
					k++
				}
			}
			return k
		}
		if n := count(5, func(int) bool { return taken("one@example.org", "", shareNow) }); n != 2 {
			t.Errorf("one address was mailed to %d times", n)
		}
		if n := count(20, func(i int) bool { return taken(fmt.Sprintf("s%d@example.org", i), "192.0.2.0/24", shareNow) }); n != 10 {
			t.Errorf("one network had %d mails sent", n)
		}
		if n := count(100, func(i int) bool {
			return taken(fmt.Sprintf("m%d@example.org", i), fmt.Sprintf("10.0.%d.0/24", i), shareNow)
		}); n != 48 {
			t.Errorf("one page had %d mails more sent", n)
		}
		if !taken("later@example.org", "192.0.2.0/24", shareNow.Add(61*time.Minute)) {
			t.Error("an hour later nothing is taken still")
		}
		if err := g.alerts.Sweep(ctx, shareNow.Add(49*time.Hour)); err != nil {
			t.Error(err)
		}
		if n, err := s.CountSubscriptions(ctx, g.Owner.Org, "", "", 0); err != nil || n.Organisation != 1 {
			t.Errorf("after two days %d addresses are kept, %v", n.Organisation, err)
		}
		if err := s.In(ctx, store.Org(g.Owner.Org), func(tx *store.Tx) error {
			n, err := tx.EraseSubscriptions(ctx, "later@example.org")
			if n != 1 {
				t.Errorf("erased %d", n)
			}
			return err
		}); err != nil {
			t.Error(err)
		}
	})
}

func TestAccessLog(t *testing.T) {
	t.Parallel()
	onBothEngines(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		g, other := newGallery(t, s), newGallery(t, s)
		var throttle access.Throttle
		keep := func(n int, e access.Entry) {
			t.Helper()
			var batch []access.Entry
			for i := range n {
				x := e
				x.ID, x.At = fmt.Sprintf("%s-%04d", e.What, i), shareNow.Add(time.Duration(i)*time.Millisecond).UnixMicro()
				batch = append(batch, throttle.Shape(x))
			}
			if err := s.KeepAccess(ctx, batch); err != nil {
				t.Fatal(err)
			}
		}
		keep(1000, access.Entry{Org: g.Owner.Org, Who: access.Public, What: "Trust page", Address: "192.0.2.0/24", Status: 200})
		keep(500, access.Entry{Org: g.Owner.Org, Who: access.Public, What: "Trust page", Address: "192.0.2.0/24", Status: 200})
		keep(300, access.Entry{Org: g.Owner.Org, Who: "auditor-1", Room: "ROOM-1", What: "Room", Status: 200})
		keep(3, access.Entry{Org: other.Owner.Org, Who: access.Public, What: "Trust page", Status: 404})
		all, err := s.AccessLog(ctx, g.Owner.Org, access.Query{Limit: 5000})
		if err != nil || len(all) != access.Limit+1+300 {
			t.Errorf("%d lines, want %d, %v", len(all), access.Limit+1+300, err)
		}
		for _, c := range []struct {
			q    access.Query
			want int64
		}{
			{access.Query{}, 1800},
			{access.Query{Who: access.Public}, 1500},
			{access.Query{Who: access.Auditors}, 300},
			{access.Query{Who: "auditor-1", Room: "ROOM-1"}, 300},
			{access.Query{What: "Room"}, 300},
			{access.Query{From: shareNow.Add(time.Hour).UnixMicro()}, 0},
			{access.Query{To: shareNow.UnixMicro()}, 0},
			{access.Query{Room: "ROOM-2"}, 0},
		} {
			if n, err := s.AccessCount(ctx, g.Owner.Org, c.q); n != c.want || err != nil {
				t.Errorf("%+v counts %d, want %d, %v", c.q, n, c.want, err)
			}
		}
		// Page by page it is the same list.
		seen, q := 0, access.Query{Limit: 70}
		for {
			page, err := s.AccessLog(ctx, g.Owner.Org, q)
			if err != nil {
				t.Fatal(err)
			}
			for i, e := range page {
				if e != all[seen+i] {
					t.Fatalf("line %d differs", seen+i)
				}
			}
			if seen += len(page); len(page) < q.Limit {
				break
			}
			q.BeforeAt, q.BeforeID = page[len(page)-1].At, page[len(page)-1].ID
		}
		if seen != len(all) {
			t.Errorf("%d lines page by page, %d at once", seen, len(all))
		}
		if n, err := s.SweepAccess(ctx, shareNow.Add(time.Hour).UnixMicro()); n < 300 || err != nil {
			t.Errorf("swept %d, %v", n, err)
		}
	})
}
