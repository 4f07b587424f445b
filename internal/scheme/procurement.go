package scheme

import (
	"slices"
	"strings"

	"holdfast/internal/civil"
	"holdfast/internal/errs"
)

// Procurement is what is known of how public buyers buy.
type Procurement struct {
	Regimes       []Regime      `json:"regimes"`
	Standstill    []Standstill  `json:"standstill"`
	Thresholds    []Threshold   `json:"thresholds"`
	Notices       []NoticeType  `json:"notices"`
	TenderPeriods []TenderDays  `json:"tenderPeriods"`
	Aliases       []BuyerAlias  `json:"buyerAliases"`
	Estimates     []Estimate    `json:"estimates"`
	Examples      []Example     `json:"standstillExamples"`
	Clocks        []LegalClock  `json:"legalClocks"`
	Accreditation Accreditation `json:"accreditation"`
}

// Regime is a body of procurement law.
type Regime struct {
	ID     string     `json:"id"`
	Name   string     `json:"name"`
	From   civil.Date `json:"from,omitzero"`
	Until  civil.Date `json:"until,omitzero"` // last day that new procurements begin under it
	Nation string     `json:"nation,omitempty"`
	Portal string     `json:"portal,omitempty"`
	Text   string     `json:"text"`
	Fact   Fact       `json:"fact"`
}

// Standstill is how long a buyer waits between its decision and the contract.
type Standstill struct {
	Regime    string          `json:"regime"`
	Days      int             `json:"days"`
	Working   bool            `json:"working"`
	Calendar  string          `json:"calendar"`
	CountFrom civil.CountFrom `json:"countFrom"`
	RollEnd   bool            `json:"rollEnd,omitempty"` // an end on a day off moves to the next working day
	ByPost    int             `json:"byPost,omitempty"`  // calendar days when sent by post
	// AfterRepresentations is the working days that pass after a further
	// decision where a bidder has objected.
	AfterRepresentations int    `json:"afterRepresentations,omitempty"`
	Text                 string `json:"text"`
	CalendarFact         *Fact  `json:"calendarFact,omitempty"`
	Fact                 Fact   `json:"fact"`
}

// Threshold is a value from which a contract is regulated, with VAT, in pence.
type Threshold struct {
	ID    string     `json:"id"`
	Name  string     `json:"name"`
	From  civil.Date `json:"from"`
	To    civil.Date `json:"to"`
	Pence int64      `json:"pence"`
	Fact  Fact       `json:"fact"`
}

// NoticeType is one of the notices under the Procurement Act.
type NoticeType struct {
	Code  string `json:"code"`
	Name  string `json:"name"`
	Stage string `json:"stage"` // plan, tender, award, contract, end, market, report
	Fact  Fact   `json:"fact"`
}

// TenderDays is a shortest tender period, in days.
type TenderDays struct {
	ID   string `json:"id"`
	Days int    `json:"days"`
	Text string `json:"text"`
	Fact Fact   `json:"fact"`
}

// BuyerAlias is one buyer under several names.
type BuyerAlias struct {
	Name  string   `json:"name"`
	Names []string `json:"names"`
	Fact  Fact     `json:"fact"`
}

// Estimate is a date that is not stated, as a range of days after another.
type Estimate struct {
	ID   string `json:"id"`   // the date: "award"
	From string `json:"from"` // counted from: "deadline"
	Min  int    `json:"min"`
	Max  int    `json:"max"`
	Fact Fact   `json:"fact"`
}

// Example is a worked standstill.
type Example struct {
	Regime    string     `json:"regime"`
	Published civil.Date `json:"published"`
	Ends      civil.Date `json:"ends"`
	Fact      Fact       `json:"fact"`
}

// LegalClock is a time limit of the law for an incident, in hours; they run
// over weekends. Hours 0 is "without undue delay".
type LegalClock struct {
	ID      string `json:"id"`
	Name    string `json:"name"`
	Hours   int    `json:"hours"`
	From    string `json:"from"`
	Applies string `json:"applies,omitempty"`
	InForce bool   `json:"inForce"` // false: a bill, never applied as law
	Fact    Fact   `json:"fact"`
}

// Accreditation says whose accreditation is recognised.
type Accreditation struct {
	Recognised []string `json:"recognised"`
	Text       string   `json:"text"`
	Fact       Fact     `json:"fact"`
}

// StandstillEnd is a reckoned standstill.
type StandstillEnd struct {
	End   civil.Date
	Steps []civil.Step
	Rule  Standstill
	Fact  Fact // the worse of the rule's and of its calendar's
}

// StandstillEnd reckons the last day of the standstill under a regime for a
// notice published (or a letter sent) on a day. The error is NotFound for a
// regime without a standstill rule, and Unavailable when the days run into
// years whose bank holidays are not known.
func (b *Book) StandstillEnd(regime string, published civil.Date, byPost bool) (StandstillEnd, error) {
	regime = strings.ReplaceAll(regime, "_", "-")
	i := slices.IndexFunc(b.procurement.Standstill, func(s Standstill) bool { return s.Regime == regime })
	if i < 0 {
		return StandstillEnd{}, errs.New(errs.NotFound, "no standstill rule is known for the regime %q", regime)
	}
	s := b.procurement.Standstill[i]
	days := s.Days
	if byPost && s.ByPost > 0 {
		days = s.ByPost
	}
	end, steps, err := civil.Standstill(civil.StandstillRule{
		Days: days, Working: s.Working, Calendar: civil.CalendarID(s.Calendar), CountFrom: s.CountFrom, RollEnd: s.RollEnd,
	}, published)
	if err != nil {
		return StandstillEnd{}, err
	}
	fact := s.Fact
	if s.CalendarFact != nil && worse(s.CalendarFact.Certainty, fact.Certainty) {
		fact = *s.CalendarFact
	}
	return StandstillEnd{End: end, Steps: steps, Rule: s, Fact: fact}, nil
}

// EstimateOf gives the range of a date that is not stated, from the day it is
// counted from; false when the data has no such estimate.
func (b *Book) EstimateOf(date, from string, day civil.Date) (civil.Range, Fact, bool) {
	for _, e := range b.procurement.Estimates {
		if e.ID == date && e.From == from && !day.IsZero() {
			return civil.Range{From: day.AddDays(e.Min), To: day.AddDays(e.Max)}, e.Fact, true
		}
	}
	return civil.Range{}, Fact{}, false
}

// BuyerName gives the one name of a buyer that is known under several, and the
// name itself otherwise. Case does not matter.
func (b *Book) BuyerName(name string) string {
	for _, a := range b.procurement.Aliases {
		for _, n := range a.Names {
			if strings.EqualFold(n, strings.TrimSpace(name)) {
				return a.Name
			}
		}
	}
	return name
}

// certainties from good to bad.
var certainties = []Certainty{Verified, Secondary, Common, Product, Uncertain}

func worse(a, b Certainty) bool { return slices.Index(certainties, a) > slices.Index(certainties, b) }
