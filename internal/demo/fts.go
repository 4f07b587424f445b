package demo

import (
	"strconv"

	"holdfast/internal/civil"
)

// act is a notice on Find a Tender under the Procurement Act 2023, as we write
// it; release gives it the portal's form.
type act struct {
	ocid, title, description string
	number                   int
	published                civil.Date
	clock                    string // when published
	update                   bool   // a later version of the notice
	buyer                    buyer
	noticeType               string // UK2 or UK4
	cpv                      []class
	value                    int64
	method                   string
	enquiries, deadline      civil.Date
	award                    civil.Date
	start, end, extendedEnd  civil.Date
	renewal                  string
	financial, technical     string
	qualityWeight            int
	risk                     string
	engagement               civil.Date // UK2: the day the engagement ends
	futureNotice             civil.Date // UK2: when the tender notice is expected
}

// buyer is an invented contracting authority.
type buyer struct {
	name, ppon           string // XXXX-NNNN-XXXX
	street, town, code   string
	region, url          string
	central              bool
	oldID                string // GB-FTS-nnn of the old forms
	houseType, houseName string // TED_CA_TYPE
	cofog, cofogName     string
}

var actBasis = legalBasis{ID: "2023/54", Scheme: "UKPGA", URI: "https://www.legislation.gov.uk/ukpga/2023/54/contents"}

const (
	ftsNotice     = "https://www.find-tender.service.gov.uk/Notice/"
	ftsAttachment = "https://www.find-tender.service.gov.uk/Notice/Attachment/"
)

func (a act) id() string { return number(a.number, a.published) }

func (a act) release() release {
	id, when := a.id(), at(a.published, a.clock)
	t := tender{
		ID: a.ocid, LegalBasis: &actBasis, Title: a.title, Description: a.description,
		Status: "active", MainProcurementCategory: "services", AboveThreshold: yes(),
		Items: []item{{
			ID: "1", AdditionalClassifications: a.cpv, RelatedLot: "1",
			DeliveryAddresses: []address{{Region: a.buyer.region, Country: "GB", CountryName: "United Kingdom"}},
		}},
		Value:             &value{AmountGross: a.value * 6 / 5, Amount: a.value, Currency: "GBP"},
		ProcurementMethod: "open", ProcurementMethodDetails: a.method,
		RiskDetails: a.risk,
	}
	l := lot{
		ID: "1", Status: "active", Value: t.Value, Suitability: &suitability{SME: true},
		ContractPeriod: &period{StartDate: at(a.start, "00:00:00"), EndDate: at(a.end, "23:59:59")},
	}
	if a.extendedEnd != 0 {
		l.ContractPeriod.MaxExtentDate = at(a.extendedEnd, "23:59:59")
		l.HasRenewal, l.Renewal = yes(), &described{a.renewal}
	}
	if a.method == "Competitive flexible procedure" {
		t.ProcurementMethod = "selective"
	}
	r := release{
		OCID: a.ocid, ID: id, Tag: []string{"tender"}, Date: when, InitiationType: "tender", Language: "en",
		Parties: []party{a.buyer.act()}, Buyer: party{ID: "GB-PPON-" + a.buyer.ppon, Name: a.buyer.name},
	}
	if a.noticeType == "UK2" {
		r.Tag = []string{"planning"}
		t.Status, l.Status, l.ID = "planning", "planning", "LOT-0000"
		t.Items[0].ID, t.Items[0].RelatedLot = "LOT-0000", "LOT-0000"
		t.ProcurementMethod, t.ProcurementMethodDetails, t.AboveThreshold = "", "", nil
		t.Communication = &communication{FutureNoticeDate: at(a.futureNotice, "23:59:59")}
		r.Planning = &planning{
			Documents: []document{{
				ID: id, DocumentType: "marketEngagementNotice", NoticeType: "UK2", DatePublished: when, Format: "text/html",
				Description: "Preliminary market engagement notice on Find a Tender", URL: ftsNotice + id,
			}},
			Milestones: []milestone{{
				ID: "engagement", Type: "engagement", Status: "scheduled", DueDate: at(a.engagement, "23:59:59"),
				Description: "An online briefing, then written answers to a short questionnaire.",
			}},
		}
		t.Lots = []lot{l}
		r.Tender = t
		return r
	}
	if a.update {
		r.Tag = []string{"tenderUpdate"}
	}
	t.TenderPeriod = &period{EndDate: at(a.deadline, "12:00:00")}
	if a.enquiries != 0 {
		t.EnquiryPeriod = &period{EndDate: at(a.enquiries, "12:00:00")}
	}
	t.AwardPeriod = &period{EndDate: at(a.award, "23:59:59")}
	t.SubmissionMethodDetails = "https://tenders." + a.buyer.url + "/"
	t.SubmissionTerms = &submission{ElectronicSubmissionPolicy: "allowed", Languages: []string{"en"}}
	l.SelectionCriteria = &selection{Criteria: []criterion{
		{Type: "economic", Description: a.financial},
		{Type: "technical", Description: a.technical},
	}}
	l.AwardCriteria = &selection{Criteria: []criterion{
		{Type: "quality", Name: "Quality of the service", Numbers: []weight{{a.qualityWeight, "percentageExact"}}},
		{Type: "quality", Name: "Social value", Numbers: []weight{{10, "percentageExact"}}},
		{Type: "price", Name: "Price", Numbers: []weight{{90 - a.qualityWeight, "percentageExact"}}},
	}}
	t.Lots = []lot{l}
	t.Documents = []document{
		{ID: "A-" + strconv.Itoa(a.number%90000+10000), DocumentType: "biddingDocuments", URL: ftsAttachment + "A-" + strconv.Itoa(a.number%90000+10000), Format: "application/pdf"},
		{
			ID: id, DocumentType: "tenderNotice", NoticeType: "UK4", DatePublished: when, Format: "text/html",
			Description: "Tender notice on Find a Tender", URL: ftsNotice + id,
		},
	}
	r.Tender = t
	return r
}

// act gives the buyer as a party under the Act.
func (b buyer) act() party {
	kind := class{"UK_CA_TYPE", "publicAuthoritySubCentralGovernment", "Public authority - sub-central government"}
	if b.central {
		kind = class{"UK_CA_TYPE", "publicAuthorityCentralGovernment", "Public authority - central government"}
	}
	return party{
		Name: b.name, ID: "GB-PPON-" + b.ppon, Identifier: &identifier{Scheme: "GB-PPON", ID: b.ppon},
		Address: &address{b.street, b.town, b.region, b.code, "GB", "United Kingdom"},
		Roles:   []string{"buyer"},
		Details: &details{URL: "https://www." + b.url + "/", Classifications: []class{kind}},
	}
}

// ftsPackage is one page of answers of Find a Tender, newest first.
func ftsPackage(d days, rs []release) pack {
	return pack{
		URI:     "https://www.find-tender.service.gov.uk/api/1.0/ocdsReleasePackages?updatedFrom=" + (d.today - 60).String() + "T00:00:00&updatedTo=" + d.today.String() + "T06:30:00&limit=100",
		Version: "1.1",
		Extensions: []string{
			"https://standard.open-contracting.org/profiles/eu/latest/en/extension.json",
			"https://raw.githubusercontent.com/open-contracting-extensions/ocds_pagination_extension/master/extension.json",
			"https://raw.githubusercontent.com/open-contracting-extensions/ocds_suitability_extension/master/extension.json",
			"https://raw.githubusercontent.com/cabinetoffice/ocds_uk_extension/main/extension.json",
		},
		PublishedDate: rs[0].Date,
		Publisher:     cabinetOffice(),
		License:       openLicence, PublicationPolicy: "https://www.gov.uk/government/publications/open-contracting",
		Releases: rs,
	}
}

func cabinetOffice() *publisher {
	return &publisher{"Cabinet Office", "GB-GOR", "D2", "https://www.gov.uk/government/organisations/cabinet-office"}
}
