package document

import (
	"context"
	"io"
	"net/http"

	"github.com/a-h/templ"

	"holdfast/internal/authz"
	"holdfast/internal/errs"
	"holdfast/internal/isms/document"
	"holdfast/internal/web/ui"
)

// mark says how a line stands, for those who do not see its ground.
func mark(kind string) string {
	switch kind {
	case document.Gone:
		return "−"
	case document.New:
		return "+"
	case document.Changed:
		return "~"
	}
	return ""
}

// pieces writes the words of a line. It is no template: one would put spaces
// between a word and the full stop that follows it.
func pieces(l document.Line) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		for _, x := range l.Pieces {
			open, end := "", ""
			switch x.Kind {
			case document.Gone:
				open, end = "<del>", "</del>"
			case document.New:
				open, end = "<ins>", "</ins>"
			}
			if x.Text == "" {
				continue
			}
			if _, err := io.WriteString(w, open+templ.EscapeString(x.Text)+end); err != nil {
				return err
			}
		}
		return nil
	})
}

type compareView struct {
	Shell    ui.Shell
	Crumbs   []ui.Link
	Fact     string
	Then     string
	Number   string
	From, To ui.Field
	Lines    []document.Line
}

// compare sets two versions, or a version and the draft, against each other.
func (p *Pages) compare(w http.ResponseWriter, r *http.Request) error {
	all, err := p.load(r, false)
	if err != nil {
		return err
	}
	if len(all.versions) == 0 {
		return errs.New(errs.NotFound, "%s has no version to compare with yet.", all.doc.Number)
	}
	from, to := r.URL.Query().Get("from"), r.URL.Query().Get("to")
	var choices []ui.Choice
	bodies := map[string]string{}
	if all.working != nil {
		choices = append(choices, ui.Choice{Value: document.Draft, Label: "the draft"})
		bodies[document.Draft] = all.working.Value.Body
	}
	for _, x := range all.versions {
		choices = append(choices, ui.Choice{Value: x.Value.Version, Label: "version " + x.Value.Version})
		bodies[x.Value.Version] = x.Value.Body
	}
	if to == "" {
		to = choices[0].Value
	}
	if from == "" {
		from = choices[min(1, len(choices)-1)].Value
	}
	if to == document.Draft && all.working == nil {
		if err := must(r.Context(), authz.Read, authz.Drafts, "drafts of documents"); err != nil {
			return err
		}
	}
	for _, x := range []string{from, to} {
		if _, ok := bodies[x]; !ok {
			return errs.New(errs.NotFound, "There is no version %s of %s.", x, all.doc.Number)
		}
	}
	v := compareView{Number: all.doc.Number, Lines: document.Diff(bodies[from], bodies[to])}
	v.Crumbs = crumbs(ui.Link{Label: all.doc.Number, Href: path(all.doc.Number)}, ui.Link{Label: "Compare"})
	v.From = ui.Field{ID: "from", Label: "From", Kind: "select", Choices: choices, Value: from}
	v.To = ui.Field{ID: "to", Label: "To", Kind: "select", Choices: choices, Value: to}
	v.Fact, v.Then = differs(v.Lines), all.doc.Value.Title+": "+called(from)+" against "+called(to)+"."
	if v.Shell, err = p.Shell(r.Context(), "Compare: "+all.doc.Value.Title, document.Path, ""); err != nil {
		return err
	}
	return render(w, r, http.StatusOK, comparePage(v))
}

func called(version string) string {
	if version == document.Draft {
		return "the draft"
	}
	return "version " + version
}

// differs says in a sentence how much two texts differ.
func differs(lines []document.Line) string {
	n := map[string]int{}
	for _, l := range lines {
		n[l.Kind]++
	}
	var parts []string
	if c := n[document.Changed]; c > 0 {
		parts = append(parts, ui.Count(c, "line was reworded", "lines were reworded"))
	}
	if c := n[document.New]; c > 0 {
		parts = append(parts, ui.Count(c, "is new", "are new"))
	}
	if c := n[document.Gone]; c > 0 {
		parts = append(parts, ui.Count(c, "is gone", "are gone"))
	}
	if len(parts) == 0 {
		return "The two are the same."
	}
	return ui.List(parts...) + "."
}
