package win_test

import (
	"strings"
	"testing"

	"golang.org/x/net/html"

	"holdfast/internal/verdict"
	"holdfast/internal/web/uitest"
	"holdfast/internal/web/win"
)

func parsed(t *testing.T, s string) *html.Node {
	t.Helper()
	return uitest.Parse(t, s)
}

func title(n *html.Node) string { return uitest.Text(uitest.All(n, "h1")[0]) }

func TestTheListOfCertificatesOpensWithWhatIsWrong(t *testing.T) {
	t.Parallel()
	v := uitest.CertificatesView()
	n := parsed(t, uitest.Render(t, win.CertificatesPage(v)))
	if got := title(n); got != "1 of 6 certificates needs attention" {
		t.Errorf("h1 %q", got)
	}
	if got := uitest.Text(uitest.ByClass(n, "find-s")); got != "Cyber Essentials Plus ends first, on 13 February 2027, in 82 days" {
		t.Errorf("finding %q", got)
	}
	for i := range v.Lines {
		v.Lines[i].State = verdict.Holds
	}
	if got := title(parsed(t, uitest.Render(t, win.CertificatesPage(v)))); got != "All 6 certificates stand; the first ends on 13 February 2027" {
		t.Errorf("h1 %q", got)
	}
	v.Lines = nil
	n = parsed(t, uitest.Render(t, win.CertificatesPage(v)))
	if uitest.ByClass(n, "empty") == nil || len(uitest.All(n, "table")) != 0 {
		t.Error("an empty list opens with a table")
	}
	if f := uitest.All(n, "input"); len(f) != 1 || uitest.Attr(f[0], "type") != "file" {
		t.Error("no place to drop a file")
	}
}

func TestACertificateSaysItThenShowsIt(t *testing.T) {
	t.Parallel()
	n := parsed(t, uitest.Render(t, win.CertificatePage(uitest.CertificateView())))
	if got := uitest.Text(uitest.All(uitest.ByClass(n, "ruling"), "h2")[0]); got != "At risk : valid until 30 April 2027, and its renewal is not started" {
		t.Errorf("ruling %q", got)
	}
	primary := 0
	for _, b := range append(uitest.All(n, "button"), uitest.All(n, "a")...) {
		if uitest.Class(b, "btn-1") {
			primary++
		}
	}
	if primary != 1 {
		t.Errorf("%d primary buttons", primary)
	}
	var labels []string
	for _, dt := range uitest.All(uitest.ByClass(n, "act"), "dt") {
		labels = append(labels, uitest.Text(dt))
	}
	if got := strings.Join(labels, ", "); got != "Book by, Audit on site by, Hard stop, Best renewal window" {
		t.Errorf("act-by dates: %s", got)
	}
	if got := uitest.Text(uitest.ByClass(n, "said")); !strings.HasPrefix(got, "“The design, hosting and support") {
		t.Errorf("the scope is not quoted: %q", got)
	}
	if got := uitest.Text(uitest.ByClass(n, "late")); got != "3 days late" {
		t.Errorf("late: %q", got)
	}
}

func TestTheFormOpensWhatIsWrong(t *testing.T) {
	t.Parallel()
	v := uitest.CertificateFormView()
	folded := func(v win.CertificateFormView) bool {
		n := parsed(t, uitest.Render(t, win.CertificateFormPage(v)))
		return !uitest.Has(uitest.ByClass(n, "fold"), "open")
	}
	if !folded(v) {
		t.Error("the rest is open though nothing in it is wrong")
	}
	v.More[0].Err = "too long"
	if folded(v) {
		t.Error("an error is hidden in the folded part")
	}
	for want, view := range map[string]win.CertificateFormView{
		"Confirm and record": uitest.DraftView(), "Save mine all the same": uitest.ConflictView(), "Add the certificate": uitest.CertificateFormView(),
	} {
		n := parsed(t, uitest.Render(t, win.CertificateFormPage(view)))
		if got := uitest.Text(uitest.All(n, "button")[0]); got != want {
			t.Errorf("button %q, want %q", got, want)
		}
	}
}

func TestFirstRunHasOneQuestionAndNothingToNavigate(t *testing.T) {
	t.Parallel()
	v := uitest.FirstRunView()
	n := parsed(t, uitest.Render(t, win.FirstRunPage(v)))
	if len(uitest.All(n, "nav")) != 0 || len(uitest.All(n, "fieldset")) != 1 {
		t.Error("the first page has more than its question")
	}
	v.Err = "Choose what you hold"
	n = parsed(t, uitest.Render(t, win.FirstRunPage(v)))
	if got := uitest.Text(uitest.All(n, "title")[0]); !strings.HasPrefix(got, "Error:") {
		t.Errorf("title %q", got)
	}
}
