package statement

import (
	"holdfast/internal/civil"
)

// Line is one question as it stands in a statement.
type Line struct {
	*Question
	Value string `json:"value"`
	// Given is what a person answered; nil: nobody did.
	Given *Given `json:"given,omitempty"`
	// Filled is what is known, whether or not it was answered otherwise; nil:
	// nothing is.
	Filled *Filled `json:"filled,omitempty"`
	// Asked is false where an earlier answer makes it fall away.
	Asked bool `json:"asked"`
	// Warning says what is wrong with what it rests on, Late that it ends before
	// the award.
	Warning string `json:"warning,omitempty"`
	Late    bool   `json:"late,omitempty"`
}

// Open says that it is asked, wanted and not answered.
func (l *Line) Open() bool { return l.Asked && !l.Optional && l.Value == "" }

// Section is a part with its lines.
type Section struct {
	Part
	Lines []Line `json:"lines"`
}

// Whole is a statement with everything that is known.
type Whole struct {
	Form     *Form     `json:"-"`
	Sections []Section `json:"sections"`
	// Asked counts the questions that want an answer, Answered those of them that
	// have one, Filled those that nobody had to type.
	Asked    int `json:"asked"`
	Answered int `json:"answered"`
	Filled   int `json:"filled"`
	// Late counts the answers that rest on what ends before the award; Copied those
	// taken over from the last statement that nobody has looked at.
	Late   int        `json:"late"`
	Copied int        `json:"copied"`
	Award  civil.Date `json:"award,omitzero"`
}

// Stand puts together what people answered and what is known. A person's answer
// goes before what is known.
func Stand(s *BidStatement, k *Known) (Whole, bool) {
	f, ok := FormOf(s.Form)
	if !ok {
		return Whole{}, false
	}
	out := Whole{Form: f, Award: k.award()}
	values := map[string]string{}
	for i := range f.Parts {
		sec := Section{Part: f.Parts[i]}
		for j := range f.Parts[i].Questions {
			q := &f.Parts[i].Questions[j]
			l := Line{Question: q, Asked: true}
			if w := q.When; w != nil {
				v := values[w.ID]
				l.Asked = v != "" && (w.Is != "" && v == w.Is || w.Not != "" && v != w.Not)
			}
			if filled, known := k.Fill(q); known {
				l.Filled, l.Value = &filled, filled.Value
			}
			if g, given := s.Given[q.ID]; given {
				l.Given, l.Value = &g, g.Value
			}
			values[q.ID] = l.Value
			l.warn(out.Award)
			out.count(&l)
			sec.Lines = append(sec.Lines, l)
		}
		out.Sections = append(out.Sections, sec)
	}
	return out, true
}

// warn says when what the answer rests on ends before the award.
func (l *Line) warn(award civil.Date) {
	if l.Filled == nil || l.Filled.Last.IsZero() || award.IsZero() || l.Filled.Last >= award || l.Value == MeetsNot || !l.Asked {
		return
	}
	if l.Given != nil && l.Given.Value != l.Filled.Value && l.Kind != Meet {
		return // it rests on something else
	}
	l.Late = true
	l.Warning = "Rests on " + l.Filled.Ref + ", which ends on " + l.Filled.Last.Long() + ", before the award of this bid."
}

func (w *Whole) count(l *Line) {
	if !l.Asked {
		return
	}
	if l.Late {
		w.Late++
	}
	if l.Optional {
		return
	}
	w.Asked++
	if l.Value == "" {
		return
	}
	w.Answered++
	if l.Given == nil {
		w.Filled++
	} else if l.Given.From != "" {
		w.Copied++
	}
}
