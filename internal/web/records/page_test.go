package records_test

import (
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"holdfast/internal/change"
	"holdfast/internal/links"
	"holdfast/internal/register"
	"holdfast/internal/web"
	"holdfast/internal/web/records"
	"holdfast/internal/web/ui"
)

// A record's page shows what is filled in; the rest is one line.
func TestARecordShowsWhatItHas(t *testing.T) {
	t.Parallel()
	h := build(t)
	h.fleet()
	h.get("owner", "/boats/BOAT-4").wants(http.StatusOK,
		"Not filled in: State, Built, Keeper, Berth, Worth, Log, Last seen, Fit for sea, Papers, Marks, Secret, Trip begins · Fill in",
		`href="/records/boat/BOAT-4/edit"`, `href="/records/boat/BOAT-4/field/keeper?page=1"`,
	).lacks(">none<", "Whose it is") // nothing under a heading: no heading
	full := h.get("owner", "/boats/BOAT-1").wants(http.StatusOK, "Whose it is", "Priya Nair Change Keeper", "Afloat Change State", "N/1 North quay Change Berth", "Not filled in: Worth, Log,")
	if n := strings.Count(full.Body.String(), "Not filled in"); n != 1 {
		t.Errorf("%d lines name what is missing", n)
	}
	// Who may not change it is not told what to fill in.
	h.get("reader", "/boats/BOAT-4").wants(http.StatusOK).lacks("Not filled in", "/edit\"", "Change")
}

// A value that is changed on its page comes back as it stands there.
func TestAValueOfAPageIsChangedWhereItStands(t *testing.T) {
	t.Parallel()
	h := build(t)
	h.fleet()
	const at = "/records/boat/BOAT-2/field/log"
	h.get("owner", "/boats/BOAT-2").wants(http.StatusOK, `href="`+at+`?page=1"`)
	h.piece("owner", at+"?page=1").wants(http.StatusOK, `action="`+at+`?page=1"`, `href="`+at+`?show=1&amp;page=1"`)
	h.piece("owner", at+"?show=1&page=1").wants(http.StatusOK, "Leaks at the stern.", "Change Log", `href="`+at+`?page=1"`)
	h.post("owner", at+"?page=1", url.Values{"version": {"1"}, "log": {"Sound\nnow"}}, htmx).wants(http.StatusOK, "Sound\nnow", "Change Log").lacks("<form")
	h.post("owner", at+"?page=1", url.Values{"version": {"2"}, "log": {""}}, htmx).wants(http.StatusOK, "none", "Change Log")
	// In a list's cell there is no room for the word.
	h.piece("owner", at+"?show=1").wants(http.StatusOK).lacks(">Change<", "?page=1")
}

// Whoever may add to a list is offered it, and once.
func TestAListOffersToAddOne(t *testing.T) {
	t.Parallel()
	h := build(t)
	h.get("owner", "/boats").wants(http.StatusOK, "Add a boat")
	h.fleet()
	const add = `<a class="btn btn-1" href="/records/boat/new">Add a boat</a>`
	for as, may := range map[string]bool{"owner": true, "compliance-manager": true, "reader": false} {
		if got := strings.Contains(h.get(as, "/boats").wants(http.StatusOK).Body.String(), add); got != may {
			t.Errorf("%s is offered to add: %v", as, got)
		}
	}
	for name, c := range map[string]struct {
		head []ui.Action
		new  string
		want []string
	}{
		"others stand beside it":       {[]ui.Action{{Label: "Other", Href: "/o"}}, "", []string{add, `href="/o"`}},
		"another is the primary one":   {[]ui.Action{{Label: "Other", Href: "/o", Primary: true}}, "", []string{`<a class="btn btn-1" href="/o"`, `<a class="btn" href="/records/boat/new"`}},
		"the head has it":              {[]ui.Action{{Label: "Write one", Href: "/records/boat/new"}}, "", []string{"Write one"}},
		"the head has it, elsewhere":   {[]ui.Action{{Label: "Launch", Href: "/launch", Primary: true}}, "/launch", []string{"Launch"}},
		"nothing stands beside it yet": {nil, "/launch", []string{`<a class="btn btn-1" href="/launch">Add a boat</a>`}},
	} {
		h.place(records.Place{Register: h.boats, Path: "/boats", Title: "Boats", New: c.new, Head: h.said(c.head)})
		page := h.get("owner", "/boats").wants(http.StatusOK, append(c.want, "Boats there are.")...).Body.String()
		if n := strings.Count(page, "Add a boat"); n > 1 || n == 1 && strings.HasPrefix(name, "the head") {
			t.Errorf("%s: it is offered %d times", name, n)
		}
	}
}

// What a page shows itself is not among its links.
func TestAPageLeavesOutLinksThatItShows(t *testing.T) {
	t.Parallel()
	h := build(t)
	rows := h.put(h.owner, boat{Name: "Albatross"}, boat{Name: "Bittern"})
	h.link(register.Ref{Kind: "boat", ID: rows[0].ID}, register.Ref{Kind: "boat", ID: rows[1].ID}, links.Related)
	h.get("owner", "/boats/BOAT-1").wants(http.StatusOK, "BOAT-2 Bittern", "1 record").lacks("Nothing yet")
	h.place(records.Place{Register: h.boats, Path: "/boats", Title: "Boats", Without: []string{links.Related}})
	h.get("owner", "/boats/BOAT-1").wants(http.StatusOK, "Linked with", "Nothing else.").lacks("Bittern")
}

// place serves the pages of a register as another part would declare them.
func (h *house) place(p records.Place) {
	h.t.Helper()
	routes := h.frame.Named(records.New(h.frame, nil, p).Routes())
	s, err := web.New(web.Config{Log: slog.New(slog.NewTextHandler(testLog{h.t}, nil)), Gate: h, Now: func() time.Time { return h.now }, Routes: routes})
	if err != nil {
		h.t.Fatal(err)
	}
	h.server = s.Handler(8417)
}

func (h *house) said(actions []ui.Action) func(*http.Request, *change.View) (records.Head, error) {
	return func(*http.Request, *change.View) (records.Head, error) {
		return records.Head{Sentence: ui.Sentence{Fact: "Boats there are."}, Actions: actions}, nil
	}
}

func (h *house) link(from, to register.Ref, role string) {
	h.t.Helper()
	h.do("boat.update", h.owner, func(tx *change.Tx) error { return tx.Link(from, to, role) })
}
