package scope

import (
	"cmp"
	"context"
	"math"
	"slices"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/custom"
	"holdfast/internal/errs"
	"holdfast/internal/register"
)

// ObjectiveKind is the kind of information security objectives (clause 6.2).
const ObjectiveKind register.Kind = "objective"

// What is done with a target: it is reached by a day, or held until it.
const (
	Reach = "reach"
	Hold  = "hold"
)

// Which way is better.
const (
	Higher = "higher"
	Lower  = "lower"
)

// Standing is how an objective goes.
type Standing string

// The standings of an objective.
const (
	NoReading Standing = "no-reading"
	OnTrack   Standing = "on-track"
	Behind    Standing = "behind"
	Met       Standing = "met"
	Missed    Standing = "missed" // its day passed without it
)

// Standings gives them with their words.
func Standings() []register.Option {
	return []register.Option{
		{Value: string(OnTrack), Label: "On track"},
		{Value: string(Behind), Label: "Behind"},
		{Value: string(Met), Label: "Met"},
		{Value: string(Missed), Label: "Missed"},
		{Value: string(NoReading), Label: "No reading yet"},
	}
}

// Word says a standing.
func (s Standing) Word() string {
	for _, o := range Standings() {
		if o.Value == string(s) {
			return o.Label
		}
	}
	return string(s)
}

// Objective is something that the organisation wants to reach, measured.
type Objective struct {
	Title   string  `json:"title"`
	Measure string  `json:"measure"` // what is measured
	Unit    string  `json:"unit,omitempty"`
	Aim     string  `json:"aim"`    // Reach or Hold
	Better  string  `json:"better"` // Higher or Lower
	Target  float64 `json:"target"`
	// From and Start are the day and the value that it begins with, which the way
	// to the target is measured from; without them the first reading counts.
	From  civil.Date `json:"from,omitzero"`
	Start *float64   `json:"start,omitempty"`
	By    civil.Date `json:"by"`
	// Every is how many months lie between readings; 0: no rhythm.
	Every     int       `json:"every,omitempty"`
	How       string    `json:"how,omitempty"` // what is done to get there
	Resources string    `json:"resources,omitempty"`
	Evaluated string    `json:"evaluated,omitempty"` // how the result is evaluated
	Owner     string    `json:"owner,omitempty"`
	Readings  []Reading `json:"readings,omitempty"` // by day, the earliest first
	custom.Values
}

// Reading is what was measured on a day.
type Reading struct {
	Day   civil.Date `json:"day"`
	Value float64    `json:"value"`
	By    string     `json:"by,omitempty"` // who read it
	Note  string     `json:"note,omitempty"`
}

// Objectives declares objectives to the kernel.
func Objectives() *register.Register[Objective] {
	last := func(o *Objective) (Reading, bool) {
		if len(o.Readings) == 0 {
			return Reading{}, false
		}
		return o.Readings[len(o.Readings)-1], true
	}
	return register.Declare(register.Declaration{
		Kind: ObjectiveKind, Prefix: "OBJ", Singular: "objective", Plural: "objectives", Area: authz.ISMS, Template: true,
		Fields: []register.Field{
			{Name: "title", Label: "Objective", Type: register.Text, Required: true, List: true, Sort: true, Search: true, Synonyms: []string{"Goal", "Title"}},
			{Name: "measure", Label: "What is measured", Type: register.Text, Required: true, List: true, Search: true, Synonyms: []string{"Measure", "KPI", "Metric", "Indicator"}},
			{Name: "unit", Label: "Unit", Type: register.Text, Synonyms: []string{"Units"}, Help: "Such as %, days, people."},
			{Name: "aim", Label: "The target is", Type: register.Choice, Required: true, Default: Reach, Filter: true, Choices: []register.Option{{Value: Reach, Label: "reached by the day"}, {Value: Hold, Label: "held until the day"}}},
			{Name: "better", Label: "Better is", Type: register.Choice, Required: true, Default: Higher, Choices: []register.Option{{Value: Higher, Label: "higher"}, {Value: Lower, Label: "lower"}}},
			{Name: "target", Label: "Target", Type: register.Number, List: true, Synonyms: []string{"Target value"}},
			{Name: "from", Label: "Begins on", Type: register.Date, Help: "With the value below, what the way to the target is measured from. Without them, the first reading."},
			{Name: "start", Label: "Begins with", Type: register.Number, Synonyms: []string{"Baseline"}},
			{Name: "by", Label: "By", Type: register.Date, Required: true, List: true, Filter: true, Sort: true, Synonyms: []string{"Due", "Deadline", "Target date"}},
			{Name: "every", Label: "Months between readings", Type: register.Number, Synonyms: []string{"Frequency"}},
			{Name: "how", Label: "What is done to get there", Type: register.LongText, Search: true, Synonyms: []string{"Plan", "Actions"}},
			{Name: "resources", Label: "What it takes", Type: register.LongText, Search: true, Synonyms: []string{"Resources", "Budget"}},
			{Name: "evaluated", Label: "How the result is judged", Type: register.Text, Search: true, Synonyms: []string{"Evaluation"}},
			{Name: "owner", Label: "Owner", Type: register.Person, List: true, Filter: true, Synonyms: []string{"Responsible"}, Help: "The person who answers for it and reads the measure."},
		},
	}, checkObjective,
		register.Computed[Objective]{Field: register.Field{Name: "latest", Label: "Latest reading", Type: register.Number, List: true}, Of: func(o *Objective) any {
			if r, ok := last(o); ok {
				return r.Value
			}
			return nil
		}},
		register.Computed[Objective]{Field: register.Field{Name: "read", Label: "Read on", Type: register.Date, Filter: true, Sort: true}, Of: func(o *Objective) any {
			if r, ok := last(o); ok {
				return r.Day
			}
			return nil
		}},
		// The record alone does not know the day: Missed is the pages' to say.
		register.Computed[Objective]{Field: register.Field{Name: "standing", Label: "Standing", Type: register.Choice, Choices: Standings(), List: true, Filter: true}, Of: func(o *Objective) any { return string(o.Standing(0)) }},
	)
}

func checkObjective(_, o *Objective) []errs.Field {
	var out []errs.Field
	wrong := func(field, words string) {
		out = append(out, errs.Field{Pointer: "/" + field, Message: words})
	}
	if !o.From.IsZero() && !o.By.IsZero() && o.From >= o.By {
		wrong("from", "It begins before the day by which it is reached.")
	}
	if o.Start != nil && o.Aim == Reach && (o.Better == Lower) == (o.Target > *o.Start) && o.Target != *o.Start {
		wrong("target", "The target lies on the worse side of the value it begins with: look at which way is better.")
	}
	if o.Every < 0 || o.Every > 60 {
		wrong("every", "From 1 to 60 months, or nothing.")
	}
	return out
}

// reaches says that a value is as good as the target.
func (o *Objective) reaches(value float64) bool {
	if o.Better == Lower {
		return value <= o.Target
	}
	return value >= o.Target
}

// Way gives the value that the straight way to the target has on a day, and
// false where there is none: a target that is held has no way to it.
func (o *Objective) Way(day civil.Date) (float64, bool) {
	if o.Aim == Hold {
		return 0, false
	}
	var from civil.Date
	var start float64
	switch {
	case o.Start != nil && !o.From.IsZero():
		from, start = o.From, *o.Start
	case len(o.Readings) > 0:
		from, start = o.Readings[0].Day, o.Readings[0].Value
	default:
		return 0, false
	}
	if from >= o.By {
		return o.Target, true
	}
	part := float64(from.DaysUntil(day)) / float64(from.DaysUntil(o.By))
	return start + (o.Target-start)*math.Max(0, math.Min(1, part)), true
}

// Standing says how it goes on a day; with no day (0), as the readings alone
// tell.
func (o *Objective) Standing(today civil.Date) Standing {
	over := !today.IsZero() && today > o.By
	if len(o.Readings) == 0 {
		if over {
			return Missed
		}
		return NoReading
	}
	last := o.Readings[len(o.Readings)-1]
	switch good := o.reaches(last.Value); {
	case good && (o.Aim == Reach || over):
		return Met
	case over:
		return Missed
	case good:
		return OnTrack
	case o.Aim == Hold:
		return Behind
	}
	way, ok := o.Way(last.Day)
	ahead := last.Value >= way
	if o.Better == Lower {
		ahead = last.Value <= way
	}
	if ok && ahead {
		return OnTrack
	}
	return Behind
}

// NextReading gives the day by which the measure is to be read again; none
// where it has no rhythm, or is over.
func (o *Objective) NextReading(today civil.Date) civil.Date {
	if st := o.Standing(today); o.Every == 0 || o.Aim == Reach && st == Met || today > o.By {
		return 0
	}
	if len(o.Readings) == 0 {
		return cmp.Or(o.From, today)
	}
	return min(o.Readings[len(o.Readings)-1].Day.AddMonths(o.Every), o.By)
}

// Read adds what was measured on a day; a second reading of a day takes the
// place of the first, which stays in the history.
func (s *Service) Read(ctx context.Context, by change.By, ref string, reading Reading) (register.Row[Objective], error) {
	var row register.Row[Objective]
	err := s.do(ctx, by, "objective.read", map[string]any{"objective": ref, "reading": reading}, func(tx *change.Tx) (err error) {
		row, err = find(tx, s.Objectives, ref)
		if err != nil {
			return err
		}
		if reading.Day.IsZero() {
			reading.Day = s.today(tx)
		}
		if reading.Day > s.today(tx) {
			return errs.At("/day", "A reading is of a day that has come.")
		}
		if math.IsNaN(reading.Value) || math.IsInf(reading.Value, 0) {
			return errs.At("/value", "Give the value as a number.")
		}
		reading.By, reading.Note = tx.Actor().Person, line(reading.Note)
		o := row.Value
		o.Readings = insertReading(o.Readings, reading)
		row, err = change.Put(tx, s.Objectives, row.ID, row.Version, o)
		return err
	})
	return row, err
}

func insertReading(all []Reading, r Reading) []Reading {
	out := slices.Clone(all)
	i, there := slices.BinarySearchFunc(out, r.Day, func(x Reading, day civil.Date) int { return cmp.Compare(x.Day, day) })
	if there {
		out[i] = r
		return out
	}
	return slices.Insert(out, i, r)
}
