package demo

import (
	"strconv"

	"holdfast/internal/civil"
)

// old is a notice on the forms of the regime before the Act, which Find a
// Tender, Public Contracts Scotland and Sell2Wales fill each in its own way.
type old struct {
	portal             string // find-a-tender, public-contracts-scotland, sell2wales
	ocid, ref          string
	number             int // Find a Tender only
	title, description string
	more               string // the release's own description: "additional information"
	published          civil.Date
	buyer              buyer
	review             string // the body that hears complaints
	cpv                class
	extraCPV           []class
	value              int64
	deadline           civil.Date
	months             int // the term
	start              civil.Date
	renewal            string
	suitability        string
	economic           string
	technical          string
	lot                string
	languages          []string
	weights            [2]string // quality, price
	reference          string    // APR352786, FEB497443
}

var euBasis = legalBasis{ID: "32014L0024", Scheme: "CELEX"}

// instant writes an instant as the notice's portal does.
func (o old) instant(d civil.Date, clock string) string {
	if o.portal == "find-a-tender" {
		return at(d, clock)
	}
	return utc(d, clock)
}

func (o old) release() release {
	fts := o.portal == "find-a-tender"
	r := release{
		OCID: o.ocid, Date: o.instant(o.published, "00:00:00"), Tag: []string{"tender"}, InitiationType: "tender",
		Description: o.more, Language: "EN",
	}
	t := tender{
		ID: o.ref, LegalBasis: &euBasis, Title: o.title, Description: o.description, Status: "active",
		Classification: &class{Scheme: "CPV", ID: o.cpv.ID}, MainProcurementCategory: "services",
		Value: pounds(o.value), ProcurementMethod: "open", ProcurementMethodDetails: "Open procedure",
		SubmissionMethod: []string{"electronicSubmission"}, CoveredBy: []string{"GPA"},
		TenderPeriod: &period{EndDate: o.instant(o.deadline, "12:00:00")},
		// The old forms give the opening of tenders, and the portals send it a
		// second time as the start of the award period: it is no award date.
		AwardPeriod:     &period{StartDate: o.instant(o.deadline, "13:00:00")},
		BidOpening:      &opening{o.instant(o.deadline, "13:00:00")},
		SubmissionTerms: &submission{Languages: o.languages, BidValidityPeriod: &period{DurationInDays: 90}},
		ContractTerms:   &terms{HasElectronicPayment: true, ElectronicInvoicingPolicy: "allowed"},
		HasRecurrence:   no(),
	}
	for _, c := range []criterion{
		{Type: "suitability", Description: o.suitability},
		{Type: "economic", Minimum: o.economic},
		{Type: "technical", Minimum: o.technical},
	} {
		if c.Description+c.Minimum == "" {
			continue
		}
		if fts {
			c.Description, c.Minimum, c.AppliesTo = c.Description+c.Minimum, "", []string{"supplier"}
		}
		if t.SelectionCriteria == nil {
			t.SelectionCriteria = &selection{}
		}
		t.SelectionCriteria.Criteria = append(t.SelectionCriteria.Criteria, c)
	}
	l := lot{
		ID: "1", Description: o.lot, Status: "active", HasRenewal: no(), HasOptions: no(),
		AwardCriteria: &selection{Criteria: []criterion{
			{Type: "quality", Name: "Quality", Description: o.weights[0]}, {Type: "price", Description: o.weights[1]},
		}},
		SubmissionTerms: &submission{VariantPolicy: "notAllowed"},
	}
	if o.renewal != "" {
		l.HasRenewal, l.Renewal = yes(), &described{o.renewal}
	}
	// The portals turn a term of months into days at thirty to the month.
	l.ContractPeriod = &period{DurationInDays: 30 * o.months}
	if o.start != 0 {
		l.ContractPeriod = &period{StartDate: o.instant(o.start, "00:00:00"), EndDate: o.instant(o.start.AddMonths(o.months)-1, "23:59:59")}
	}
	t.Lots = []lot{l}
	codes := append([]class{o.cpv}, o.extraCPV...)
	b := party{
		Name: o.buyer.name, Identifier: &identifier{LegalName: o.buyer.name},
		Address: &address{StreetAddress: o.buyer.street, Locality: o.buyer.town, Region: o.buyer.region, PostalCode: o.buyer.code},
		Roles:   []string{"buyer"},
		Details: &details{URL: "https://www." + o.buyer.url + "/", Classifications: []class{
			{Scheme: "TED_CA_TYPE", ID: o.buyer.houseType, Description: o.buyer.houseName},
			{Scheme: "COFOG", ID: o.buyer.cofog, Description: o.buyer.cofogName},
		}},
	}
	court := party{Name: o.review, Identifier: &identifier{LegalName: o.review}, Roles: []string{"reviewBody"}}
	if fts {
		id := number(o.number, o.published)
		r.ID, r.Date, r.Language = id, at(o.published, "10:12:31"), "en"
		b.ID, court.ID = o.buyer.oldID, "GB-FTS-90210"
		b.Address.CountryName = "United Kingdom"
		t.Classification.Description = o.cpv.Description
		t.SubmissionMethodDetails = "https://tenders." + o.buyer.url + "/"
	} else {
		// No identifier scheme, and ids that mean nothing outside the release;
		// classifications without their words.
		b.ID, court.ID = "org-4", "org-2"
		for i := range codes {
			codes[i].Description = ""
		}
		b.Details.Classifications[0] = class{Scheme: "TED_CA_TYPE", ID: o.buyer.houseName}
		site, host := "publiccontractsscotland.gov.uk", "https://api.publiccontractsscotland.gov.uk/v1/Notice?id="
		if o.portal == "sell2wales" {
			site, host = "sell2wales.gov.wales", "https://api.sell2wales.gov.wales/v1?lang=cy/Notice?id="
			num := o.ocid[len("ocds-kuma6s-"):]
			r.ID = o.ocid + "-release-" + num
			t.ID = o.ocid + "-tender-" + num + "-" + o.ref
		}
		t.SubmissionMethodDetails = "http://www." + site
		t.Documents = []document{{
			ID: o.reference, DocumentType: "contractNotice", Title: o.title, Description: o.description,
			URL: "https://www." + site + "/search/show/search_view.aspx?ID=" + o.reference, Format: "text/html",
		}}
		r.Links = []link{{"canonical", host + o.ocid}}
	}
	for i := range codes {
		codes[i].Scheme = "CPV"
	}
	t.Items = []item{{ID: "1", AdditionalClassifications: codes, DeliveryAddresses: []address{{Region: o.buyer.region}}, RelatedLot: "1"}}
	r.Parties = []party{b, court}
	r.Buyer = party{ID: b.ID, Name: b.Name}
	r.Tender = t
	return r
}

// cf is a notice on Contracts Finder.
type cf struct {
	guid, ref          string
	serial             int
	title, description string
	published          civil.Date
	buyer              buyer
	cpv                class
	minValue, value    int64
	method             string
	details            string
	deadline           civil.Date // zero: not stated
	start, end         civil.Date // zero: not stated
	planned            bool
	postcode           string
}

func (c cf) release() release {
	when := c.published.String() + "T09:30:12Z"
	if summer(c.published) {
		when = at(c.published, "09:30:12")
	}
	supplier := party{
		ID: "GB-SRS-sid4gov.cabinetoffice.gov.uk/" + c.guid[:8], Name: c.buyer.name,
		Identifier: &identifier{LegalName: c.buyer.name, Scheme: "GB-SRS", ID: "sid4gov.cabinetoffice.gov.uk/" + c.guid[:8]},
		Address:    &address{StreetAddress: c.buyer.street, Locality: c.buyer.town, PostalCode: c.buyer.code, CountryName: "England"},
		Roles:      []string{"buyer"},
		Details:    &details{URL: "https://www." + c.buyer.url},
	}
	t := tender{
		ID: c.ref, Title: c.title, Description: c.description, DatePublished: when, Status: "active",
		Classification: &class{"CPV", c.cpv.ID, c.cpv.Description},
		Items:          []item{{ID: "1", DeliveryAddresses: []address{{PostalCode: c.postcode}}}},
		Value:          pounds(c.value), ProcurementMethod: c.method, ProcurementMethodDetails: c.details,
		Suitability: &suitability{SME: true}, MainProcurementCategory: "services",
		Documents: []document{{
			ID: "1", DocumentType: "tenderNotice", Description: "Opportunity notice on Contracts Finder",
			URL:           "https://www.contractsfinder.service.gov.uk/Notice/" + c.guid,
			DatePublished: when, Format: "text/html", Language: "en",
		}},
	}
	r := release{
		OCID: "ocds-b5fd17-" + c.guid, ID: c.guid + "-" + strconv.Itoa(c.serial), Language: "en", Date: when,
		Tag: []string{"tender"}, InitiationType: "tender",
		Parties: []party{supplier}, Buyer: party{ID: supplier.ID, Name: supplier.Name},
	}
	if c.minValue != 0 {
		t.MinValue = pounds(c.minValue)
	}
	if c.deadline != 0 {
		t.TenderPeriod = &period{EndDate: at(c.deadline, "00:00:00")} // midnight: a date without a time
	}
	if c.start != 0 {
		t.ContractPeriod = &period{StartDate: at(c.start, "00:00:00"), EndDate: at(c.end, "23:59:59")}
	}
	if c.planned {
		r.Tag, t.Status = []string{"planning"}, "planned"
		doc := t.Documents[0]
		doc.DocumentType, doc.Description = "plannedProcurementNotice", "Future opportunity notice on Contracts Finder"
		r.Planning, t.Documents = &planning{Documents: []document{doc}}, nil
	}
	r.Tender = t
	return r
}

func cfPackage(d days, rs []release) pack {
	return pack{
		URI:     "https://www.contractsfinder.service.gov.uk/Published/Notices/OCDS/Search?publishedFrom=" + (d.today - 60).String() + "T00:00:00&publishedTo=" + d.today.String() + "T06:30:00&limit=100",
		Version: "1.1",
		Extensions: []string{
			"https://standard.open-contracting.org/profiles/eu/master/en/extension.json",
			"https://raw.githubusercontent.com/portaledcahn/ocds_tenderDatePublished_extension/master/extension.json",
			"https://raw.githubusercontent.com/Crown-Commercial-Service/ocds_tender_suitability_extension/main/extension.json",
			"https://raw.githubusercontent.com/open-contracting-extensions/ocds_pagination_extension/master/extension.json",
		},
		PublishedDate: rs[0].Date, Publisher: cabinetOffice(), License: openLicence,
		PublicationPolicy: "https://www.gov.uk/government/publications/open-contracting",
		Releases:          rs,
	}
}

// proactis is a month's answer of the portals of Scotland and Wales.
func proactis(uri, publisherName string, rs []release) pack {
	return pack{
		URI: uri, Version: "1.1", PublishedDate: rs[0].Date,
		Extensions: []string{
			"https://raw.githubusercontent.com/open-contracting/ocds_eu_extension/latest/extension.json",
		},
		Publisher: &publisher{Name: publisherName}, License: openLicence,
		Releases: rs,
	}
}
