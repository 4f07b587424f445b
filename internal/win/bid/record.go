// Package bid is a notice taken on, or a bid typed in: its dates with their
// basis, what the buyer asks for with the words it rests on, the judgements that
// people made, and the verdict over the certificates at hand. The rules are
// pure; the service beside them writes through the one door.
package bid

import (
	"cmp"
	"fmt"
	"slices"

	"holdfast/internal/civil"
	"holdfast/internal/custom"
	"holdfast/internal/money"
	"holdfast/internal/register"
	"holdfast/internal/verdict"
)

// Kind is the register's kind.
const Kind register.Kind = "bid"

// Bid is one bid. The JSON names are those of the import and of "holdfast
// verdict".
type Bid struct {
	custom.Values // fields that the organisation added
	// Ref is the name under which a file or another system knows it: the same
	// ref is the same bid.
	Ref    string       `json:"ref,omitempty"`
	Title  string       `json:"title,omitempty"`
	Buyer  string       `json:"buyer,omitempty"`
	Entity string       `json:"entity,omitempty"` // the legal entity that bids
	Owner  string       `json:"owner,omitempty"`
	Stage  string       `json:"stage,omitempty"`
	Value  money.Amount `json:"value,omitzero"`
	Notice string       `json:"notice,omitempty"` // key of the process it was taken on from
	Note   string       `json:"note,omitempty"`

	Regime       string        `json:"regime,omitempty"`
	Nation       string        `json:"nation,omitempty"`
	Dates        verdict.Dates `json:"dates,omitzero"`
	Enquiries    *verdict.Day  `json:"enquiries,omitempty"` // the last day for questions to the buyer
	Requirements []Requirement `json:"requirements,omitempty"`
	// Sources says where a date comes from, by its name ("award").
	Sources map[string]Source `json:"sources,omitempty"`
	// Covers holds the judgements of scopes for this bid, by certificate number.
	Covers map[string]Judgement `json:"covers,omitempty"`
	// Partners are the firms that bid with the entity or work for it.
	Partners []Partner `json:"partners,omitempty"`
	// Lots are those of the procurement, with which of them are bid for; empty
	// when it is one whole.
	Lots []Lot `json:"lots,omitempty"`
	// Facts are what a person said of the contract, for the rules that say what to
	// expect where the words are silent: "contract.personalData": "yes".
	Facts map[string]string `json:"facts,omitempty"`
	// Decisions are those to bid or not, oldest first.
	Decisions []Decision `json:"decisions,omitempty"`
	// Followed are the changes of its notice that it followed, oldest first.
	Followed []Followed `json:"followed,omitempty"`
}

// Source is where a date comes from.
type Source struct {
	Place string `json:"place,omitempty"` // pointer in the notice
	Time  string `json:"time,omitempty"`  // "12:00", UK clock
	By    string `json:"by,omitempty"`    // the person who entered it
	Why   string `json:"why,omitempty"`
	// Was is the day that a person's correction stands in for: a file that still
	// says it does not undo the correction, one that says another does.
	Was *verdict.Day `json:"was,omitempty"`
}

// Judgement is a person's answer whether a scope covers the work of the bid.
type Judgement struct {
	Covers string     `json:"covers"` // yes, no, unknown
	By     string     `json:"by,omitempty"`
	Why    string     `json:"why,omitempty"`
	On     civil.Date `json:"on,omitzero"`
}

// UnmarshalJSON reads "yes", "no" or "unknown", or the whole judgement.
func (j *Judgement) UnmarshalJSON(b []byte) error { return readJudgement(j, b) }

// Requirement is one thing asked for, with where it comes from.
type Requirement struct {
	ID string `json:"id,omitempty"`
	verdict.Requirement
	// Origin is "notice" or "document" (found in its words), "person" or "rule".
	Origin string `json:"origin,omitempty"`
	// Place is the JSON pointer of the text; of a document its number goes
	// before: "TDOC-3#/pages/4".
	Place   string `json:"place,omitempty"`
	Heading string `json:"heading,omitempty"` // the same for people: "Lot 2: description"
	Edition string `json:"edition,omitempty"`
	// Lots are the lots that the words hold for, by their ids: "1c, 2"; empty
	// when they hold for all.
	Lots string `json:"lots,omitempty"`
	By   string `json:"by,omitempty"`  // who entered or corrected it
	Why  string `json:"why,omitempty"` // and why
	// Removed: a person says that it is not asked; kept with the reason.
	Removed bool `json:"removed,omitempty"`
}

// The stages of a bid, in the order of its life.
const (
	Considering = "considering"
	Preparing   = "preparing"
	Submitted   = "submitted"
	Won         = "won"
	Lost        = "lost"
	Withdrawn   = "withdrawn"
	NoBid       = "no-bid"
)

// StageWords gives each stage with its word, in order.
func StageWords() []register.Option {
	return []register.Option{
		{Value: Considering, Label: "Considering"},
		{Value: Preparing, Label: "In preparation"},
		{Value: Submitted, Label: "Submitted"},
		{Value: Won, Label: "Won"},
		{Value: Lost, Label: "Lost"},
		{Value: Withdrawn, Label: "Withdrawn"},
		{Value: NoBid, Label: "Not bidding"},
	}
}

// StageWord gives the word of a stage.
func StageWord(stage string) string {
	for _, o := range StageWords() {
		if o.Value == stage {
			return o.Label
		}
	}
	return stage
}

// Live says whether the bid still counts: not lost, withdrawn or declined, and
// not won and ended.
func (b *Bid) Live(today civil.Date) bool {
	switch b.Stage {
	case Lost, Withdrawn, NoBid:
		return false
	case Won:
		end := b.Dates.ExtendedEnd
		if end == nil {
			end = b.Dates.End
		}
		return end == nil || end.Date.IsZero() || max(end.Date, end.To) >= today
	}
	return true
}

// ForVerdict gives what the verdict needs, and the index in Requirements of each
// requirement that it judges.
func (b *Bid) ForVerdict() (verdict.Bid, []int) {
	v := verdict.Bid{Regime: b.Regime, Nation: b.Nation, Dates: b.Dates, Partners: b.partnersForVerdict()}
	var at []int
	for i, r := range b.Requirements {
		if r.Removed || r.Strength == "mention-only" {
			continue
		}
		if r.Applies == nil { // a person's word goes before what the lots say
			r.Applies = b.chosen(r.Lots)
		}
		v.Requirements = append(v.Requirements, r.Requirement)
		at = append(at, i)
	}
	if len(b.Covers) > 0 {
		v.Covers = make(map[string]string, len(b.Covers))
		for ref, j := range b.Covers {
			v.Covers[ref] = j.Covers
		}
	}
	return v, at
}

// Normalise fills in what is absent: the stage, identifiers of requirements,
// and what verdict.Bid.Normalise fills in. A day without a date is no day. What
// b shares with other copies of it (days, requirements) stays as it was.
func (b *Bid) Normalise() {
	for _, name := range DayNames() {
		p := b.day(name)
		switch d := *p; {
		case d == nil:
		case d.Date.IsZero() && d.To.IsZero():
			*p = nil
		default:
			own := *d
			*p = &own
		}
	}
	b.Requirements = slices.Clone(b.Requirements)
	if b.Stage == "" {
		b.Stage = Preparing
	}
	v := verdict.Bid{Regime: b.Regime, Nation: b.Nation, Dates: b.Dates}
	for _, r := range b.Requirements {
		v.Requirements = append(v.Requirements, r.Requirement)
	}
	v.Normalise()
	b.Regime, b.Nation, b.Dates = v.Regime, v.Nation, v.Dates
	if b.Enquiries != nil && b.Enquiries.Basis == "" {
		b.Enquiries.Basis = "stated"
	}
	for i := range b.Requirements {
		b.Requirements[i].Requirement = v.Requirements[i]
	}
	b.nameRequirements()
}

// nameRequirements gives each requirement an identifier that stays: "r3".
func (b *Bid) nameRequirements() {
	taken := map[string]bool{}
	for _, r := range b.Requirements {
		taken[r.ID] = true
	}
	n := 1
	for i := range b.Requirements {
		if b.Requirements[i].ID != "" {
			continue
		}
		for taken[fmt.Sprintf("r%d", n)] {
			n++
		}
		b.Requirements[i].ID = fmt.Sprintf("r%d", n)
		taken[b.Requirements[i].ID] = true
	}
}

// DayNames gives the names of the dates in the order of a procurement.
func DayNames() []string {
	return []string{"enquiries", "deadline", "assessment", "award", "standstillEnd", "start", "end", "extendedEnd"}
}

// Day gives a date by its name; nil when it is not known.
func (b *Bid) Day(name string) *verdict.Day {
	if p := b.day(name); p != nil {
		return *p
	}
	return nil
}

func (b *Bid) day(name string) **verdict.Day {
	switch name {
	case "enquiries":
		return &b.Enquiries
	case "deadline":
		return &b.Dates.Deadline
	case "assessment":
		return &b.Dates.Assessment
	case "award":
		return &b.Dates.Award
	case "standstillEnd":
		return &b.Dates.StandstillEnd
	case "start":
		return &b.Dates.Start
	case "end":
		return &b.Dates.End
	case "extendedEnd":
		return &b.Dates.ExtendedEnd
	}
	return nil
}

// Next gives the next date of the bid on or after a day, with its name; zero
// when there is none.
func (b *Bid) Next(today civil.Date) (string, civil.Date) {
	type named struct {
		name string
		day  civil.Date
	}
	var list []named
	for _, n := range DayNames() {
		if d := b.Day(n); d != nil && d.Date >= today {
			list = append(list, named{n, d.Date})
		}
	}
	if len(list) == 0 {
		return "", 0
	}
	first := slices.MinFunc(list, func(x, y named) int { return cmp.Compare(x.day, y.day) })
	return first.name, first.day
}
