package ui

import (
	"strconv"

	"github.com/a-h/templ"
)

// Field is one question of a form. Err is said above the input, in words that
// say what to do; Hint says what is meant.
type Field struct {
	ID    string // of the input; also its name, unless Name is set
	Name  string
	Label string
	Hint  string
	Err   string
	Value string
	// Kind is "text" (the default), "date", "email", "number", "url", "file",
	// "textarea" or "select".
	Kind     string
	Rows     int // of a textarea
	Size     int // characters that the input is wide; 0: the whole line
	Choices  []Choice
	Required bool
	Accept   string // of a file
	Auto     string // autocomplete
	Optional bool   // says "optional" beside the label
	Wide     bool   // the whole row of a form of two columns
	// Suggest offers values for a line of text; any other may be typed.
	Suggest []string
}

// Choice is one option of a select, a group of radio buttons or of tiles.
type Choice struct {
	Value, Label string
	Text         string // under the label
	On           bool
}

// ErrorSummary stands first after the h1, takes the focus and links to the
// fields.
type ErrorSummary struct {
	Problems []Problem
}

// Problem is one thing to put right.
type Problem struct{ Field, Text string }

// Problems gathers the errors of fields, in their order.
func Problems(fs ...Field) ErrorSummary {
	var s ErrorSummary
	for _, f := range fs {
		if f.Err != "" {
			s.Problems = append(s.Problems, Problem{f.ID, f.Err})
		}
	}
	return s
}

// Choices is a question with a few answers, as radio buttons or check boxes.
type Choices struct {
	ID, Name string
	Legend   string
	LegendVH bool // the heading above asks the question already
	Hint     string
	Err      string
	Many     bool // check boxes
	Options  []Choice
}

func (f Field) name() string {
	if f.Name != "" {
		return f.Name
	}
	return f.ID
}

func (f Field) kind() string {
	if f.Kind == "" {
		return "text"
	}
	return f.Kind
}

// describedBy lists the ids of the hint and the error.
func (f Field) describedBy() string { return describe(f.ID, f.Hint, f.Err) }

func (c Choices) describedBy() string { return describe(c.ID, c.Hint, c.Err) }

func describe(id, hint, err string) string {
	switch {
	case hint != "" && err != "":
		return id + "-hint " + id + "-err"
	case hint != "":
		return id + "-hint"
	case err != "":
		return id + "-err"
	}
	return ""
}

func (c Choices) kind() string {
	if c.Many {
		return "checkbox"
	}
	return "radio"
}

// attrs are the attributes that the kinds of input share.
func attrs(f Field) templ.Attributes {
	a := templ.Attributes{"class": "in"}
	if d := f.describedBy(); d != "" {
		a["aria-describedby"] = d
	}
	if f.Err != "" {
		a["aria-invalid"] = "true"
	}
	if f.Required {
		a["required"] = true
	}
	if f.Accept != "" {
		a["accept"] = f.Accept
	}
	if f.Auto != "" {
		a["autocomplete"] = f.Auto
	}
	if len(f.Suggest) > 0 {
		a["list"] = f.ID + "-list"
	}
	if f.Size > 0 {
		a["size"] = strconv.Itoa(f.Size)
	}
	if f.kind() == "date" || f.kind() == "number" {
		a["class"] = "in in-d"
	}
	return a
}

func describedBy(ids string) templ.Attributes {
	if ids == "" {
		return nil
	}
	return templ.Attributes{"aria-describedby": ids}
}
