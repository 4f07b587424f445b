package questionnaire_test

import (
	"archive/zip"
	"bytes"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"holdfast/internal/authz"
	"holdfast/internal/demo"
	"holdfast/internal/office/sheet"
	"holdfast/internal/office/word"
	"holdfast/internal/web/uitest"
	pages "holdfast/internal/web/win/questionnaire"
)

const manager, reader = authz.BidManager, authz.Reader

// fields gives everything that the page's form would send.
func fields(page *html.Node) []string {
	var out []string
	for n := range page.Descendants() {
		name := uitest.Attr(n, "name")
		switch {
		case name == "":
		case n.Data == "input" && uitest.Attr(n, "type") == "checkbox":
			for _, a := range n.Attr {
				if a.Key == "checked" {
					out = append(out, name, uitest.Attr(n, "value"))
				}
			}
		case n.Data == "input":
			out = append(out, name, uitest.Attr(n, "value"))
		case n.Data == "select":
			for o := range n.Descendants() {
				for _, a := range o.Attr {
					if a.Key == "selected" {
						out = append(out, name, uitest.Attr(o, "value"))
					}
				}
			}
		}
	}
	return out
}

func TestFromTheBuyersFileAndBack(t *testing.T) {
	t.Parallel()
	h := setup(t)
	file := demo.Story{}.Questionnaire().File
	h.get(reader, "/bids/BID-1/questionnaires").wants(t, http.StatusOK, "No questionnaire yet.")
	to := h.drop(manager, `C:\tmp\Buyer "form".xlsx`, file, "until", "12:00").wants(t, http.StatusSeeOther).Header().Get("Location")
	if to != "/questionnaires/QNR-1/places" {
		t.Fatalf("it leads to %q", to)
	}
	places := h.get(manager, to).wants(t, http.StatusOK, "46 questions were found in 1 sheet.", "30 have a limit", "What insurance do you hold, and to what value?", "and 38 more")
	h.get(reader, "/questionnaires/QNR-1").wants(t, http.StatusOK, "Its questions have not been read yet.")
	h.post(manager, to, fields(places.page)...).wants(t, http.StatusSeeOther)
	h.get(reader, "/bids/BID-1/questionnaires").wants(t, http.StatusOK, "One questionnaire; 46 questions are still to be answered.", "0 of 46")
	one := h.get(manager, "/questionnaires/QNR-1").wants(t, http.StatusOK, "0 of 46 questions answered; due 12 January 2027, noon.", "The library suggests ANS-1", "A draft: it was never approved.", "1 to 25 of 46")
	if strings.Contains(one.text(), "E8") {
		t.Error("the first page shows the last question")
	}
	h.get(manager, "/questionnaires/QNR-1?page=2").wants(t, http.StatusOK, "E8")
	h.get(manager, "/questionnaires/QNR-1?show=open&section=C+Data+protection").wants(t, http.StatusOK, "C8")

	// Accepting a suggestion gives a draft; with script the row alone is asked for
	// on the page that it leads to.
	to = h.post(manager, "/questions/QQ-13/accept", "answer", "ANS-1", "version", "1", "back", "show=left&evil=//x").wants(t, http.StatusSeeOther).Header().Get("Location")
	if to != "/questionnaires/QNR-1?show=left#QQ-13" {
		t.Errorf("it leads to %q", to)
	}
	h.get(manager, "/questions/QQ-13").wants(t, http.StatusOK, "Drafted: 6 of 100 words.", "A draft: it was never approved.")
	// A refused form comes back with what was typed.
	h.post(manager, "/questions/QQ-2", "version", "1", "state", "done", "answer", "Perhaps").wants(t, http.StatusUnprocessableEntity, "The buyer lets choose from Yes, No.")
	h.post(manager, "/questions/QQ-14", "version", "1", "state", "left-out", "answer", "").wants(t, http.StatusUnprocessableEntity, "Say why it is left out.")
	h.post(manager, "/questions/QQ-2", "version", "1", "state", "done", "answer", "no").wants(t, http.StatusSeeOther)
	h.post(manager, "/questions/QQ-2", "version", "1", "state", "done", "answer", "Yes").wants(t, http.StatusConflict)
	to = h.post(manager, "/questions/QQ-14", "version", "1", "state", "done", "then", "next", "answer", "=1+1 "+strings.Repeat("word ", 25)).wants(t, http.StatusSeeOther).Header().Get("Location")
	if !strings.HasPrefix(to, "/questions/QQ-15") {
		t.Errorf("the next is %q", to)
	}
	h.post(manager, "/questions/QQ-14/save").wants(t, http.StatusSeeOther)
	h.get(manager, "/questionnaires/QNR-1").wants(t, http.StatusOK, "2 of 46 questions answered; 1 over their limit;")

	// Readers read, and change nothing.
	h.get(reader, "/questionnaires/QNR-1").wants(t, http.StatusOK)
	h.get(reader, "/questions/QQ-13").wants(t, http.StatusOK, "AES-256")
	h.get(reader, "/questionnaires/QNR-1/places").wants(t, http.StatusForbidden)
	h.post(reader, "/questions/QQ-15", "version", "1", "state", "done", "answer", "x").wants(t, http.StatusForbidden)
	h.post(reader, "/questionnaires/QNR-1/do", "act", "fill").wants(t, http.StatusForbidden)
	h.drop(reader, "a.xlsx", file).wants(t, http.StatusForbidden)

	for _, act := range []url.Values{{"act": {"assign"}, "section": {"C Data protection"}, "owner": {"reader"}}, {"act": {"returned"}}, {"act": {"reopen"}}, {"act": {"fill"}}} {
		h.post(manager, "/questionnaires/QNR-1/do", "act", act.Get("act"), "section", act.Get("section"), "owner", act.Get("owner")).wants(t, http.StatusSeeOther)
	}

	// The untouched original, and the same file filled.
	if got := h.get(reader, "/questionnaires/QNR-1/original"); !bytes.Equal(got.Body.Bytes(), file) || !strings.HasPrefix(got.Header().Get("Content-Disposition"), "attachment") {
		t.Error("the original is not the buyer's file")
	}
	filled := h.get(reader, "/questionnaires/QNR-1/filled").wants(t, http.StatusOK)
	if d := filled.Header().Get("Content-Disposition"); !strings.Contains(d, "attachment") || !strings.Contains(d, "(answered).xlsx") {
		t.Errorf("it is served as %q", d)
	}
	b, err := sheet.Open(filled.Body.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	s := b.Sheet("Questions")
	for at, want := range map[string]string{"D6": "No", "D18": "With AES-256, keys replaced each year.", "D19": "=1+1 " + strings.TrimSpace(strings.Repeat("word ", 25)), "D20": "", "B6": "Is your organisation a small or medium-sized enterprise?"} {
		r, _ := sheet.ParseRef(at)
		if c := s.Cell(r); c.Text != want || c.Formula {
			t.Errorf("%s holds %q, want %q", at, c.Text, want)
		}
	}
}

func TestRefusedFilesLeaveNothing(t *testing.T) {
	t.Parallel()
	h := setup(t)
	h.drop(manager, "a.xlsx", []byte("Question,Answer")).wants(t, http.StatusUnprocessableEntity, "neither a workbook (.xlsx) nor a Word document")
	h.drop(manager, "a.xlsx", nil).wants(t, http.StatusUnprocessableEntity, "Choose the file first.")
	h.drop(manager, "a.xlsx", []byte("x"), "due", "soon").wants(t, http.StatusUnprocessableEntity, "Give a day")
	h.drop(manager, "a.xlsx", bytes.Repeat([]byte("x"), 20<<20+1)).wants(t, http.StatusUnprocessableEntity, "larger than 20 MB")
	h.get(manager, "/bids/BID-99/questionnaires").wants(t, http.StatusNotFound)
	h.get(manager, "/questionnaires/QNR-1").wants(t, http.StatusNotFound)
	h.get(manager, "/questions/QQ-1").wants(t, http.StatusNotFound)
	_ = filepath.WalkDir(h.dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			t.Errorf("%s was left", path)
		}
		return nil
	})
}

// docx makes a Word document: a table to fill in, and questions in the text.
func docx(t *testing.T) []byte {
	t.Helper()
	cell := func(text string) string {
		return `<w:tc><w:tcPr/><w:p><w:r><w:t>` + text + `</w:t></w:r></w:p></w:tc>`
	}
	body := `<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t>Security</w:t></w:r></w:p><w:tbl>` +
		`<w:tr>` + cell("Question") + cell("Response") + `</w:tr><w:tr>` + cell("How do you encrypt information at rest?") + cell("") + `</w:tr></w:tbl>` +
		`<w:p><w:r><w:t>2. Describe how you test your backups.</w:t></w:r></w:p><w:p/>` +
		`<w:p><w:r><w:t>Are you accredited by anybody?</w:t></w:r></w:p><w:sdt><w:sdtPr><w:showingPlcHdr/><w:dropDownList><w:listItem w:displayText="Yes" w:value="1"/><w:listItem w:displayText="No" w:value="2"/></w:dropDownList></w:sdtPr><w:sdtContent><w:p><w:r><w:t>Choose</w:t></w:r></w:p></w:sdtContent></w:sdt>`
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, p := range [][2]string{
		{"[Content_Types].xml", `<Types/>`},
		{"_rels/.rels", `<Relationships><Relationship Id="a" Type="x/officeDocument" Target="word/document.xml"/></Relationships>`},
		{"word/document.xml", `<w:document xmlns:w="w"><w:body>` + body + `</w:body></w:document>`},
	} {
		f, err := w.Create(p[0])
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.WriteString(f, p[1])
	}
	_ = w.Close()
	return b.Bytes()
}

func TestAWordDocument(t *testing.T) {
	t.Parallel()
	h := setup(t)
	to := h.drop(manager, "form.docx", docx(t)).wants(t, http.StatusSeeOther).Header().Get("Location")
	places := h.get(manager, to).wants(t, http.StatusOK, "3 questions were found in 2 tables.", "Questions in the text", "Yes and No")
	h.post(manager, to, fields(places.page)...).wants(t, http.StatusSeeOther)
	h.post(manager, "/questions/QQ-1", "version", "1", "state", "done", "answer", "AES\nand more").wants(t, http.StatusSeeOther)
	h.post(manager, "/questions/QQ-2", "version", "1", "state", "drafted", "answer", "Monthly").wants(t, http.StatusSeeOther)
	h.post(manager, "/questions/QQ-3", "version", "1", "state", "done", "answer", "yes").wants(t, http.StatusSeeOther)
	d, err := word.Open(h.get(reader, "/questionnaires/QNR-1/filled").wants(t, http.StatusOK).Body.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, b := range d.Blocks {
		if !b.Table {
			got = append(got, b.Text)
			continue
		}
		got = append(got, b.Rows[1][1].Text)
	}
	if want := "Security|AES\nand more|2. Describe how you test your backups.|Monthly|Are you accredited by anybody?|Yes"; strings.Join(got, "|") != want {
		t.Errorf("it holds %q", got)
	}
}

// The demonstration's workbook is one that the guess reads as a person would.
func TestTheStorysQuestionnaire(t *testing.T) {
	t.Parallel()
	told := demo.Story{}.Questionnaire()
	form, err := pages.Open(told.File)
	if err != nil {
		t.Fatal(err)
	}
	done := 0
	for _, a := range told.Answers {
		if a.State == "done" {
			done++
		}
	}
	if len(form.Tables) != 2 || len(told.Answers) != 46 || done != 31 {
		t.Errorf("%d sheets, %d answers, %d done", len(form.Tables), len(told.Answers), done)
	}
	out, err := pages.Fill(told.File, nil)
	if err != nil {
		t.Fatal(err)
	}
	// With nothing to fill, every part is as it was.
	a, _ := zip.NewReader(bytes.NewReader(told.File), int64(len(told.File)))
	b, err := zip.NewReader(bytes.NewReader(out), int64(len(out)))
	if err != nil {
		t.Fatal(err)
	}
	for i := range a.File {
		if a.File[i].Name != b.File[i].Name || a.File[i].CRC32 != b.File[i].CRC32 || a.File[i].CompressedSize64 != b.File[i].CompressedSize64 {
			t.Errorf("%s changed", a.File[i].Name)
		}
	}
}
