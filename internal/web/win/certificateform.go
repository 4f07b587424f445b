package win

import (
	"slices"

	"holdfast/internal/web/ui"
)

// CertificateFormView is the form that records or changes a certificate: the
// fields that are enough, and the rest folded.
type CertificateFormView struct {
	Shell          ui.Shell
	ID             string // of a stored one; empty: a new one
	Action, Cancel string
	Hidden         []ui.Hidden
	First          []ui.Field // enough by themselves
	More           []ui.Field // folded
	MoreOpen       bool
	Errors         ui.ErrorSummary
	Conflict       *Conflict
	Draft          *Draft
	Left           int // how many follow, when several are entered one after another
}

// Draft says from where a form was filled, and what to look at.
type Draft struct {
	FileName string
	Read     int      // fields that were read
	Doubts   []string // what was left empty, or is unusual
	Scanned  string   // why nothing could be read; the file is kept all the same
}

// Conflict says what somebody else changed while the form was open.
type Conflict struct {
	Href    string // the newer version
	Changes []ConflictLine
}

// ConflictLine is one field that differs.
type ConflictLine struct{ Label, Theirs, Yours string }

// words say one difference: "Certification body: they have “A Ltd”, you have nothing".
func (c ConflictLine) words() string {
	said := func(v string) string {
		if v == "" {
			return "nothing"
		}
		return "“" + v + "”"
	}
	return c.Label + ": they have " + said(c.Theirs) + ", you have " + said(c.Yours)
}

func (v CertificateFormView) shell() ui.Shell {
	s := v.Shell
	s.Doc, s.Problem = true, len(v.Errors.Problems) > 0 || v.Conflict != nil
	return s
}

func (v CertificateFormView) head() ui.Head {
	h := ui.Head{Crumbs: []ui.Link{{Label: "Certificates", Href: "/certificates"}, {Label: "New"}}, Title: "Add a certificate"}
	switch {
	case v.Draft != nil && v.Draft.Scanned != "":
		h.Title = "Type in what the certificate says"
		h.Lede = v.Draft.Scanned + " The file is kept with what you enter here."
	case v.Draft != nil:
		h.Title = "Is this what the certificate says?"
		h.Lede = ui.Count(v.Draft.Read, "thing was", "things were") + " read in " + or(v.Draft.FileName, "the file") + ". What was not read is left empty. Nothing is recorded until you confirm."
	case v.ID != "":
		h.Crumbs = []ui.Link{{Label: "Certificates", Href: "/certificates"}, {Label: v.ID, Href: v.Cancel}, {Label: "Edit"}}
		h.Title = "Change " + v.ID
	default:
		h.Lede = "Scheme, holder, number and the two days are enough. What else is printed on it makes verdicts surer."
	}
	if v.Left > 0 {
		h.Lede += " " + ui.Count(v.Left, "more follows", "more follow") + " after this one."
	}
	return h
}

func (v CertificateFormView) button() string {
	switch {
	case v.Conflict != nil:
		return "Save mine all the same"
	case v.Draft != nil:
		return "Confirm and record"
	case v.ID != "":
		return "Save the certificate"
	}
	return "Add the certificate"
}

// open says that the folded part must be seen: something in it is wrong, or was
// read.
func (v CertificateFormView) open() bool {
	return v.MoreOpen || slices.ContainsFunc(v.More, func(f ui.Field) bool { return f.Err != "" })
}
