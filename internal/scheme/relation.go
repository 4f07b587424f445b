package scheme

// Satisfaction says that holding one scheme answers a demand for another.
type Satisfaction struct {
	Have string `json:"have"`
	Need string `json:"need"`
	// While is the condition, from a closed list: "" always, "below-valid": as
	// long as the scheme that Have stands on (Need) is itself valid, "level":
	// when the level held is at least the level asked.
	While string `json:"while,omitempty"`
	Text  string `json:"text"`
	Fact  Fact   `json:"fact"`
}

// Equivalent is a certificate that a buyer may accept for another, never by
// itself: it needs the buyer's word.
type Equivalent struct {
	Have     string `json:"have"`
	Need     string `json:"need"`
	Question string `json:"question"` // to put to the buyer
	Fact     Fact   `json:"fact"`
}

// Demand is something that notices ask for and that is not itself a certificate
// scheme of the data: a framework or a standard that leads to one.
type Demand struct {
	ID      string       `json:"id"`
	Name    string       `json:"name"`
	Kind    string       `json:"kind"` // "standard": leads to schemes; "framework": nothing certifies it
	LeadsTo []DemandRoad `json:"leadsTo,omitempty"`
	// PlanMayStandIn: a dated plan may stand in for what is missing.
	PlanMayStandIn bool   `json:"planMayStandIn,omitempty"`
	Text           string `json:"text"`
	Question       string `json:"question"` // to put to the buyer when no road fits
	Fact           Fact   `json:"fact"`
}

// DemandRoad says which schemes answer a demand at a level. Level "" is the
// road when the level is not stated; without such a road it is unknown.
type DemandRoad struct {
	Level string        `json:"level"`
	All   []SchemeLevel `json:"all,omitempty"`   // needed, every one
	Proof []SchemeLevel `json:"proof,omitempty"` // any one of these answers by itself
}

// SchemeLevel is a scheme at a level; Level "" is any.
type SchemeLevel struct {
	Scheme string `json:"scheme"`
	Level  string `json:"level,omitempty"`
}

// Road gives the road for a level of the demand.
func (d Demand) Road(level string) (DemandRoad, bool) {
	want := levelKey(level)
	for _, r := range d.LeadsTo {
		if levelKey(r.Level) == want {
			return r, true
		}
	}
	return DemandRoad{}, false
}

// Demand gives a demand that is not a scheme: caf, def-stan-05-138,
// iasme-cyber-assurance. It is false for scheme ids and for unknown words.
func (b *Book) Demand(id string) (Demand, bool) {
	for _, d := range b.demands {
		if d.ID == id {
			return d, true
		}
	}
	return Demand{}, false
}

// Demands gives every demand in the data's order.
func (b *Book) Demands() []Demand { return b.demands }

// Satisfies says whether holding one scheme answers a demand for another (or
// for a demand's id) and under which condition. A scheme satisfies itself, by
// level where it has levels.
func (b *Book) Satisfies(have, need string) (Satisfaction, bool) {
	if s, ok := b.Scheme(have); ok && have == need {
		sat := Satisfaction{Have: have, Need: need, Fact: s.Fact}
		if len(s.Levels) > 0 {
			sat.While = "level"
		}
		return sat, true
	}
	for _, s := range b.satisfies {
		if s.Have == have && s.Need == need {
			return s, true
		}
	}
	return Satisfaction{}, false
}

// SatisfiedBy gives what answers a demand for a scheme besides itself.
func (b *Book) SatisfiedBy(need string) []Satisfaction {
	var out []Satisfaction
	for _, s := range b.satisfies {
		if s.Need == need {
			out = append(out, s)
		}
	}
	return out
}

// Equivalent gives what a buyer may be asked to accept in place of another.
func (b *Book) Equivalent(have, need string) (Equivalent, bool) {
	for _, e := range b.equivalents {
		if e.Have == have && e.Need == need {
			return e, true
		}
	}
	return Equivalent{}, false
}

// Equivalents gives them all in the data's order.
func (b *Book) Equivalents() []Equivalent { return b.equivalents }
