package demo

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"strings"

	"codeberg.org/go-pdf/fpdf"

	"holdfast/internal/civil"
)

// TenderPack is the tender pack of one bid: files as the buyer sent them, with
// the text that a reader of documents finds in them.
type TenderPack struct {
	Bid       string // the ref of the bid
	Documents []TenderDocument
}

// TenderDocument is one file of a pack.
type TenderDocument struct {
	Name, Type string
	Content    []byte
	Pages      []TenderPage
}

// TenderPage is the text of one page.
type TenderPage struct{ Label, Text string }

// TenderPack tells the pack of the regional data platform: the instructions as a
// PDF of three pages, the specification of security as a Word document. They ask
// for what the notice asks for, in more words.
func (s Story) TenderPack() TenderPack {
	d := calendar(s.Today)
	itt, security := instructions(d), specification()
	return TenderPack{Bid: "BID-4", Documents: []TenderDocument{
		{Name: "1 Instructions to bidders.pdf", Type: "pdf", Content: pdfOf(s.Today, itt), Pages: pagesOf(itt)},
		{Name: "2 Specification, schedule 4 security.docx", Type: "docx", Content: docxOf(security), Pages: []TenderPage{{Text: strings.Join(security, "\n\n")}}},
	}}
}

// instructions are pages of paragraphs; a first line without a full stop is a
// heading.
func instructions(d days) [][]string {
	return [][]string{
		{
			"Invitation to Tender for the Regional data platform: engineering and support",
			"Contracting authority: " + trentwell.name,
			"1 Introduction",
			"The Board wishes to appoint one supplier to build on, host and support the regional data platform, which brings together de-identified records of general practices, hospitals and community services for planning.",
			"The platform runs under the Board's own information security management system, which follows ISO/IEC 27001 and is audited every year.",
			"2 Timetable",
			"Deadline for receipt of tenders: 12:00 on " + d.trentwellDeadline.Long(),
			"Expected date of contract award: " + d.trentwellAward.Long(),
			"Contract start date: " + d.trentwellStart.Long(),
		},
		{
			"3 Conditions of participation",
			"The conditions of this section are pass or fail. A tender that does not meet one of them is not evaluated further.",
			"3.1 Bidders must hold ISO/IEC 27001 certification, or equivalent, issued by a UKAS accredited certification body, at the time of tender submission. The scope must include hosting. A copy of the certificate and of the Statement of Applicability is to be uploaded.",
			"3.2 The Supplier must hold Cyber Essentials Plus certification at the date of contract award and shall maintain it, renewed annually, for the duration of the contract including any extension.",
			"3.3 Bidders need not hold the insurances before award: a commitment to take them out is enough.",
		},
		{
			"4 Evaluation",
			"Tenders are evaluated on quality (55 %) and price (45 %). Answers to the questions of the quality envelope may be up to 750 words each.",
			"5 Further guidance",
			"The National Cyber Security Centre publishes guidance on Cyber Essentials, which bidders may find helpful when they describe their own controls.",
			"6 Clarifications",
			"Questions are asked through the portal. Answers are given to all bidders, without the name of who asked.",
		},
	}
}

// specification is the paragraphs of the schedule on security.
func specification() []string {
	return []string{
		"Schedule 4: Security",
		"4.1 General",
		"The Supplier protects the data of the platform as the law and good practice ask, and helps the Board to show that it does.",
		"4.2 NHS data",
		"The Supplier must have published a Data Security and Protection Toolkit assessment with the status Standards Met before the contract start date.",
		"4.3 Certificates",
		"The Supplier shall tell the Board within two working days when a certificate on which its tender rests is suspended, withdrawn or about to lapse.",
		"4.4 Records",
		"Logs of access are kept for two years. The Board's archive service, which is certified to ISO 9001, takes them over at the end of the contract.",
	}
}

func pagesOf(pages [][]string) []TenderPage {
	out := make([]TenderPage, len(pages))
	for i, p := range pages {
		out[i] = TenderPage{Label: fmt.Sprintf("page %d", i+1), Text: strings.Join(p, "\n\n")}
	}
	return out
}

// heading says whether a paragraph is a heading: short, and no sentence.
func heading(s string) bool {
	return len(s) < 90 && !strings.HasSuffix(s, ".") && !strings.Contains(s, ": ")
}

// pdfOf makes a PDF, the same bytes each time for one day.
func pdfOf(today civil.Date, pages [][]string) []byte {
	p := fpdf.New("P", "mm", "A4", "")
	p.SetCreationDate(today.Time())
	p.SetModificationDate(today.Time())
	p.SetCatalogSort(true)
	p.SetMargins(25, 25, 25)
	for _, page := range pages {
		p.AddPage()
		for _, text := range page {
			if heading(text) {
				p.SetFont("Helvetica", "B", 13)
			} else {
				p.SetFont("Helvetica", "", 11)
			}
			p.MultiCell(0, 6, text, "", "L", false)
			p.Ln(4)
		}
	}
	var b bytes.Buffer
	if err := p.Output(&b); err != nil {
		return nil // a page of plain text in a built-in font: it does not fail
	}
	return b.Bytes()
}

// docxOf makes a Word document of paragraphs, the same bytes each time.
func docxOf(paragraphs []string) []byte {
	var body strings.Builder
	for _, text := range paragraphs {
		body.WriteString(`<w:p>`)
		if heading(text) {
			body.WriteString(`<w:pPr><w:pStyle w:val="Heading1"/></w:pPr>`)
		}
		body.WriteString(`<w:r><w:t xml:space="preserve">`)
		_ = xml.EscapeText(&body, []byte(text)) // into memory: it does not fail
		body.WriteString(`</w:t></w:r></w:p>`)
	}
	const head = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, part := range [][2]string{
		{"[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`},
		{"_rels/.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`},
		{"word/document.xml", `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>` + body.String() + `</w:body></w:document>`},
	} {
		w, err := z.Create(part[0])
		if err != nil {
			return nil
		}
		_, _ = w.Write([]byte(head + part[1])) // into memory
	}
	if err := z.Close(); err != nil {
		return nil
	}
	return b.Bytes()
}
