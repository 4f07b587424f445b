package demo

import (
	"bytes"

	"codeberg.org/go-pdf/fpdf"

	"holdfast/internal/civil"
	"holdfast/internal/win/certificate"
	packs "holdfast/internal/win/pack"
)

// PackFacts are the dated facts that the company shows with its bids. The letter of
// the penetration test is awaited.
func (s Story) PackFacts() []packs.Attestation {
	t := s.Today
	return []packs.Attestation{
		{
			Type: packs.Incident, Title: "Incidents of the last twelve months", By: "Priya Nair, compliance manager", Date: t.AddDays(-45), Owner: priya,
			Statement: "No incident of the last twelve months led to a loss of a customer’s data, and none had to be reported to the Information Commissioner. Two near misses were recorded and dealt with.",
		},
		{
			Type: packs.SubProcessors, Title: "Sub-processors and hosting places", By: "Owen Pryce, head of infrastructure", Date: t.AddDays(-70), Owner: owen,
			Statement: "| Who | What for | Where |\n|---|---|---|\n| Farholm Storage Ltd | second copies, encrypted by us | Leeds and Slough |\n| Stackmoor Cloud | hosting of the platform | London, two zones |\n\nNothing is kept or looked at outside the United Kingdom.",
		},
		{
			Type: packs.Continuity, Title: "Rehearsal: one zone switched off", By: "Marta Zielińska, internal auditor", Date: t.AddDays(-70), Owner: marta,
			Statement: "The platform ran on in the second zone after 11 minutes; the target is 30. All databases were restored from the second copies within four hours.",
		},
	}
}

// PackOf is what is chosen for a bid, and on whom it waits.
type PackOf struct {
	Bid   string
	Items []string
	Waits map[string]packs.Setting
}

// Packs are the packs in preparation: of nine items five are ready.
func (s Story) Packs() []PackOf {
	return []PackOf{{
		Bid: "BID-4",
		Items: []string{
			packs.Cover, packs.Certificate + ":" + certISO27001, packs.SoA, packs.Surveillance + ":" + certISO27001, packs.Certificate + ":" + certPlus,
			packs.Toolkit + ":" + certDSPT, packs.PenTest, packs.Insurance + ":" + certInsurance, packs.Promise,
		},
		Waits: map[string]packs.Setting{packs.PenTest: {WaitsOn: dafydd, WaitsFor: "the letter with the day of the test"}},
	}}
}

// CertificatePDF is a certificate as a PDF of one page, the same bytes each time
// for the same certificate.
func CertificatePDF(c *certificate.Certificate, name string, made civil.Date) ([]byte, error) {
	p := fpdf.New("P", "mm", "A4", "")
	p.SetCreationDate(made.Time())
	p.SetModificationDate(made.Time())
	p.SetCatalogSort(true)
	p.SetTitle(name, true)
	p.SetMargins(25, 25, 25)
	p.AddPage()
	p.SetDrawColor(20, 60, 90)
	p.SetLineWidth(0.8)
	p.Rect(12, 12, 186, 273, "D")
	line := func(style string, size, height float64, align, text string) {
		p.SetFont("Helvetica", style, size)
		p.MultiCell(0, height, text, "", align, false)
	}
	p.Ln(16)
	line("B", 24, 12, "C", name)
	p.Ln(8)
	line("", 12, 7, "C", "held by")
	line("B", 20, 11, "C", c.Holder)
	p.Ln(10)
	for _, f := range [][2]string{{"Number", c.Number}, {"Edition", c.Edition}, {"Scope", c.Scope}, {"From", c.Issued.Long()}, {"Issued by", c.Body}} {
		if f[1] == "" {
			continue
		}
		line("B", 11, 7, "L", f[0])
		line("", 11, 6, "L", f[1])
		p.Ln(3)
	}
	if !c.Expires.IsZero() {
		line("B", 11, 7, "L", "Valid until")
		line("", 11, 6, "L", c.Expires.Long())
	}
	p.Ln(20)
	line("I", 9, 5, "C", "Invented for the demonstration of Holdfast. No such company or certificate exists.")
	var b bytes.Buffer
	err := p.Output(&b)
	return b.Bytes(), err
}
