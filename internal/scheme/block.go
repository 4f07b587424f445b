package scheme

import "holdfast/internal/civil"

// The blocks below are optional parts of a scheme that planning, costs and
// checks read; each carries its provenance.

// Toolkit is the yearly self-assessment of the NHS.
type Toolkit struct {
	DeadlineMonth int              `json:"deadlineMonth"`
	DeadlineDay   int              `json:"deadlineDay"`
	OpensMonth    int              `json:"opensMonth"` // the pattern, for years whose opening is not known
	OpensDay      int              `json:"opensDay"`
	Fact          Fact             `json:"fact"` // how long a status counts
	Versions      []ToolkitVersion `json:"versions"`
	Categories    []Category       `json:"categories"`
	Credits       []Credit         `json:"credits"`
}

// ToolkitVersion is one assessment year.
type ToolkitVersion struct {
	ID       string     `json:"id"`   // "v8"
	Year     string     `json:"year"` // "2025-26"
	Opened   civil.Date `json:"opened,omitzero"`
	Deadline civil.Date `json:"deadline"`
	Fact     Fact       `json:"fact"`
}

// Category is a kind of organisation in the toolkit.
type Category struct {
	ID        string   `json:"id"`
	Who       []string `json:"who"`
	Test      string   `json:"test,omitempty"`
	Framework string   `json:"framework"`
	Audit     bool     `json:"audit"`
	Fact      Fact     `json:"fact"`
}

// Credit is what another certificate is worth inside the toolkit.
type Credit struct {
	Scheme string `json:"scheme"`
	Effect string `json:"effect"`
	Fact   Fact   `json:"fact"`
}

// AuditTime is the table of audit days by persons.
type AuditTime struct {
	Bands             []DayBand `json:"bands"`
	RoundTo           float64   `json:"roundTo"`
	SurveillanceShare float64   `json:"surveillanceShare"`
	RecertShare       float64   `json:"recertificationShare"`
	MaxReduction      float64   `json:"maxReduction"`
	SharesFact        Fact      `json:"sharesFact"`
	SquareRoot        Remark    `json:"squareRoot"`
	Factors           Listed    `json:"factors"`
	Fact              Fact      `json:"fact"`
}

// DayBand is a row of that table: so many persons, so many days.
type DayBand struct {
	From int     `json:"from"`
	To   int     `json:"to"`
	Days float64 `json:"days"`
	Fact Fact    `json:"fact"`
}

// Cost is a range of money, in pence; To 0 is open.
type Cost struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	FromPence int64  `json:"fromPence"`
	ToPence   int64  `json:"toPence,omitempty"`
	Fact      Fact   `json:"fact"`
}

// Phases are the steps to a first certificate, overlapping, in weeks.
type Phases struct {
	MinWeeks int     `json:"minWeeks"`
	MaxWeeks int     `json:"maxWeeks"`
	Steps    []Phase `json:"steps"`
	Fact     Fact    `json:"fact"`
}

// Phase is one of them.
type Phase struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	MinWeeks int    `json:"minWeeks"`
	MaxWeeks int    `json:"maxWeeks"`
}

// Versions are the question sets of Cyber Essentials; the one in force on the
// day that the assessment account is opened applies.
type Versions struct {
	Rule string    `json:"rule"`
	Fact Fact      `json:"fact"`
	List []Version `json:"list"`
}

// Version is one question set.
type Version struct {
	ID               string     `json:"id"`
	Requirements     string     `json:"requirements"`
	From             civil.Date `json:"from"`
	AccountsFinishBy civil.Date `json:"accountsFinishBy,omitzero"`
	PlusLastDay      civil.Date `json:"plusLastDay,omitzero"`
	Fact             Fact       `json:"fact"`
}

// Fees are a scheme's published prices, in pence without VAT unless said.
type Fees struct {
	ExVAT bool       `json:"exVAT"`
	From  civil.Date `json:"from,omitzero"`
	Bands []FeeBand  `json:"bands"`
}

// FeeBand is a price by number of people, or by tier. To 0 is open.
type FeeBand struct {
	ID    string `json:"id"`
	From  int    `json:"from,omitempty"`
	To    int    `json:"to,omitempty"`
	Pence int64  `json:"pence"`
	Fact  Fact   `json:"fact"`
}

// Sampling is how many devices of each build a Plus test takes.
type Sampling struct {
	Bands                   []SampleBand `json:"bands"`
	ChosenWorkingDaysBefore int          `json:"chosenWorkingDaysBefore"`
	SecondSampleOnFailure   bool         `json:"secondSampleOnFailure"`
	Fact                    Fact         `json:"fact"`
}

// SampleBand is a row of that table. To 0 is open.
type SampleBand struct {
	From   int `json:"from"`
	To     int `json:"to,omitempty"`
	Sample int `json:"sample"`
}

// Insurance is the cover that comes with a certificate, or its legal minimum.
type Insurance struct {
	CoverPence         int64 `json:"coverPence"`
	TurnoverBelowPence int64 `json:"turnoverBelowPence,omitempty"`
	WholeOrganisation  bool  `json:"wholeOrganisation,omitempty"`
	LegalMinimum       bool  `json:"legalMinimum,omitempty"`
	Fact               Fact  `json:"fact"`
}

// Listed is a short list with its provenance.
type Listed struct {
	Items []string `json:"items"`
	Fact  Fact     `json:"fact"`
}

// Remark is one thing worth knowing, in a sentence.
type Remark struct {
	Text string `json:"text"`
	Fact Fact   `json:"fact"`
}
