package demo

import (
	"fmt"
	"strconv"
	"strings"

	"holdfast/internal/civil"
	"holdfast/internal/evidence"
)

// EvidenceEntry is an item of evidence with what it is for.
type EvidenceEntry struct {
	evidence.Evidence
	For []string // "A.5.1", "7.2"
	// Content is that of its file, nil where it is none.
	Content []byte
	// Before are earlier collections of the same, the oldest first.
	Before []EvidenceEntry
}

// EvidenceAsked is a request with what has come for it.
type EvidenceAsked struct {
	evidence.Request
	For  []string
	Came []EvidenceCame
}

// EvidenceCame is a file that came for a request.
type EvidenceCame struct {
	Name    string
	Content []byte
	Note    string
	Days    int // before the story's day
}

// evidenceBook gathers the items.
type evidenceBook struct {
	today civil.Date
	plus  string // the number of the Cyber Essentials Plus certificate
	all   []EvidenceEntry
}

// Where an item lies: each a way to make it.
const (
	asFile   = "file"
	asLink   = "link"
	asRecord = "record"
)

// add enters an item that was collected so many days ago and is good for so many.
func (b *evidenceBook) add(where, title string, ago int, every int64, owner, source string, refs ...string) *EvidenceEntry {
	b.all = append(b.all, b.entry(where, title, ago, every, owner, source, refs...))
	return &b.all[len(b.all)-1]
}

func (b *evidenceBook) entry(where, title string, ago int, every int64, owner, source string, refs ...string) EvidenceEntry {
	e := EvidenceEntry{For: refs, Evidence: evidence.Evidence{
		Title: title, Type: where, Collected: b.today.AddDays(-ago), CollectEvery: every, Owner: owner, Source: source, Classification: "internal",
	}}
	slug := slugOf(title)
	switch where {
	case asFile:
		e.FileName = slug + "-" + e.Collected.String() + ".txt"
		e.Content = paper(title, e.Collected, source, refs)
	case asLink:
		e.URL = "https://wiki.fenmoor.example/evidence/" + slug
		e.LastChecked, e.Check, e.CheckSays = e.Collected, evidence.LinkClosed, "The address is there, and asks who you are."
	case asRecord:
		e.RecordNumber = b.plus
	}
	return e
}

// before tells that the same was collected earlier, so many days ago.
func (b *evidenceBook) before(e *EvidenceEntry, ago ...int) {
	for _, days := range ago {
		e.Before = append(e.Before, b.entry(e.Type, e.Title, days, e.CollectEvery, e.Owner, e.Source))
	}
}

func slugOf(title string) string {
	var out strings.Builder
	for _, w := range strings.FieldsFunc(strings.ToLower(title), func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') }) {
		if out.Len() > 0 {
			out.WriteByte('-')
		}
		out.WriteString(w)
		if out.Len() > 40 {
			break
		}
	}
	return out.String()
}

// paper is a page of text such as people keep.
func paper(title string, day civil.Date, source string, refs []string) []byte {
	return fmt.Appendf(nil, "%s\n%s\n\nCollected on %s from %s.\nFor %s.\n\nLooked at as agreed; nothing to add.\n", Company, title, day.Long(), source, strings.Join(refs, ", "))
}

// EvidenceItems is what shows that the company's controls work: 61 current
// items, of which 52 are fresh, 5 ageing and 4 stale. 71 of the 87 controls that
// apply have fresh evidence and 5 ageing; it is stale for A.5.7, A.5.19, A.5.20
// and A.8.2, and there is none for the 7 that are only planned.
func (s Story) EvidenceItems() []EvidenceEntry {
	b := &evidenceBook{today: s.Today}
	for i := range s.Certificates {
		if s.Certificates[i].Scheme == "cyber-essentials-plus" || b.plus == "" && s.Certificates[i].Scheme == "cyber-essentials" {
			b.plus = "CERT-" + strconv.Itoa(i+1)
		}
	}
	b.organisation()
	b.peopleAndPlaces()
	b.technology()
	return b.all
}

func (b *evidenceBook) organisation() {
	b.add(asFile, "Information security policy, approved and read", 73, 365, priya, "the documents", "A.5.1", "5.2")
	b.add(asLink, "Register of roles with their deputies", 41, 365, priya, "the wiki", "A.5.2", "A.5.4", "5.3")
	b.add(asFile, "Payments and releases by two people, a month drawn", 30, 182, gareth, "the bank and the build", "A.5.3")
	b.add(asFile, "Incident card with its contacts", 52, 365, priya, "the documents", "A.5.5", "A.5.24")
	b.add(asFile, "Threat reports and what followed from them", 289, 182, dafydd, "the Monday meeting", "A.5.7")
	b.add(asLink, "Security pages of three project plans", 47, 182, dafydd, "the wiki", "A.5.8")
	b.add(asFile, "Asset register held against the cloud accounts", 178, 182, dafydd, "the cloud accounts", "A.5.9")
	b.add(asLink, "Acceptable use rules, acknowledged", 66, 365, priya, "the wiki", "A.5.10")
	b.add(asFile, "Leavers’ lists of the quarter", 24, 120, hannah, "people and training", "A.5.11", "A.6.5")
	b.add(asLink, "Ten documents drawn: their classification", 58, 365, priya, "the wiki", "A.5.12")
	b.add(asLink, "Transfers of a month through the portal", 17, 90, priya, "the portal", "A.5.14")
	b.before(b.add(asFile, "Access review of the quarter", 20, 90, dafydd, "the identity service", "A.5.15", "A.5.18"), 201, 110)
	b.add(asLink, "Accounts held against the register of people", 22, 120, owen, "the identity service", "A.5.16")
	b.add(asLink, "Who uses the password manager", 29, 182, owen, "the password manager", "A.5.17")
	b.add(asFile, "Supplier judgements of the year", 300, 182, owen, "the wiki", "A.5.19")
	b.add(asFile, "Supplier contracts with our annex", 310, 182, owen, "the contracts", "A.5.20")
	b.add(asFile, "Yearly talk with the cloud provider", 80, 365, owen, "the cloud provider", "A.5.22")
	b.add(asLink, "Rules for cloud accounts: what was refused", 34, 182, dafydd, "the cloud accounts", "A.5.23")
	b.add(asLink, "A week of alarms with how each was sorted", 27, 182, owen, "the alert service", "A.5.25")
	b.add(asFile, "Rehearsal of an incident: a stolen laptop", 63, 365, owen, "the rehearsal", "A.5.26", "A.5.27")
	b.add(asLink, "How security holds while we work from elsewhere", 90, 365, owen, "the wiki", "A.5.29")
	b.add(asFile, "Recovery times measured in the last rehearsal", 166, 182, marta, "the rehearsal", "A.5.30")
	b.add(asLink, "Laws and contracts gone through", 44, 182, priya, "the wiki", "A.5.31", "4.2")
	b.add(asFile, "Licences of components in the last build", 9, 90, dafydd, "the build", "A.5.32")
	b.add(asLink, "Retention proposals of the month, confirmed", 12, 60, priya, "the wiki", "A.5.33")
	b.add(asFile, "Impact assessments with their dates", 53, 365, priya, "the documents", "A.5.34")
	b.add(asLink, "Order of this year’s independent review", 38, 365, priya, "the wiki", "A.5.35", "9.2")
	b.add(asLink, "Runbooks with the day each was last followed", 55, 182, owen, "the code host", "A.5.37")
}

func (b *evidenceBook) peopleAndPlaces() {
	b.add(asFile, "Screening of this year’s joiners", 8, 365, hannah, "people and training", "A.6.1").Classification = "confidential"
	b.add(asFile, "Contract of employment with its duties", 120, 365, hannah, "people and training", "A.6.2", "A.6.4")
	b.add(asFile, "Training answers of the quarter by team", 194, 210, hannah, "the training service", "A.6.3", "7.2", "7.3")
	b.add(asLink, "Confidentiality terms that are signed", 49, 182, rhian, "the contracts", "A.6.6")
	b.add(asLink, "Machines used from home, checked", 76, 365, hannah, "the machine management", "A.6.7")
	b.add(asLink, "What staff reported in the quarter", 26, 120, hannah, "the report button", "A.6.8")
	b.add(asLink, "Who opens which door", 31, 182, hannah, "the door service", "A.7.1", "A.7.2")
	b.add(asFile, "Walk through the offices", 40, 182, hannah, "the walk", "A.7.3", "A.7.7", "A.7.8")
	b.add(asLink, "Smoke alarms and the meter room", 95, 365, owen, "the landlord", "A.7.5")
	b.add(asLink, "Encryption of every laptop", 14, 90, owen, "the machine management", "A.7.9", "A.8.1")
	b.add(asFile, "Drives for hospitals, booked out and back", 174, 210, dafydd, "the booking list", "A.7.10")
	b.add(asLink, "Network of the offices: what was looked after", 33, 182, owen, "the wiki", "A.7.13")
	b.add(asFile, "Certificates of wiped disks", 88, 365, dafydd, "the recycler", "A.7.14")
}

func (b *evidenceBook) technology() {
	b.add(asFile, "Lent administrator accounts against their tickets", 267, 90, dafydd, "the identity service", "A.8.2")
	b.add(asLink, "Tests across customers in the last build", 16, 90, dafydd, "the build", "A.8.3", "A.8.22")
	b.add(asLink, "Repositories: rights and reviews", 21, 120, dafydd, "the code host", "A.8.4")
	b.add(asLink, "Second factors of all accounts", 13, 90, owen, "the identity service", "A.8.5")
	b.add(asLink, "Capacity of the month", 7, 60, dafydd, "the platform", "A.8.6")
	b.add(asRecord, "Malware protection, as assessed for Cyber Essentials Plus", 6, 45, owen, "the assessor", "A.8.7")
	b.before(b.add(asFile, "Vulnerability scan of the month", 6, 45, dafydd, "the scanner", "A.8.8"), 37)
	b.add(asLink, "Drift of the platform from its description", 11, 60, dafydd, "the platform", "A.8.9", "A.8.31")
	b.add(asFile, "Restore of a database, rows counted", 4, 95, dafydd, "the backup provider", "A.8.13")
	b.add(asLink, "One zone switched off", 70, 365, dafydd, "the platform", "A.8.14")
	b.add(asLink, "A day of logs and how long they are kept", 19, 90, owen, "the log service", "A.8.15", "A.8.17")
	b.add(asFile, "Report of the night watch", 15, 60, owen, "the night watch firm", "A.8.16")
	b.add(asLink, "Use of privileged tools in a month", 18, 90, owen, "the log service", "A.8.18", "A.8.19")
	b.add(asLink, "Network rules as they are in force", 25, 120, owen, "the platform", "A.8.20", "A.8.21", "A.8.23")
	b.add(asLink, "What is encrypted how, and the list of keys", 60, 365, owen, "the wiki", "A.8.24")
	b.add(asLink, "One release through its nine steps", 37, 182, dafydd, "the code host", "A.8.25", "A.8.26", "A.8.27")
	b.add(asFile, "Findings of the secure coding rules", 140, 182, tom, "the build", "A.8.28")
	b.add(asFile, "Penetration test, letter of the tester", 100, 365, dafydd, "the tester", "A.8.29").Classification = "confidential"
	b.add(asLink, "Changes of the month with their way back", 10, 60, dafydd, "the code host", "A.8.32")
	b.add(asLink, "Test data and the accounts of auditors", 48, 365, dafydd, "the wiki", "A.8.33", "A.8.34")
}

// EvidenceRequests are what is asked for: one has come in and waits, one is
// overdue, one is a colleague's to answer.
func (s Story) EvidenceRequests() []EvidenceAsked {
	t := s.Today
	return []EvidenceAsked{
		{
			Request: evidence.Request{
				Title: "Your list of suppliers’ certificates and our annex, signed", Message: "For the service that hosts our second copies: the certificates that are in force, and the annex with a signature.",
				Name: "Ines Marlowe", Email: "ines.marlowe@farholm-storage.example", Due: t - 1, Owner: owen, State: evidence.Received, Expires: t + 20,
				CollectEvery: 182, Classification: "confidential",
			},
			For: []string{"A.5.19", "A.5.20"},
			Came: []EvidenceCame{
				{Name: "farholm-certificates.txt", Content: []byte("Farholm Storage Ltd\nCertificates in force\n\nISO/IEC 27001:2022, until the end of next year.\n"), Note: "The certificates. The annex follows in a second file.", Days: 1},
				{Name: "annex-signed.txt", Content: []byte("Farholm Storage Ltd\nAnnex on information security, signed.\n"), Note: "The certificates. The annex follows in a second file.", Days: 1},
			},
		},
		{
			Request: evidence.Request{
				Title: "Report of last night watch rehearsal", Message: "The page on who was called, and after how many minutes.", Name: "Bram Teale", Email: "bram.teale@nightwatch.example",
				Due: t - 6, Owner: priya, State: evidence.Open, Expires: t + 9, CollectEvery: 182, Classification: "internal",
			},
			For: []string{"A.5.30"},
		},
		{
			Request: evidence.Request{
				Title: "Findings of the secure coding rules, this quarter", Message: "As last time, with the third language if it is there.", Person: tom,
				Due: t + 5, Owner: priya, State: evidence.Open, Expires: t + 30, CollectEvery: 182, Classification: "internal",
			},
			For: []string{"A.8.28"},
		},
	}
}
