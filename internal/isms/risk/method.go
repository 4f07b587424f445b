// Package risk is what could go wrong and what is done about it: the method by
// which it is judged, as an approved version; the risks with their levels before
// and after treatment; and acceptance by a risk's owner, bound to exactly what
// was accepted. It is pure.
package risk

import (
	"slices"

	"holdfast/internal/authz"
	"holdfast/internal/civil"
	"holdfast/internal/custom"
	"holdfast/internal/money"
	"holdfast/internal/register"
)

// Kinds of the registers.
const (
	Kind         register.Kind = "risk"
	MethodKind   register.Kind = "risk-method"
	ScenarioKind register.Kind = "scenario"
)

// States of a version of the method.
const (
	Draft      = "draft"
	Approved   = "approved"
	Superseded = "superseded"
)

// Method is one version of how risks are judged. Once approved it never changes:
// a risk keeps the version that it was judged by.
type Method struct {
	custom.Values
	Title string `json:"title"`
	State string `json:"state"`
	// Number counts approved versions: 1, 2, 3; 0 for a draft.
	Number int64 `json:"number,omitempty"`
	// Basis is who or what set it, as it stands in a sentence ("the management
	// review"), and DecidedOn the day on which they did.
	Basis     string     `json:"basis,omitempty"`
	DecidedOn civil.Date `json:"decidedOn,omitzero"`

	// Likelihood and Impact are the scales, the lowest step first. Criteria names
	// what impact is measured by beside money; each step of impact has a text for
	// each of them.
	Likelihood []Step   `json:"likelihood,omitempty"`
	Impact     []Step   `json:"impact,omitempty"`
	Criteria   []string `json:"criteria,omitempty"`
	// Scores is the matrix: Scores[likelihood-1][impact-1].
	Scores [][]int64 `json:"scores,omitempty"`
	// Levels are the bands of scores, the lowest first.
	Levels []Level `json:"levels,omitempty"`
	// Appetite is the highest score that is taken without asking further;
	// Appetites are those of categories that differ.
	Appetite   int64      `json:"appetite,omitempty"`
	Appetites  []Appetite `json:"appetites,omitempty"`
	Categories []string   `json:"categories,omitempty"`
	// Performing says when risks are assessed, and by whom.
	Performing string `json:"performing,omitempty"`

	ApprovedBy string `json:"approvedBy,omitempty"`
	ApprovedAt int64  `json:"approvedAt,omitempty"` // microseconds UTC
	// Hash is the SHA-256, in hex, of what was approved.
	Hash string `json:"hash,omitempty"`
	// From is the id of the version that this one was drafted from.
	From string `json:"from,omitempty"`
}

// Step is one step of a scale: its word, what it means, and for impact the sum
// up to which it reaches and a text for each criterion of the method.
type Step struct {
	Word    string       `json:"word"`
	Meaning string       `json:"meaning,omitempty"`
	UpTo    money.Amount `json:"upTo,omitzero"`
	Means   []string     `json:"means,omitempty"`
}

// Level is a band of scores, from From up to the next level's.
type Level struct {
	Name string `json:"name"`
	From int64  `json:"from"`
	// Roles may accept a risk that stands at this level, its owner being one of
	// them; none: whatever role its owner has.
	Roles []string `json:"roles,omitempty"`
	// AcceptMonths is the longest that an acceptance lasts; 0: a risk at this level
	// is never accepted.
	AcceptMonths int64 `json:"acceptMonths"`
	// ReviewMonths is how often it is looked at again.
	ReviewMonths int64 `json:"reviewMonths"`
}

// Appetite is that of one category.
type Appetite struct {
	Category string `json:"category"`
	Score    int64  `json:"score"`
}

// Score gives the score of a cell; 0 outside the matrix.
func (m *Method) Score(likelihood, impact int64) int64 {
	if likelihood < 1 || impact < 1 || likelihood > int64(len(m.Scores)) || impact > int64(len(m.Scores[likelihood-1])) {
		return 0
	}
	return m.Scores[likelihood-1][impact-1]
}

// Top gives the highest score.
func (m *Method) Top() int64 {
	var top int64
	for _, row := range m.Scores {
		for _, s := range row {
			top = max(top, s)
		}
	}
	return top
}

// LevelAt gives the place of a score's level among the levels, -1 for a score of
// nothing.
func (m *Method) LevelAt(score int64) int {
	at := -1
	for i, l := range m.Levels {
		if score >= l.From && score > 0 {
			at = i
		}
	}
	return at
}

// LevelOf gives the level of a score; the zero Level for none.
func (m *Method) LevelOf(score int64) Level {
	if i := m.LevelAt(score); i >= 0 {
		return m.Levels[i]
	}
	return Level{}
}

// AppetiteFor gives the appetite of a category: its own, or the general one.
func (m *Method) AppetiteFor(category string) int64 {
	for _, a := range m.Appetites {
		if a.Category == category {
			return a.Score
		}
	}
	return m.Appetite
}

// Above says that a score is more than the organisation takes without asking.
func (m *Method) Above(category string, score int64) bool { return score > m.AppetiteFor(category) }

// Methods declares the versions of the method.
func Methods() *register.Register[Method] {
	return register.Declare(register.Declaration{
		Kind: MethodKind, Prefix: "METHOD", Singular: "risk method", Plural: "risk methods", Area: authz.ISMS, Template: true,
		Fields: []register.Field{
			{Name: "title", Label: "Title", Type: register.Text, Required: true, List: true, Search: true},
			{Name: "state", Label: "State", Type: register.Choice, Required: true, Default: Draft, List: true, Filter: true, Choices: []register.Option{
				{Value: Draft, Label: "Draft"}, {Value: Approved, Label: "In force"}, {Value: Superseded, Label: "Superseded"},
			}},
			{Name: "number", Label: "Version", Type: register.Number, List: true, Sort: true, Filter: true},
			{Name: "appetite", Label: "Appetite", Type: register.Number, List: true},
			{Name: "basis", Label: "Set by", Type: register.Text, List: true},
			{Name: "decidedOn", Label: "Set on", Type: register.Date, List: true},
			{Name: "approvedBy", Label: "Approved by", Type: register.Person, List: true},
			{Name: "approvedAt", Label: "Approved at", Type: register.Instant},
			{Name: "performing", Label: "When risks are assessed", Type: register.LongText, Search: true},
			{Name: "categories", Label: "Categories", Type: register.Tags},
			{Name: "criteria", Label: "Impact is measured by", Type: register.Tags},
		},
	}, checkMethod)
}

// StandardMethod gives the draft that an organisation starts from: five steps
// each way, or three. It is the product's proposal; nothing is judged by it until
// it is approved.
func StandardMethod(steps int) Method {
	m := Method{
		Title: "How we judge risk", State: Draft, Criteria: []string{"Service to customers", "People and their data"},
		Categories: []string{"Access", "Data protection", "Service continuity", "Suppliers", "Software and change", "People", "Premises and equipment", "Law and contract"},
		Performing: "Risks are assessed together once a year, and singly when something changes: a new customer, service, supplier or place, an incident, or a finding of an audit. The owner of a risk assesses it; the compliance manager checks that two people would come to the same step.",
	}
	sum := func(pounds int64) money.Amount { return money.Amount{Minor: pounds * 100, Currency: "GBP"} }
	likelihood := []Step{
		{Word: "Rare", Meaning: "Less than once in ten years"},
		{Word: "Unlikely", Meaning: "Once in three to ten years"},
		{Word: "Possible", Meaning: "Once in one to three years"},
		{Word: "Likely", Meaning: "Once or twice a year"},
		{Word: "Almost certain", Meaning: "Several times a year"},
	}
	impact := []Step{
		{Word: "Minor", UpTo: sum(5_000), Means: []string{"Nobody notices, or an hour is lost", "Nobody outside is touched"}},
		{Word: "Moderate", UpTo: sum(25_000), Means: []string{"A service is slow or down for part of a day", "A few people are put to trouble, no special categories of data"}},
		{Word: "Serious", UpTo: sum(100_000), Means: []string{"A contract's service level is missed", "A breach that is told to the ICO"}},
		{Word: "Major", UpTo: sum(400_000), Means: []string{"A service is down for days; a customer may leave", "Many people, or special categories of data"}},
		{Word: "Severe", Meaning: "Over £400k", Means: []string{"A contract or a certificate is lost", "Harm to people's health, safety or livelihood"}},
	}
	m.Levels = []Level{
		{Name: "Low", From: 1, AcceptMonths: 24, ReviewMonths: 12},
		{Name: "Medium", From: 5, AcceptMonths: 12, ReviewMonths: 12},
		{Name: "High", From: 10, AcceptMonths: 6, ReviewMonths: 6, Roles: []string{string(authz.Owner), string(authz.ComplianceManager)}},
		{Name: "Very high", From: 15, AcceptMonths: 3, ReviewMonths: 3, Roles: []string{string(authz.Owner)}},
	}
	m.Appetite = 9
	if steps == 3 {
		likelihood = []Step{
			{Word: "Unlikely", Meaning: "Less than once in five years"},
			{Word: "Possible", Meaning: "Once in one to five years"},
			{Word: "Likely", Meaning: "Once a year or more"},
		}
		impact = []Step{impact[1], impact[2], impact[4]}
		impact[2].Meaning = "Over £100k"
		for i, from := range []int64{1, 3, 6, 9} {
			m.Levels[i].From = from
		}
		m.Appetite = 4
	}
	m.Likelihood, m.Impact = likelihood, impact
	m.Scores = Products(len(likelihood), len(impact))
	return m
}

// Products gives the commonest matrix: likelihood times impact.
func Products(likelihood, impact int) [][]int64 {
	out := make([][]int64, likelihood)
	for l := range out {
		for i := range impact {
			out[l] = append(out[l], int64(l+1)*int64(i+1))
		}
	}
	return out
}

// Copy gives a copy that shares nothing.
func (m Method) Copy() Method {
	steps := func(in []Step) []Step {
		out := slices.Clone(in)
		for i := range out {
			out[i].Means = slices.Clone(out[i].Means)
		}
		return out
	}
	m.Likelihood, m.Impact, m.Criteria = steps(m.Likelihood), steps(m.Impact), slices.Clone(m.Criteria)
	scores := make([][]int64, len(m.Scores))
	for i := range scores {
		scores[i] = slices.Clone(m.Scores[i])
	}
	m.Scores, m.Levels, m.Appetites, m.Categories = scores, slices.Clone(m.Levels), slices.Clone(m.Appetites), slices.Clone(m.Categories)
	for i := range m.Levels {
		m.Levels[i].Roles = slices.Clone(m.Levels[i].Roles)
	}
	return m
}
