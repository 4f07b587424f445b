package webtest

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// View is how a page is looked at.
type View struct {
	Width int // of the window, in CSS pixels
	Dark  bool
	Print bool
}

// Views are those that every page is looked at in.
var Views = []View{
	{Width: 1440},
	{Width: 1440, Dark: true},
	{Width: 768},
	{Width: 768, Dark: true},
	{Width: 360},
	{Width: 360, Dark: true},
}

func (v View) String() string {
	theme := "light"
	if v.Dark {
		theme = "dark"
	}
	if v.Print {
		theme = "print"
	}
	return fmt.Sprintf("%d-%s", v.Width, theme)
}

// heightOf gives the window's height for a width: a screen, a tablet, a phone.
func heightOf(width int) int {
	if width >= 1024 {
		return 900
	}
	return 800
}

func features(dark bool) []*emulation.MediaFeature {
	scheme := "light"
	if dark {
		scheme = "dark"
	}
	return []*emulation.MediaFeature{
		{Name: "prefers-color-scheme", Value: scheme},
		{Name: "prefers-reduced-motion", Value: "reduce"},
	}
}

// Look changes the window's width and the theme.
func (p *Page) Look(v View) {
	p.t.Helper()
	p.do("looking at "+v.String(),
		chromedp.EmulateViewport(int64(v.Width), int64(heightOf(v.Width))),
		chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
			params := emulation.SetEmulatedMediaParams{Features: features(v.Dark)}
			if v.Print {
				params.Media = "print"
			}
			_, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, params)
			return err
		}))
}

// WithoutScript opens the following pages as a browser does whose owner has
// turned scripts off.
func (p *Page) WithoutScript() {
	p.t.Helper()
	p.do("turning scripts off", chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
		_, err := chromedp.Call(ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
		return err
	}))
}

// Shots takes a picture of the whole page in each view and checks there that
// nothing sticks out sideways. The pictures go to the folder that
// HOLDFAST_SHOTS names, for a person to look at, or to the test's own; the
// path of the first is given back. Without views it takes all of Views.
func (p *Page) Shots(name string, views ...View) string {
	p.t.Helper()
	if len(views) == 0 {
		views = Views
	}
	dir := os.Getenv("HOLDFAST_SHOTS")
	if dir == "" {
		dir = p.t.TempDir()
	} else if err := os.MkdirAll(dir, 0o755); err != nil {
		p.t.Fatal(err)
	}
	first := ""
	for _, v := range views {
		p.Look(v)
		p.Fits(v.String())
		shot, err := chromedp.Run(p.ctx, chromedp.FullScreenshot(100))
		if err != nil {
			p.t.Fatalf("picture of %s at %s: %v", name, v, err)
		}
		path := filepath.Join(dir, name+"-"+v.String()+".png")
		if err := os.WriteFile(path, shot, 0o644); err != nil {
			p.t.Fatal(err)
		}
		if first == "" {
			first = path
		}
	}
	return first
}

// Fits fails the test when the page as a whole scrolls sideways, naming what
// sticks out.
func (p *Page) Fits(view string) {
	p.t.Helper()
	out := Value[[]string](p, `(() => {
		const w = document.documentElement.clientWidth;
		if (document.documentElement.scrollWidth <= w) return [];
		const wide = [...document.body.querySelectorAll("*")].filter(e => e.getBoundingClientRect().right > w + 1 && e.checkVisibility());
		return wide.slice(0, 5).map(e => e.tagName.toLowerCase() + (e.id ? "#" + e.id : "") + [...e.classList].map(c => "." + c).join(""));
	})()`)
	if len(out) > 0 {
		p.t.Errorf("%s at %s is wider than the window: %s", p.Path(), view, strings.Join(out, ", "))
	}
}
