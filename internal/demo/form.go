package demo

import "holdfast/internal/strictjson"

// The shapes of an OCDS release package, as far as the four portals fill them.
// A field that a portal does not send is left empty by its file and so absent.

type pack struct {
	URI               string     `json:"uri,omitempty"`
	Version           string     `json:"version"`
	Extensions        []string   `json:"extensions,omitempty"`
	PublishedDate     string     `json:"publishedDate,omitempty"`
	Publisher         *publisher `json:"publisher,omitempty"`
	License           string     `json:"license,omitempty"`
	PublicationPolicy string     `json:"publicationPolicy,omitempty"`
	Releases          []release  `json:"releases"`
	Links             *packLink  `json:"links,omitempty"`
}

type packLink struct {
	Next string `json:"next,omitempty"`
}

type publisher struct {
	Name   string `json:"name"`
	Scheme string `json:"scheme,omitempty"`
	UID    string `json:"uid,omitempty"`
	URI    string `json:"uri,omitempty"`
}

type release struct {
	OCID           string    `json:"ocid"`
	ID             string    `json:"id,omitempty"`
	Language       string    `json:"language,omitempty"`
	Date           string    `json:"date"`
	Tag            []string  `json:"tag"`
	Description    string    `json:"description,omitempty"`
	InitiationType string    `json:"initiationType"`
	Parties        []party   `json:"parties"`
	Buyer          party     `json:"buyer"`
	Planning       *planning `json:"planning,omitempty"`
	Tender         tender    `json:"tender"`
	Links          []link    `json:"links,omitempty"`
}

type link struct {
	Rel  string `json:"rel"`
	Href string `json:"href"`
}

type party struct {
	Name       string      `json:"name"`
	ID         string      `json:"id"`
	Identifier *identifier `json:"identifier,omitempty"`
	Address    *address    `json:"address,omitempty"`
	Roles      []string    `json:"roles,omitempty"`
	Details    *details    `json:"details,omitempty"`
}

type identifier struct {
	LegalName string `json:"legalName,omitempty"`
	Scheme    string `json:"scheme,omitempty"`
	ID        string `json:"id,omitempty"`
}

type address struct {
	StreetAddress string `json:"streetAddress,omitempty"`
	Locality      string `json:"locality,omitempty"`
	Region        string `json:"region,omitempty"`
	PostalCode    string `json:"postalCode,omitempty"`
	Country       string `json:"country,omitempty"`
	CountryName   string `json:"countryName,omitempty"`
}

type details struct {
	URL             string  `json:"url,omitempty"`
	Classifications []class `json:"classifications,omitempty"`
}

type class struct {
	Scheme      string `json:"scheme,omitempty"`
	ID          string `json:"id,omitempty"`
	Description string `json:"description,omitempty"`
}

type planning struct {
	Documents  []document  `json:"documents,omitempty"`
	Milestones []milestone `json:"milestones,omitempty"`
}

type milestone struct {
	ID          string `json:"id"`
	Type        string `json:"type"`
	Description string `json:"description,omitempty"`
	DueDate     string `json:"dueDate"`
	Status      string `json:"status"`
}

type tender struct {
	ID                       string         `json:"id"`
	LegalBasis               *legalBasis    `json:"legalBasis,omitempty"`
	Title                    string         `json:"title"`
	Description              string         `json:"description"`
	DatePublished            string         `json:"datePublished,omitempty"`
	Status                   string         `json:"status"`
	Classification           *class         `json:"classification,omitempty"`
	Items                    []item         `json:"items,omitempty"`
	MinValue                 *value         `json:"minValue,omitempty"`
	Value                    *value         `json:"value,omitempty"`
	ProcurementMethod        string         `json:"procurementMethod,omitempty"`
	ProcurementMethodDetails string         `json:"procurementMethodDetails,omitempty"`
	MainProcurementCategory  string         `json:"mainProcurementCategory"`
	AboveThreshold           *bool          `json:"aboveThreshold,omitempty"`
	SubmissionMethod         []string       `json:"submissionMethod,omitempty"`
	SubmissionMethodDetails  string         `json:"submissionMethodDetails,omitempty"`
	SubmissionTerms          *submission    `json:"submissionTerms,omitempty"`
	CoveredBy                []string       `json:"coveredBy,omitempty"`
	Communication            *communication `json:"communication,omitempty"`
	TenderPeriod             *period        `json:"tenderPeriod,omitempty"`
	EnquiryPeriod            *period        `json:"enquiryPeriod,omitempty"`
	AwardPeriod              *period        `json:"awardPeriod,omitempty"`
	BidOpening               *opening       `json:"bidOpening,omitempty"`
	ContractPeriod           *period        `json:"contractPeriod,omitempty"`
	Suitability              *suitability   `json:"suitability,omitempty"`
	SelectionCriteria        *selection     `json:"selectionCriteria,omitempty"`
	ContractTerms            *terms         `json:"contractTerms,omitempty"`
	Lots                     []lot          `json:"lots,omitempty"`
	Documents                []document     `json:"documents,omitempty"`
	HasRecurrence            *bool          `json:"hasRecurrence,omitempty"`
	RiskDetails              string         `json:"riskDetails,omitempty"`
}

type legalBasis struct {
	ID     string `json:"id"`
	Scheme string `json:"scheme"`
	URI    string `json:"uri,omitempty"`
}

type item struct {
	ID                        string    `json:"id"`
	AdditionalClassifications []class   `json:"additionalClassifications,omitempty"`
	DeliveryAddresses         []address `json:"deliveryAddresses,omitempty"`
	RelatedLot                string    `json:"relatedLot,omitempty"`
}

type value struct {
	AmountGross int64  `json:"amountGross,omitempty"`
	Amount      int64  `json:"amount,omitempty"`
	Currency    string `json:"currency"`
}

type submission struct {
	ElectronicSubmissionPolicy string   `json:"electronicSubmissionPolicy,omitempty"`
	VariantPolicy              string   `json:"variantPolicy,omitempty"`
	Languages                  []string `json:"languages,omitempty"`
	BidValidityPeriod          *period  `json:"bidValidityPeriod,omitempty"`
}

type communication struct {
	AtypicalToolURL  string `json:"atypicalToolUrl,omitempty"`
	FutureNoticeDate string `json:"futureNoticeDate,omitempty"`
}

type period struct {
	StartDate      string `json:"startDate,omitempty"`
	EndDate        string `json:"endDate,omitempty"`
	DurationInDays int    `json:"durationInDays,omitempty"`
	MaxExtentDate  string `json:"maxExtentDate,omitempty"`
}

type opening struct {
	Date string `json:"date"`
}

type suitability struct {
	SME  bool `json:"sme"`
	VCSE bool `json:"vcse"`
}

type selection struct {
	Criteria []criterion `json:"criteria"`
}

type criterion struct {
	Type        string   `json:"type,omitempty"`
	Name        string   `json:"name,omitempty"`
	Description string   `json:"description,omitempty"`
	Minimum     string   `json:"minimum,omitempty"`
	AppliesTo   []string `json:"appliesTo,omitempty"`
	Numbers     []weight `json:"numbers,omitempty"`
}

type weight struct {
	Number int    `json:"number"`
	Weight string `json:"weight"`
}

type terms struct {
	HasElectronicPayment      bool   `json:"hasElectronicPayment"`
	ElectronicInvoicingPolicy string `json:"electronicInvoicingPolicy,omitempty"`
	PerformanceTerms          string `json:"performanceTerms,omitempty"`
}

type lot struct {
	ID                string       `json:"id"`
	Title             string       `json:"title,omitempty"`
	Description       string       `json:"description,omitempty"`
	Status            string       `json:"status"`
	Value             *value       `json:"value,omitempty"`
	ContractPeriod    *period      `json:"contractPeriod,omitempty"`
	HasRenewal        *bool        `json:"hasRenewal,omitempty"`
	Renewal           *described   `json:"renewal,omitempty"`
	HasOptions        *bool        `json:"hasOptions,omitempty"`
	SelectionCriteria *selection   `json:"selectionCriteria,omitempty"`
	AwardCriteria     *selection   `json:"awardCriteria,omitempty"`
	SubmissionTerms   *submission  `json:"submissionTerms,omitempty"`
	Suitability       *suitability `json:"suitability,omitempty"`
}

type described struct {
	Description string `json:"description"`
}

type document struct {
	ID            string `json:"id"`
	DocumentType  string `json:"documentType,omitempty"`
	NoticeType    string `json:"noticeType,omitempty"`
	Title         string `json:"title,omitempty"`
	Description   string `json:"description,omitempty"`
	URL           string `json:"url,omitempty"`
	DatePublished string `json:"datePublished,omitempty"`
	Format        string `json:"format,omitempty"`
	Language      string `json:"language,omitempty"`
}

func (p pack) json() []byte {
	b, err := strictjson.Marshal(p)
	if err != nil {
		panic(err) // cannot happen: plain values, valid UTF-8
	}
	return b
}

func yes() *bool { b := true; return &b }
func no() *bool  { b := false; return &b }

func pounds(n int64) *value { return &value{Amount: n, Currency: "GBP"} }

const openLicence = "http://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"
