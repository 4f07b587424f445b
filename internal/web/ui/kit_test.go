package ui_test

import (
	"strings"
	"testing"

	"holdfast/internal/verdict"
	"holdfast/internal/web/ui"
	"holdfast/internal/web/uitest"
)

// What people typed is text, whatever it says.
func TestTextIsNeverMarkup(t *testing.T) {
	t.Parallel()
	evil := `<script>alert(1)</script>" onload="x`
	for name, got := range map[string]string{
		"run":      uitest.Render(t, ui.Runs([]ui.Run{{Text: evil}, {Text: evil, Href: `javascript:alert(1)`}, {Text: evil, Strong: true}, {Text: evil, Mark: true}, {Text: evil, Mute: true}, {Text: evil, Href: `/x" onclick="y`, Source: true}})),
		"quote":    uitest.Render(t, ui.QuoteOf(ui.Quote{Runs: ui.Plain(evil), Place: evil, Href: "javascript:alert(1)"})),
		"bid":      uitest.Render(t, ui.BidRows([]ui.BidRow{{Name: evil, ID: evil, Href: "javascript:alert(1)", Why: evil}})),
		"field":    uitest.Render(t, ui.FieldOf(ui.Field{ID: "x", Label: evil, Value: evil, Hint: evil, Err: evil})),
		"textarea": uitest.Render(t, ui.FieldOf(ui.Field{ID: "x", Label: "x", Kind: "textarea", Value: "</textarea>" + evil})),
	} {
		if strings.Contains(got, "<script") || strings.Contains(got, "javascript:") || strings.Contains(got, `" onload="`) || strings.Contains(got, `" onclick="`) {
			t.Errorf("%s: %s", name, got)
		}
	}
}

// A full stop follows the word before it without a space.
func TestSentencesKeepTheirSpaces(t *testing.T) {
	t.Parallel()
	got := uitest.Render(t, ui.Runs([]ui.Run{{Text: "Book by "}, {Text: "Friday", Strong: true}, {Text: "."}}))
	if got != "Book by <b>Friday</b>." {
		t.Errorf("%q", got)
	}
	got = uitest.Render(t, ui.QuoteOf(ui.QuoteOf3("The Supplier ", "must hold it", ".", "Page 7")))
	if !strings.Contains(got, "“The Supplier <mark>must hold it</mark>.”") {
		t.Errorf("%s", got)
	}
}

// Every state has a word and a shape of its own.
func TestStates(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for s, word := range map[verdict.State]string{verdict.Holds: "Holds", verdict.AtRisk: "At risk", verdict.Unknown: "Unknown", verdict.Fails: "Fails", "": "Unknown"} {
		html := uitest.Render(t, ui.State(s))
		n := uitest.Parse(t, html)
		if got := uitest.Text(n); got != word {
			t.Errorf("%q reads %q", s, got)
		}
		if s != "" {
			seen[uitest.Attr(uitest.All(n, "use")[0], "href")] = true
		}
	}
	if len(seen) != 4 {
		t.Errorf("%d shapes for four states", len(seen))
	}
}

func TestShellMarksThePlace(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]string{"/": "Today", "/bids": "Bids", "/bids/BID-4": "Bids", "/bidsx": "", "": ""} {
		s := uitest.Shell().At("A page", path)
		got := ""
		for _, g := range s.Nav {
			for _, it := range g.Items {
				if it.Current {
					got += it.Label
				}
			}
		}
		if got != want {
			t.Errorf("%q is at %q, want %q", path, got, want)
		}
	}
	for _, g := range uitest.Shell().Nav {
		for _, it := range g.Items {
			if it.Current {
				t.Error("marking one page's place changed the shell of another")
			}
		}
	}
}

func TestShellLeavesOutWhatIsNotThere(t *testing.T) {
	t.Parallel()
	n := uitest.Parse(t, uitest.Render(t, ui.Page(ui.Shell{Title: "Start", Bare: true})))
	if navs := uitest.All(n, "nav"); len(navs) != 0 {
		t.Error("a bare page has a navigation")
	}
	for _, a := range uitest.All(n, "a") {
		if uitest.Attr(a, "href") == "#nav" {
			t.Error("a bare page has a menu")
		}
	}
	if !strings.Contains(uitest.Text(uitest.ByClass(n, "foot")), "not affiliated with ISO") {
		t.Error("the foot does not say that Holdfast is independent")
	}
}

func TestHTMXStaysInsideThePolicy(t *testing.T) {
	t.Parallel()
	n := uitest.Parse(t, uitest.Render(t, ui.Page(uitest.Shell())))
	config := ""
	for _, m := range uitest.All(n, "meta") {
		if uitest.Attr(m, "name") == "htmx-config" {
			config = uitest.Attr(m, "content")
		}
	}
	for _, want := range []string{`"allowEval":false`, `"includeIndicatorStyles":false`, `"allowScriptTags":false`, `"selfRequestsOnly":true`} {
		if !strings.Contains(config, want) {
			t.Errorf("htmx-config %s has no %s", config, want)
		}
	}
}

// The faults that every page is searched for are found when they are there.
func TestFaultsAreFound(t *testing.T) {
	t.Parallel()
	for bad, want := range map[string]string{
		`<input name="x">`:                                 "no label",
		`<p style="color:red">x</p>`:                       "style attribute",
		`<button onclick="x()">x</button>`:                 "inline script",
		`<table><tr><td>x</td></tr></table>`:               "no caption",
		`<a href="#">x</a>`:                                "leads nowhere",
		`<a href="#gone">x</a>`:                            "not on the page",
		`<h1>two</h1>`:                                     "2 h1",
		`<p id="a"></p><p id="a"></p>`:                     "stands 2 times",
		`<svg></svg>`:                                      "neither a sentence",
		`<form action="/x"></form>`:                        "no button",
		`<script>x()</script>`:                             "inline <script>",
		`<a href="/x"><svg aria-hidden="true"/></a>`:       "no words",
		`<main><h1>again</h1><h4>deep</h4></main>`:         "h4 after h1",
		`<label for="none">x</label>`:                      "not on the page",
		`<fieldset><input name=a aria-label=a></fieldset>`: "no legend",
	} {
		n := uitest.Parse(t, `<html lang="en-GB"><title>x · Holdfast</title><body><h1>one</h1>`+bad)
		if got := strings.Join(uitest.Faults(n), "\n"); !strings.Contains(got, want) {
			t.Errorf("%s: %q, want %q", bad, got, want)
		}
	}
}
