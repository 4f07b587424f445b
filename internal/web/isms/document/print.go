package document

import (
	"bytes"
	"context"
	"net/http"
	"strings"

	"holdfast/internal/auth"
	"holdfast/internal/change"
	"holdfast/internal/isms/document"
	"holdfast/internal/office/markdown"
	"holdfast/internal/office/paper"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/ui"
)

// Paper gives an approved version as a document to be printed: the same each time.
func Paper(v document.Version, organisation string, name func(string) string) paper.Paper {
	return paper.Paper{
		Organisation: organisation, Title: v.Title, Facts: printed(&v, name), Body: v.Body, At: v.Approved.Time(), Label: labelOf,
		Foot: v.DocumentNumber + " version " + v.Version + " · " + classOf(&v) + " · SHA-256 " + short(v.Hash),
	}
}

// printed are the facts at the head of a printed version.
func printed(v *document.Version, name func(string) string) [][2]string {
	d := document.Register().Declaration()
	out := [][2]string{
		{"Number", v.DocumentNumber + ", version " + v.Version},
		{"Type", d.Field("type").LabelOf(v.Type)},
		{"Approved by", name(v.ApprovedBy) + ", " + v.Approved.Long()},
		{"In force from", v.Effective.Long()},
		{"Owner", name(v.Owner)},
		{"Classification", classOf(v)},
	}
	if len(v.Refs) > 0 {
		out = append(out, [2]string{"Answers", strings.Join(v.Refs, ", ")})
	}
	return append(out, [2]string{"SHA-256", v.Hash})
}

func classOf(v *document.Version) string {
	return document.Register().Declaration().Field("classification").LabelOf(v.Classification)
}

// one reads the version that the address names, and who is who.
func (p *Pages) one(r *http.Request) (row document.VersionRow, name func(string) string, err error) {
	err = p.Door.See(r.Context(), frame.Actor(r.Context()), func(v *change.View) error {
		doc, err := p.s.Find(v, r.PathValue("number"))
		if err != nil {
			return err
		}
		if row, err = p.s.Version(v, doc.ID, r.PathValue("version")); err != nil {
			return err
		}
		members, err := v.Members()
		name = NamesOf(members)
		return err
	})
	return row, name, err
}

// organisation gives the name of the organisation that a request is about.
func organisation(ctx context.Context) string {
	if v := auth.Of(ctx); v != nil {
		return v.Org.Name
	}
	return ""
}

// pdf gives a version as a file.
func (p *Pages) pdf(w http.ResponseWriter, r *http.Request) error {
	row, name, err := p.one(r)
	if err != nil {
		return err
	}
	file, _, err := paper.Write(Paper(row.Value, organisation(r.Context()), name))
	if err != nil {
		return err
	}
	return web.SendFile(w, r, row.Value.DocumentNumber+" "+row.Value.Title+" "+row.Value.Version+".pdf", int64(len(file)), bytes.NewReader(file))
}

type printView struct {
	Shell ui.Shell
	Org   string
	Title string
	Facts []ui.KV
	Body  string
	Foot  string
	Back  string
}

// print is a version alone on a page, for the browser's own printing.
func (p *Pages) print(w http.ResponseWriter, r *http.Request) error {
	row, name, err := p.one(r)
	if err != nil {
		return err
	}
	x := &row.Value
	v := printView{Shell: frame.Bare(x.Title), Org: organisation(r.Context()), Title: x.Title, Body: markdown.HTML(x.Body, labelOf), Back: path(x.DocumentNumber, "versions", x.Version)}
	for _, f := range printed(x, name) {
		v.Facts = append(v.Facts, ui.KV{Label: f[0], Value: f[1]})
	}
	v.Foot = x.DocumentNumber + " version " + x.Version + " · " + classOf(x) + " · SHA-256 " + short(x.Hash)
	return render(w, r, http.StatusOK, printPage(v))
}
