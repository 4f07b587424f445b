package main

import (
	"bufio"
	"errors"
	"fmt"

	"holdfast/internal/civil"
	"holdfast/internal/errs"
	"holdfast/internal/strictjson"
	"holdfast/internal/win/requirement"
)

// requirementsCmd reads texts as JSON lines and answers each with the
// requirements found in it, in the same order; given files, it reads those.
type requirementsCmd struct {
	Files []string `arg:"" optional:"" placeholder:"FILE" help:"Documents to read: PDF, .docx, .xlsx, .odt, HTML, text, e-mail (.eml) or a zip of these. Without any, JSON lines on standard input."`
}

type requirementsIn struct {
	ID   string  `json:"id"`
	Text *string `json:"text"`
}

type requirementsOut struct {
	ID           string           `json:"id"`
	Requirements []requirementOut `json:"requirements"`
}

// requirementOut is the order and the names of the contract.
type requirementOut struct {
	Scheme             string                 `json:"scheme"`
	Name               string                 `json:"name,omitempty"`
	Strength           string                 `json:"strength"`
	Proof              string                 `json:"proof"`
	EquivalentAccepted bool                   `json:"equivalent_accepted"`
	OrPolicy           bool                   `json:"or_policy"`
	AnyOf              *string                `json:"any_of"`
	When               string                 `json:"when"`
	Date               civil.Date             `json:"date"`
	Condition          *requirement.Condition `json:"condition"`
	Accreditation      *string                `json:"accreditation"`
	Level              *string                `json:"level"`
	Edition            string                 `json:"edition,omitempty"`
	Subcontractors     bool                   `json:"subcontractors"`
	Quote              string                 `json:"quote"`
	Start              int                    `json:"start"`
	End                int                    `json:"end"`
	Confidence         float64                `json:"confidence"`
}

func (c *requirementsCmd) Run(e *env) error {
	if len(c.Files) > 0 {
		return c.files(e)
	}
	w := bufio.NewWriter(e.stdout)
	bad := false
	err := strictjson.Lines(e.stdin, func(line int, b []byte) error {
		var in requirementsIn
		err := strictjson.Unmarshal(b, &in)
		if err == nil && in.Text == nil {
			err = errs.At("/text", "the text is missing")
		}
		if err != nil {
			bad = true
			printLineError(e, line, err)
			return nil
		}
		out, err := strictjson.Marshal(answer(in.ID, *in.Text))
		if err != nil {
			return err
		}
		if _, err := w.Write(append(out, '\n')); err != nil {
			return err
		}
		return e.ctx.Err()
	})
	if ferr := w.Flush(); err == nil {
		err = ferr
	}
	if err == nil && bad {
		return exitCode(1)
	}
	return err
}

func answer(id, text string) requirementsOut {
	out := requirementsOut{ID: id, Requirements: []requirementOut{}}
	for _, r := range requirement.Find(text) {
		out.Requirements = append(out.Requirements, outOf(r))
	}
	return out
}

func outOf(r requirement.Requirement) requirementOut {
	return requirementOut{
		Scheme: r.Scheme, Name: r.Name, Strength: r.Strength, Proof: r.Proof,
		EquivalentAccepted: r.EquivalentAccepted, OrPolicy: r.OrPolicy, AnyOf: r.AnyOf,
		When: r.When, Date: r.Date, Condition: r.Condition,
		Accreditation: r.Accreditation, Level: r.Level, Edition: r.Edition,
		Subcontractors: r.Subcontractors,
		Quote:          r.Quote, Start: r.Start, End: r.End, Confidence: r.Confidence,
	}
}

// printLineError writes what is wrong with one line of input: its number, the
// JSON pointer of each place, and the remedy.
func printLineError(e *env, line int, err error) {
	var inv *errs.Error
	if errors.As(err, &inv) && len(inv.Fields) > 0 {
		for _, f := range inv.Fields {
			at := f.Pointer
			if at == "" {
				at = "/"
			}
			fmt.Fprintf(e.stderr, "line %d: %s: %s\n", line, at, f.Message)
		}
		return
	}
	fmt.Fprintf(e.stderr, "line %d: %s\n", line, err)
}
