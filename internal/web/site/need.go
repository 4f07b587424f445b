package site

import (
	"net/http"
	"slices"
	"strconv"

	"holdfast/internal/scheme"
	"holdfast/internal/verdict"
	"holdfast/internal/web"
	"holdfast/internal/web/ui"
	"holdfast/internal/web/win"
)

// dataFacts are the facts that the question about data can settle, by the word
// in the address.
var dataFacts = []struct{ word, fact, label string }{
	{"citizens", "contract.personalDataCitizens", "Personal information of citizens: addresses, bank details, payments"},
	{"staff", "contract.personalDataGovStaff", "Personal information of government staff or ministers"},
	{"personal", "contract.personalData", "Any other personal data"},
	{"hosted", "contract.hostedPersonalDataLargeOrSensitive", "Hosting of sensitive personal data, or of very many people"},
	{"nhs", "contract.nhsPatientDataOrSystems", "NHS patient data, or access to NHS systems"},
	{"care", "contract.socialCareOrNHSData", "Social care data, or data from the NHS"},
	{"official", "contract.ictAtOfficial", "ICT that stores or processes data at OFFICIAL"},
	{"cards", "contract.cardPayments", "Payment cards"},
	{"none", "", "None of these"},
}

func (s *Site) need(w http.ResponseWriter, r *http.Request) error {
	sh, err := s.Shell(r.Context(), "Would we need it?", "/need", "")
	if err != nil {
		return err
	}
	q := r.URL.Query()
	v := win.NeedView{Shell: sh, Action: "/need", Clear: "/need", Asked: len(q) > 0}
	ask := func(id, label, hint string, choices []ui.Choice) {
		choices = append([]ui.Choice{{Value: "", Label: "Not known"}}, choices...)
		v.Questions = append(v.Questions, ui.Field{ID: id, Label: label, Hint: hint, Kind: "select", Value: q.Get(id), Choices: choices})
	}
	ask("buyer", "1. What kind of body is the buyer?", "", s.factChoices("buyer.type"))
	ask("nation", "2. For which part of the United Kingdom does it act?", "", s.factChoices("buyer.nation"))
	ask("regime", "3. Under which law is it bought?", "The notice says so", regimeChoices())
	var data []ui.Choice
	for _, d := range dataFacts {
		data = append(data, ui.Choice{Value: d.word, Label: d.label, On: slices.Contains(q["data"], d.word)})
	}
	v.Data = ui.Choices{ID: "data", Name: "data", Legend: "4. Which data would you handle?", Hint: "Tick all that apply; leave all open when you do not know", Many: true, Options: data}
	ask("class", "5. Which classification does the information have?", "", s.factChoices("contract.classification"))
	ask("defence", "6. Which Cyber Risk Profile does a defence tender state?", "Defence only", []ui.Choice{{Value: "0", Label: "Level 0"}, {Value: "1", Label: "Level 1"}, {Value: "2", Label: "Level 2"}, {Value: "3", Label: "Level 3"}})
	if v.Asked {
		s.answerNeed(&v, answersOf(q.Get, q["data"]))
	}
	return web.Render(w, r, http.StatusOK, win.NeedPage(v))
}

func (s *Site) factChoices(fact string) []ui.Choice {
	var out []ui.Choice
	if t, ok := s.Book.FactType(fact); ok {
		for _, c := range t.Values {
			out = append(out, ui.Choice{Value: c.ID, Label: c.Label})
		}
	}
	return out
}

func regimeChoices() []ui.Choice {
	return []ui.Choice{
		{Value: "pa2023", Label: "Procurement Act 2023"},
		{Value: "pa2023-special", Label: "Procurement Act 2023, special regime (defence, utilities, concession, light touch)"},
		{Value: "pcr2015", Label: "Public Contracts Regulations 2015 (begun before 24 February 2025)"},
		{Value: "psr", Label: "Provider Selection Regime, England"},
		{Value: "psr-wales", Label: "Provider Selection Regime, Wales"},
		{Value: "scotland", Label: "Scottish regulations"},
	}
}

// answersOf turns what was chosen into facts. What is left open stays unknown.
func answersOf(get func(string) string, data []string) scheme.Answers {
	a := scheme.Answers{}
	choice := func(fact, value string) {
		if value != "" {
			a[fact] = scheme.Choice(value)
		}
	}
	choice("buyer.type", get("buyer"))
	choice("buyer.nation", get("nation"))
	choice("contract.classification", get("class"))
	switch regime := get("regime"); regime {
	case "":
	case "pa2023-special":
		a["regime"], a["contract.specialRegime"] = scheme.Choice("pa2023"), scheme.Yes(true)
	default:
		a["regime"], a["contract.specialRegime"] = scheme.Choice(regime), scheme.Yes(false)
	}
	if len(data) > 0 {
		for _, d := range dataFacts {
			if d.fact != "" {
				a[d.fact] = scheme.Yes(slices.Contains(data, d.word))
			}
		}
		if slices.Contains(data, "citizens") || slices.Contains(data, "staff") || slices.Contains(data, "hosted") {
			a["contract.personalData"] = scheme.Yes(true)
		}
	}
	if n, err := strconv.ParseInt(get("defence"), 10, 64); err == nil {
		a["contract.crpLevel"] = scheme.Number(n)
	}
	return a
}

// answerNeed fills in what the rules say.
func (s *Site) answerNeed(v *win.NeedView, a scheme.Answers) {
	a["today"] = scheme.On(s.Today())
	a["contract.framework"] = scheme.Choice("none") // frameworks add their own terms: the page says so
	must := 0
	for _, x := range s.Book.Expect(a) {
		e := s.expect(x)
		if x.Possible {
			v.Possible = append(v.Possible, e)
			continue
		}
		if x.Requires.Strength == "mandatory" {
			must++
		}
		v.Sure = append(v.Sure, e)
	}
	for _, o := range s.Book.Decide(a) {
		if o.Requires == nil && !o.Possible && o.Text != "" && (o.Kind == scheme.KindNotes || o.Kind == scheme.KindObliges) {
			v.Notes = append(v.Notes, win.Expect{Name: o.Rule.Title, Basis: o.Text, Certainty: ui.CertaintyWords(string(o.Fact.Certainty))})
		}
	}
	switch {
	case len(v.Sure) == 0 && len(v.Possible) == 0:
		v.Sentence = "No rule that we know asks for a certificate here. The tender documents still may."
	case len(v.Sure) == 0:
		v.Sentence = "Nothing is certain yet: it depends on " + ui.Count(len(v.Possible), "question", "questions") + " below."
	case must == 0:
		v.Sentence = ui.Count(len(v.Sure), "certificate", "certificates") + " may be asked for; none must be."
	case len(v.Sure) == must:
		v.Sentence = ui.Count(must, "certificate", "certificates") + " must be asked for."
	default:
		v.Sentence = ui.Count(must, "certificate", "certificates") + " must be asked for; " + ui.Number(len(v.Sure)-must) + " more may be."
	}
}

func (s *Site) expect(x scheme.Expectation) win.Expect {
	e := win.Expect{
		Name: s.schemeName(x.Scheme), Strength: x.Requires.Strength, When: win.WhenWords(verdict.Requirement{When: x.Requires.When}), Possible: x.Possible,
	}
	if len(x.From) > 0 {
		o := x.From[0]
		e.Basis = o.Rule.ID + ": " + o.Rule.Basis
		e.Certainty = ui.CertaintyWords(string(o.Fact.Certainty)) + ". Source: " + or(o.Fact.Source, "practice")
		if !x.Binding {
			e.Text = "Not binding: practice or guidance."
		}
		if o.Rule.Question != "" {
			e.Questions = append(e.Questions, o.Rule.Question)
		}
	}
	for i, q := range x.Questions {
		if i == 3 {
			break
		}
		if !slices.Contains(e.Questions, q.Text) {
			e.Questions = append(e.Questions, q.Text)
		}
	}
	return e
}
