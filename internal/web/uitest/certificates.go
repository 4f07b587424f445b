package uitest

import (
	"holdfast/internal/chart"
	"holdfast/internal/civil"
	"holdfast/internal/verdict"
	"holdfast/internal/web/ui"
	"holdfast/internal/web/win"
)

func drop() win.DropForm {
	return win.DropForm{Action: "/certificates/read", Limit: "10 MiB", Try: ui.Link{Label: "A certificate to try", Href: "/demo/certificate.pdf"}}
}

// CertificatesView is the list of the company's certificates.
func CertificatesView() win.CertificatesView {
	v := win.CertificatesView{
		Shell: Shell(), Today: Today, Bars: Certificates(), Drop: drop(),
		New:   []ui.Action{{Label: "Drop a PDF", Href: "#drop"}, {Label: "Add a certificate", Href: "/certificates/new", Primary: true}},
		Empty: ui.Empty{Title: "No certificate is recorded yet", Text: "Here would stand each certificate.", Ways: []ui.Way{{Label: "Type one in.", Text: "Five fields.", Href: "/certificates/new", Do: "Add a certificate"}}},
	}
	for _, b := range v.Bars {
		l := win.CertificateLine{ID: b.ID, Name: b.Name, Href: b.Href, Holder: "Fenmoor Digital Ltd", Body: "Northgate Certification Ltd, UKAS 0999", Last: b.Ends(), State: verdict.Holds}
		switch b.ID {
		case "CERT-1":
			l.Scope = "The design, hosting and support of digital services and data platforms for public sector bodies, in accordance with the Statement of Applicability."
			l.Bids, l.Value = 4, "£8m"
		case "CERT-3":
			l.State, l.Bids, l.Value = verdict.AtRisk, 1, "£4.2m"
		}
		v.Lines = append(v.Lines, l)
	}
	return v
}

// CertificateView is the company's ISO/IEC 27001 certificate.
func CertificateView() win.CertificateView {
	act := func(label, date, why string) ui.ActBy { return ui.ActBy{Label: label, Date: date, Why: why} }
	return win.CertificateView{
		Shell: Shell().At("CERT-1 ISO/IEC 27001", "/certificates/CERT-1"), Today: Today, ID: "CERT-1", Title: "ISO/IEC 27001:2022, Fenmoor Digital Ltd",
		Path: "/certificates/CERT-1", List: "/certificates",
		Facts:   []ui.Fact{{Value: "Number NGC-IS-48213"}, {Value: "Northgate Certification Ltd"}, {Value: "Verify, last verified 22 November 2026", Href: "https://certs.example.org/NGC-IS-48213"}},
		Actions: []ui.Action{{Label: "Download the file", Href: "/certificates/CERT-1/file"}, {Label: "Edit", Href: "/certificates/CERT-1/edit"}},
		State:   verdict.AtRisk, Ruling: "valid until 30 April 2027, and its renewal is not started", Why: "It should have been begun by 30 October 2026, 24 days ago.",
		Remedy: []ui.Action{{Label: "Start renewal", Href: "/certificates/CERT-1/renewal", Post: true, Primary: true}},
		Acts:   []ui.ActBy{act("Book by", "30 Oct 2026", "24 days late: diaries fill up"), act("Audit on site by", "30 Jan 2027", "68 days"), act("Hard stop", "30 Apr 2027", "158 days")},
		Window: "30 Oct 2026 to 30 Jan 2027",
		Cycle: &chart.Cycle{
			Name: "CERT-1", Today: Today, Valid: chart.Span{From: d("2024-05-01"), To: d("2027-04-30")}, Best: civil.Range{From: d("2026-10-30"), To: d("2027-01-30")},
			Audits: []chart.Audit{{Name: "Decided", Date: d("2024-05-01"), Done: true, Note: "Done"}, {Short: "SA1", Name: "First surveillance audit held", Date: d("2025-05-01"), Done: true, Note: "Done"}, {Short: "RC", Name: "Recertification audit held", Date: d("2027-01-30"), Note: "In 68 days"}},
		},
		CycleFind: "Next: recertification audit held by 30 January 2027", WindowWhy: "Early is free: the new cycle may keep 30 April 2027 as its anchor, if the body agrees.",
		Depends: []win.Dependant{
			{ID: "BID-7", Name: "Harrowdene County Council", Href: "/bids/BID-7", Asked: "by contract start", By: d("2027-04-01"), Value: "£1.8m", State: verdict.AtRisk},
			{ID: "BID-9", Name: "Office for Harbour Safety", Href: "/bids/BID-9", Asked: "by contract award", State: verdict.Unknown},
		},
		DependsSum: "2 live bids, £1.8m", Details: []ui.KV{{Label: "Holder", Value: "Fenmoor Digital Ltd"}, {Label: "Verify", Value: "https://certs.example.org/", Href: "https://certs.example.org/"}},
		Rules:  []win.RuleFact{{Label: "Validity.", Value: "36 months from the day of the decision.", Source: "https://example.org/rules", AsOf: "23 Nov 2026", Certainty: ui.CertaintyWords("V2")}},
		Scope:  "The design, hosting and support of digital services.",
		Sites:  []string{"1 Quay Street, Harrowdene"},
		Status: []win.StatusLine{{State: "Certified", From: d("2025-05-01"), Note: "First surveillance audit held", Current: true}, {State: "Certified", From: d("2024-05-01"), Note: "Initial certification"}},
		Record: win.StatusForm{Action: "/certificates/CERT-1/status", State: "certified", Choices: []ui.Choice{{Value: "certified", Label: "Certified"}, {Value: "suspended", Label: "Suspended"}}},
		Tasks: []win.TaskLine{
			{Title: "Ask Northgate for the dates of the audit", Owner: "Priya Nair", Due: Today - 3, Action: &ui.Action{Label: "Done", Href: "/tasks/TASK-1/done", Post: true}},
			{Title: "Hold the management review", Owner: "Owen Pryce", Due: Today + 40, Done: true},
		},
		Log: []ui.LogEntry{{When: "Sat 21 Nov", Text: ui.Plain("Priya Nair recorded it, read from iso.pdf and confirmed")}},
	}
}

// BareCertificateView is a certificate of which little is known.
func BareCertificateView() win.CertificateView {
	return win.CertificateView{
		Shell: Shell().At("CERT-7", "/certificates/CERT-7"), Today: Today, ID: "CERT-7", Title: "SOC 2", Path: "/certificates/CERT-7", List: "/certificates",
		State: verdict.Unknown, Ruling: "no last valid day can be told", Why: "Record the day printed on it.",
		Details: []ui.KV{{Label: "Holder", Value: "not recorded"}},
		Record:  win.StatusForm{Action: "/certificates/CERT-7/status", FromErr: "Enter the day from which it is so", Choices: []ui.Choice{{Value: "certified", Label: "Certified"}}},
		Errors:  ui.ErrorSummary{Problems: []ui.Problem{{Field: "status-from", Text: "Enter the day from which it is so"}}},
	}
}

// CertificateFormView is the form of a new certificate with an error in it.
func CertificateFormView() win.CertificateFormView {
	v := win.CertificateFormView{
		Shell: Shell().At("Add a certificate", "/certificates/new"), Action: "/certificates/new", Cancel: "/certificates",
		First: []ui.Field{
			{ID: "scheme", Label: "Scheme", Kind: "select", Choices: []ui.Choice{{Label: "Choose one"}, {Value: "cyber-essentials-plus", Label: "Cyber Essentials Plus"}}},
			{ID: "holder", Label: "Legal entity that holds it", Hint: "As printed", Value: "Fenmoor Digital Ltd"},
			{ID: "expires", Label: "Last day printed on it", Kind: "date", Value: "2025-02-13", Err: "The day it ends, 13 February 2025, is before the day it was issued, 13 February 2026."},
		},
		More: []ui.Field{{ID: "scope", Label: "Scope, word for word", Kind: "textarea", Rows: 3}},
	}
	v.Errors = ui.Problems(v.First...)
	return v
}

// DraftView is the form filled with what was read in a file.
func DraftView() win.CertificateFormView {
	v := CertificateFormView()
	v.Errors, v.First[2].Err, v.First[2].Value, v.First[2].Hint = ui.ErrorSummary{}, "", "2027-11-23", "Read in: “Valid until: 23 November 2027”"
	v.Hidden = []ui.Hidden{{Name: "file", Value: "54e1"}, {Name: "fileName", Value: "plus.pdf"}}
	v.MoreOpen = true
	v.Draft = &win.Draft{FileName: "plus.pdf", Read: 2, Doubts: []string{"The date 04/05/26 can be read in two ways."}}
	return v
}

// ScannedView is the form beside a file in which nothing could be read.
func ScannedView() win.CertificateFormView {
	v := CertificateFormView()
	v.Errors, v.First[2].Err = ui.ErrorSummary{}, ""
	v.Draft = &win.Draft{FileName: "scan.pdf", Scanned: "The file holds no text: it is a scan."}
	return v
}

// ConflictView is the form of a certificate that somebody else changed.
func ConflictView() win.CertificateFormView {
	v := CertificateFormView()
	v.Errors, v.First[2].Err = ui.ErrorSummary{}, ""
	v.ID, v.Action, v.Cancel = "CERT-3", "/certificates/CERT-3/edit", "/certificates/CERT-3"
	v.Hidden = []ui.Hidden{{Name: "version", Value: "4"}}
	v.Conflict = &win.Conflict{Href: "/certificates/CERT-3", Changes: []win.ConflictLine{{Label: "Certification body", Theirs: "Larkfield Assurance Ltd", Yours: ""}}}
	return v
}

// FirstRunView is the page of an empty house.
func FirstRunView() win.FirstRunView {
	sh := Shell()
	sh.Org.Name = "My organisation"
	return win.FirstRunView{
		Shell: sh.At("Which certificates do you hold?", "/start"), Action: "/start", Drop: drop(),
		Tiles: []ui.Choice{{Value: "iso27001", Label: "ISO/IEC 27001", Text: "Three years, audited each year"}, {Value: "none", Label: "None yet", Text: "Begin with a bid"}},
		Ways:  []ui.Way{{Label: "A file of notices.", Text: "What they ask for is read.", Href: "/notices", Do: "Import notices"}},
	}
}
