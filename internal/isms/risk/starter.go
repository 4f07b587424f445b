package risk

import (
	_ "embed"
	"slices"
	"sync"

	"holdfast/internal/strictjson"
)

// Starters are risks to begin from: what goes wrong in an industry, in our own
// words, with the controls of Annex A that usually treat it. They are proposals:
// nothing of them is judged.
type Starters struct {
	Sets      []StarterSet `json:"sets"`
	Questions []Question   `json:"questions"`
	Threats   []Threat     `json:"threats"`
	Risks     []Starter    `json:"risks"`
}

// StarterSet is the risks of one industry.
type StarterSet struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Who  string `json:"who"`
}

// Question is asked to find out which risks concern an organisation.
type Question struct {
	ID   string `json:"id"`
	Text string `json:"text"`
}

// Threat is a way in which harm comes about.
type Threat struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	What string `json:"what"`
}

// Starter is one risk to begin from.
type Starter struct {
	ID       string   `json:"id"`
	Sets     []string `json:"sets"`
	Category string   `json:"category"`
	Threat   string   `json:"threat"`
	Title    string   `json:"title"`
	Scenario string   `json:"scenario"`
	Causes   string   `json:"causes"`
	Controls []string `json:"controls"` // references of Annex A: "A.5.15"
	Assets   []string `json:"assets"`   // types of assets that it concerns
	// Ask are the questions of which one yes makes it concern an organisation; none:
	// it concerns every one.
	Ask []string `json:"ask"`
}

//go:embed data/starters.json
var startersJSON []byte

// Builtin gives the starters. The data is built in; a test rules out that it is
// broken.
var Builtin = sync.OnceValue(func() *Starters {
	var s Starters
	if err := strictjson.Unmarshal(startersJSON, &s); err != nil {
		panic("the built-in risks are broken: " + err.Error())
	}
	return &s
})

// Set gives the risks of an industry; the empty one gives them all.
func (s *Starters) Set(id string) []Starter {
	var out []Starter
	for _, r := range s.Risks {
		if id == "" || slices.Contains(r.Sets, id) {
			out = append(out, r)
		}
	}
	return out
}

// Risk gives a starter by its id, nil when there is none.
func (s *Starters) Risk(id string) *Starter {
	for i := range s.Risks {
		if s.Risks[i].ID == id {
			return &s.Risks[i]
		}
	}
	return nil
}

// Threat gives a threat by its id, nil when there is none.
func (s *Starters) Threat(id string) *Threat {
	for i := range s.Threats {
		if s.Threats[i].ID == id {
			return &s.Threats[i]
		}
	}
	return nil
}

// Concerns says whether the risk concerns an organisation that answers yes to these
// questions.
func (r *Starter) Concerns(yes []string) bool {
	return len(r.Ask) == 0 || slices.ContainsFunc(r.Ask, func(q string) bool { return slices.Contains(yes, q) })
}

// Fits says whether the risk concerns assets of a type.
func (r *Starter) Fits(assetType string) bool { return slices.Contains(r.Assets, assetType) }

// Draft gives the risk as it is entered; via is how it was found. A category that
// the method does not have is left to be chosen.
func (r *Starter) Draft(via string, categories []string) Risk {
	out := Risk{Title: r.Title, Scenario: r.Scenario, Causes: r.Causes, Category: r.Category, Via: via, Threat: Builtin().Threat(r.Threat).Name}
	if !slices.Contains(categories, r.Category) {
		out.Category = ""
	}
	return out
}
