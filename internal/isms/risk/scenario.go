package risk

import (
	"math"
	"strings"

	"holdfast/internal/authz"
	"holdfast/internal/custom"
	"holdfast/internal/errs"
	"holdfast/internal/isms/risk/loss"
	"holdfast/internal/money"
	"holdfast/internal/register"
)

// Shapes of a loss.
const (
	ByInterval  = "interval"  // nine times in ten between two sums: lognormal
	ByLognormal = "lognormal" // median and spread
	ByPERT      = "pert"      // least, most likely, most
)

// Scenario is a risk in figures: how often it happens in a year and what it costs
// each time, as things are and after treatment.
type Scenario struct {
	custom.Values
	Title string `json:"title"`
	What  string `json:"what,omitempty"` // what is counted as one time, and where the figures come from
	Risk  string `json:"risk,omitempty"` // id of the risk
	Owner string `json:"owner,omitempty"`

	Before Exposure `json:"before"`
	// After holds what treatment changes; what is empty stays as before. Never: the
	// treatment does away with it.
	After Exposure `json:"after,omitzero"`
	Never bool     `json:"never,omitempty"`

	// Cost is what the treatment costs in a year.
	Cost money.Amount `json:"cost,omitzero"`
	// Group names what makes several happen in the same years, Together (from 0 to
	// below 1) how strongly.
	Group    string  `json:"group,omitempty"`
	Together float64 `json:"together,omitempty"`
}

// Exposure is how often, and how much each time. Sums are in one currency.
type Exposure struct {
	// Rate is times a year on average; or RateLow and RateHigh, between which it
	// lies nine times in ten.
	Rate     float64 `json:"rate,omitempty"`
	RateLow  float64 `json:"rateLow,omitempty"`
	RateHigh float64 `json:"rateHigh,omitempty"`

	Shape string       `json:"shape,omitempty"`
	Low   money.Amount `json:"low,omitzero"`
	Mode  money.Amount `json:"mode,omitzero"` // PERT: the most likely; lognormal: the median
	High  money.Amount `json:"high,omitzero"`
	// Spread is the standard deviation of a lognormal loss's logarithm.
	Spread float64 `json:"spread,omitempty"`
}

var shapeChoices = []register.Option{
	{Value: ByInterval, Label: "Nine times in ten between two sums"},
	{Value: ByPERT, Label: "Least, most likely, most (PERT)"},
	{Value: ByLognormal, Label: "Median and spread (lognormal)"},
}

// Shapes gives the choices with their words.
func Shapes() []register.Option { return shapeChoices }

// Yearly gives the average times a year: as it is said, or the mean of the
// lognormal that lies between the two rates nine times in ten.
func (e Exposure) Yearly() float64 {
	if e.Rate > 0 || e.RateLow <= 0 || e.RateHigh <= e.RateLow {
		return e.Rate
	}
	if d, err := loss.Interval90(e.RateLow, e.RateHigh); err == nil {
		return d.Mean()
	}
	return e.Rate
}

// distribution gives the loss; the error is at a field of the exposure.
func (e Exposure) distribution() (loss.Distribution, error) {
	pounds := func(a money.Amount) float64 { return float64(a.Minor) / 100 }
	switch e.Shape {
	case ByInterval:
		return loss.Interval90(pounds(e.Low), pounds(e.High))
	case ByPERT:
		return loss.PERT(pounds(e.Low), pounds(e.Mode), pounds(e.High))
	case ByLognormal:
		return loss.Lognormal(pounds(e.Mode), e.Spread)
	}
	return loss.Distribution{}, errs.At("shape", "say how the loss is given")
}

// treated gives the exposure after treatment, with what it leaves as it was.
func (s *Scenario) treated() Exposure {
	e := s.After
	if e.Rate == 0 && e.RateLow == 0 && e.RateHigh == 0 {
		e.Rate, e.RateLow, e.RateHigh = s.Before.Rate, s.Before.RateLow, s.Before.RateHigh
	}
	if e.Shape == "" {
		e.Shape, e.Low, e.Mode, e.High, e.Spread = s.Before.Shape, s.Before.Low, s.Before.Mode, s.Before.High, s.Before.Spread
	}
	return e
}

// Figures gives the scenario as it is reckoned with; the error is an errs.Invalid
// at the field at fault.
func (s *Scenario) Figures() (loss.Scenario, error) {
	out := loss.Scenario{Name: s.Title, Group: s.Group, Correlation: s.Together}
	var err error
	if out.Before, err = s.Before.figures("/before"); err != nil {
		return out, err
	}
	if s.Never {
		return out, nil
	}
	out.After, err = s.treated().figures("/after")
	return out, err
}

func (e Exposure) figures(at string) (loss.Exposure, error) {
	out := loss.Exposure{Rate: e.Yearly()}
	if out.Rate <= 0 || out.Rate > loss.MaxRate || math.IsNaN(out.Rate) {
		return out, errs.At(at+"/rate", "Say how often it happens in a year, more than 0 and at most %d, or between which rates.", loss.MaxRate)
	}
	var err error
	if out.Loss, err = e.distribution(); err != nil {
		return out, errs.At(at+e.pointer(), "%s", lossWords(e.Shape))
	}
	return out, nil
}

func (e Exposure) pointer() string {
	switch e.Shape {
	case ByInterval:
		return "/high"
	case ByPERT:
		return "/mode"
	case ByLognormal:
		return "/spread"
	}
	return "/shape"
}

func lossWords(shape string) string {
	switch shape {
	case ByInterval:
		return "The two sums go upwards, from more than nothing."
	case ByPERT:
		return "Least, most likely and most go upwards, and are not all the same."
	case ByLognormal:
		return "The median is a sum above nothing, and the spread lies between 0 and 5."
	}
	return "Say how the loss is given."
}

// Return is what a treatment earns in an average year for what it costs.
type Return struct {
	Saved float64 // pounds a year
	Cost  float64
	// Times is Saved over Cost; 0 where it costs nothing that is known.
	Times float64
}

// Return gives what the treatment of the scenario earns; its means are exact, not
// played. False when it cannot be reckoned.
func (s *Scenario) Return() (Return, bool) {
	f, err := s.Figures()
	if err != nil {
		return Return{}, false
	}
	r := Return{Saved: f.Before.Mean() - f.After.Mean(), Cost: float64(s.Cost.Minor) / 100}
	if r.Cost > 0 {
		r.Times = r.Saved / r.Cost
	}
	return r, true
}

// Scenarios declares them.
func Scenarios() *register.Register[Scenario] {
	const never = "Leave empty what stays as before"
	return register.Declare(register.Declaration{
		Kind: ScenarioKind, Prefix: "SCEN", Singular: "loss scenario", Plural: "loss scenarios", Area: authz.ISMS, Template: true,
		Fields: []register.Field{
			{Name: "title", Label: "Scenario", Type: register.Text, Required: true, List: true, Sort: true, Search: true},
			{Name: "what", Label: "What counts as one time, and where the figures come from", Type: register.LongText, Search: true},
			{Name: "risk", Label: "Risk", Type: register.Link, To: Kind, List: true, Filter: true},
			{Name: "owner", Label: "Owner", Type: register.Person, List: true, Filter: true},
			{Name: "before.rate", Label: "Times a year", Type: register.Number, List: true, Help: "0.2 is once in five years. Or give a range below"},
			{Name: "before.rateLow", Label: "At least, times a year", Type: register.Number, Help: "Nine times in ten it lies between these two"},
			{Name: "before.rateHigh", Label: "At most, times a year", Type: register.Number},
			{Name: "before.shape", Label: "The loss each time is given as", Type: register.Choice, Choices: shapeChoices, Required: true, Default: ByInterval},
			{Name: "before.low", Label: "Least", Type: register.Money, List: true},
			{Name: "before.mode", Label: "Most likely, or median", Type: register.Money},
			{Name: "before.high", Label: "Most", Type: register.Money, List: true},
			{Name: "before.spread", Label: "Spread", Type: register.Number, Help: "Of a lognormal: the standard deviation of its logarithm"},
			{Name: "never", Label: "Treatment does away with it", Type: register.YesNo},
			{Name: "after.rate", Label: "Times a year after treatment", Type: register.Number, List: true, Help: never},
			{Name: "after.rateLow", Label: "At least, after treatment", Type: register.Number},
			{Name: "after.rateHigh", Label: "At most, after treatment", Type: register.Number},
			{Name: "after.shape", Label: "The loss after treatment is given as", Type: register.Choice, Choices: shapeChoices, Help: never},
			{Name: "after.low", Label: "Least, after treatment", Type: register.Money},
			{Name: "after.mode", Label: "Most likely, or median, after treatment", Type: register.Money},
			{Name: "after.high", Label: "Most, after treatment", Type: register.Money},
			{Name: "after.spread", Label: "Spread after treatment", Type: register.Number},
			{Name: "cost", Label: "The treatment costs in a year", Type: register.Money, List: true, Sort: true},
			{Name: "group", Label: "Happens together with", Type: register.Text, Filter: true, Help: "A name that the scenarios share: one supplier, one attacker"},
			{Name: "together", Label: "How strongly", Type: register.Number, Help: "From 0, not at all, to below 1"},
		},
	}, checkScenario)
}

func checkScenario(_, s *Scenario) []errs.Field {
	var out []errs.Field
	if math.IsNaN(s.Together) || s.Together < 0 || s.Together >= 1 {
		out = append(out, errs.Field{Pointer: "/together", Message: "How strongly they happen together lies from 0 to below 1."})
	}
	if s.Together > 0 && strings.TrimSpace(s.Group) == "" {
		out = append(out, errs.Field{Pointer: "/group", Message: "Say with what it happens together."})
	}
	currency := ""
	for _, e := range []Exposure{s.Before, s.After} {
		for _, a := range []money.Amount{e.Low, e.Mode, e.High, s.Cost} {
			if a.Currency != "" && currency != "" && a.Currency != currency {
				out = append(out, errs.Field{Pointer: "/before/low", Message: "Give every sum in one currency."})
				return out
			}
			if a.Currency != "" {
				currency = a.Currency
			}
		}
	}
	if _, err := s.Figures(); err != nil {
		if fields := errs.FieldsOf(err); len(fields) > 0 {
			out = append(out, fields...)
		}
	}
	return out
}
