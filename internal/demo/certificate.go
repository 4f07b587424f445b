package demo

import (
	"time"

	"holdfast/internal/civil"
	"holdfast/internal/win/certificate"
)

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

func certificates(d days) []certificate.Certificate {
	yes := true
	qmsEdition, qmsEnds := "2015", min(civil.LastValidDay(d.qmsDecision, 36), qmsEditionEnd)
	if d.qmsDecision >= civil.Of(2027, time.June, 1) {
		qmsEdition, qmsEnds = "2026", civil.LastValidDay(d.qmsDecision, 36)
	}
	return []certificate.Certificate{
		{
			Ref: certISO27001, Scheme: "iso27001", Holder: Company, Edition: "2022",
			Number: "NGC-IS-48213", Body: "Northgate Certification Ltd", AccreditationBody: "UKAS", AccreditationNumber: "0999", Accredited: &yes,
			Scope: isoScope, VerifiedOn: d.today - 1, Cycle: "initial", Decision: d.isoDecision, Issued: d.isoDecision,
			Expires: civil.LastValidDay(d.isoDecision, 36), EndLabel: "valid until", Owner: priya,
			Status: []certificate.StatusChange{
				{State: certificate.Certified, From: d.isoDecision, Note: "Initial certification"},
				{State: certificate.Certified, From: d.isoAudit, Note: "First surveillance audit held: no nonconformity, certification continues"},
			},
		},
		{
			Ref: certCE, Scheme: "cyber-essentials", Holder: Company, Edition: questionSet(d.ceIssued - 20),
			Number: "6f1d2c90-5b7e-4f0a-9c3d-2e8a71b40d56", Body: "Larkfield Assurance Ltd", Accredited: &yes,
			Scope: ceScope, VerifiedOn: d.today - 3, Issued: d.ceIssued, Expires: civil.LastValidDay(d.ceIssued, 12), EndLabel: "valid until", Owner: owen,
			Status: []certificate.StatusChange{{State: certificate.Certified, From: d.ceIssued, Note: "Assessed and passed"}},
		},
		{
			Ref: certPlus, Scheme: "cyber-essentials-plus", Holder: Company, Edition: questionSet(d.plusIssued - 60),
			Number: "c41b7e35-0a92-4d6f-8e11-95d3f7a2b608", Body: "Larkfield Assurance Ltd", Accredited: &yes,
			Scope: ceScope, Issued: d.plusIssued, Expires: d.plusEnds, EndLabel: "valid until", Owner: owen,
			Status: []certificate.StatusChange{{State: certificate.Certified, From: d.plusIssued, Note: "Technical audit passed"}},
		},
		{
			Ref: certDSPT, Scheme: "dspt", Holder: Company, Edition: toolkitYear(d.dsptYear), Level: "standards_met",
			Number: "XJ417", Body: "NHS England", Scope: "All processing of health and care data by the company",
			Issued: d.dsptPublish, Owner: priya,
			Status: []certificate.StatusChange{{State: certificate.Certified, From: d.dsptPublish, Note: "Published: Standards Met"}},
		},
		{
			Ref: certISO9001, Scheme: "iso9001", Holder: Company, Edition: qmsEdition,
			Number: "NGC-QM-30577", Body: "Northgate Certification Ltd", AccreditationBody: "UKAS", AccreditationNumber: "0999", Accredited: &yes,
			Scope: "The design, hosting and support of digital services and data platforms.", Cycle: "initial",
			Decision: d.qmsDecision, Issued: d.qmsDecision, Expires: qmsEnds, EndLabel: "valid until", Owner: marta,
			Status: []certificate.StatusChange{{State: certificate.Certified, From: d.qmsDecision, Note: "Initial certification"}},
		},
		{
			Ref: certInsurance, Scheme: "insurance-professional-indemnity", Holder: Company,
			Number: "HM-PI-2207741", Body: "Hollin Mutual Insurance", Scope: "Professional indemnity, GBP 5,000,000 each claim, with cyber liability GBP 2,000,000",
			Issued: d.policyStart, Expires: civil.LastValidDay(d.policyStart, 12), EndLabel: "expires on", Owner: gareth,
			Status: []certificate.StatusChange{{State: certificate.Certified, From: d.policyStart, Note: "Cover in force"}},
		},
	}
}
