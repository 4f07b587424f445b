package statement

import (
	"encoding/csv"
	"encoding/json"
	"io"
)

// Exported is a statement as it is given away: what is asked, what is answered, and
// where that comes from.
type Exported struct {
	Form      string         `json:"form"`
	Title     string         `json:"title"`
	Edition   string         `json:"edition"`
	Certainty string         `json:"certainty"`
	Source    string         `json:"source"`
	Bid       string         `json:"bid"`
	Buyer     string         `json:"buyer"`
	Subject   string         `json:"subject"`
	Asked     int            `json:"asked"`
	Answered  int            `json:"answered"`
	Late      int            `json:"restOnWhatEndsBeforeAward"`
	Answers   []ExportedLine `json:"answers"`
}

// ExportedLine is one question with its answer.
type ExportedLine struct {
	Part    string `json:"part"`
	ID      string `json:"id"`
	Ask     string `json:"ask"`
	Value   string `json:"value"`
	Words   string `json:"words"`
	From    string `json:"from,omitempty"`
	Ref     string `json:"ref,omitempty"`
	Warning string `json:"warning,omitempty"`
}

// Export gives a statement as it is given away; what is not asked is left out.
func Export(w *Whole, k *Known) Exported {
	f := w.Form
	out := Exported{
		Form: f.Form, Title: f.Title, Edition: f.Edition, Certainty: f.Certainty, Source: f.Source, Bid: k.Bid.Number, Buyer: k.Bid.Value.Buyer, Subject: k.Bid.Value.Title,
		Asked: w.Asked, Answered: w.Answered, Late: w.Late, Answers: []ExportedLine{},
	}
	for _, sec := range w.Sections {
		for i := range sec.Lines {
			l := &sec.Lines[i]
			if !l.Asked {
				continue
			}
			x := ExportedLine{Part: sec.Title, ID: l.ID, Ask: l.Ask, Value: l.Value, Words: l.Words(l.Value), Warning: l.Warning}
			x.From, x.Ref = l.Source()
			out.Answers = append(out.Answers, x)
		}
	}
	return out
}

// Source says where the answer of a line comes from.
func (l *Line) Source() (from, ref string) {
	switch {
	case l.Value == "":
		return "", ""
	case l.Given != nil && l.Given.Answer != "":
		return "answer library", l.Given.Answer
	case l.Given != nil && l.Given.From != "":
		return "last statement", l.Given.From
	case l.Given != nil:
		return "entered", ""
	}
	return l.Filled.From, l.Filled.Ref
}

// WriteJSON writes a statement as JSON.
func (e Exported) WriteJSON(w io.Writer) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(e)
}

// WriteCSV writes a statement as a spreadsheet. No cell begins a formula: one that
// would has an apostrophe before it.
func (e Exported) WriteCSV(w io.Writer) error {
	out := csv.NewWriter(w)
	out.UseCRLF = true
	_ = out.Write([]string{"Part", "Number", "Question", "Answer", "Source", "Record", "Warning"})
	for _, a := range e.Answers {
		row := []string{a.Part, a.ID, a.Ask, a.Words, a.From, a.Ref, a.Warning}
		for i := range row {
			row[i] = plain(row[i])
		}
		_ = out.Write(row)
	}
	out.Flush()
	return out.Error()
}

// plain keeps a spreadsheet from reading a text as a formula.
func plain(s string) string {
	if s != "" {
		switch s[0] {
		case '=', '+', '-', '@', '\t', '\r':
			return "'" + s
		}
	}
	return s
}
