package textout_test

import (
	"archive/zip"
	"bytes"
	"strings"
	"testing"

	"holdfast/internal/errs"
	"holdfast/internal/office"
	"holdfast/internal/office/textout"
)

// member is a file within an Office file.
type member struct{ name, body string }

func zipped(t testing.TB, members ...member) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, m := range members {
		w, err := z.Create(m.name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(m.body)); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func word(t testing.TB, body string, more ...member) []byte {
	t.Helper()
	return zipped(t, append([]member{{"word/document.xml", `<w:document xmlns:w="w"><w:body>` + body + `</w:body></w:document>`}}, more...)...)
}

func p(text string) string { return "<w:p><w:r><w:t>" + text + "</w:t></w:r></w:p>" }

func tc(paras ...string) string { return "<w:tc>" + strings.Join(paras, "") + "</w:tc>" }

func odt(t testing.TB, body string, more ...member) []byte {
	t.Helper()
	return zipped(t, append([]member{
		{"mimetype", "application/vnd.oasis.opendocument.text"},
		{"content.xml", `<office:document-content><office:body><office:text>` + body + `</office:text></office:body></office:document-content>`},
	}, more...)...)
}

// book is a workbook of two sheets, one of them hidden.
func book(t testing.TB, first, second string) []byte {
	t.Helper()
	return zipped(t,
		member{"xl/workbook.xml", `<workbook><sheets><sheet name="Pricing" sheetId="1" r:id="rId1"/><sheet name="Notes" sheetId="2" state="hidden" r:id="rId2"/></sheets></workbook>`},
		member{"xl/_rels/workbook.xml.rels", `<Relationships><Relationship Id="rId1" Target="worksheets/one.xml"/><Relationship Id="rId2" Target="/xl/worksheets/two.xml"/></Relationships>`},
		member{"xl/sharedStrings.xml", `<sst><si><t>Requirement</t></si><si><r><t>ISO </t></r><r><t>27001</t></r><rPh><t>aloud</t></rPh></si></sst>`},
		member{"xl/styles.xml", `<styleSheet><numFmts><numFmt numFmtId="164" formatCode="[$-809]dd\ mmmm\ yyyy;@"/><numFmt numFmtId="165" formatCode="&quot;days&quot; 0"/></numFmts>` +
			`<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="22"/><xf numFmtId="9"/><xf numFmtId="20"/></cellXfs></styleSheet>`},
		member{"xl/worksheets/one.xml", `<worksheet><sheetData>` + first + `</sheetData></worksheet>`},
		member{"xl/worksheets/two.xml", `<worksheet><sheetData>` + second + `</sheetData></worksheet>`},
	)
}

// The text of each kind of file, a page after the other with its label.
func TestGolden(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		file []byte
		kind office.Kind
		want string
	}{
		{"plain", []byte("\ufeffIssued:\u00a01 May\r\nPage\fTwo\u00ad\u200b"), office.Text, "Issued: 1 May\nPage Two"},
		{"Windows letters", []byte("Caf\xe9 \x93quoted\x94"), office.Text, "Café “quoted”"},
		{"UTF-16", []byte("\xff\xfeI\x00S\x00O\x00"), office.Text, "ISO"},
		{
			"Word: headings, tables, cells of several paragraphs", word(t, p("Security")+"<w:tbl><w:tr>"+tc(p("Ref"))+tc(p("Requirement"))+"</w:tr><w:tr>"+tc(p("1"))+
				tc(p("ISO 27001"), p("Cyber Essentials Plus."), p("Both"))+"</w:tr><w:tr>"+tc(p("One cell."))+tc("<w:p/>")+"</w:tr></w:tbl>"+p("After")), office.DOCX,
			"Security\nRef\tRequirement\n1\tISO 27001; Cyber Essentials Plus. Both\nOne cell.\n\nAfter\n",
		},
		{"Word: a table in a table", word(t, "<w:tbl><w:tr>"+tc(p("Out"))+tc("<w:tbl><w:tr>"+tc(p("a"))+tc(p("b"))+"</w:tr></w:tbl>", p("in"))+"</w:tr></w:tbl>"), office.DOCX, "Out\ta b; in\n\n"},
		{"Word: changes", word(t, `<w:p><w:r><w:t>must </w:t></w:r><w:del><w:r><w:delText>not </w:delText><w:t>never </w:t></w:r></w:del><w:moveFrom><w:r><w:t>gone </w:t></w:r></w:moveFrom>`+
			`<w:ins><w:r><w:t>hold </w:t></w:r></w:ins><w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden </w:t></w:r><w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>it.</w:t></w:r></w:p>`), office.DOCX, "must hold it.\n"},
		{"Word: a text box once", word(t, `<w:p><w:r><w:t>Before </w:t></w:r><w:r><mc:AlternateContent><mc:Choice><w:txbxContent>`+p("In the box")+
			`</w:txbxContent></mc:Choice><mc:Fallback><w:txbxContent>`+p("In the box")+`</w:txbxContent></mc:Fallback></mc:AlternateContent></w:r><w:r><w:t>after</w:t></w:r></w:p>`), office.DOCX, "Before after\nIn the box\n"},
		{"Word: marks", word(t, `<w:p><w:pPr><w:tabs><w:tab w:pos="9"/></w:tabs></w:pPr><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t><w:noBreakHyphen/><w:t>d</w:t><w:instrText>PAGE</w:instrText></w:r></w:p>`), office.DOCX, "a\tb\nc-d\n"},
		{
			"Word: edges and notes", word(t, p("Body"), member{"word/header1.xml", "<w:hdr>" + p("OFFICIAL") + "</w:hdr>"}, member{"word/header2.xml", "<w:hdr>" + p("OFFICIAL") + "</w:hdr>"},
				member{"word/footer1.xml", "<w:ftr>" + p("Page") + "</w:ftr>"}, member{"word/footnotes.xml", "<w:footnotes><w:footnote>" + p("UKAS only.") + "</w:footnote></w:footnotes>"}), office.DOCX,
			"Body\n[notes]UKAS only.\n[headers and footers]Page\nOFFICIAL\n",
		},
		{
			"Excel", book(t,
				`<row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1" t="inlineStr"><is><t>By</t></is></c></row><row r="2"><c r="A2"/></row>`+
					`<row r="3"><c r="A3" t="s"><v>1</v></c><c r="B3" s="1"><v>46477</v></c><c s="2"><v>46477.5</v></c><c s="3"><v>30</v></c><c s="4"><v>46477.5</v></c><c s="5"><v>0.125</v></c><c s="6"><v>0.5</v></c><c t="b"><v>1</v></c><c><f>1+1</f><v>2</v></c></row>`,
				`<row><c t="str"><f>"a"</f><v>Line one&#10;two</v></c></row>`), office.XLSX,
			"[sheet Pricing]Requirement\t\tBy\nISO 27001\t2027-03-31\t2027-03-31\t30\t2027-03-31 12:00\t12.5%\t12:00\tTRUE\t2\n[hidden sheet Notes]Line one two\n",
		},
		{
			"OpenDocument", odt(t, `<text:tracked-changes><text:deletion><text:p>Deleted.</text:p></text:deletion></text:tracked-changes><text:h>Security</text:h><text:p>ISO<text:s text:c="2"/>27001<text:tab/>is
   required<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>A note.</text:p></text:note-body></text:note>.<office:annotation><text:p>Hm</text:p></office:annotation></text:p>`+
				`<table:table><table:table-row><table:table-cell><text:p>a</text:p></table:table-cell><table:table-cell table:number-columns-repeated="9999999"><text:p>b</text:p></table:table-cell></table:table-row></table:table>`,
				member{"styles.xml", `<office:document-styles><office:styles><text:p>no</text:p></office:styles><office:master-styles><style:footer><text:p>OFFICIAL</text:p></style:footer></office:master-styles></office:document-styles>`}), office.ODT,
			"Security\nISO  27001\tis required.\nA note.\na\tb\n\n[headers and footers]OFFICIAL\n",
		},
		{"HTML", []byte(`<!doctype html><html><head><title>T</title><style>p{}</style></head><body><h1>Security &amp; more</h1><p>The <b>supplier</b>
			must.<br>Next<script>no()</script><p hidden>hidden<div style="Display: none">no<p>no</div><noscript><p>no</noscript><ul><li>One<li>Two</ul>` +
			`<table><tr><th>Ref<th>What<tr><td>1<td>ISO<p>27001</table><pre>a
b</pre></html>`), office.HTML, "Security & more\nThe supplier must.\nNext\nOne\nTwo\nRef\tWhat\n1\tISO; 27001\n\na\nb\n"},
		{"HTML whose head does not end", []byte("<html><head><title>x</title><body><p>Shown"), office.HTML, "Shown\n"},
		{"HTML in another character set", []byte("<html><head><meta charset=windows-1252></head><body>Caf\xe9"), office.HTML, "Café\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			doc, err := textout.ReadAny(t.Context(), tt.file)
			if err != nil {
				t.Fatal(err)
			}
			var b strings.Builder
			for _, p := range doc.Pages {
				if p.Label != "" {
					b.WriteString("[" + p.Label + "]")
				}
				b.WriteString(p.Text)
			}
			if doc.Kind != tt.kind || b.String() != tt.want {
				t.Errorf("%s %q\nwant %q", doc.Kind, b.String(), tt.want)
			}
		})
	}
}

// A file that is made to do harm is refused with a reason, whatever its kind.
func TestRefused(t *testing.T) {
	t.Parallel()
	deep := strings.Repeat("<a>", 100_000)
	for name, tt := range map[string]struct {
		file []byte
		code errs.Code
		want string
	}{
		"deep sheet":            {book(t, deep, ""), errs.TooLarge, "deep"},
		"deep OpenDocument":     {odt(t, deep), errs.TooLarge, "deep"},
		"deep HTML":             {[]byte("<html>" + strings.Repeat("<table><tr><td>", 100_000)), errs.TooLarge, "deep"},
		"entities":              {zipped(t, member{"word/document.xml", `<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><w:document><w:t>&b;</w:t></w:document>`}), errs.Invalid, "entities"},
		"text bomb":             {word(t, p(strings.Repeat("a", 9<<20))), errs.TooLarge, "longer"},
		"shared strings bomb":   {zipped(t, member{"xl/workbook.xml", "<workbook/>"}, member{"xl/sharedStrings.xml", "<sst>" + strings.Repeat("<si/>", 600_000) + "</sst>"}), errs.TooLarge, "more text"},
		"cells that repeat":     {book(t, strings.Repeat(`<row><c r="A1"><v>1</v></c><c r="XFD1"><v>1</v></c></row>`, 400_000), ""), errs.TooLarge, "longer"},
		"a shared string again": {zipped(t, member{"xl/workbook.xml", `<workbook><sheet name="a" r:id="r"/></workbook>`}, member{"xl/_rels/workbook.xml.rels", `<R><Relationship Id="r" Target="s.xml"/></R>`}, member{"xl/sharedStrings.xml", "<sst><si><t>" + strings.Repeat("a", 1<<20) + "</t></si></sst>"}, member{"xl/s.xml", "<s>" + strings.Repeat(`<row><c t="s"><v>0</v></c></row>`, 1000) + "</s>"}), errs.TooLarge, "longer"},
		"locked OpenDocument":   {odt(t, "", member{"META-INF/manifest.xml", "<m><encryption-data/></m>"}), errs.Invalid, "password"},
		"slides":                {zipped(t, member{"ppt/presentation.xml", ""}), errs.Invalid, "Slides"},
		"old Office":            {[]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), errs.Invalid, "old Office"},
		"Outlook":               {[]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1_\x00_\x00s\x00u\x00b\x00s\x00t\x00g\x001\x00.\x000\x00_\x00"), errs.Invalid, ".msg"},
		"RTF":                   {[]byte(`{\rtf1 x}`), errs.Invalid, ".rtf"},
		"binary":                {[]byte("a\x00b"), errs.Invalid, "None of the kinds"},
		"no text":               {word(t, p(" ")), errs.Invalid, "no text"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			doc, err := textout.ReadAny(t.Context(), tt.file)
			if errs.CodeOf(err) != tt.code || !strings.Contains(errs.Safe(err), tt.want) {
				t.Errorf("%v, %d pages; want %s with %q", err, len(doc.Pages), tt.code, tt.want)
			}
		})
	}
}

// FuzzText: nothing that is given crashes a reader or gives text that is no
// text. PDFs are left out: their reader is behind walls of its own.
func FuzzText(f *testing.F) {
	f.Add([]byte("<html><table><tr><td>x</table>"))
	f.Add([]byte("From: a@example.org\nTo: b\nSubject: c\n\nx"))
	f.Add(word(f, p("x")+"<w:tbl><w:tr>"+tc(p("y"))+"</w:tr></w:tbl>"))
	f.Add(odt(f, "<text:p>x</text:p>"))
	f.Add(book(f, `<row><c r="A1" s="1"><v>46477</v></c></row>`, ""))
	f.Fuzz(func(t *testing.T, b []byte) {
		if bytes.Contains(b, []byte("%PDF-")) {
			return
		}
		whole(t, b)
	})
}

// FuzzXML: the same of the main parts of Office files, which a change to the
// packed bytes seldom reaches.
func FuzzXML(f *testing.F) {
	f.Add("<w:tbl><w:tr><w:tc><w:p><w:r><w:t>a</w:t><w:txbxContent><w:p/></w:txbxContent></w:r></w:p></w:tc></w:tr></w:tbl>")
	f.Add("<text:p>a<text:s text:c='3'/><text:note><text:note-body><text:p>b</text:p></text:note-body></text:note></text:p>")
	f.Add("<table:table><table:table-row><table:table-cell><text:p>x")
	f.Add(`<row><c r="B1" t="s" s="2"><v>1</v></c><c t="inlineStr"><is><t>x</t></is></c></row>`)
	f.Fuzz(func(t *testing.T, s string) {
		whole(t, word(t, s))
		whole(t, odt(t, s))
		whole(t, book(t, s, s))
		whole(t, []byte("<html>"+s))
	})
}

func whole(t *testing.T, b []byte) {
	doc, err := textout.ReadAny(t.Context(), b)
	switch {
	case err != nil && errs.CodeOf(err) != errs.Invalid && errs.CodeOf(err) != errs.TooLarge:
		t.Fatalf("refused as a defect: %v", err)
	case err == nil && strings.ContainsAny(doc.Text(), "\x00\r\x1b"):
		t.Fatalf("text with control characters: %q", doc.Text())
	}
}
