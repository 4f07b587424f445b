package word_test

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"maps"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"holdfast/internal/errs"
	"holdfast/internal/office/word"
)

const (
	decl = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	ns   = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"`
	rel  = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
)

func file(t testing.TB, body string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, p := range [][2]string{
		{"[Content_Types].xml", decl + `<Types/>`},
		{"_rels/.rels", decl + `<Relationships><Relationship Id="a" Type="` + rel + `/officeDocument" Target="word/document.xml"/></Relationships>`},
		{"word/_rels/document.xml.rels", decl + `<Relationships><Relationship Id="a" Type="` + rel + `/settings" Target="settings.xml"/></Relationships>`},
		{"word/document.xml", decl + `<w:document ` + ns + `><w:body>` + body + `</w:body></w:document>`},
		{"word/settings.xml", decl + `<w:settings ` + ns + `><w:documentProtection w:edit="forms" w:enforcement="1"/></w:settings>`},
		{"word/comments.xml", `<w:comments/>`},
		{"word/media/logo.png", "\x89PNG"},
	} {
		f, err := w.Create(p[0])
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.WriteString(f, p[1])
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// form is what questionnaires in Word look like: a table with merged headings, a
// table with controls, and questions in the text.
const form = `<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t>Part A</w:t></w:r></w:p>` +
	`<w:tbl><w:tblPr/><w:tblGrid><w:gridCol/><w:gridCol/></w:tblGrid>` +
	`<w:tr><w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr><w:p><w:r><w:t>1. Security</w:t></w:r></w:p></w:tc></w:tr>` +
	`<w:tr w:rsidR="00A1"><w:tc><w:tcPr><w:vMerge w:val="restart"/></w:tcPr><w:p><w:r><w:t xml:space="preserve">Do you </w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>test?</w:t></w:r><w:del><w:r><w:delText>gone</w:delText></w:r></w:del></w:p></w:tc>` +
	`<w:tc><w:tcPr><w:tcW w:w="5000"/></w:tcPr><w:p w14:paraId="1" xmlns:w14="x"><w:pPr><w:jc w:val="left"/><w:rPr><w:i/></w:rPr></w:pPr></w:p></w:tc></w:tr>` +
	`<w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc><w:tc><w:p><w:sdt><w:sdtPr><w:rPr><w:color w:val="000000"/></w:rPr><w:showingPlcHdr/><w:dropDownList><w:listItem w:displayText="Yes" w:value="y"/><w:listItem w:displayText="No" w:value="n"/></w:dropDownList></w:sdtPr><w:sdtContent><w:r><w:rPr><w:rStyle w:val="PlaceholderText"/></w:rPr><w:t>Choose an item.</w:t></w:r></w:sdtContent></w:sdt></w:p></w:tc></w:tr>` +
	`<w:tr><w:tc><w:p><w:r><w:t>Who?</w:t></w:r></w:p></w:tc><w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:tc><w:tcPr/><w:p><w:r><w:t>Click here</w:t></w:r></w:p></w:tc></w:sdtContent></w:sdt></w:tr></w:tbl>` +
	`<w:p><w:pPr><w:numPr/></w:pPr><w:r><w:t>How many people?</w:t></w:r></w:p><w:p><w:pPr><w:pStyle w:val="Answer"/></w:pPr></w:p>` +
	`<w:p><w:r><w:t>Where?</w:t></w:r></w:p><w:p><w:r><w:t>Next</w:t></w:r></w:p>` +
	`<w:sdt><w:sdtPr><w:alias w:val="Answer 3"/><w:lock w:val="sdtLocked"/></w:sdtPr><w:sdtContent><w:p><w:pPr><w:pStyle w:val="Body"/></w:pPr><w:r><w:t>old</w:t></w:r></w:p></w:sdtContent></w:sdt>` +
	`<w:sdt><w:sdtPr><w:lock w:val="contentLocked"/></w:sdtPr><w:sdtContent><w:p/></w:sdtContent></w:sdt><w:sectPr/>`

func open(t testing.TB, b []byte) *word.Document {
	t.Helper()
	d, err := word.Open(b)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func unpacked(t testing.TB, b []byte) (plain, raw map[string]string) {
	t.Helper()
	zr, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	plain, raw = map[string]string{}, map[string]string{}
	for _, f := range zr.File {
		r, _ := f.OpenRaw()
		x, _ := io.ReadAll(r)
		raw[f.Name] = string(x)
		u, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		y, err := io.ReadAll(u)
		if err != nil {
			t.Fatal(err)
		}
		plain[f.Name] = string(y)
	}
	return plain, raw
}

func TestReadsBlocks(t *testing.T) {
	t.Parallel()
	d := open(t, file(t, form))
	if !d.Protected || d.Macros {
		t.Error("what the file is was not told")
	}
	var got []string
	for _, b := range d.Blocks {
		if !b.Table {
			got = append(got, b.Place+" "+b.Text)
			continue
		}
		for _, row := range b.Rows {
			for _, c := range row {
				s := c.Place + " " + c.Text
				if c.Locked != "" {
					s += " (locked)"
				}
				got = append(got, s)
			}
		}
	}
	want := []string{"p1 Part A", "t1r1c1 1. Security", "t1r2c1 Do you test?", "t1r2c2 ", "t1r3c1  (locked)", "t1r3c2 ", "t1r4c1 Who?", "t1r4c2 ", "p2 How many people?", "p3 ", "p4 Where?", "p5 Next", "p6 old", "p7 "}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	if c := d.Blocks[1].Rows[2][1].Control; c == nil || !slices.Equal(c.Choices, []string{"Yes", "No"}) || c.Text != "" {
		t.Errorf("the control is %+v", c)
	}
	if !d.Blocks[0].Heading || !d.Blocks[2].List {
		t.Error("heading and list are not told")
	}
}

func TestPatchInPlace(t *testing.T) {
	t.Parallel()
	d := open(t, file(t, form))
	for place, text := range map[string]string{"t1r2c2": "=1 & more\n2nd", "t1r3c2": "Yes", "t1r4c2": "We do", "p2": "12\tpeople", "p4": "Here", "s3": "new", "p5": ""} {
		if err := d.Patch(place, text); err != nil {
			t.Fatalf("%s: %v", place, err)
		}
	}
	for place, text := range map[string]string{"t1r3c1": "x", "t1r3c2": "Maybe", "s4": "x", "p99": "x", "": "x"} {
		if err := d.Patch(place, text); errs.CodeOf(err) != errs.Invalid {
			t.Errorf("%s: %v", place, err)
		}
	}
	now, err := d.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	want := decl + `<w:document ` + ns + `><w:body>` + form + `</w:body></w:document>`
	for _, c := range [][2]string{
		{`<w:pPr><w:jc w:val="left"/><w:rPr><w:i/></w:rPr></w:pPr></w:p>`, `<w:pPr><w:jc w:val="left"/><w:rPr><w:i/></w:rPr></w:pPr><w:r><w:rPr><w:i/></w:rPr><w:t xml:space="preserve">=1 &amp; more</w:t></w:r></w:p><w:p><w:pPr><w:jc w:val="left"/><w:rPr><w:i/></w:rPr></w:pPr><w:r><w:rPr><w:i/></w:rPr><w:t xml:space="preserve">2nd</w:t></w:r></w:p>`},
		{`</w:rPr><w:showingPlcHdr/>`, `</w:rPr>`},
		{`<w:r><w:rPr><w:rStyle w:val="PlaceholderText"/></w:rPr><w:t>Choose an item.</w:t></w:r>`, `<w:r><w:rPr><w:color w:val="000000"/></w:rPr><w:t xml:space="preserve">Yes</w:t></w:r>`},
		{`<w:sdtPr><w:showingPlcHdr/></w:sdtPr>`, `<w:sdtPr></w:sdtPr>`},
		{`<w:t>Click here</w:t>`, `<w:t xml:space="preserve">We do</w:t>`},
		{`<w:p><w:pPr><w:pStyle w:val="Answer"/></w:pPr></w:p>`, `<w:p><w:pPr><w:pStyle w:val="Answer"/></w:pPr><w:r><w:t xml:space="preserve">12</w:t><w:tab/><w:t xml:space="preserve">people</w:t></w:r></w:p>`},
		{`<w:t>Where?</w:t></w:r></w:p>`, `<w:t>Where?</w:t></w:r></w:p><w:p><w:r><w:t xml:space="preserve">Here</w:t></w:r></w:p>`},
		{`<w:t>old</w:t>`, `<w:t xml:space="preserve">new</w:t>`},
	} {
		want = strings.Replace(want, c[0], c[1], 1)
	}
	plain, _ := unpacked(t, now)
	if got := plain["word/document.xml"]; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// independent reads the text of a document with the standard library alone.
func independent(t testing.TB, src string) string {
	t.Helper()
	var b strings.Builder
	dec := xml.NewDecoder(strings.NewReader(src))
	in := 0
	for {
		tok, err := dec.Token()
		if errors.Is(err, io.EOF) {
			return b.String()
		}
		if err != nil {
			t.Fatalf("not XML any more: %v", err)
		}
		switch e := tok.(type) {
		case xml.StartElement:
			switch e.Name.Local {
			case "t":
				in++
			case "tab":
				b.WriteByte('\t')
			case "br":
				b.WriteByte('\n')
			}
		case xml.EndElement:
			switch e.Name.Local {
			case "t":
				in--
			case "p":
				b.WriteByte('\n')
			}
		case xml.CharData:
			if in > 0 {
				b.Write(e)
			}
		}
	}
}

func clean(s string) string {
	s = strings.ReplaceAll(strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\r\n", "\n"), "\r", "\n")
	return strings.Map(func(r rune) rune {
		if r < 0x20 && r != '\t' && r != '\n' || r == 0xFFFE || r == 0xFFFF {
			return -1
		}
		return r
	}, s)
}

// Whatever is written: an independent reader reads it there and everything else
// as it was, the other parts have the bytes that they had, and what is read again
// is what was written.
func TestPatchedPlacesAreTheOnlyThingThatChanged(t *testing.T) {
	t.Parallel()
	was := file(t, form)
	plain1, raw1 := unpacked(t, was)
	// Each place, with the text that it stands for in the whole.
	places := []string{"t1r2c2", "t1r4c2", "p2", "p4", "s3"}
	rapid.Check(t, func(rt *rapid.T) {
		d := open(t, was)
		texts := map[string]string{}
		for _, p := range places {
			if rapid.Bool().Draw(rt, "patched") {
				texts[p] = rapid.OneOf(rapid.SampledFrom([]string{"=1+1", "a\nb", "  x ", "<&>]]>", "\t", "\n\n", "@x"}), rapid.String()).Draw(rt, "text")
				if err := d.Patch(p, texts[p]); err != nil {
					rt.Fatal(err)
				}
			}
		}
		now, err := d.Bytes()
		if err != nil {
			rt.Fatal(err)
		}
		plain2, raw2 := unpacked(t, now)
		for name := range raw1 {
			if name != "word/document.xml" && raw1[name] != raw2[name] {
				rt.Fatalf("%s changed", name)
			}
		}
		text := func(p, old string) string {
			if s, ok := texts[p]; ok {
				return clean(s)
			}
			return old
		}
		where := "Where?\n"
		if s := clean(texts["p4"]); s != "" {
			where += s + "\n"
		}
		want := "Part A\n1. Security\nDo you test?\n" + text("t1r2c2", "") + "\n\nChoose an item.\nWho?\n" + text("t1r4c2", "Click here") + "\nHow many people?\n" + text("p2", "") + "\n" + where + "Next\n" + text("s3", "old") + "\n\n"
		if got := independent(t, plain2["word/document.xml"]); got != want {
			rt.Fatalf("got  %q\nwant %q", got, want)
		}
		again := open(t, now)
		if got := again.Blocks[1].Rows[1][1].Text; got != strings.TrimPrefix(text("t1r2c2", ""), "") && clean(got) != clean(strings.TrimLeft(text("t1r2c2", ""), "\n")) {
			rt.Fatalf("read back %q, want %q", got, text("t1r2c2", ""))
		}
	})
	if len(plain1) != 7 {
		t.Error(slices.Collect(maps.Keys(plain1)))
	}
}

func TestRefusesWhatIsNoDocument(t *testing.T) {
	t.Parallel()
	for name, b := range map[string][]byte{
		"nothing": nil,
		"text":    []byte("Question"),
		"a DTD":   bytes.Replace(file(t, ""), []byte("zz"), nil, 1)[:40],
		"deep":    file(t, strings.Repeat("<w:p>", 4000)),
		"cut off": file(t, "<w:p>"),
		"entity":  file(t, "<w:p><w:r><w:t>&a;</w:t></w:r>"),
		"large":   file(t, strings.Repeat(" ", 41<<20)),
		"many":    file(t, strings.Repeat("<a/>", 900_000)),
	} {
		_, err := word.Open(b)
		if code := errs.CodeOf(err); err == nil || code != errs.Invalid && code != errs.TooLarge {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// FuzzWord: whatever a document holds, it is read or refused; what was read takes
// text at every place that is open, and stays a document.
func FuzzWord(f *testing.F) {
	f.Add(form, "=1\n2")
	f.Add(`<w:p/><w:tbl><w:tr><w:tc/></w:tr></w:tbl>`, "x")
	f.Fuzz(func(t *testing.T, body, text string) {
		d, err := word.Open(file(t, body))
		if err != nil {
			return
		}
		for _, b := range d.Blocks {
			_ = d.Patch(b.Place, text)
			for _, row := range b.Rows {
				for _, c := range row {
					_ = d.Patch(c.Place, text)
				}
			}
		}
		now, err := d.Bytes()
		if err != nil {
			return
		}
		if _, err := word.Open(now); err != nil {
			t.Fatalf("what was written cannot be read: %v", err)
		}
	})
}
