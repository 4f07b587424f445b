package win

import (
	"fmt"

	"holdfast/internal/chart"
	"holdfast/internal/civil"
	"holdfast/internal/verdict"
	"holdfast/internal/web/ui"
)

// CertificatesView is the list of certificates, with how long each is valid.
type CertificatesView struct {
	Shell ui.Shell
	Today civil.Date
	Lines []CertificateLine
	Bars  []chart.Certificate
	// Drop is where a file is posted; Try is a file to try it with, if any.
	Drop  DropForm
	New   []ui.Action
	Empty ui.Empty
}

// CertificateLine is one certificate of the list.
type CertificateLine struct {
	ID, Name, Href string
	Number, Holder string
	Body, Scope    string
	Last           civil.Date // last valid day
	State          verdict.State
	Status         string // the recorded status where it is not plain "Certified"
	Bids           int    // live ones that rest on it
	Value          string // of those bids
	Followed       bool   // another has taken its place
}

// DropForm is the form that takes the file of a certificate.
type DropForm struct {
	Action string
	Err    string
	Try    ui.Link // a file to try it with; zero: none
	Limit  string  // "10 MiB"
}

func (d DropForm) field() ui.Field {
	return ui.Field{
		ID: "file", Label: "The certificate’s file", Kind: "file", Err: d.Err,
		Accept: ".pdf,.docx,.txt,application/pdf",
		Hint:   "A PDF with text in it, a Word file or plain text, up to " + d.Limit + ". It stays on this computer.",
	}
}

// headline is the sentence that opens the list.
func (v CertificatesView) headline() string {
	wrong, first := 0, civil.Date(0)
	for _, l := range v.Lines {
		if l.Followed {
			continue
		}
		if l.State == verdict.Fails || l.State == verdict.AtRisk {
			wrong++
		}
		if l.Last >= v.Today && (first.IsZero() || l.Last < first) {
			first = l.Last
		}
	}
	n := len(v.Lines)
	switch {
	case n == 0:
		return "Certificates"
	case wrong == 1:
		return fmt.Sprintf("1 of %s needs attention", ui.Count(n, "certificate", "certificates"))
	case wrong > 1:
		return fmt.Sprintf("%d of %s need attention", wrong, ui.Count(n, "certificate", "certificates"))
	case first.IsZero():
		return ui.Count(n, "certificate", "certificates")
	case n == 1:
		return "Your certificate is valid until " + first.Long()
	}
	return fmt.Sprintf("All %d certificates stand; the first ends on %s", n, first.Long())
}

// figure heads the picture with what it shows: the next end.
func (v CertificatesView) figure() ui.Figure {
	f := ui.Figure{ID: "f-valid", Caption: "How long each certificate is valid"}
	var next *CertificateLine
	for i := range v.Lines {
		l := &v.Lines[i]
		if !l.Followed && l.Last >= v.Today && (next == nil || l.Last < next.Last) {
			next = l
		}
	}
	f.Finding = "No certificate has a last day that can be told"
	if next != nil {
		f.Finding = fmt.Sprintf("%s ends first, on %s, %s", next.Name, next.Last.Long(), ui.InDays(v.Today, next.Last))
	}
	return f
}

func (v CertificatesView) drawing() chart.Drawing {
	last := v.Today
	for _, l := range v.Lines {
		last = max(last, l.Last)
	}
	n := 14
	for n < 40 && chart.Months(v.Today, n).Until <= last+30 {
		n++
	}
	return chart.Timeline{Window: chart.Months(v.Today, n), Today: v.Today, Certificates: v.Bars}.Draw()
}

func (v CertificatesView) table() ui.Table {
	t := ui.Table{Caption: "Certificates, how they stand and what rests on them", Columns: []ui.Column{
		{Label: "Certificate"},
		{Label: "State"},
		{Label: "Held by", HideSm: true},
		{Label: "Body and accreditation", HideMd: true},
		{Label: "Scope", HideMd: true},
		{Label: "Valid until", Num: true, Short: true},
		{Label: "Left", Num: true, HideSm: true},
		{Label: "Live bids", Num: true, Short: true},
		{Label: "Value", Num: true},
	}}
	for _, l := range v.Lines {
		ends := ui.Cell{Text: l.Last.Short(), NoWrap: true}
		if l.Last.IsZero() {
			ends = ui.Cell{Text: "not known", Mute: true}
		}
		bids := ui.Cell{Text: ui.Number(l.Bids)}
		if l.Bids == 0 {
			bids = ui.Cell{Text: "none", Mute: true}
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{
			{Text: l.Name, Href: l.Href, ID: l.ID, Sub: l.Number},
			{State: l.State, Sub: l.Status},
			{Text: l.Holder},
			{Text: l.Body},
			{Text: shorten(l.Scope, 70), Mute: true},
			ends,
			{Text: ui.Left(v.Today, l.Last), Mute: true, NoWrap: true},
			bids,
			{Text: l.Value, NoWrap: true},
		}})
	}
	return t
}

// shorten cuts at a word and says so; the page of the certificate has it whole.
func shorten(s string, most int) string {
	r := []rune(s)
	if len(r) <= most {
		return s
	}
	for i := most; i > most/2; i-- {
		if r[i] == ' ' {
			return string(r[:i]) + " …"
		}
	}
	return string(r[:most]) + " …"
}
