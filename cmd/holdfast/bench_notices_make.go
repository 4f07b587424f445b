package main

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"time"
)

// noticeMaker makes releases that nobody published, in the exact forms of the
// four portals, for measuring. The same seed makes the same bytes. Each call of
// line gives one package as one line, good until the next.
type noticeMaker struct {
	r    *rand.Rand
	b    []byte
	n    int // releases so far: every one is distinct
	form int // of the next package
	text int // bytes of text in what was made so far
	all  int
}

func newNoticeMaker(seed uint64) *noticeMaker {
	return &noticeMaker{r: rand.New(rand.NewPCG(seed, 0x6f63647321))}
}

// packageSize is how many releases a page of a portal's answer holds.
const packageSize = 100

// line makes the next package: Find a Tender under the Act and on the old
// forms, Contracts Finder, Public Contracts Scotland, Sell2Wales, in turn.
func (m *noticeMaker) line() []byte {
	m.b = m.b[:0]
	release := []func(){m.act, m.old, m.finder, m.scotland, m.wales}[m.form%5]
	m.form++
	m.raw(`{"uri":"https:\/\/portal.example\/api\/ocdsReleasePackages","version":"1.1","extensions":["https:\/\/portal.example\/extension.json"],"publishedDate":"2026-05-29T16:12:45+01:00","publisher":{"name":"A portal","uri":"https:\/\/portal.example"},"license":"http:\/\/www.nationalarchives.gov.uk\/doc\/open-government-licence\/version\/3\/","releases":[`)
	for i := range packageSize {
		if i > 0 {
			m.raw(",")
		}
		m.n++
		release()
	}
	m.raw("]}\n")
	m.all += len(m.b)
	return m.b
}

func (m *noticeMaker) raw(s string) { m.b = append(m.b, s...) }

// put appends a format with %s and %d alone.
func (m *noticeMaker) put(format string, args ...any) { m.b = fmt.Appendf(m.b, format, args...) }

// words appends a JSON string of about so many bytes of prose.
func (m *noticeMaker) words(bytes int) {
	m.raw(`"`)
	from := len(m.b)
	for len(m.b)-from < bytes {
		if len(m.b) > from {
			if m.r.IntN(6) == 0 {
				m.raw(`\n`)
			} else {
				m.raw(" ")
			}
		}
		switch m.r.IntN(40) {
		case 0:
			m.raw(benchDemands[m.r.IntN(len(benchDemands))])
		case 1:
			m.raw(benchQuirks[m.r.IntN(len(benchQuirks))])
		default:
			m.sentence()
		}
	}
	m.text += len(m.b) - from
	m.raw(`"`)
}

func (m *noticeMaker) sentence() {
	n := 6 + m.r.IntN(14)
	for i := range n {
		w := benchWords[m.r.IntN(len(benchWords))]
		if i == 0 {
			w = strings.ToUpper(w[:1]) + w[1:]
		} else {
			m.raw(" ")
		}
		m.raw(w)
	}
	m.raw(" ")
	m.b = strconv.AppendInt(m.b, int64(m.n), 10) // no two releases say the same
	m.raw(".")
}

// day gives a day of 2026 or 2027 at noon, so many days after the release's.
func (m *noticeMaker) day(after int) string {
	t := time.Date(2026, 1, 5, 12, 0, 0, 0, time.UTC).AddDate(0, 0, m.n%400+after)
	return t.Format("2006-01-02T15:04:05Z")
}

func (m *noticeMaker) buyer() (id, name string) {
	n := m.r.IntN(900)
	return fmt.Sprintf("GB-PPON-P%03d-0000-AAAA", n), benchPlaces[n%len(benchPlaces)] + " " + benchBodies[n%len(benchBodies)]
}

func (m *noticeMaker) parties(id, name, region string) {
	m.put(`"parties":[{"name":"%s","id":"%s","identifier":{"legalName":"%s"},"address":{"streetAddress":"1 Sample Street","locality":"Sampleton","region":"%s","postalCode":"ZZ1 1ZZ","countryName":"United Kingdom"},"contactPoint":{"name":"A. Person","email":"procurement@buyer.example","telephone":"+44 1632960000","url":"https:\/\/buyer.example"},"roles":["buyer"],"details":{"url":"https:\/\/buyer.example","classifications":[{"id":"publicAuthoritySubCentralGovernment","scheme":"UK_CA_TYPE","description":"Public authority - sub-central government"}]}},{"name":"The High Court","id":"%s-r","roles":["reviewBody"],"address":{"streetAddress":"Strand","locality":"London","postalCode":"ZZ2 2ZZ"}}],"buyer":{"id":"%s","name":"%s"}`,
		name, id, name, region, id, id, name)
}

// items appends n items with codes of the common vocabulary.
func (m *noticeMaker) items(n int) {
	m.raw(`"items":[`)
	for i := range n {
		if i > 0 {
			m.raw(",")
		}
		m.put(`{"id":"%d","additionalClassifications":[{"scheme":"CPV","id":"72%d00000","description":"IT services"},{"scheme":"CPV","id":"7980%04d","description":"Printing and related services"}],"deliveryAddresses":[{"region":"UKE41"},{"region":"UKI"}],"relatedLot":"%d"}`,
			i+1, 1+m.r.IntN(9), m.r.IntN(10000), i+1)
	}
	m.raw("]")
}

// lots appends n lots, with a duration or with dates.
func (m *noticeMaker) lots(n, bytes int) {
	m.raw(`"lots":[`)
	for i := range n {
		if i > 0 {
			m.raw(",")
		}
		m.put(`{"id":"%d","title":"Lot %d","description":`, i+1, i+1)
		m.words(bytes)
		m.put(`,"status":"active","value":{"amount":%d,"currency":"GBP"},"awardCriteria":{"criteria":[{"type":"quality","name":"Quality","description":"60"},{"type":"price","description":"40"}]},`, 10000+m.r.IntN(5_000_000))
		if m.r.IntN(2) == 0 {
			m.put(`"contractPeriod":{"durationInDays":%d}`, 30*(6+m.r.IntN(60)))
		} else {
			m.put(`"contractPeriod":{"startDate":"%s","endDate":"%s"}`, m.day(120), m.day(850))
		}
		m.raw(`,"hasRenewal":true,"renewal":{"description":`)
		m.words(60)
		m.raw(`},"hasOptions":false,"submissionTerms":{"variantPolicy":"notAllowed"}}`)
	}
	m.raw("]")
}

func (m *noticeMaker) criteria(n, bytes int) {
	m.raw(`"selectionCriteria":{"criteria":[`)
	for i := range n {
		if i > 0 {
			m.raw(",")
		}
		m.put(`{"type":"%s","description":`, []string{"suitability", "economic", "technical"}[i%3])
		m.words(bytes)
		m.raw(`,"minimum":`)
		m.words(bytes / 2)
		m.raw("}")
	}
	m.raw("]}")
}

// act is a tender notice (UK4) of Find a Tender under the Procurement Act.
func (m *noticeMaker) act() {
	id, name := m.buyer()
	notice := fmt.Sprintf("%06d-2026", m.n)
	m.put(`{"ocid":"ocds-h6vhtk-f%07d","id":"%s","tag":["tender"],"date":"%s","initiationType":"tender","language":"en",`, m.n, notice, m.day(0))
	m.parties(id, name, "UKE41")
	m.raw(`,"tender":{"id":"REF-` + strconv.Itoa(m.n) + `","legalBasis":{"id":"2023\/54","scheme":"UKPGA","uri":"https:\/\/www.legislation.gov.uk\/ukpga\/2023\/54\/contents"},"title":`)
	m.words(50)
	m.raw(`,"description":`)
	m.words(1500)
	m.raw(`,"status":"active",`)
	m.items(2)
	m.put(`,"value":{"amountGross":%d,"amount":%d,"currency":"GBP"},"procurementMethod":"open","procurementMethodDetails":"Open procedure","mainProcurementCategory":"services","aboveThreshold":true,"tenderPeriod":{"endDate":"%s"},"enquiryPeriod":{"endDate":"%s"},"awardPeriod":{"endDate":"%s"},"riskDetails":`,
		120000+m.n, 100000+m.n, m.day(40), m.day(25), m.day(90))
	m.words(300)
	m.raw(",")
	m.lots(2, 500)
	m.raw(",")
	m.criteria(2, 400)
	m.put(`,"documents":[{"id":"A-%d","documentType":"biddingDocuments","url":"https:\/\/www.find-tender.service.gov.uk\/Notice\/Attachment\/A-%d","format":"application\/pdf"},{"id":"%s","documentType":"tenderNotice","noticeType":"UK4","description":"Tender notice on Find a Tender","url":"https:\/\/www.find-tender.service.gov.uk\/Notice\/%s","datePublished":"%s","format":"text\/html"}]}}`,
		m.n, m.n, notice, notice, m.day(0))
}

// old is a contract notice of Find a Tender on the forms of the old regime.
func (m *noticeMaker) old() {
	_, name := m.buyer()
	m.put(`{"ocid":"ocds-h6vhtk-0%07d","id":"%06d-2025","tag":["tender"],"date":"%s","initiationType":"tender","language":"en","description":`, m.n, m.n, m.day(0))
	m.words(600)
	m.raw(",")
	m.parties(fmt.Sprintf("GB-FTS-%d", m.n%5000), name, "UKI31")
	m.raw(`,"tender":{"id":"DN` + strconv.Itoa(m.n) + `","legalBasis":{"id":"32014L0024","scheme":"CELEX"},"classification":{"scheme":"CPV","id":"72000000","description":"IT services"},"title":`)
	m.words(60)
	m.raw(`,"description":`)
	m.words(1200)
	m.put(`,"status":"active","value":{"amount":%d.5,"currency":"GBP"},`, 200000+m.n)
	m.items(3)
	m.put(`,"procurementMethod":"selective","procurementMethodDetails":"Restricted procedure","mainProcurementCategory":"services","submissionMethod":["electronicSubmission"],"submissionMethodDetails":"https:\/\/buyer.example\/etender","tenderPeriod":{"endDate":"%s"},"secondStage":{"invitationDate":"%s"},"lotDetails":{"maximumLotsBidPerSupplier":1e9999},`, m.day(35), m.day(60))
	m.lots(3, 450)
	m.raw(",")
	m.criteria(3, 350)
	m.raw(`,"contractTerms":{"performanceTerms":`)
	m.words(250)
	m.raw(`,"hasElectronicOrdering":true,"electronicInvoicingPolicy":"allowed"},"submissionTerms":{"languages":["en"]},"hasRecurrence":false,"coveredBy":["GPA"]}}`)
}

// finder is an opportunity of Contracts Finder.
func (m *noticeMaker) finder() {
	_, name := m.buyer()
	guid := fmt.Sprintf("%08x-0000-4000-8000-%012x", m.n, m.n)
	m.put(`{"ocid":"ocds-b5fd17-%s","id":"%s-%d","language":"en","date":"%s","tag":["tender"],"initiationType":"tender","tender":{"id":"tender_%d","title":`, guid, guid, 800000+m.n, m.day(0), m.n)
	m.words(55)
	m.raw(`,"description":`)
	m.words(1600)
	m.put(`,"datePublished":"%s","status":"active","classification":{"scheme":"CPV","id":"79710000","description":"Security services"},"items":[{"id":"1","deliveryAddresses":[{"region":"England","countryName":"United Kingdom"}]}],"minValue":{"amount":%d,"currency":"GBP"},"value":{"amount":%d,"currency":"GBP"},"procurementMethod":"open","procurementMethodDetails":"Open procedure","tenderPeriod":{"endDate":"%s"},"contractPeriod":{"startDate":"%s","endDate":"%s"},"suitability":{"sme":true,"vcse":false},"mainProcurementCategory":"services","documents":[{"id":"1","documentType":"tenderNotice","description":"Opportunity notice on Contracts Finder","url":"https:\/\/www.contractsfinder.service.gov.uk\/Notice\/%s","datePublished":"%s","format":"text\/html","language":"en"}]},`,
		m.day(0), 40000+m.n%1000, 90000+m.n, m.day(30), m.day(90), m.day(800), guid, m.day(0))
	m.parties(fmt.Sprintf("GB-CFS-%d", m.n%4000), name, "")
	m.raw("}")
}

// scotland is a notice of Public Contracts Scotland: no id, midnight dates.
func (m *noticeMaker) scotland() {
	m.put(`{"ocid":"ocds-r6ebe6-%010d","date":"%s","tag":["tender"],"initiationType":"tender",`, m.n, m.day(0)[:11]+"00:00:00Z")
	m.proactis("UKM75", "publiccontractsscotland.gov.uk")
}

// wales is a notice of Sell2Wales.
func (m *noticeMaker) wales() {
	m.put(`{"id":"ocds-kuma6s-%d-release-%d","ocid":"ocds-kuma6s-%d","date":"%s","tag":["tender"],"initiationType":"tender",`, m.n, m.n, m.n, m.day(0)[:11]+"00:00:00Z")
	m.proactis("UKL22", "sell2wales.gov.wales")
}

func (m *noticeMaker) proactis(region, host string) {
	_, name := m.buyer()
	m.parties("org-"+strconv.Itoa(1+m.r.IntN(60)), name, region)
	m.put(`,"tender":{"id":"CT%d","title":`, m.n)
	m.words(60)
	m.raw(`,"description":`)
	m.words(900)
	m.raw(`,"status":"active",`)
	m.items(2)
	m.put(`,"procurementMethod":"open","procurementMethodDetails":"Open procedure","mainProcurementCategory":"services","submissionMethod":["electronicSubmission"],"submissionMethodDetails":"https:\/\/www.%s","tenderPeriod":{"endDate":"%s"},"awardPeriod":{"startDate":"%s"},"documents":[{"id":"N%d","documentType":"contractNotice","url":"https:\/\/www.%s\/search\/show\/search_view.aspx?ID=N%d","format":"text\/html"},{"id":"technical","documentType":"technicalSelectionCriteria"}],`,
		host, m.day(30), m.day(31), m.n, host, m.n)
	m.lots(2, 500)
	m.put(`,"bidOpening":{"date":"%s","description":"A. Person"},"classification":{"id":"72000000","scheme":"CPV"},"legalBasis":{"id":"32014L0024","scheme":"CELEX"},`, m.day(31))
	m.criteria(3, 500)
	m.raw(`,"lotDetails":{"maximumLotsBidPerSupplier":2147483647},"submissionTerms":{"languages":["en"],"bidValidityPeriod":{"durationInDays":90}}},"language":"EN","description":`)
	m.words(700)
	m.put(`,"links":[{"rel":"canonical","href":"https:\/\/api.%s\/v1\/Notice?id=%d"}]}`, host, m.n)
}

// The words of the made texts: everyday words of tenders, sentences that ask
// for something, and what portals do to characters.
var (
	benchWords = strings.Fields(`the a of to and for in on with by from the service services supplier suppliers contract contracts
 council authority tender tenders framework agreement lot lots price quality delivery support maintenance system systems works site
 building software network data user users staff training report reports plan review meeting monthly annual cost costs value period
 response responses question questions document documents evidence experience capacity management approach method community benefit
 social environmental waste energy travel school hospital road housing repair cleaning catering transport equipment supply
 installation design survey assessment evaluation minimum standard standards requirement requirements shall will may must should
 provide deliver ensure include comply submit complete confirm agree within before after during under over between across all any each
 local national public private small large new existing current previous relevant appropriate suitable successful experienced`)
	benchPlaces  = strings.Fields(`Norbury Easthaven Millbrook Stonewick Larkfield Ashcombe Kirkdale Penmoor Glenross Abergwyn Redford Oakmere Whitby-le-Vale`)
	benchBodies  = []string{"Council", "County Council", "NHS Trust", "Housing Association", "University", "Fire Authority", "College"}
	benchDemands = []string{
		`Bidders must hold a current Cyber Essentials Plus certificate by the date of contract award.`,
		`The supplier shall hold ISO 27001 certification, or equivalent, issued by a body accredited by UKAS.`,
		`The bidder must hold a UKAS (or equivalent) accredited independent third party certificate of compliance in accordance with BS EN ISO 9001 (or equivalent), or have a documented quality policy.`,
		`Certification to ISO 14001 is desirable.`,
		`Suppliers that process patient data must meet the standards of the Data Security and Protection Toolkit before the contract starts.`,
		`It is a requirement to hold Employer's Liability insurance of at least 5 million GBP.`,
	}
	benchQuirks = []string{`Budget of \u00c2\u00a325,000 a year.`, `Repairs &amp; renewals \u2013 see the schedule.`, `The buyer\u2019s portal is used.\r\n`, "Pris o £10,000 – gweler y ddogfen."}
)
