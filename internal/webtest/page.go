package webtest

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

func baseOf(t *testing.T, address string) string {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return u.Scheme + "://" + u.Host
}

func (p *Page) do(what string, steps ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	if err := chromedp.Do(p.ctx, steps...); err != nil {
		p.t.Fatalf("%s: %v", what, err)
	}
}

// Go opens a path of the same server: Go("/bids"). The time limit begins anew.
func (p *Page) Go(path string) {
	p.t.Helper()
	p.renew()
	p.do("going to "+path, chromedp.Navigate(p.base+path))
}

// Path gives the path and query that the window shows.
func (p *Page) Path() string {
	p.t.Helper()
	return strings.TrimPrefix(Value[string](p, "location.href"), p.base)
}

// Text gives the visible text of the first element that the CSS selector
// matches, waiting for it; white space is single.
func (p *Page) Text(selector string) string {
	p.t.Helper()
	s, err := chromedp.Run(p.ctx, chromedp.Text(chromedp.CSS(selector)))
	for range 20 { // a page that leads on by itself goes while it is read
		if err == nil || !strings.Contains(err.Error(), "-32000") {
			break
		}
		time.Sleep(50 * time.Millisecond)
		s, err = chromedp.Run(p.ctx, chromedp.Text(chromedp.CSS(selector)))
	}
	if err != nil {
		p.t.Fatalf("text of %s: %v", selector, err)
	}
	return strings.Join(strings.Fields(s), " ")
}

// Texts gives the text of every element that matches now; none is fine.
func (p *Page) Texts(selector string) []string {
	p.t.Helper()
	return Value[[]string](p, fmt.Sprintf(`[...document.querySelectorAll(%s)].map(e => e.innerText.trim().replace(/\s+/g, " "))`, quote(selector)))
}

// Count gives how many elements match now.
func (p *Page) Count(selector string) int {
	p.t.Helper()
	return Value[int](p, fmt.Sprintf(`document.querySelectorAll(%s).length`, quote(selector)))
}

// Says fails the test unless the page says text somewhere that can be seen.
func (p *Page) Says(text string) {
	p.t.Helper()
	if body := p.Text("body"); !strings.Contains(body, text) {
		p.t.Errorf("%s does not say %q. It says: %.1500s", p.Path(), text, body)
	}
}

// Click clicks the first element that matches, and waits for nothing.
func (p *Page) Click(selector string) {
	p.t.Helper()
	p.do("clicking "+selector, chromedp.Click(chromedp.CSS(selector)))
}

// Follow clicks, and waits for the page that this leads to. It gives the
// status of that page.
func (p *Page) Follow(selector string) int {
	p.t.Helper()
	resp, err := chromedp.RunResponse(p.ctx, chromedp.Click(chromedp.CSS(selector)))
	if err != nil {
		p.t.Fatalf("following %s: %v", selector, err)
	}
	return int(resp.Status)
}

// FollowText follows the first link or button with exactly this visible text.
func (p *Page) FollowText(text string) int {
	p.t.Helper()
	found := Value[bool](p, fmt.Sprintf(`(() => {
		const e = [...document.querySelectorAll("a, button, summary")].find(e => e.checkVisibility() && e.innerText.trim().replace(/\s+/g, " ") === %s);
		document.querySelectorAll("[data-webtest]").forEach(o => o.removeAttribute("data-webtest"));
		if (e) e.setAttribute("data-webtest", "");
		return !!e;
	})()`, quote(text)))
	if !found {
		p.t.Fatalf("no link or button %q on %s", text, p.Path())
	}
	return p.Follow("[data-webtest]")
}

// Fill replaces what stands in a field, as typing does.
func (p *Page) Fill(selector, text string) {
	p.t.Helper()
	p.do("filling "+selector, chromedp.Clear(chromedp.CSS(selector)), chromedp.SendKeys(chromedp.CSS(selector), text))
}

// Choose sets a select, or a date field, to a value and tells the page so.
func (p *Page) Choose(selector, value string) {
	p.t.Helper()
	p.do("choosing "+selector, chromedp.WaitReady(chromedp.CSS(selector)), chromedp.Evaluate[chromedp.Void](fmt.Sprintf(
		`{ const e = document.querySelector(%s); e.value = %s; for (const n of ["input", "change"]) e.dispatchEvent(new Event(n, {bubbles: true})); }`,
		quote(selector), quote(value))))
}

// Upload puts files into a file field.
func (p *Page) Upload(selector string, paths ...string) {
	p.t.Helper()
	p.do("uploading into "+selector, chromedp.SetUploadFiles(chromedp.CSS(selector), paths))
}

// Press sends keys to whatever has the focus; keys are runes, or those of
// chromedp/kb.
func (p *Page) Press(keys string) {
	p.t.Helper()
	p.do("pressing keys", chromedp.KeyEvent(keys))
}

// WaitFor waits until an element matches.
func (p *Page) WaitFor(selector string) {
	p.t.Helper()
	p.do("waiting for "+selector, chromedp.WaitReady(chromedp.CSS(selector)))
}

// Allow says that a complaint of the browser which contains text is expected:
// a page that answers 404 on purpose is one.
func (p *Page) Allow(text string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.allowed = append(p.allowed, text)
}

// Dialogs gives the messages of all dialogs that scripts opened.
func (p *Page) Dialogs() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]string(nil), p.dialogs...)
}

// Value gives what a JavaScript expression is worth in the page. It goes
// through the debugger, past the page's own content policy.
func Value[T any](p *Page, expression string) T {
	p.t.Helper()
	v, err := chromedp.Run(p.ctx, chromedp.Evaluate[T](expression))
	if err != nil {
		p.t.Fatalf("evaluating %.200s: %v", expression, err)
	}
	return v
}

func (p *Page) problem(text string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.problems = append(p.problems, text)
}

// complain fails the test for what the browser complained of.
func (p *Page) complain() {
	p.mu.Lock()
	defer p.mu.Unlock()
problems:
	for _, problem := range p.problems {
		for _, a := range p.allowed {
			if strings.Contains(problem, a) {
				continue problems
			}
		}
		p.t.Errorf("the browser complains: %s", problem)
	}
}

// quote writes s as a JavaScript string.
func quote(s string) string {
	b, err := json.Marshal(s)
	if err != nil {
		panic(err) // cannot happen for a string
	}
	return string(b)
}
