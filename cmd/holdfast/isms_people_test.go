package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"holdfast/internal/webtest"
)

// emptyHouse serves an organisation in which there is nothing and nobody.
func emptyHouse(t *testing.T) *shared {
	t.Helper()
	s := &shared{dir: t.TempDir()}
	s.now.Store(january.UnixMicro())
	s.serve(t)
	return s
}

// first lets the owner in, by the link that the program prints.
func (s *shared) first(t *testing.T, name, email, words string) window {
	t.Helper()
	link, err := s.app.signing.service.SetUpLink(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	path := pathOf(t, link)
	w := open(t, s.base+path)
	w.sends(t, path, http.StatusOK, "name", name, "email", email, "password", words)
	return w
}

// invites lets somebody in, who comes by the link in a window of their own.
func (w window) invites(t *testing.T, s *shared, name, email, role, words string) window {
	t.Helper()
	w.Go("/settings/people/invite")
	w.sends(t, "/settings/people/invite", http.StatusOK, "email", email, "role", role)
	path := pathOf(t, w.Text("code"))
	them := open(t, s.base+path)
	them.sends(t, path, http.StatusOK, "name", name, "password", words)
	return them
}

// fills puts values into a form of the page, as pairs of a name and a value. A
// box or a button of a choice is ticked by its value; what begins with = chooses
// by the words that are shown; the same name again is the next field so called.
func (w window) fills(t *testing.T, form string, fields ...string) {
	t.Helper()
	pairs, err := json.Marshal(append([]string{}, fields...))
	if err != nil {
		t.Fatal(err)
	}
	missing := webtest.Value[string](w.Page, fmt.Sprintf(`((sel, f) => {
		const form = document.querySelector(sel);
		if (!form) return "the form " + sel;
		for (let d = form; d; d = d.parentElement) if (d.tagName === "DETAILS") d.open = true;
		const seen = {};
		for (let i = 0; i < f.length; i += 2) {
			let all = [...form.elements].filter(e => e.name === f[i] && e.type !== "hidden"), v = f[i+1];
			if (!all.length) return f[i];
			if (all[0].type === "checkbox" || all[0].type === "radio") {
				const box = all.find(e => v.startsWith("=") ? (e.ariaLabel || e.closest("label").innerText).includes(v.slice(1)) : e.value === v);
				if (!box) return f[i] + " " + v;
				if (!box.checked) box.click();
				continue;
			}
			const e = all[seen[f[i]] ?? 0];
			seen[f[i]] = (seen[f[i]] ?? 0) + 1;
			if (!e) return f[i] + " again";
			if (e.tagName === "SELECT") {
				const o = [...e.options].find(o => v.startsWith("=") ? o.text.includes(v.slice(1)) : o.value === v);
				if (!o) return f[i] + " " + v + " of " + [...e.options].map(o => o.text).join(", ");
				e.value = o.value;
			} else e.value = v;
			e.dispatchEvent(new Event("input", {bubbles: true}));
			e.dispatchEvent(new Event("change", {bubbles: true}));
		}
		return "";
	})(%s, %s)`, strconv.Quote(form), pairs))
	if missing != "" {
		t.Fatalf("%s has no field %s: %.1500s", w.Path(), missing, w.Text("body"))
	}
}

// does goes to a page, fills in its form that is sent to action, sends it, and
// wants a page of this status that says these words, set off by "→".
func (w window) does(t *testing.T, page, action string, status int, fields ...string) {
	t.Helper()
	if page != "" {
		w.Go(page)
	}
	var says []string
	for i, f := range fields {
		if f == "→" {
			fields, says = fields[:i], fields[i+1:]
			break
		}
	}
	form := "main form[action^='" + action + "']"
	w.fills(t, form, fields...)
	if got := w.Follow(form + " button:not([formaction])"); got != status {
		t.Fatalf("%s of %s with %q: %d at %s, want %d: %.1500s", action, page, fields, got, w.Path(), status, w.Text("body"))
	}
	for _, word := range says {
		w.Says(word)
	}
}

// looks looks at a page as everybody may have to, wide and narrow, and wants it
// to say these words.
func (w window) looks(t *testing.T, page string, words ...string) {
	t.Helper()
	if page != "" {
		w.Go(page)
	}
	for _, word := range words {
		w.Says(word)
	}
	for _, width := range []int{360, 1440} {
		w.Look(webtest.View{Width: width})
		w.Fits(fmt.Sprintf("%s at %d", w.Path(), width))
		for _, v := range w.Violations() {
			t.Errorf("%s at %d: %s", w.Path(), width, v)
		}
	}
}

// lacks fails the test when the page says it.
func (w window) lacks(t *testing.T, words ...string) {
	t.Helper()
	text := w.Text("body")
	for _, word := range words {
		if strings.Contains(text, word) {
			t.Errorf("%s says %q", w.Path(), word)
		}
	}
}

// dozen are the controls that both stories decide at once.
var dozen = []string{"A.5.1", "A.5.2", "A.5.3", "A.5.4", "A.5.9", "A.5.15", "A.5.24", "A.8.7", "A.8.13", "A.8.15"}
