package main

import (
	"fmt"
	"net/url"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"holdfast/internal/webtest"
)

// TestSearchInABrowser finds things from the keyboard in the palette.
func TestSearchInABrowser(t *testing.T) {
	t.Parallel()
	server := start(t, january, "demo", "--addr", "127.0.0.1:0", "--data", t.TempDir())
	p := webtest.Open(t, server.address)
	ctrlK := func() {
		t.Helper()
		webtest.Value[bool](p, `document.dispatchEvent(new KeyboardEvent("keydown", {key: "k", ctrlKey: true, bubbles: true, cancelable: true}))`)
		p.WaitFor("#palette[open]")
	}
	focused := func(want string) {
		t.Helper()
		if got := webtest.Value[string](p, `document.activeElement.id || document.activeElement.name || document.activeElement.tagName`); got != want {
			t.Errorf("focus is on %q, want %q", got, want)
		}
	}
	typed := func(text string) {
		t.Helper()
		webtest.Value[string](p, `document.querySelector("#palette input").value = ""`)
		p.Fill("#palette input", text)
		p.WaitFor(fmt.Sprintf("#palette-list[data-for=%q]", text))
	}

	webtest.Value[bool](p, `(document.getElementById("find").focus(), true)`)
	ctrlK()
	focused("q")
	p.WaitFor("#palette-list [role=option]")
	typed("soa")
	if got := p.Text("#palette-list [aria-selected=true]"); got == "" || !webtest.Value[bool](p, `document.querySelector("#palette-list [aria-selected=true]").id === document.querySelector("#palette input").getAttribute("aria-activedescendant")`) {
		t.Errorf("%q is chosen, and the box does not say so", got)
	}
	if got := webtest.Value[string](p, `document.querySelector("#palette-list [aria-selected=true]").dataset.href`); got != "/controls" {
		t.Errorf("“soa” leads to %s", got)
	}
	typed("regional data")
	first := p.Text("#palette-list [aria-selected=true]")
	p.Press(kb.ArrowDown)
	if second := p.Text("#palette-list [aria-selected=true]"); second == first {
		t.Errorf("an arrow stays on %q", second)
	}
	p.Press(kb.ArrowUp)
	if again := p.Text("#palette-list [aria-selected=true]"); again != first {
		t.Errorf("back on %q, not on %q", again, first)
	}
	p.Accessible()
	p.Press(kb.Escape)
	if p.Count("#palette[open]") != 0 {
		t.Error("Escape leaves it open")
	}
	focused("find")
	p.Click("#find")
	p.WaitFor("#palette[open]")
	typed("regional data")
	p.Press(kb.Enter)
	p.WaitFor("h1")
	if got := p.Path(); got != "/bids/BID-4" {
		t.Errorf("Enter led to %s", got)
	}
	p.Go("/search?q=data")
	p.Accessible()
}

// TestSearchWithoutScript does the same on the page.
func TestSearchWithoutScript(t *testing.T) {
	t.Parallel()
	server := start(t, january, "demo", "--addr", "127.0.0.1:0", "--data", t.TempDir())
	p := webtest.Open(t, server.address)
	p.WithoutScript()
	p.Go("/")
	if got := p.Follow("#find"); got != 200 || p.Path() != "/search" {
		t.Fatalf("the box leads to %s with %d", p.Path(), got)
	}
	p.Fill("#q", "data")
	p.Follow("main form button")
	p.Says("results for “data”")
	p.Says("Regional data platform")
	p.Go("/search")
	p.Fill("#q", "bid-4")
	p.Follow("main form button")
	if got := p.Path(); got != "/bids/BID-4" {
		t.Errorf("a number leads to %s", got)
	}
}

// TestSearchPages: what the page says of nothing, of too much, and of what the
// reader types as a trick.
func TestSearchPages(t *testing.T) {
	t.Parallel()
	server := start(t, january, "demo", "--addr", "127.0.0.1:0", "--data", t.TempDir())
	for _, c := range []struct {
		q      string
		status int
		says   []string
	}{
		{"", 200, []string{"What are you looking for?"}},
		{"zebra crossing", 200, []string{"Nothing found for “zebra crossing”"}},
		{"<script>alert(1)</script>", 200, []string{"&lt;script&gt;"}},
		{"certif", 200, []string{`id="in-certificate"`, "<mark>certification</mark>"}},
		{fmt.Sprintf("%0201d", 1), 422, []string{"Search for fewer words"}},
	} {
		server.says(t, "/search?q="+url.QueryEscape(c.q), c.status, c.says...)
	}
}
