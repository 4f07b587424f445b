package demo

import (
	"time"

	"holdfast/internal/civil"
)

// Certificate is one certificate as `holdfast certificates import` reads it.
type Certificate struct {
	Ref           string         `json:"ref"`
	Scheme        string         `json:"scheme"`
	Holder        string         `json:"holder"`
	Edition       string         `json:"edition,omitempty"`
	Level         string         `json:"level,omitempty"`
	Number        string         `json:"number"`
	Body          string         `json:"body"`
	Accreditation string         `json:"accreditation,omitempty"` // body and number
	Accredited    *bool          `json:"accredited"`
	Scope         string         `json:"scope"`
	Status        []StatusChange `json:"status"`
	Cycle         string         `json:"cycle,omitempty"`
	Decision      civil.Date     `json:"decision,omitzero"`
	Issued        civil.Date     `json:"issued"`
	Expires       civil.Date     `json:"expires,omitzero"`
	EndLabel      string         `json:"endLabel,omitempty"`
	Owner         string         `json:"owner"`
}

// StatusChange is one line of a certificate's history.
type StatusChange struct {
	State string     `json:"state"`
	From  civil.Date `json:"from"`
	Note  string     `json:"note,omitempty"`
}

// The references of the six certificates.
const (
	certISO27001  = "CERT-1"
	certCE        = "CERT-2"
	certPlus      = "CERT-3"
	certDSPT      = "CERT-4"
	certISO9001   = "CERT-5"
	certInsurance = "CERT-6"
)

const (
	isoScope = "The design, hosting and support of digital services and data platforms for public sector bodies, in accordance with the Statement of Applicability."
	ceScope  = "Whole organisation"
)

// qmsEditionEnd is the earlier of the two readings of the last day of ISO
// 9001:2015; a body prints no later day on a certificate to that edition.
var qmsEditionEnd = civil.Of(2029, time.September, 14)

func certificates(d days) []Certificate {
	yes := true
	qmsEdition, qmsEnds := "2015", min(civil.LastValidDay(d.qmsDecision, 36), qmsEditionEnd)
	if d.qmsDecision >= civil.Of(2027, time.June, 1) {
		qmsEdition, qmsEnds = "2026", civil.LastValidDay(d.qmsDecision, 36)
	}
	return []Certificate{
		{
			Ref: certISO27001, Scheme: "iso27001", Holder: Company, Edition: "2022",
			Number: "NGC-IS-48213", Body: "Northgate Certification Ltd", Accreditation: "UKAS 0999", Accredited: &yes,
			Scope: isoScope, Cycle: "initial", Decision: d.isoDecision, Issued: d.isoDecision,
			Expires: civil.LastValidDay(d.isoDecision, 36), EndLabel: "valid until", Owner: priya,
			Status: []StatusChange{
				{"certified", d.isoDecision, "Initial certification"},
				{"certified", d.isoAudit, "First surveillance audit held: no nonconformity, certification continues"},
			},
		},
		{
			Ref: certCE, Scheme: "cyber-essentials", Holder: Company, Edition: questionSet(d.ceIssued - 20),
			Number: "6f1d2c90-5b7e-4f0a-9c3d-2e8a71b40d56", Body: "Larkfield Assurance Ltd", Accreditation: "IASME", Accredited: &yes,
			Scope: ceScope, Issued: d.ceIssued, Expires: civil.LastValidDay(d.ceIssued, 12), EndLabel: "valid until", Owner: owen,
			Status: []StatusChange{{"certified", d.ceIssued, "Assessed and passed"}},
		},
		{
			Ref: certPlus, Scheme: "cyber-essentials-plus", Holder: Company, Edition: questionSet(d.plusIssued - 60),
			Number: "c41b7e35-0a92-4d6f-8e11-95d3f7a2b608", Body: "Larkfield Assurance Ltd", Accreditation: "IASME", Accredited: &yes,
			Scope: ceScope, Issued: d.plusIssued, Expires: d.plusEnds, EndLabel: "valid until", Owner: owen,
			Status: []StatusChange{{"certified", d.plusIssued, "Technical audit passed"}},
		},
		{
			Ref: certDSPT, Scheme: "dspt", Holder: Company, Edition: toolkitYear(d.dsptYear), Level: "standards_met",
			Number: "XJ417", Body: "NHS England", Scope: "All processing of health and care data by the company",
			Issued: d.dsptPublish, Owner: priya,
			Status: []StatusChange{{"certified", d.dsptPublish, "Published: Standards Met"}},
		},
		{
			Ref: certISO9001, Scheme: "iso9001", Holder: Company, Edition: qmsEdition,
			Number: "NGC-QM-30577", Body: "Northgate Certification Ltd", Accreditation: "UKAS 0999", Accredited: &yes,
			Scope: "The design, hosting and support of digital services and data platforms.", Cycle: "initial",
			Decision: d.qmsDecision, Issued: d.qmsDecision, Expires: qmsEnds, EndLabel: "valid until", Owner: marta,
			Status: []StatusChange{{"certified", d.qmsDecision, "Initial certification"}},
		},
		{
			Ref: certInsurance, Scheme: "insurance-professional-indemnity", Holder: Company,
			Number: "HM-PI-2207741", Body: "Hollin Mutual Insurance", Scope: "Professional indemnity, GBP 5,000,000 each claim, with cyber liability GBP 2,000,000",
			Issued: d.policyStart, Expires: civil.LastValidDay(d.policyStart, 12), EndLabel: "expires on", Owner: gareth,
			Status: []StatusChange{{"certified", d.policyStart, "Cover in force"}},
		},
	}
}
