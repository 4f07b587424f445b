package webtest

import (
	_ "embed"
	"fmt"
	"strings"

	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// axeScript is axe-core 4.14.1, under the Mozilla Public License 2.0: see
// testdata/LICENSE-axe-core.txt. Only tests carry it.
//
//go:embed testdata/axe.min.js
var axeScript string

// Violation is one rule that a page breaks.
type Violation struct {
	ID     string `json:"id"`
	Impact string `json:"impact"`
	Help   string `json:"help"`
	Nodes  []struct {
		Target  []any  `json:"target"` // CSS selectors, nested for frames
		Summary string `json:"failureSummary"`
	} `json:"nodes"`
}

// axeRun asks for some rules. Style sheets are not fetched once more: no rule
// needs them apart from the page.
const axeRun = `axe.run(document, {runOnly: %s, resultTypes: ["violations"], preload: false}).then(r => r.violations)`

const (
	// everyRule are the rules of WCAG 2.2 at A and AA, and best practice.
	everyRule = `["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]`
	// lookRules are those whose answer depends on the colours or on the room, and
	// not on the words and the marks of the page alone.
	lookRules = `{type: "rule", values: ["color-contrast", "link-in-text-block", "target-size", "scrollable-region-focusable", "aria-hidden-focus", "skip-link", "region"]}`
)

// Violations runs axe-core on the page as it stands. The script goes in
// through the debugger, so that the page's content policy stays as it is.
func (p *Page) Violations() []Violation {
	p.t.Helper()
	return p.axe(everyRule)
}

// ViolationsOfLook is Violations of what another look at the page can change:
// for one that has passed Violations in some other colours or width.
func (p *Page) ViolationsOfLook() []Violation {
	p.t.Helper()
	return p.axe(lookRules)
}

func (p *Page) axe(rules string) []Violation {
	p.t.Helper()
	if !Value[bool](p, `typeof axe !== "undefined"`) {
		p.do("putting axe into the page", chromedp.Evaluate[chromedp.Void](axeScript))
	}
	awaited := func(params *runtime.EvaluateParams) {
		yes := true
		params.AwaitPromise = &yes
	}
	found, err := chromedp.Run(p.ctx, chromedp.Evaluate[[]Violation](fmt.Sprintf(axeRun, rules), awaited))
	if err != nil {
		p.t.Fatalf("running axe on %s: %v", p.Path(), err)
	}
	return found
}

// Accessible fails the test for each violation of the page at 1440 and 360
// pixels, light and dark.
func (p *Page) Accessible() {
	p.t.Helper()
	for i, v := range []View{{Width: 360}, {Width: 360, Dark: true}, {Width: 1440, Dark: true}, {Width: 1440}} {
		p.Look(v)
		ask := p.ViolationsOfLook
		if i == 0 {
			ask = p.Violations
		}
		for _, problem := range ask() {
			p.t.Errorf("%s at %s: %s", p.Path(), v, problem)
		}
	}
}

func (v Violation) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s (%s): %s", v.ID, v.Impact, v.Help)
	for i, n := range v.Nodes {
		if i == 5 {
			fmt.Fprintf(&b, "\n    and %d more", len(v.Nodes)-i)
			break
		}
		fmt.Fprintf(&b, "\n    %v: %s", n.Target, strings.ReplaceAll(n.Summary, "\n", " "))
	}
	return b.String()
}
