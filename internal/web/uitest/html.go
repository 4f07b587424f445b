package uitest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/a-h/templ"
	"golang.org/x/net/html"
)

// Render gives a component's HTML.
func Render(t *testing.T, c templ.Component) string {
	t.Helper()
	var b strings.Builder
	if err := c.Render(context.Background(), &b); err != nil {
		t.Fatalf("render: %v", err)
	}
	return b.String()
}

// Parse reads a page as a browser would.
func Parse(t *testing.T, page string) *html.Node {
	t.Helper()
	n, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatalf("parse: %v", err)
	}
	return n
}

// All gives the elements with a name, in order; "*" gives every element.
func All(n *html.Node, name string) []*html.Node {
	var out []*html.Node
	for c := range n.Descendants() {
		if c.Type == html.ElementNode && (name == "*" || c.Data == name) {
			out = append(out, c)
		}
	}
	return out
}

// Attr gives an attribute, or "".
func Attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// Has says whether an element has an attribute.
func Has(n *html.Node, key string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == key })
}

// Class says whether an element has a class.
func Class(n *html.Node, name string) bool {
	return slices.Contains(strings.Fields(Attr(n, "class")), name)
}

// Text gives an element's text as a person reads it, with single spaces.
func Text(n *html.Node) string {
	var b strings.Builder
	for c := range n.Descendants() {
		if c.Type == html.TextNode && c.Parent.Data != "style" && c.Parent.Data != "script" {
			b.WriteString(c.Data)
			b.WriteByte(' ')
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// ByClass gives the first element with a class, or nil.
func ByClass(n *html.Node, name string) *html.Node {
	for _, e := range All(n, "*") {
		if Class(e, name) {
			return e
		}
	}
	return nil
}

// Faults reads a page by meaning and says what is wrong with it: what every
// page of the product promises to those who do not see it, who have no script,
// and to the content security policy.
func Faults(page *html.Node) []string {
	var out []string
	fault := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	ids := map[string]int{}
	labels := map[string]bool{}
	for _, e := range All(page, "*") {
		if id := Attr(e, "id"); id != "" {
			ids[id]++
		}
		if e.Data == "label" && Attr(e, "for") != "" {
			labels[Attr(e, "for")] = true
		}
	}
	for id, n := range ids {
		if n > 1 {
			fault("id %q stands %d times", id, n)
		}
	}
	if n := len(All(page, "h1")); n != 1 {
		fault("%d h1, want one", n)
	}
	if h := All(page, "html"); len(h) == 0 || Attr(h[0], "lang") != "en-GB" {
		fault("the page does not say that it is in en-GB")
	}
	if t := All(page, "title"); len(t) != 1 || !strings.HasSuffix(Text(t[0]), "· Holdfast") {
		fault("the title does not end with the product's name")
	}
	level := 0
	for _, e := range All(page, "*") {
		out = append(out, faultsOf(e, ids, labels)...)
		if main := inside(e, "main"); main && len(e.Data) == 2 && e.Data[0] == 'h' && e.Data[1] >= '1' && e.Data[1] <= '6' {
			now := int(e.Data[1] - '0')
			if now > level+1 {
				fault("heading %q is h%d after h%d", Text(e), now, level)
			}
			level = now
		}
	}
	slices.Sort(out)
	return out
}

func faultsOf(e *html.Node, ids map[string]int, labels map[string]bool) []string {
	var out []string
	fault := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	for _, a := range e.Attr {
		switch {
		case a.Key == "style":
			fault("<%s> has a style attribute: %s", e.Data, a.Val)
		case strings.HasPrefix(a.Key, "on") || strings.HasPrefix(a.Key, "hx-on"):
			fault("<%s> has the inline script %s", e.Data, a.Key)
		case a.Key == "aria-describedby" || a.Key == "aria-labelledby" || a.Key == "for":
			for _, id := range strings.Fields(a.Val) {
				if ids[id] == 0 {
					fault("<%s %s> points to %q, which is not on the page", e.Data, a.Key, id)
				}
			}
		case a.Key == "href" && strings.HasPrefix(a.Val, "#") && len(a.Val) > 1:
			if ids[a.Val[1:]] == 0 {
				fault("<%s> points to %s, which is not on the page", e.Data, a.Val)
			}
		case (a.Key == "href" || a.Key == "action") && (a.Val == "" || a.Val == "#"):
			fault("<%s> %q leads nowhere", e.Data, Text(e))
		case a.Key == "tabindex" && a.Val != "0" && a.Val != "-1":
			fault("<%s> changes the order of the keyboard", e.Data)
		}
	}
	switch e.Data {
	case "style":
		fault("a <style> element stands in the page")
	case "script":
		if Attr(e, "src") == "" || Text(e) != "" {
			fault("an inline <script> stands in the page")
		}
	case "input", "select", "textarea":
		if Attr(e, "type") != "hidden" && !labels[Attr(e, "id")] && !inside(e, "label") && Attr(e, "aria-label") == "" {
			fault("<%s name=%s> has no label", e.Data, Attr(e, "name"))
		}
		if Attr(e, "name") == "" {
			fault("<%s id=%s> has no name and is not sent", e.Data, Attr(e, "id"))
		}
	case "button", "a", "summary":
		if Text(e) == "" && Attr(e, "aria-label") == "" {
			fault("<%s> has no words", e.Data)
		}
	case "table":
		if cs := All(e, "caption"); len(cs) != 1 || Text(cs[0]) == "" {
			fault("a table has no caption")
		}
	case "th":
		if Attr(e, "scope") == "" {
			fault("<th> %q has no scope", Text(e))
		}
	case "svg":
		if (Attr(e, "role") != "img" || Attr(e, "aria-label") == "") && !hiddenFromReaders(e) {
			fault("a picture has neither a sentence nor aria-hidden")
		}
	case "form":
		if Attr(e, "action") == "" {
			fault("a form has no action")
		}
		if len(All(e, "button")) == 0 {
			fault("the form to %s has no button, so it needs script", Attr(e, "action"))
		}
	case "fieldset":
		if l := All(e, "legend"); len(l) != 1 || Text(l[0]) == "" {
			fault("a fieldset has no legend")
		}
	}
	return out
}

func inside(e *html.Node, name string) bool {
	for a := range e.Ancestors() {
		if a.Type == html.ElementNode && a.Data == name {
			return true
		}
	}
	return false
}

func hiddenFromReaders(e *html.Node) bool {
	if Attr(e, "aria-hidden") == "true" {
		return true
	}
	for a := range e.Ancestors() {
		if Attr(a, "aria-hidden") == "true" || a.Data == "svg" && Attr(a, "role") == "img" {
			return true
		}
	}
	return false
}
