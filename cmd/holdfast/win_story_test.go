package main

import (
	"archive/zip"
	"bytes"
	"encoding/base64"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"holdfast/internal/office/paper"
	"holdfast/internal/webtest"
)

// bidding are two people who answer a tender, each in a window of their own.
type bidding struct {
	*shared
	olga window // owner
	ben  window // bid manager
}

// TestFromADroppedTenderToAVerifiedPack is the story of a bid: from what a buyer
// sent to what the certificates are worth in it, a question and its answer, a
// decision, a questionnaire that goes back filled, and a pack that a stranger proves.
func TestFromADroppedTenderToAVerifiedPack(t *testing.T) {
	t.Parallel()
	s := &bidding{shared: shareHouse(t)}
	s.olga = s.first(t, "Olga Pier", "olga@fenmoor.example", ownersWords)
	s.ben = s.olga.invites(t, s.shared, "Ben Marsh", "ben@fenmoor.example", "bid-manager", managersWords)
	for _, w := range []window{s.olga, s.ben} {
		w.Allow("status of 4") // refusals on purpose
	}
	s.drop(t)
	s.correct(t)
	s.ask(t)
	s.decide(t)
	s.library(t)
	s.questionnaire(t)
	s.pack(t)
}

const (
	asksForPlus    = "The Supplier must hold Cyber Essentials Plus certification at the date of contract award and shall keep it for the duration of the contract."
	asksForToolkit = "Where the Supplier processes personal data of patients, it must have published a Data Security and Protection Toolkit assessment before the contract start date."
	asksForISO     = "Bidders must hold ISO/IEC 27001 certification at the time of tender submission."
)

// tenderPDF and tenderWord are what the buyer sent.
func tenderPDF(t *testing.T) []byte {
	t.Helper()
	b, _, err := paper.Write(paper.Paper{
		Organisation: "Quay Council", Title: "Instructions to bidders", At: january,
		Body: "Invitation to Tender for the Harbour sensor network\n\nContracting authority: Quay Council\n\n## 1 Timetable\n\nDeadline for receipt of tenders: 12:00 on 19 February 2027\n\n" +
			"Expected date of contract award: 6 April 2027\n\nContract start date: 3 May 2027\n\nContract end date: 2 May 2029\n\n## 2 Conditions of participation\n\n" + asksForPlus,
	})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func tenderWord(t *testing.T) []byte {
	t.Helper()
	return packed(t, [][2]string{
		{"[Content_Types].xml", `<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`},
		{"_rels/.rels", `<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`},
		{"word/document.xml", `<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>Schedule 4: Security</w:t></w:r></w:p><w:p><w:r><w:t>` + asksForISO + `</w:t></w:r></w:p><w:p><w:r><w:t>` + asksForToolkit + `</w:t></w:r></w:p><w:p><w:r><w:t>The Council’s archive, which is certified to ISO 9001, takes the logs over at the end.</w:t></w:r></w:p></w:body></w:document>`},
	})
}

// askedInACell is the buyer's workbook: the questions stand in B, and the answers
// go into D; the note and the formula beside them are nobody's business.
func askedInACell(t *testing.T) []byte {
	t.Helper()
	const main = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"`
	const rel = `http://schemas.openxmlformats.org/officeDocument/2006/relationships`
	return packed(t, [][2]string{
		{"[Content_Types].xml", `<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/worksheets/sheet2.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>`},
		{"_rels/.rels", `<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="` + rel + `/officeDocument" Target="xl/workbook.xml"/></Relationships>`},
		{"xl/workbook.xml", `<?xml version="1.0" encoding="UTF-8"?><workbook ` + main + ` xmlns:r="` + rel + `"><sheets><sheet name="Prices" sheetId="1" r:id="rId1"/><sheet name="Security" sheetId="2" r:id="rId2"/></sheets></workbook>`},
		{"xl/_rels/workbook.xml.rels", `<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="` + rel + `/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="` + rel + `/worksheet" Target="worksheets/sheet2.xml"/></Relationships>`},
		{"xl/worksheets/sheet1.xml", `<?xml version="1.0" encoding="UTF-8"?><worksheet ` + main + `><sheetData><row r="1"><c r="A1"><v>120</v></c><c r="B1"><f>A1*3</f><v>360</v></c></row></sheetData></worksheet>`},
		{"xl/worksheets/sheet2.xml", `<?xml version="1.0" encoding="UTF-8"?><worksheet ` + main + `><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>No</t></is></c><c r="B1" t="inlineStr"><is><t>What we ask</t></is></c><c r="C1" t="inlineStr"><is><t>Weight</t></is></c><c r="D1" t="inlineStr"><is><t>What you say</t></is></c></row>` +
			`<row r="2"><c r="A2"><v>1</v></c><c r="B2" t="inlineStr"><is><t>How do you make sure that a backup can be restored?</t></is></c><c r="C2"><v>5</v></c><c r="D2"/></row>` +
			`<row r="3"><c r="A3"><v>2</v></c><c r="B3" t="inlineStr"><is><t>Who is your named lead for accessibility?</t></is></c><c r="C3"><v>3</v></c><c r="D3"/></row></sheetData></worksheet>`},
		{"docProps/custom.bin", "\x00\xffwhatever the buyer's program keeps here"},
	})
}

// packed zips members in this order.
func packed(t *testing.T, members [][2]string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, m := range members {
		w, err := z.Create(m[0])
		if err == nil {
			_, err = io.WriteString(w, m[1])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// keeps writes a file for the browser to send.
func keeps(t *testing.T, name string, content []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// takes downloads what stands at a path, as the window's person.
func (w window) takes(t *testing.T, path string) []byte {
	t.Helper()
	j, err := json.Marshal(path)
	if err != nil {
		t.Fatal(err)
	}
	webtest.Value[bool](w.Page, fmt.Sprintf(`(delete document.body.dataset.got, fetch(%s).then(r => r.arrayBuffer().then(b => {
		let s = "";
		for (const x of new Uint8Array(b)) s += String.fromCharCode(x);
		document.body.dataset.got = r.status + " " + btoa(s);
	})), true)`, j))
	w.WaitFor("body[data-got]")
	status, data, _ := strings.Cut(webtest.Value[string](w.Page, `document.body.dataset.got`), " ")
	b, err := base64.StdEncoding.DecodeString(data)
	if err != nil || status != "200" {
		t.Fatalf("%s answers %s, %v: %.300s", path, status, err, b)
	}
	return b
}

// tells fills in one form of the page that is open, named by a selector, sends it,
// and wants a page of this status that says what stands after "→".
func (w window) tells(t *testing.T, form string, status int, fields ...string) {
	t.Helper()
	var says []string
	if i := slices.Index(fields, "→"); i >= 0 {
		fields, says = fields[:i], fields[i+1:]
	}
	w.fills(t, form, fields...)
	if got := w.Follow(form + " button:not([formaction]):not([formmethod]):not([name])"); got != status {
		t.Fatalf("%s with %q: %d at %s, want %d: %.1500s", form, fields, got, w.Path(), status, w.Text("body"))
	}
	for _, word := range says {
		w.Says(word)
	}
}

// to names the form that is sent to exactly this address.
func to(action string) string { return "main form[action='" + action + "']" }

// toDo names one of several forms with one address, by what it does.
func toDo(action, do string) string { return to(action) + ":has([name=do][value=" + do + "])" }

// drop makes a bid of what the buyer sent.
func (s *bidding) drop(t *testing.T) {
	t.Helper()
	b := s.ben
	b.looks(t, "/tenders/new", "Drop in what the buyer sent")
	b.Upload("#file", keeps(t, "Instructions.pdf", tenderPDF(t)), keeps(t, "Schedule 4.docx", tenderWord(t)))
	if got := b.Follow("main form.drop button"); got != http.StatusOK {
		t.Fatalf("dropping answers %d: %.900s", got, b.Text("body"))
	}
	b.looks(t, "", "3 certifications are asked for", asksForISO, "Read in Instructions.pdf")
	for field, want := range map[string]string{"title": "Harbour sensor network", "buyer": "Quay Council", "entity": "Fenmoor Digital Ltd", "deadline": "2027-02-19", "award": "2027-04-06", "start": "2027-05-03", "end": "2029-05-02"} {
		if got := webtest.Value[string](b.Page, `document.querySelector("main [name=`+field+`]").value`); got != want {
			t.Errorf("%s is read as %q, want %q", field, got, want)
		}
	}
	at := b.Path()
	b.tells(t, to(at), http.StatusOK, "title", "Harbour sensor network", "→", "Cyber Essentials Plus", "ISO/IEC 27001")
	b.looks(t, "/bids/BID-1", "At risk", asksForPlus, "CERT-1", "6 days short")

	// What only the organisation knows is not asked of the buyer.
	b.Says("Does the scope of CERT-2 cover the work of this bid?")
	if n := b.Count("#questions form input[value^='Does the scope']"); n != 0 {
		t.Error("the buyer would be asked what our certificate covers")
	}
}

// correct reads a demand in its place, corrects it, and takes the correction out.
func (s *bidding) correct(t *testing.T) {
	t.Helper()
	b := s.ben
	b.looks(t, "/bids/BID-1/documents", "Instructions.pdf", "Schedule 4.docx")
	b.Go("/bids/BID-1/documents/TDOC-1")
	if got := strings.Join(b.Texts("main mark"), " "); !strings.Contains(got, "must hold Cyber Essentials Plus certification") {
		t.Fatalf("what is marked: %q of %.1500s", got, b.Text("main"))
	}
	b.looks(t, "")
	correct := webtest.Value[string](b.Page, `[...document.querySelectorAll("main form")].map(f => f.getAttribute("action")).find(a => /requirements\/[^\/]+$/.test(a)) ?? ""`)
	if correct == "" {
		t.Fatalf("nothing to correct: %.1500s", b.Text("main"))
	}
	b.tells(t, to(correct), http.StatusUnprocessableEntity, "when", "at-submission", "reason", "")
	b.tells(t, to(correct), http.StatusOK, "when", "at-submission", "reason", "Clause 2 and the timetable differ", "→", "corrected")
	for i, certificate := range []string{"CERT-1", "CERT-2"} {
		b.Go(fmt.Sprintf("/bids/BID-1?requirement=%d", i+1))
		b.tells(t, to("/bids/BID-1/scope")+":has([value="+certificate+"]):has([value=yes])", http.StatusOK)
	}
	b.looks(t, "/bids/BID-1", "At risk at start", "33 days too soon", "40 days to spare", "Clause 2 and the timetable differ")

	var passage struct {
		Text   string
		Labels []struct{ Scheme, Strength, When string }
	}
	got := b.takes(t, "/bids/BID-1/documents/corrections")
	if err := json.Unmarshal(got, &passage); err != nil || len(passage.Labels) == 0 || passage.Labels[0].When != "at-submission" || !strings.Contains(strings.Join(strings.Fields(passage.Text), " "), asksForPlus) {
		t.Errorf("the corrections: %v: %s", err, got)
	}
}

// ask puts the verdict's question to the buyer, whose answer settles it.
func (s *bidding) ask(t *testing.T) {
	t.Helper()
	b := s.ben
	const question = "Does this apply to our bid"
	b.looks(t, "/bids/BID-1/questions", "The verdict would like to know", question)
	b.Follow("#suggested form:has(input[value^='" + question + "']) button")
	b.Says("CQ-1")
	b.Says("Draft")
	const line = "/bids/BID-1/questions/CQ-1"
	b.Go("/bids/BID-1/questions")
	b.tells(t, toDo(line, "send"), http.StatusOK, "on", "2027-01-06")
	b.tells(t, toDo(line, "answer"), http.StatusOK, "answer", "No. No data of patients is processed under this contract.", "on", "2027-01-06")
	b.looks(t, "", "Answered", "No. No data of patients")
	b.Go("/bids/BID-1?requirement=3")
	b.tells(t, to("/bids/BID-1/requirements/r3/condition")+":has([value=no])", http.StatusOK)
	b.looks(t, "/bids/BID-1", "At risk at start")
}

// decide records what was decided on which verdict, and says when it has changed.
func (s *bidding) decide(t *testing.T) {
	t.Helper()
	b := s.ben
	b.looks(t, "/bids/BID-1", "Go or no-go: not decided")
	b.tells(t, to("/bids/BID-1/decision"), http.StatusUnprocessableEntity, "go", "yes")
	b.tells(t, to("/bids/BID-1/decision"), http.StatusOK, "go", "yes", "reason", "Our trade, and our county", "conditions", "The renewal is booked by Friday", "→", "Go or no-go: go", "Our trade, and our county")
	b.lacks(t, "The verdict has changed since.")
	b.tells(t, to("/bids/BID-1/dates"), http.StatusOK, "which", "start", "date", "2027-06-01", "reason", "The buyer’s letter of today", "→", "The verdict has changed since.", "62 days too soon")
	b.looks(t, "")
}

// library adds an answer that somebody else approves.
func (s *bidding) library(t *testing.T) {
	t.Helper()
	b := s.ben
	b.looks(t, "/answers", "No answers yet.")
	b.does(t, "/records/answer/new", "/records/answer/new", http.StatusOK, "question", "How do you know that backups can be restored?",
		"text", "A restore is tried each quarter, and its report is kept.", "topic", "security", "owner", "=Ben Marsh")
	b.looks(t, "/answers/ANS-1", "A restore is tried each quarter")
	b.does(t, "/answers/ANS-1/do/submit", "/answers/ANS-1/do/submit", http.StatusOK, "→", "It is put up for review.")
	b.does(t, "/answers/ANS-1/do/approve", "/answers/ANS-1/do/approve", http.StatusForbidden)
	s.olga.looks(t, "/answers/ANS-1", "A restore is tried each quarter")
	s.olga.does(t, "/answers/ANS-1/do/approve", "/answers/ANS-1/do/approve", http.StatusOK, "→", "Approved: exactly this text may be sent.")
}

// questionnaire goes back filled, and nothing else of the file is touched.
func (s *bidding) questionnaire(t *testing.T) {
	t.Helper()
	b, came := s.ben, askedInACell(t)
	b.looks(t, "/bids/BID-1/questionnaires", "No questionnaire yet.")
	b.Upload("main input[type=file]", keeps(t, "Assurance.xlsx", came))
	if got := b.Follow("main form.drop button"); got != http.StatusOK {
		t.Fatalf("dropping answers %d: %.900s", got, b.Text("body"))
	}
	b.looks(t, "", "Security")
	b.tells(t, to("/questionnaires/QNR-1/places"), http.StatusOK, "question-1", "2", "answer-1", "4", "header-1", "1", "number-1", "1")
	b.looks(t, "/questionnaires/QNR-1", "How do you make sure that a backup can be restored?", "The library suggests", "ANS-1")
	b.Click("main form[action='/questions/QQ-1/accept'] button")
	b.WaitFor("#QQ-1 a[href='/answers/ANS-1']")
	const typed = "=Rhian Ames, our head of design"
	one := webtest.Value[string](b.Page, `document.querySelector("#QQ-2 a.lnk").getAttribute("href")`)
	b.Go(one)
	one, _, _ = strings.Cut(one, "?")
	b.tells(t, to(one), http.StatusOK, "answer", typed)
	b.looks(t, "/questionnaires/QNR-1", "2 of 2 questions answered", typed)

	held, order := members(t, came)
	filled, same := members(t, b.takes(t, "/questionnaires/QNR-1/filled"))
	if !slices.Equal(order, same) {
		t.Errorf("the members are %q, not %q", same, order)
	}
	const sheet = "xl/worksheets/sheet2.xml"
	for name, content := range held {
		if name != sheet && filled[name] != content {
			t.Errorf("%s has changed", name)
		}
	}
	want := cells(t, held[sheet])
	want["D2"], want["D3"] = "A restore is tried each quarter, and its report is kept.", typed
	if got := cells(t, filled[sheet]); !maps.Equal(got, want) {
		t.Errorf("the sheet says %q, want %q", got, want)
	}
}

// cells reads what a sheet says, with nothing of our own; a formula is named.
func cells(t *testing.T, sheet string) map[string]string {
	t.Helper()
	var read struct {
		Rows []struct {
			Cells []struct {
				At      string `xml:"r,attr"`
				Value   string `xml:"v"`
				Formula string `xml:"f"`
				Text    string `xml:"is>t"`
			} `xml:"c"`
		} `xml:"sheetData>row"`
	}
	if err := xml.Unmarshal([]byte(sheet), &read); err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, row := range read.Rows {
		for _, c := range row.Cells {
			out[c.At] = c.Value + c.Text
			if c.Formula != "" {
				t.Errorf("%s has the formula %q", c.At, c.Formula)
			}
		}
	}
	return out
}

// members gives what a zip holds, by name, and its names in their order.
func members(t *testing.T, b []byte) (held map[string]string, names []string) {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	held = map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		held[f.Name], names = string(content), append(names, f.Name)
	}
	return held, names
}

// pack is built, proved by a stranger, sent, and stays.
func (s *bidding) pack(t *testing.T) {
	t.Helper()
	b := s.ben
	const at = "/bids/BID-1/pack"
	b.does(t, "/records/attestation/new", "/records/attestation/new", http.StatusOK, "type", "incidents", "title", "Statement of incidents", "date", "2027-01-05", "statement", "No incident in three years.")
	b.looks(t, at, "Nothing chosen yet", "Nothing goes out that you did not choose")
	b.tells(t, to(at), http.StatusOK, "items", "cover", "items", "certificate:CERT-1", "items", "certificate:CERT-2", "items", "incidents", "items", "undertaking", "→", "What goes into the pack is chosen")

	// What does not hold is said in the undertaking, which somebody else approves.
	b.looks(t, at+"/undertaking", "Drafted from the verdict")
	draft := webtest.Value[string](b.Page, `document.querySelector("main [name=text]").value`)
	b.tells(t, to(at+"/undertaking"), http.StatusUnprocessableEntity, "text", "We promise everything.", "signer", "Olga Pier, director")
	b.tells(t, to(at+"/undertaking"), http.StatusOK, "text", draft, "signer", "Olga Pier, director")
	s.olga.looks(t, at+"/undertaking", "The renewal undertaking waits for its approval", "Cyber Essentials Plus")
	s.olga.tells(t, to(at+"/undertaking/approve"), http.StatusOK)
	s.olga.looks(t, at)

	b.Go(at)
	b.tells(t, to(at+"/build"), http.StatusOK, "→", "The pack is built")
	b.looks(t, "")
	file := b.takes(t, at+"/file")
	path := keeps(t, "pack.zip", file)
	key := strings.TrimSpace(commandAt(t, s.at(), "", append([]string{"trail", "key"}, s.place()...)...).out)
	command(t, "", "pack", "verify", path).wants(t, 0, "INTACT")
	command(t, "", "pack", "verify", path, "--key", key).wants(t, 0, "INTACT", "signed with the key that was given")
	sent := bytes.Clone(file)
	file[bytes.Index(file, []byte("%PDF"))+20] ^= 1
	command(t, "", "pack", "verify", keeps(t, "altered.zip", file)).wants(t, 2, "ALTERED: cover.pdf")

	b.does(t, at+"/send", at+"/send", http.StatusOK, "to", "Quay Council", "way", "portal", "on", "2027-01-06", "reference", "R-77", "→", "Sent to Quay Council through the portal on 6 January 2027")
	if n := b.Count(to(at)); n != 0 {
		t.Error("what was sent can still be chosen")
	}
	b.does(t, "/records/attestation/new", "/records/attestation/new", http.StatusOK, "type", "incidents", "title", "A newer statement", "date", "2027-01-06", "statement", "One incident, today.")
	b.looks(t, at, "What changed since it was sent", "Incident statement", "R-77")
	if again := b.takes(t, at+"/file"); !bytes.Equal(again, sent) {
		t.Error("what was sent does not stay")
	}
}
