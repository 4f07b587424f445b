package sheet_test

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"io"
	"strconv"
	"strings"
	"testing"
)

// parts make a file: names and what is in them, in this order.
type parts [][2]string

func file(t testing.TB, ps parts) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, p := range ps {
		f, err := w.Create(p[0])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(f, p[1]); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

const (
	decl  = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	main  = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
	rel   = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	types = decl + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>`
	root  = decl + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="` + rel + `/officeDocument" Target="xl/workbook.xml"/></Relationships>`
	strs  = decl + `<sst xmlns="` + main + `" count="3" uniqueCount="3"><si><t>Question</t></si><si><r><t>Do you hold </t></r><r><rPr><b/></rPr><t xml:space="preserve">ISO 27001?</t></r><rPh sb="0" eb="1"><t>no text</t></rPh></si><si><t xml:space="preserve"> a_x000D_` + "\n" + `b </t></si></sst>`
	style = decl + `<styleSheet xmlns="` + main + `"><numFmts count="1"><numFmt numFmtId="164" formatCode="dd\ mmm\ yyyy"/></numFmts><cellStyleXfs count="1"><xf numFmtId="14"/></cellStyleXfs><cellXfs count="4"><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="0" applyProtection="1"><protection locked="0"/></xf></cellXfs></styleSheet>`
)

// workbook makes a file of sheets; each is the XML of a whole worksheet.
func workbook(t testing.TB, sheets ...string) []byte {
	t.Helper()
	book := decl + `<workbook xmlns="` + main + `" xmlns:r="` + rel + `"><workbookPr/><sheets>`
	rels := decl + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rIdS" Type="` + rel + `/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="rIdT" Type="` + rel + `/styles" Target="/xl/styles.xml"/>`
	ps := parts{{"[Content_Types].xml", types}, {"_rels/.rels", root}}
	for i, s := range sheets {
		n := strconv.Itoa(i + 1)
		state := ""
		if strings.Contains(s, "<!--hidden-->") {
			state = ` state="veryHidden"`
		}
		book += `<sheet name="Sheet ` + n + `" sheetId="` + n + `"` + state + ` r:id="rId` + n + `"/>`
		rels += `<Relationship Id="rId` + n + `" Type="` + rel + `/worksheet" Target="worksheets/sheet` + n + `.xml"/>`
	}
	ps = append(ps, [2]string{"xl/workbook.xml", book + `</sheets><definedNames><definedName name="YesNo">'Sheet 1'!$A$1:$A$2</definedName></definedNames></workbook>`}, [2]string{"xl/_rels/workbook.xml.rels", rels + `</Relationships>`})
	for i, s := range sheets {
		ps = append(ps, [2]string{"xl/worksheets/sheet" + strconv.Itoa(i+1) + ".xml", s})
	}
	return file(t, append(ps, parts{
		{"xl/sharedStrings.xml", strs},
		{"xl/styles.xml", style},
		{"xl/drawings/drawing1.xml", `<xdr:wsDr xmlns:xdr="x"/>`},
		{"xl/comments1.xml", `<comments/>`},
		{"docProps/app.xml", `<Properties/>`},
	}...))
}

func data(rows string) string {
	return decl + `<worksheet xmlns="` + main + `"><dimension ref="A1:B2"/><sheetData>` + rows + `</sheetData></worksheet>`
}

// The forms in which programs write sheets.
var forms = map[string]string{
	"Excel": decl + `<worksheet xmlns="` + main + `" xmlns:x14ac="x"><dimension ref="A1:C4"/><sheetViews><sheetView workbookViewId="0"/></sheetViews><cols><col min="3" max="3" width="60" style="3" customWidth="1"/></cols><sheetData><row r="1" spans="1:2" x14ac:dyDescent="0.25"><c r="A1" t="s"><v>0</v></c><c r="B1" s="1"><v>46034</v></c></row><row r="3" spans="1:2" ht="30" customHeight="1"><c r="A3" s="2" t="s"><v>1</v></c><c r="C3" s="3"/></row></sheetData><mergeCells count="1"><mergeCell ref="D3:E4"/></mergeCells><dataValidations count="1"><dataValidation type="list" allowBlank="1" sqref="C3:C9 F1"><formula1>"Yes,No"</formula1></dataValidation></dataValidations><pageMargins left="0.7" right="0.7" top="0.75" bottom="0.75" header="0.3" footer="0.3"/></worksheet>`,
	// Google Sheets states every blank cell with its style, and no spans.
	"Google Sheets": decl + `<worksheet xmlns="` + main + `"><sheetPr><outlinePr summaryBelow="0"/></sheetPr><sheetFormatPr customHeight="1" defaultColWidth="12.63" defaultRowHeight="15.75"/><sheetData><row r="1"><c r="A1" s="1" t="s"><v>0</v></c><c r="B1" s="2"/><c r="C1" s="2"/></row><row r="2"><c r="A2" s="1" t="s"><v>2</v></c><c r="B2" s="2" t="b"><v>1</v></c></row></sheetData><drawing r:id="rId1" xmlns:r="` + rel + `"/></worksheet>`,
	// LibreOffice spells booleans out, and gives rows a style that is none.
	"LibreOffice": decl + `<worksheet xmlns="` + main + `"><sheetPr filterMode="false"><pageSetUpPr fitToPage="false"/></sheetPr><dimension ref="A1:B3"/><cols><col collapsed="false" customWidth="true" hidden="true" outlineLevel="0" max="2" min="2" style="0" width="11.5"/></cols><sheetData><row r="1" customFormat="false" ht="12.8" hidden="false" customHeight="false" outlineLevel="0" collapsed="false"><c r="A1" s="0" t="s"><v>1</v></c></row><row r="3" customFormat="true" s="3" ht="12.8" hidden="true" customHeight="false"><c r="B3" s="0" t="n"><v>12.5</v></c></row></sheetData></worksheet>`,
	// The Open XML SDK gives every name a prefix.
	"prefixed": decl + `<x:worksheet xmlns:x="` + main + `"><x:dimension ref="A1"/><x:sheetData><x:row r="1"><x:c r="A1" t="inlineStr"><x:is><x:t>Question</x:t></x:is></x:c></x:row><x:row r="4"/></x:sheetData></x:worksheet>`,
	// Addresses may be left out.
	"no addresses": decl + `<worksheet xmlns="` + main + `"><sheetData><row><c t="s"><v>0</v></c><c><v>7</v></c></row><row><c/><c r="D2"><v>1</v></c><c><v>2</v></c></row></sheetData></worksheet>`,
	"nothing":      decl + `<worksheet xmlns="` + main + `"><sheetData/></worksheet>`,
	"strict":       decl + `<worksheet xmlns="http://purl.oclc.org/ooxml/spreadsheetml/main" conformance="strict"><sheetData><row r="2"><c r="B2" t="d"><v>2027-01-12</v></c></row></sheetData></worksheet>`,
}

// The independent reader: the standard library's XML, and none of the product's
// code. It gives text by address, and where it finds a formula.
type readSheet struct {
	Rows []struct {
		R     int `xml:"r,attr"`
		Cells []struct {
			R  string    `xml:"r,attr"`
			S  string    `xml:"s,attr"`
			T  string    `xml:"t,attr"`
			V  string    `xml:"v"`
			F  *struct{} `xml:"f"`
			Is *struct {
				T string `xml:"t"`
			} `xml:"is"`
		} `xml:"c"`
	} `xml:"sheetData>row"`
}

type readCell struct {
	text, style string
	formula     bool
}

func independent(t testing.TB, src []byte) map[string]readCell {
	t.Helper()
	var s readSheet
	if err := xml.Unmarshal(src, &s); err != nil {
		t.Fatalf("not XML any more: %v\n%s", err, src)
	}
	out := map[string]readCell{}
	lastRow := 0
	for _, r := range s.Rows {
		if r.R == 0 {
			r.R = lastRow + 1
		}
		if r.R <= lastRow {
			t.Fatalf("row %d follows row %d", r.R, lastRow)
		}
		lastRow = r.R
		col := 0
		for _, c := range r.Cells {
			n := col + 1
			if c.R != "" {
				n = 0
				for _, l := range strings.TrimRight(c.R, "0123456789") {
					n = n*26 + int(l-'A') + 1
				}
				if strings.TrimLeft(c.R, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != strconv.Itoa(r.R) {
					t.Fatalf("%s stands in row %d", c.R, r.R)
				}
			}
			if n <= col {
				t.Fatalf("column %d follows column %d", n, col)
			}
			col = n
			name := ""
			for m := n; m > 0; m = (m - 1) / 26 {
				name = string(rune('A'+(m-1)%26)) + name
			}
			cell := readCell{text: c.V, style: c.S, formula: c.F != nil}
			if c.T == "inlineStr" && c.Is != nil {
				cell.text = unescaped(c.Is.T)
			}
			out[name+strconv.Itoa(r.R)] = cell
		}
	}
	return out
}

// unescaped reads _x005F_, the one escape that the product writes.
func unescaped(s string) string { return strings.ReplaceAll(s, "_x005F_", "_") }

// members gives each member's compressed bytes as they lie, and unpacked.
func members(t testing.TB, b []byte) (names []string, raw, plain map[string][]byte) {
	t.Helper()
	zr, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	raw, plain = map[string][]byte{}, map[string][]byte{}
	for _, f := range zr.File {
		names = append(names, f.Name)
		r, err := f.OpenRaw()
		if err != nil {
			t.Fatal(err)
		}
		raw[f.Name], _ = io.ReadAll(r)
		u, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if plain[f.Name], err = io.ReadAll(u); err != nil {
			t.Fatal(err)
		}
	}
	return names, raw, plain
}
