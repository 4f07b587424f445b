package evidence_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/errs"
	"holdfast/internal/evidence"
	"holdfast/internal/links"
)

func TestCollectAgainKeepsWhatWasBefore(t *testing.T) {
	t.Parallel()
	h := setup(t)
	e := link("review", h.today-100)
	e.CollectEvery = 90
	first := h.collect(e, "", "A.5.1", "a.5.19")
	if got := strings.Join(h.refs(first.ID, links.Evidences), " "); got != "A.5.1 A.5.19" {
		t.Errorf("it is for %q", got)
	}
	o := h.survey()
	if o.Counts[evidence.Stale] != 2 || o.Items[evidence.Stale] != 1 || len(o.Gone) != 1 || o.Total != 1 {
		t.Errorf("before: %+v", o)
	}
	e.Collected = h.today
	second := h.collect(e, first.Number)
	old, err := h.s.Get(t.Context(), h.by.Actor, first.Number)
	if err != nil || old.Value.SupersededBy != second.Number || second.Value.Supersedes != first.Number {
		t.Errorf("%+v, %+v, %v", old.Value, second.Value, err)
	}
	if got := strings.Join(h.refs(second.ID, links.Evidences), " "); got != "A.5.1 A.5.19" {
		t.Errorf("the new one is for %q", got)
	}
	if got := strings.Join(h.refs(first.ID, links.Evidences), " "); got != "A.5.1 A.5.19" {
		t.Errorf("the old one is for %q: it is to stay what it was", got)
	}
	if o := h.survey(); o.Counts[evidence.Fresh] != 2 || o.Total != 1 || len(o.Gone) != 0 {
		t.Errorf("after: %+v", o)
	}
	if _, err := h.s.Collect(t.Context(), h.by, evidence.Collecting{Evidence: e, Again: first.Number}); errs.CodeOf(err) != errs.Conflict {
		t.Errorf("the old one collected a second time: %v", err)
	}
}

func TestTargetsAreLookedUp(t *testing.T) {
	t.Parallel()
	h := setup(t)
	for _, bad := range []string{"A.5.2", "CTRL-99", "nonsense", "' OR 1=1", "EV-1"} {
		_, err := h.s.Collect(t.Context(), h.by, evidence.Collecting{Evidence: link("x", h.today), For: []string{"A.5.1", bad}})
		if f := errs.FieldsOf(err); errs.CodeOf(err) != errs.Invalid || len(f) != 1 || f[0].Pointer != "/for" {
			t.Errorf("%q: %v", bad, err)
		}
	}
	row := h.collect(link("x", h.today), "", "A.5.1", "CTRL-1", " a.5.1 ", "")
	if got := h.refs(row.ID, links.Evidences); len(got) != 1 {
		t.Errorf("one control, said three times: %v", got)
	}
	if _, err := h.s.Set(t.Context(), h.by, row.Number, []string{"CTRL-2"}); err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(h.refs(row.ID, links.Evidences), " "); got != "A.5.19" {
		t.Errorf("set to A.5.19, it is for %q", got)
	}
	bad := evidence.Evidence{Title: "x", Type: evidence.Record, RecordNumber: "CTRL-77", Collected: h.today}
	if _, err := h.s.Collect(t.Context(), h.by, evidence.Collecting{Evidence: bad}); errs.CodeOf(err) != errs.Invalid {
		t.Errorf("a record that is not there: %v", err)
	}
	bad.RecordNumber = "ctrl-2"
	if row := h.collect(bad, ""); row.Value.RecordNumber != "CTRL-2" || row.Value.RecordKind != "control" {
		t.Errorf("%+v", row.Value)
	}
}

func TestChecksOfAnItem(t *testing.T) {
	t.Parallel()
	h := setup(t)
	for field, change := range map[string]func(*evidence.Evidence){
		"url":          func(e *evidence.Evidence) { e.URL = "javascript:alert(1)" },
		"validUntil":   func(e *evidence.Evidence) { e.ValidUntil = e.Collected - 1 },
		"collectEvery": func(e *evidence.Evidence) { e.CollectEvery = evidence.MaxEvery + 1 },
		"collected":    func(e *evidence.Evidence) { e.Collected = 0 },
		"title":        func(e *evidence.Evidence) { e.Title = " " },
	} {
		e := link("x", h.today)
		change(&e)
		_, err := h.s.Collect(t.Context(), h.by, evidence.Collecting{Evidence: e})
		if f := errs.FieldsOf(err); len(f) != 1 || f[0].Pointer != "/"+field {
			t.Errorf("%s: %v", field, err)
		}
	}
	if _, err := h.s.Collect(t.Context(), h.as("p-2", authz.Reader), evidence.Collecting{Evidence: link("x", h.today)}); errs.CodeOf(err) != errs.Forbidden {
		t.Errorf("a reader collects: %v", err)
	}
}

// TestPlainWritesFillNothingThatActionsFill: what stands in a body of the API is
// no proof that a link was looked at or a request accepted.
func TestPlainWritesFillNothingThatActionsFill(t *testing.T) {
	t.Parallel()
	h := setup(t)
	for field, fill := range map[string]func(*evidence.Evidence){
		"supersededBy": func(e *evidence.Evidence) { e.SupersededBy = "EV-1" },
		"request":      func(e *evidence.Evidence) { e.Request = "REQ-1" },
		"lastChecked":  func(e *evidence.Evidence) { e.LastChecked = h.today },
		"mediaType":    func(e *evidence.Evidence) { e.MediaType = "text/html" },
	} {
		e := link("x", h.today)
		fill(&e)
		_, err := h.door.Do(t.Context(), h.by.Request("evidence.create", nil), func(tx *change.Tx) error {
			_, err := h.s.Create(tx, &e)
			return err
		})
		if f := errs.FieldsOf(err); len(f) != 1 || f[0].Pointer != "/"+field {
			t.Errorf("%s: %v", field, err)
		}
	}
}

func TestLookAsksOnlyWhenAsked(t *testing.T) {
	t.Parallel()
	h := setup(t)
	asked := []string{}
	look := func(_ context.Context, address string) evidence.Looked {
		asked = append(asked, address)
		return evidence.Looked{Found: evidence.LinkGone, Says: "It is gone."}
	}
	plain, watched := h.collect(link("plain", h.today-200), ""), link("watched", h.today-200)
	watched.Watch = true
	w := h.collect(watched, "")
	if len(asked) != 0 {
		t.Errorf("collecting asked %v", asked)
	}
	row, err := h.s.Look(t.Context(), h.by, plain.Number, h.today, look)
	if err != nil || row.Value.Check != evidence.LinkGone || row.Value.LastChecked != h.today || row.Value.CheckSays != "It is gone." {
		t.Errorf("%+v, %v", row.Value, err)
	}
	if _, err := h.s.Look(t.Context(), h.as("p-2", authz.Reader), plain.Number, h.today, look); errs.CodeOf(err) != errs.Forbidden || len(asked) != 1 {
		t.Errorf("for a reader: %v, asked %v", err, asked)
	}
	asked = nil
	for range 2 { // the second time there is nothing to do
		if _, err := h.s.LookAtWatched(t.Context(), h.by, h.today, 10, look); err != nil {
			t.Fatal(err)
		}
	}
	if len(asked) != 1 || asked[0] != w.Value.URL {
		t.Errorf("watched links: asked %v", asked)
	}
	if n, err := h.s.LookAtWatched(t.Context(), h.by, h.today+evidence.CheckEvery, 10, look); n != 1 || err != nil {
		t.Errorf("after 30 days: %d, %v", n, err)
	}
}

func TestDue(t *testing.T) {
	t.Parallel()
	today := civil.MustParse("2027-01-06")
	e := link("x", today-80)
	e.CollectEvery, e.Owner = 90, "p-1"
	items := evidence.Due([]evidence.Row{{Value: e}}, today)
	if len(items) != 1 || items[0].Date != today+10 || items[0].Owner != "p-1" || items[0].Kind != "evidence-stale" {
		t.Errorf("%+v", items)
	}
	e.CollectEvery = 360
	if items := evidence.Due([]evidence.Row{{Value: e}}, today); len(items) != 0 {
		t.Errorf("what is fresh is nobody's work: %+v", items)
	}
	if items := evidence.Due([]evidence.Row{{Value: link("x", today-183)}}, today); len(items) != 1 || items[0].Kind != "evidence-link" {
		t.Errorf("a link that nobody looked at: %+v", items)
	}
	e.CollectEvery, e.SupersededBy = 1, "EV-2"
	if items := evidence.Due([]evidence.Row{{Value: e}}, today); len(items) != 0 {
		t.Errorf("a superseded item: %+v", items)
	}
	req := evidence.Request{Title: "x", Name: "Ada", Owner: "p-1", State: evidence.Open, Due: today - 3, Expires: today + 5}
	for _, c := range []struct {
		change func(r *evidence.Request)
		owner  string
		step   string
	}{
		{func(*evidence.Request) {}, "p-1", "send"},
		{func(r *evidence.Request) { r.Name, r.Person = "", "p-2" }, "p-2", "send"},
		{func(r *evidence.Request) { r.Name, r.Person, r.State = "", "p-2", evidence.Received }, "p-1", "accept"},
	} {
		r := req
		c.change(&r)
		items := evidence.DueRequests([]evidence.RequestRow{{Value: r}}, today)
		if len(items) != 1 || items[0].Owner != c.owner || items[0].Step != c.step || items[0].Days != -3 {
			t.Errorf("%+v: %+v", r, items)
		}
	}
	req.State = evidence.Closed
	if items := evidence.DueRequests([]evidence.RequestRow{{Value: req}}, today); len(items) != 0 {
		t.Errorf("a closed request: %+v", items)
	}
}

var zone = time.UTC
