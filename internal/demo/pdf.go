package demo

import (
	"bytes"

	"codeberg.org/go-pdf/fpdf"

	"holdfast/internal/civil"
)

// RenewedName is the name of the file that RenewedPlus gives, for the download
// and for the demonstration's folder.
const RenewedName = "Cyber Essentials Plus - Fenmoor Digital Ltd.pdf"

// Renewed is what the renewed Cyber Essentials Plus certificate says, for the
// page that shows what was read and for tests.
type Renewed struct {
	Number, Holder, Scope, Body, Edition string
	Issued, Expires                      civil.Date
}

// RenewedFields gives the contents of the renewed certificate on a day: issued
// on the last weekday up to that day, above the Cyber Essentials
// certificate that the company renewed three weeks before.
func RenewedFields(today civil.Date) Renewed {
	d := calendar(today)
	issued := today
	for ; issued.Weekday() == 0 || issued.Weekday() == 6; issued-- {
	}
	return Renewed{
		Number: "5e0c7b1a-8d24-4396-b7f1-02c9e4d86a13", Holder: Company, Scope: ceScope, Body: "Larkfield Assurance Ltd",
		Edition: questionSet(d.ceIssued - 20), Issued: issued, Expires: civil.LastValidDay(issued, 12),
	}
}

// RenewedPlus is the certificate of RenewedFields as a PDF of one page, the
// same bytes each time for one day: the file to drop in the first minute.
func RenewedPlus(today civil.Date) ([]byte, error) {
	r := RenewedFields(today)
	p := fpdf.New("P", "mm", "A4", "")
	p.SetCreationDate(today.Time())
	p.SetModificationDate(today.Time())
	p.SetCatalogSort(true)
	p.SetTitle("Cyber Essentials Plus certificate", true)
	p.SetMargins(25, 25, 25)
	p.AddPage()

	p.SetDrawColor(20, 60, 90)
	p.SetLineWidth(0.8)
	p.Rect(12, 12, 186, 273, "D")

	line := func(style string, size, height float64, align, text string) {
		p.SetFont("Helvetica", style, size)
		p.MultiCell(0, height, text, "", align, false)
	}
	p.Ln(12)
	line("B", 14, 8, "C", "Certificate of Assurance")
	p.Ln(4)
	line("B", 30, 14, "C", "Cyber Essentials Plus")
	p.Ln(8)
	line("", 12, 7, "C", "This is to certify that")
	line("B", 20, 11, "C", r.Holder)
	line("", 12, 7, "C", "has been tested and was found to meet the Cyber Essentials Plus requirements.")
	p.Ln(14)
	for _, f := range [][2]string{
		{"Certificate number", r.Number},
		{"Question set", r.Edition},
		{"Scope", r.Scope},
		{"Date of issue", r.Issued.Long()},
		{"Valid until", r.Expires.Long()},
		{"Certification body", r.Body},
	} {
		p.SetFont("Helvetica", "B", 11)
		p.CellFormat(50, 9, f[0]+":", "", 0, "L", false, 0, "")
		p.SetFont("Helvetica", "", 11)
		p.CellFormat(0, 9, f[1], "", 1, "L", false, 0, "")
	}
	p.Ln(30)
	line("I", 9, 5, "C", "Invented for the demonstration of Holdfast. No such company or certificate exists.")

	var b bytes.Buffer
	if err := p.Output(&b); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}
