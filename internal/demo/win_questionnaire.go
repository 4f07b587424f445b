package demo

import (
	"archive/zip"
	"bytes"
	"fmt"
	"strings"

	"holdfast/internal/win/questionnaire"
)

// BuyersQuestionnaire is the workbook that a buyer sent, with how far its answers
// are.
type BuyersQuestionnaire struct {
	Bid, Title, Name, Until string
	File                    []byte
	Answers                 []questionnaire.Told // in the order of the questions
}

// asked is one question of the workbook: its limit in words, none, or the choice
// of Yes and No; and what Fenmoor has answered.
type asked struct {
	text  string
	limit int
	yesNo bool
	told  questionnaire.Told
}

// section is a part of the workbook.
type section struct {
	name string
	asks []asked
}

func given(text string) questionnaire.Told {
	return questionnaire.Told{Answer: text, State: questionnaire.Done}
}

var (
	library  = questionnaire.Told{Library: true, State: questionnaire.Done}
	draft    = questionnaire.Told{Library: true, State: questionnaire.Drafted}
	proposed = questionnaire.Told{Library: true, State: questionnaire.Suggested}
	unsaid   = questionnaire.Told{}
	saysYes  = given("Yes")
	saysNo   = given("No")
)

// trentwellAsks is what the buyer of BID-4 asks: 46 questions, of which 31 are
// answered.
func trentwellAsks() []section {
	return []section{
		{"A Your organisation", []asked{
			{"What is the registered name and number of your organisation?", 0, false, given("Fenmoor Digital Ltd, company number on the selection questionnaire.")},
			{"Is your organisation a small or medium-sized enterprise?", 0, true, saysYes},
			{"How many people do you employ in the United Kingdom?", 0, false, given("146, all in the United Kingdom.")},
			{"Will you use subcontractors to deliver this contract?", 0, true, saysNo},
			{"Give three examples of contracts like this one within the last three years.", 300, false, library},
			{"What insurance do you hold, and to what value?", 60, false, library},
		}},
		{"B Information security", []asked{
			{"Do you operate an information security management system?", 0, true, saysYes},
			{"Describe your information security management system and who is accountable for it.", 120, false, library},
			{"Do you hold a current certificate to ISO/IEC 27001?", 0, true, saysYes},
			{"Do you hold Cyber Essentials or Cyber Essentials Plus?", 0, true, saysYes},
			{"Give the numbers and last days of your Cyber Essentials certificates.", 20, false, given("Both certificates are attached. Cyber Essentials Plus is renewed each year before it ends, and the renewal for this contract has been booked.")},
			{"How do you control who has access to our information?", 100, false, library},
			{"How do you encrypt information at rest and in transit?", 100, false, library},
			{"How do you find and fix technical vulnerabilities?", 20, false, given("We scan every night, put critical and high updates in place within 14 days and most within three, and have the platforms tested each year by a CREST member.")},
			{"Is there a penetration test by an independent tester at least once a year?", 0, true, saysYes},
			{"How do you deal with security incidents, and how soon would you tell us?", 150, false, draft},
			{"Is multi-factor authentication required for every account that can reach our information?", 0, true, saysYes},
			{"How are logs collected, kept and looked at?", 100, false, unsaid},
			{"How do you keep development, test and live systems apart?", 100, false, unsaid},
			{"Are removable media used to move our information?", 0, true, saysNo},
			{"How do you screen the people who will work on the contract?", 100, false, library},
			{"How are people trained in information security, and how often?", 15, false, given("Everybody on their first day and every year after, with a test; engineers in secure development twice a year, with exercises.")},
		}},
		{"C Data protection", []asked{
			{"Are you registered with the Information Commissioner’s Office?", 0, true, saysYes},
			{"How do you comply with UK data protection law?", 150, false, library},
			{"Who is responsible for data protection, and to whom do they report?", 0, false, given("Priya Nair, who reports to the managing director.")},
			{"What happens when personal data is lost or disclosed?", 120, false, library},
			{"Where is our data hosted, and who can reach it?", 100, false, library},
			{"Will personal data leave the United Kingdom?", 0, true, saysNo},
			{"How long do you keep information, and how is it destroyed?", 100, false, library},
			{"Describe how you would help us with a data protection impact assessment.", 150, false, unsaid},
		}},
		{"D Service and continuity", []asked{
			{"How would you keep the service running after a disruption?", 150, false, library},
			{"Have you exercised your continuity plan within the last year?", 0, true, saysYes},
			{"Describe your service desk: its hours, its channels and how it escalates.", 150, false, unsaid},
			{"What availability do you commit to, and how is it measured?", 60, false, given("99.95 % a month, measured from outside every minute and published.")},
			{"How would you move our data from the present supplier?", 200, false, draft},
			{"Describe how you plan and communicate changes to the service.", 150, false, unsaid},
			{"How do you handle complaints?", 100, false, proposed},
			{"What would you hand over at the end of the contract, and in which form?", 150, false, unsaid},
		}},
		{"E Quality and social value", []asked{
			{"Describe your quality management system.", 100, false, library},
			{"How do you manage your effect on the environment?", 120, false, proposed},
			{"What is your plan for reducing carbon emissions?", 200, false, unsaid},
			{"What social value will you deliver through this contract?", 250, false, unsaid},
			{"Do you pay everybody at least the real Living Wage?", 0, true, saysYes},
			{"How do you find and prevent modern slavery in your supply chain?", 150, false, unsaid},
			{"Describe how you make your services accessible to everybody.", 150, false, unsaid},
			{"Do you agree to publish the reports on this contract’s performance?", 0, true, unsaid},
		}},
	}
}

// Questionnaire tells the questionnaire of BID-4: the buyer's workbook as it came,
// and what has been answered.
func (s Story) Questionnaire() BuyersQuestionnaire {
	out := BuyersQuestionnaire{Bid: "BID-4", Title: "Supplier assurance questionnaire", Name: "Trentwell supplier assurance questionnaire.xlsx", Until: "12:00"}
	sections := trentwellAsks()
	owner := map[string]string{"B": owen, "C": priya, "D": dafydd}
	for _, sec := range sections {
		for _, q := range sec.asks {
			q.told.Owner = owner[sec.name[:1]]
			if q.told.Owner == "" {
				q.told.Owner = rhian
			}
			out.Answers = append(out.Answers, q.told)
		}
	}
	out.File = workbook(sections)
	return out
}

// workbook writes the buyer's file in the way of a spreadsheet program: a sheet of
// notes, and one of questions with styles, widths, merged headings and lists to
// choose from.
func workbook(sections []section) []byte {
	const main = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"`
	const rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	const decl = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	var rows, merged strings.Builder
	var lists []string
	escape := strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace
	text := func(at string, style int, s string) string {
		return fmt.Sprintf(`<c r="%s" s="%d" t="inlineStr"><is><t>%s</t></is></c>`, at, style, escape(s))
	}
	rows.WriteString(`<row r="1" ht="26" customHeight="1">` + text("A1", 1, "Supplier assurance questionnaire") + `<c r="B1" s="1"/><c r="C1" s="1"/><c r="D1" s="1"/></row>`)
	rows.WriteString(`<row r="3">` + text("A3", 2, "Ref") + text("B3", 2, "Question") + text("C3", 2, "Word limit") + text("D3", 2, "Supplier response") + `</row>`)
	merged.WriteString(`<mergeCell ref="A1:D1"/>`)
	count, row := 1, 4
	for _, sec := range sections {
		fmt.Fprintf(&rows, `<row r="%d">%s<c r="B%d" s="3"/><c r="C%d" s="3"/><c r="D%d" s="3"/></row>`, row, text(fmt.Sprintf("A%d", row), 3, sec.name), row, row, row)
		fmt.Fprintf(&merged, `<mergeCell ref="A%d:D%d"/>`, row, row)
		count++
		row++
		for i, q := range sec.asks {
			limit := fmt.Sprintf(`<c r="C%d" s="4"/>`, row)
			if q.limit > 0 {
				limit = fmt.Sprintf(`<c r="C%d" s="4"><v>%d</v></c>`, row, q.limit)
			}
			if q.yesNo {
				lists = append(lists, fmt.Sprintf("D%d", row))
			}
			fmt.Fprintf(&rows, `<row r="%d">%s%s%s<c r="D%d" s="5"/></row>`, row, text(fmt.Sprintf("A%d", row), 4, fmt.Sprintf("%s%d", sec.name[:1], i+1)), text(fmt.Sprintf("B%d", row), 4, q.text), limit, row)
			row++
		}
	}
	questions := decl + `<worksheet ` + main + `><dimension ref="A1:D` + fmt.Sprint(row-1) + `"/><sheetViews><sheetView workbookViewId="0"><pane ySplit="3" topLeftCell="A4" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/><cols><col min="1" max="1" width="7" customWidth="1"/><col min="2" max="2" width="60" customWidth="1"/><col min="3" max="3" width="12" customWidth="1"/><col min="4" max="4" width="80" customWidth="1"/></cols><sheetData>` + rows.String() +
		`</sheetData><mergeCells count="` + fmt.Sprint(count) + `">` + merged.String() + `</mergeCells><dataValidations count="1"><dataValidation type="list" allowBlank="1" showErrorMessage="1" sqref="` + strings.Join(lists, " ") + `"><formula1>"Yes,No"</formula1></dataValidation></dataValidations></worksheet>`
	notes := decl + `<worksheet ` + main + `><cols><col min="1" max="1" width="100" customWidth="1"/></cols><sheetData><row r="1">` + text("A1", 1, "Notes for suppliers") + `</row><row r="3">` + text("A3", 4, "Answer every question in the column “Supplier response”. Do not change anything else.") + `</row><row r="4">` + text("A4", 4, "Answers over the word limit are cut at the limit.") + `</row></sheetData></worksheet>`
	styles := decl + `<styleSheet ` + main + `><fonts count="3"><font><sz val="11"/><name val="Arial"/></font><font><b/><sz val="16"/><name val="Arial"/></font><font><b/><sz val="11"/><name val="Arial"/></font></fonts><fills count="4"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill><fill><patternFill patternType="solid"><fgColor rgb="FFD9E2EC"/></patternFill></fill><fill><patternFill patternType="solid"><fgColor rgb="FFFFFBE6"/></patternFill></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="6"><xf/><xf fontId="1" applyFont="1"/><xf fontId="2" fillId="2" applyFont="1" applyFill="1"/><xf fontId="2" fillId="2" applyFont="1" applyFill="1"/><xf applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf><xf fillId="3" applyFill="1" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf></cellXfs></styleSheet>`
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, p := range [][2]string{
		{"[Content_Types].xml", decl + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/worksheets/sheet2.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>`},
		{"_rels/.rels", decl + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="` + rel + `/officeDocument" Target="xl/workbook.xml"/></Relationships>`},
		{"xl/workbook.xml", decl + `<workbook ` + main + ` xmlns:r="` + rel + `"><sheets><sheet name="Notes" sheetId="1" r:id="rId1"/><sheet name="Questions" sheetId="2" r:id="rId2"/></sheets></workbook>`},
		{"xl/_rels/workbook.xml.rels", decl + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="` + rel + `/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="` + rel + `/worksheet" Target="worksheets/sheet2.xml"/><Relationship Id="rId3" Type="` + rel + `/styles" Target="styles.xml"/></Relationships>`},
		{"xl/worksheets/sheet1.xml", notes},
		{"xl/worksheets/sheet2.xml", questions},
		{"xl/styles.xml", styles},
	} {
		f, err := w.Create(p[0])
		if err != nil {
			continue // a buffer takes everything
		}
		_, _ = f.Write([]byte(p[1]))
	}
	_ = w.Close()
	return b.Bytes()
}
