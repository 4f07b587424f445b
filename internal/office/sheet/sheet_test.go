package sheet_test

import (
	"bytes"
	"maps"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"holdfast/internal/errs"
	"holdfast/internal/office/sheet"
)

func open(t testing.TB, b []byte) *sheet.Book {
	t.Helper()
	book, err := sheet.Open(b)
	if err != nil {
		t.Fatal(err)
	}
	return book
}

func TestReadsEveryForm(t *testing.T) {
	t.Parallel()
	want := map[string]map[string]string{
		"Excel":         {"A1": "Question", "B1": "2026-01-12", "A3": "Do you hold ISO 27001?", "C3": ""},
		"Google Sheets": {"A2": " a\nb ", "B2": "yes"},
		"LibreOffice":   {"A1": "Do you hold ISO 27001?", "B3": "12.5"},
		"prefixed":      {"A1": "Question"},
		"no addresses":  {"A1": "Question", "B1": "7", "D2": "1", "E2": "2"},
		"nothing":       {"A1": ""},
		"strict":        {"B2": "2027-01-12"},
	}
	for name, cells := range want {
		s := open(t, workbook(t, forms[name])).Sheets[0]
		for at, text := range cells {
			r, ok := sheet.ParseRef(at)
			if got := s.Cell(r); !ok || got.Text != text || got.String() != at {
				t.Errorf("%s: %s holds %q, want %q", name, at, got.Text, text)
			}
		}
	}
	s := open(t, workbook(t, forms["Excel"])).Sheets[0]
	if got := s.Choices(sheet.Ref{Col: 3, Row: 5}); !slices.Equal(got, []string{"Yes", "No"}) {
		t.Errorf("choices are %q", got)
	}
	if got := s.Anchor(sheet.Ref{Col: 5, Row: 4}); got.String() != "D3" {
		t.Errorf("E4 is merged into %s", got)
	}
	s = open(t, workbook(t, forms["LibreOffice"])).Sheets[0]
	if !s.Rows[1].Hidden || s.Rows[0].Hidden || !s.HiddenCol(2) || s.HiddenCol(1) {
		t.Error("what is hidden is not told")
	}
}

func TestChoicesBehindNamesAndOtherSheets(t *testing.T) {
	t.Parallel()
	lists := data(`<row r="1"><c r="A1" t="inlineStr"><is><t>Fully</t></is></c></row><row r="2"><c r="A2" t="inlineStr"><is><t>Partly</t></is></c></row>`) + "<!--hidden-->"
	asks := decl + `<worksheet xmlns="` + main + `"><sheetData/><dataValidations><dataValidation type="list" sqref="B2"><formula1>YesNo</formula1></dataValidation><dataValidation type="whole" sqref="B4"><formula1>1</formula1></dataValidation></dataValidations><extLst><ext><x14:dataValidations xmlns:x14="x" xmlns:xm="m"><x14:dataValidation type="list"><x14:formula1><xm:f>'Sheet 1'!$A$1:$A$2</xm:f></x14:formula1><xm:sqref>B3</xm:sqref></x14:dataValidation></x14:dataValidations></ext></extLst></worksheet>`
	b := open(t, workbook(t, lists, asks))
	if !b.Sheets[0].Hidden || b.Sheets[1].Hidden {
		t.Error("the hidden sheet is not told apart")
	}
	for row, want := range map[int]int{2: 2, 3: 2, 4: 0} {
		if got := b.Sheets[1].Choices(sheet.Ref{Col: 2, Row: row}); len(got) != want {
			t.Errorf("B%d offers %q", row, got)
		}
	}
}

// anyText draws texts that have something to lose.
func anyText() *rapid.Generator[string] {
	return rapid.OneOf(
		rapid.SampledFrom([]string{"=1+1", "+44 20", "-1", "@SUM(A1)", "  two  blanks ", "a\nb", "\n", "\t", "<&>\"'", "_x000D_", "_x005F_", "_x0041_x", "]]>", "12", "TRUE", "é — 漢字 🙂", "=cmd|' /C calc'!A0"}),
		rapid.String(),
	)
}

// clean is what text looks like in a file: lines ended alike, nothing that XML
// has no place for.
func clean(s string) string {
	s = strings.ReplaceAll(strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\r\n", "\n"), "\r", "\n")
	return strings.Map(func(r rune) rune {
		if r < 0x20 && r != '\t' && r != '\n' || r == 0xFFFE || r == 0xFFFF {
			return -1
		}
		return r
	}, s)
}

// Whatever is written into whichever cells of whatever form: an independent
// reader reads exactly that, no formula is among it, every other cell is as it
// was, and every other part of the file has the very bytes that it had.
func TestPatchedCellsAreTheOnlyThingThatChanged(t *testing.T) {
	t.Parallel()
	names := slices.Sorted(maps.Keys(forms))
	rapid.Check(t, func(rt *rapid.T) {
		form := rapid.SampledFrom(names).Draw(rt, "form")
		was := workbook(t, forms[form], data(""))
		b := open(t, was)
		want := map[string]string{}
		for range rapid.IntRange(1, 6).Draw(rt, "cells") {
			r := sheet.Ref{Col: rapid.IntRange(1, 28).Draw(rt, "col"), Row: rapid.IntRange(1, 6).Draw(rt, "row")}
			text := anyText().Draw(rt, "text")
			if err := b.Patch("Sheet 1", r, text); err != nil {
				rt.Fatal(err)
			}
			want[b.Sheets[0].Anchor(r).String()] = clean(text)
		}
		now, err := b.Bytes()
		if err != nil {
			rt.Fatal(err)
		}
		again, err := b.Bytes()
		if err != nil || !bytes.Equal(now, again) {
			rt.Fatal("the same patches gave other bytes")
		}
		n1, raw1, plain1 := members(t, was)
		n2, raw2, plain2 := members(t, now)
		if !slices.Equal(n1, n2) {
			rt.Fatalf("parts were %q and are %q", n1, n2)
		}
		const part = "xl/worksheets/sheet1.xml"
		for name := range raw1 {
			if name != part && !bytes.Equal(raw1[name], raw2[name]) {
				rt.Fatalf("%s changed", name)
			}
		}
		before, after := independent(t, plain1[part]), independent(t, plain2[part])
		for at, c := range after {
			if c.formula {
				rt.Fatalf("%s holds a formula", at)
			}
			if text, ok := want[at]; ok {
				if c.text != text {
					rt.Fatalf("%s holds %q, want %q\n%s", at, c.text, text, plain2[part])
				}
				if old, ok := before[at]; ok && old.style != c.style {
					rt.Fatalf("%s had style %q and has %q", at, old.style, c.style)
				}
			} else if c != before[at] {
				rt.Fatalf("%s was %v and is %v", at, before[at], c)
			}
		}
		for at := range before {
			if _, ok := after[at]; !ok {
				rt.Fatalf("%s is gone", at)
			}
		}
		read := open(t, now)
		for at, text := range want {
			r, _ := sheet.ParseRef(at)
			if got := read.Sheets[0].Cell(r).Text; got != text {
				rt.Fatalf("read back, %s holds %q, want %q", at, got, text)
			}
		}
	})
}

// What is around the cells stays byte for byte, styles of rows and columns are
// used for new cells, and what states an extent is widened.
func TestPatchInPlace(t *testing.T) {
	t.Parallel()
	b := open(t, workbook(t, forms["Excel"]))
	for at, text := range map[string]string{"C1": "new", "C3": "x < y", "A9": "=1"} {
		r, _ := sheet.ParseRef(at)
		if err := b.Patch("Sheet 1", r, text); err != nil {
			t.Fatal(err)
		}
	}
	now, err := b.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	_, _, plain := members(t, now)
	want := forms["Excel"]
	for _, change := range [][2]string{
		{`ref="A1:C4"`, `ref="A1:C9"`},
		{`<row r="1" spans="1:2"`, `<row r="1" spans="1:3"`},
		{`<row r="3" spans="1:2"`, `<row r="3" spans="1:3"`},
		{`<v>46034</v></c></row>`, `<v>46034</v></c><c r="C1" s="3" t="inlineStr"><is><t xml:space="preserve">new</t></is></c></row>`},
		{`<c r="C3" s="3"/>`, `<c r="C3" s="3" t="inlineStr"><is><t xml:space="preserve">x &lt; y</t></is></c>`},
		{`</sheetData>`, `<row r="9"><c r="A9" t="inlineStr"><is><t xml:space="preserve">=1</t></is></c></row></sheetData>`},
	} {
		want = strings.Replace(want, change[0], change[1], 1)
	}
	if got := string(plain["xl/worksheets/sheet1.xml"]); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestWhatIsTheBuyersStays(t *testing.T) {
	t.Parallel()
	b := open(t, workbook(t, decl+`<worksheet xmlns="`+main+`"><sheetData><row r="1"><c r="A1"><f>B1+1</f><v>1</v></c><c r="B1" s="3"/><c r="C1"/></row><row r="2"><c r="A2"><f t="array" ref="A2:A4">B1:B3</f><v>1</v></c></row></sheetData><sheetProtection sheet="1" objects="1"/></worksheet>`))
	for at, ok := range map[string]bool{"A1": false, "B1": true, "C1": false, "D1": false, "A3": false} {
		r, _ := sheet.ParseRef(at)
		if err := b.Patch("Sheet 1", r, "x"); (err == nil) != ok {
			t.Errorf("%s: %v", at, err)
		}
	}
	if err := b.Patch("Sheet 1", sheet.Ref{Col: 2, Row: 1}, strings.Repeat("é", sheet.MaxCell+1)); errs.CodeOf(err) != errs.Invalid {
		t.Errorf("a text that no cell holds: %v", err)
	}
	if err := b.Patch("Sheet 9", sheet.Ref{Col: 2, Row: 1}, "x"); errs.CodeOf(err) != errs.Invalid {
		t.Errorf("a sheet that is not there: %v", err)
	}
}

func TestRefusesWhatIsNoWorkbook(t *testing.T) {
	t.Parallel()
	deep := strings.Repeat("<a>", 5000)
	for name, b := range map[string][]byte{
		"nothing":      nil,
		"text":         []byte("Question,Answer\n"),
		"an old file":  []byte("\xd0\xcf\x11\xe0 and more"),
		"a zip":        file(t, parts{{"a.txt", "a"}}),
		"two of one":   file(t, parts{{"[Content_Types].xml", types}, {"XL/a.xml", ""}, {"xl/A.xml", ""}}),
		"cut off":      workbook(t, `<worksheet><sheetData><row r="1"><c r="A1">`),
		"deep":         workbook(t, deep),
		"a DTD":        workbook(t, `<!DOCTYPE x [<!ENTITY a "b">]><worksheet><sheetData/></worksheet>`),
		"an entity":    workbook(t, data(`<row r="1"><c r="A1" t="str"><v>&a;</v></c></row>`)),
		"rows back":    workbook(t, data(`<row r="2"/><row r="1"/>`)),
		"cells back":   workbook(t, data(`<row r="1"><c r="B1"/><c r="A1"/></row>`)),
		"another row":  workbook(t, data(`<row r="1"><c r="A2"/></row>`)),
		"no text":      workbook(t, data(`<row r="1"><c r="A1" t="s"><v>99</v></c></row>`)),
		"UTF-16":       workbook(t, `<?xml version="1.0" encoding="UTF-16"?><worksheet><sheetData/></worksheet>`),
		"bad UTF-8":    workbook(t, data("<row r=\"1\"><c r=\"A1\" t=\"str\"><v>\xff</v></c></row>")),
		"many cells":   workbook(t, data(strings.Repeat(`<row><c/><c/><c/><c/><c/><c/><c/><c/></row>`, 60_000))),
		"many merges":  workbook(t, `<worksheet><sheetData>`+strings.Repeat(`<row/>`, 5000)+`</sheetData><mergeCells>`+strings.Repeat(`<mergeCell ref="A1:B5000"/>`, 1000)+`</mergeCells></worksheet>`),
		"a large part": workbook(t, strings.Repeat(" ", 41<<20)+data("")),
		"much text":    workbook(t, data(strings.Repeat(`<row><c t="s"><v>0</v></c></row>`, 10)), decl+`<worksheet>`),
	} {
		_, err := sheet.Open(b)
		if code := errs.CodeOf(err); err == nil || code != errs.Invalid && code != errs.TooLarge {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// FuzzSheet: whatever a sheet holds, it is read or refused, and what was read can
// be patched, read again and holds what was written.
func FuzzSheet(f *testing.F) {
	for _, form := range forms {
		f.Add(form, "=1+1", 3, 2)
	}
	f.Fuzz(func(t *testing.T, src, text string, col, row int) {
		b, err := sheet.Open(workbook(t, src))
		if err != nil {
			return
		}
		r := sheet.Ref{Col: col, Row: row}
		if err := b.Patch("Sheet 1", r, text); err != nil {
			return
		}
		now, err := b.Bytes()
		if err != nil {
			return
		}
		again, err := sheet.Open(now)
		if err != nil {
			t.Fatalf("what was written cannot be read: %v", err)
		}
		if got := again.Sheets[0].Cell(again.Sheets[0].Anchor(r)); got.Text != clean(text) || got.Formula {
			t.Fatalf("%s holds %q, want %q", r, got.Text, clean(text))
		}
	})
}
