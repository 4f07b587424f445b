// Package webtest drives Debian's Chromium through the product's pages, as a
// person would, and looks at what they would see: text, layout at several
// widths, the console, accessibility. One browser serves all tests of a
// package; each test has its own window with its own cookies.
//
// A package that uses it has
//
//	func TestMain(m *testing.M) { webtest.Main(m) }
//
// so that the browser ends with its tests.
package webtest

import (
	"context"
	"os"
	"os/exec"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// patience bounds what a test does in the browser from one call of Go to the
// next. It is long, since the machine may be busy; a test that passes never
// waits for it, and may open as many pages as it likes.
const patience = 2 * time.Minute

// browserNames are the commands that a Chromium may have, Debian's first.
var browserNames = []string{"chromium", "chromium-browser", "google-chrome"}

// theBrowser is started by the first test that opens a page.
var theBrowser struct {
	once sync.Once
	ctx  context.Context
	stop context.CancelFunc
	err  error
}

// Main runs the tests of a package and ends the browser after them.
func Main(m *testing.M) {
	code := m.Run()
	if theBrowser.stop != nil {
		last, cancel := context.WithTimeout(theBrowser.ctx, 10*time.Second)
		_ = chromedp.Cancel(last)
		cancel()
		theBrowser.stop()
	}
	os.Exit(code)
}

// need gives the browser. Without one the test is skipped, or fails where a
// skip would hide a defect (CI=true).
func need(t *testing.T) context.Context {
	t.Helper()
	path := ""
	for _, name := range browserNames {
		if p, err := exec.LookPath(name); err == nil {
			path = p
			break
		}
	}
	if path == "" {
		if os.Getenv("CI") == "true" {
			t.Fatal("no Chromium: apt-get install chromium")
		}
		t.Skip("no Chromium: apt-get install chromium")
	}
	b := &theBrowser
	b.once.Do(func() { b.ctx, b.stop, b.err = start(path) })
	if b.err != nil {
		t.Fatalf("starting %s: %v", path, b.err)
	}
	return b.ctx
}

func start(path string) (context.Context, context.CancelFunc, error) {
	opts := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path),
		chromedp.Flag("disable-gpu", true),
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-component-update", true),
		// No name but this machine's: a page that loads anything from elsewhere
		// fails its test instead of reaching out.
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost"),
	)
	if os.Geteuid() == 0 {
		opts = append(opts, chromedp.NoSandbox) // Chromium has no sandbox for root
	}
	alloc, endAlloc := chromedp.NewExecAllocator(context.Background(), opts...)
	ctx, endBrowser := chromedp.NewContext(alloc)
	stop := func() { endBrowser(); endAlloc() }
	if err := chromedp.Do(ctx); err != nil {
		stop()
		return nil, nil, err
	}
	return ctx, stop, nil
}

// Page is one window of the browser. Its methods fail the test when what they
// want is not there.
type Page struct {
	t    *testing.T
	tab  context.Context // the window, without a time limit
	ctx  context.Context // the window until patience ends
	stop context.CancelFunc
	base string // scheme and host of the address that was opened

	mu       sync.Mutex
	problems []string
	dialogs  []string
	allowed  []string
}

// Open opens an address, such as the one that the server prints, in a window
// of its own. When the test ends, whatever the browser complained of (a script
// that failed, an asset that is missing, the policy that was broken) fails it.
func Open(t *testing.T, address string) *Page {
	t.Helper()
	ctx, end := chromedp.NewContext(need(t), chromedp.WithNewBrowserContext())
	if err := chromedp.Do(ctx); err != nil { // the first call must have no time limit
		end()
		t.Fatal(err)
	}
	p := &Page{t: t, tab: ctx, stop: func() {}, base: baseOf(t, address)}
	p.renew()
	t.Cleanup(func() {
		p.stop()
		end()
		p.complain()
	})
	p.listen(ctx)
	p.do("opening "+p.base,
		chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
			if _, err := chromedp.Call(ctx, log.Enable, cdp.Empty{}); err != nil {
				return err
			}
			// A steady picture: no animation, no blinking caret.
			_, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: features(false)})
			return err
		}),
		chromedp.Navigate(address))
	return p
}

// renew begins the time limit afresh.
func (p *Page) renew() {
	p.stop()
	p.ctx, p.stop = context.WithTimeout(p.tab, patience)
}

// listen keeps what the browser complains of, and closes every dialog.
func (p *Page) listen(ctx context.Context) {
	err := chromedp.Listen(ctx, func(ev any) {
		switch e := ev.(type) {
		case *log.EventEntryAdded:
			if e.Entry.Level == "error" {
				p.problem(e.Entry.Text + " " + e.Entry.URL)
			}
		case *runtime.EventExceptionThrown:
			d := e.ExceptionDetails
			text := d.Text
			if d.Exception != nil {
				text += " " + d.Exception.Description
			}
			p.problem("script failed: " + text)
		case *page.EventJavascriptDialogOpening:
			p.mu.Lock()
			p.dialogs = append(p.dialogs, e.Message)
			p.mu.Unlock()
			go func() { // events are told from the goroutine that reads answers
				_, _ = chromedp.Call(ctx, page.HandleJavaScriptDialog, page.HandleJavaScriptDialogParams{Accept: true})
			}()
		}
	})
	if err != nil {
		p.t.Fatal(err)
	}
}
