// Package notice knows what a buyer published: one process of procurement as
// its releases state it, merged by date, with the dates, lots and texts that a
// supplier's verdict rests on. It reads clean trees (package ocds makes them
// out of what portals send) and knows no portal's bytes, clock or database.
//
// The buyers' staff (names, e-mail addresses, telephone numbers of contact
// points) are not part of it.
package notice

import (
	"slices"

	"holdfast/internal/civil"
	"holdfast/internal/money"
)

// Notice is one process of procurement as its latest release leaves it.
type Notice struct {
	// Key names the process: the ocid, and for further buyers under one ocid
	// "ocid/" and the buyer.
	Key    string `json:"key"`
	OCID   string `json:"ocid"`
	Portal Portal `json:"portal"`

	Title       string  `json:"title"`
	Description string  `json:"description"`
	Reference   string  `json:"reference,omitempty"` // the buyer's own: tender.id
	Buyers      []Buyer `json:"buyers"`

	// Type is UK1 to UK17 for a notice under the Procurement Act 2023, else the
	// old form: prior-information, tender, tender-change, award, award-change,
	// contract, contract-change, cancellation, or "" when nothing says.
	Type   string `json:"type"`
	Stage  Stage  `json:"stage"`
	Status string `json:"status,omitempty"` // tender.status, as published
	Method string `json:"method,omitempty"` // procurementMethodDetails, else procurementMethod

	Regime Basis `json:"regime"` // pa2023, pcr2015, psr, psr-wales, scotland; "" when not known
	Nation Basis `json:"nation"` // england, scotland, wales, northern-ireland, uk; "" when not known

	// Category is goods, services or works.
	Category  string   `json:"category,omitempty"`
	CPV       []Code   `json:"cpv,omitempty"`
	Value     *Value   `json:"value,omitempty"`
	Framework bool     `json:"framework,omitempty"`
	Dynamic   bool     `json:"dynamic,omitempty"` // a dynamic market or dynamic purchasing system
	SME       *bool    `json:"sme,omitempty"`     // said to suit small and medium-sized enterprises
	Above     *bool    `json:"aboveThreshold,omitempty"`
	Suppliers []string `json:"suppliers,omitempty"` // who won

	Dates     Dates      `json:"dates"`
	Lots      []Lot      `json:"lots,omitempty"`
	Documents []Document `json:"documents,omitempty"`
	URL       string     `json:"url,omitempty"` // the page of the latest notice

	// Texts are all passages in which a requirement may stand, in reading order;
	// each text once.
	Texts []Passage `json:"texts"`

	Releases []Version `json:"releases"` // what it was made of, earliest first
	Notes    []Note    `json:"notes,omitempty"`
}

// Basis is a value with the ground it stands on.
type Basis struct {
	Value string `json:"value"`
	From  string `json:"from,omitempty"` // in words: "legal basis UKPGA 2023/54"
}

// Stage is how far a process has come.
type Stage string

const (
	Planning  Stage = "planning"  // pipeline, market engagement, planned: nothing to answer yet but questions
	Tender    Stage = "tender"    // open for bids or requests to take part
	Awarded   Stage = "award"     // decided, or about to be signed
	Contract  Stage = "contract"  // signed, being performed, changed
	Ended     Stage = "ended"     // terminated or completed
	Cancelled Stage = "cancelled" // ended without award
	Market    Stage = "market"    // a dynamic market: open for membership
)

// Buyer is an organisation that buys. IDs are its identifiers that mean the
// same everywhere ("GB-PPON-PDZR-9968-RYYY"); portals' counters are left out.
type Buyer struct {
	Name   string   `json:"name"`
	IDs    []string `json:"ids,omitempty"`
	Region string   `json:"region,omitempty"` // NUTS or ITL code
	Nation string   `json:"nation,omitempty"`
	Kind   string   `json:"kind,omitempty"` // as published: "Public authority - central government"
}

// Code is a code of the Common Procurement Vocabulary.
type Code struct {
	ID   string `json:"id"`
	Name string `json:"name,omitempty"`
}

// Value is what the buyer expects to spend. Zero is never a value: portals send
// it for "not stated".
type Value struct {
	Amount  money.Amount `json:"amount"`
	Minimum money.Amount `json:"minimum,omitzero"` // the lower end of a range
	Gross   bool         `json:"gross,omitempty"`  // with VAT, because no other was given
	Pointer string       `json:"pointer"`
	// From says how it was found: stated, sum-of-lots, awarded.
	From string `json:"from"`
}

// Lot is a part that can be bid for alone.
type Lot struct {
	ID          string `json:"id"`
	Title       string `json:"title,omitempty"`
	Description string `json:"description,omitempty"`
	Status      string `json:"status,omitempty"`
	Value       *Value `json:"value,omitempty"`
	Start       *Day   `json:"start,omitempty"`
	End         *Day   `json:"end,omitempty"`
	ExtendedEnd *Day   `json:"extendedEnd,omitempty"`
	Months      int    `json:"months,omitempty"` // duration when stated in months
	Days        int    `json:"days,omitempty"`   // duration when no whole number of months
	Renewal     string `json:"renewal,omitempty"`
	Options     string `json:"options,omitempty"`
	Pointer     string `json:"pointer"`
}

// Document is a link that came with the notice.
type Document struct {
	ID     string `json:"id,omitempty"`
	Title  string `json:"title,omitempty"`
	Type   string `json:"type,omitempty"`
	Format string `json:"format,omitempty"`
	URL    string `json:"url"`
}

// Passage is a text in which a requirement may stand.
type Passage struct {
	// Pointer is its place in the merged release: "/tender/lots/0/description".
	Pointer string `json:"pointer"`
	Heading string `json:"heading"` // for people: "Lot 2: description"
	Lot     string `json:"lot,omitempty"`
	Value   string `json:"value"`
}

// Version is a release that the process was made of.
type Version struct {
	ID   string     `json:"id"`
	At   int64      `json:"at"` // microseconds UTC
	Date civil.Date `json:"date"`
	Type string     `json:"type,omitempty"`
	Tags []string   `json:"tags,omitempty"`
}

// Day is a date of the process.
type Day struct {
	Date civil.Date `json:"date"`
	To   civil.Date `json:"to,omitzero"`    // last day of an estimated range
	Time string     `json:"time,omitempty"` // "12:00", the clock in the United Kingdom; empty: a date only
	// Basis is "stated" by the buyer or "estimated".
	Basis   string `json:"basis"`
	Pointer string `json:"pointer,omitempty"`
	Note    string `json:"note,omitempty"`
}

// Dates are the days of the process; a nil one is not known.
type Dates struct {
	Published            *Day `json:"published,omitempty"` // the latest release
	EngagementEnd        *Day `json:"engagementEnd,omitempty"`
	FutureNotice         *Day `json:"futureNotice,omitempty"` // when the tender notice is expected
	EnquiryEnd           *Day `json:"enquiryEnd,omitempty"`   // last day for questions
	ExpressionOfInterest *Day `json:"expressionOfInterest,omitempty"`
	Deadline             *Day `json:"deadline,omitempty"`
	Opening              *Day `json:"opening,omitempty"`    // tenders are opened: an award cannot be earlier
	Invitation           *Day `json:"invitation,omitempty"` // second stage: invitations go out
	Assessment           *Day `json:"assessment,omitempty"`
	Award                *Day `json:"award,omitempty"`
	StandstillEnd        *Day `json:"standstillEnd,omitempty"`
	Signature            *Day `json:"signature,omitempty"`
	Start                *Day `json:"start,omitempty"`
	End                  *Day `json:"end,omitempty"`
	ExtendedEnd          *Day `json:"extendedEnd,omitempty"`
	Months               int  `json:"months,omitempty"` // duration, of the longest lot
}

// WithEstimates fills the award from the deadline where the buyer gave none:
// from so many days after it to so many. The figures are knowledge of package
// scheme, not of this one.
func (d Dates) WithEstimates(from, to int) Dates {
	if d.Award != nil || d.Deadline == nil {
		return d
	}
	first := d.Deadline.Date.AddDays(from)
	if d.Opening != nil {
		first = max(first, d.Opening.Date)
	}
	d.Award = &Day{
		Date: first, To: max(first, d.Deadline.Date.AddDays(to)), Basis: Estimated,
		Pointer: d.Deadline.Pointer, Note: "reckoned from the deadline",
	}
	return d
}

const (
	Stated    = "stated"
	Estimated = "estimated"
)

// Buyer gives the name of the first buyer.
func (n *Notice) Buyer() string {
	if len(n.Buyers) == 0 {
		return ""
	}
	return n.Buyers[0].Name
}

// Open says whether a bid, or a request to join a dynamic market, can still be
// made on a day. Without a deadline a tender is taken to be open.
func (n *Notice) Open(on civil.Date) bool {
	switch n.Stage {
	case Market:
		return n.Dates.End == nil || n.Dates.End.Date >= on
	case Tender:
		last := n.Dates.Deadline
		if last == nil {
			last = n.Dates.ExpressionOfInterest
		}
		return last == nil || last.Date >= on
	}
	return false
}

// HasCPV says whether a code, or one below it in the tree, is among the codes:
// "72000000" covers "72222300".
func (n *Notice) HasCPV(code string) bool {
	root := trimZeros(code)
	return slices.ContainsFunc(n.CPV, func(c Code) bool {
		return len(root) >= 2 && len(c.ID) >= len(root) && c.ID[:len(root)] == root
	})
}

func trimZeros(code string) string {
	for len(code) > 2 && code[len(code)-1] == '0' {
		code = code[:len(code)-1]
	}
	return code
}
