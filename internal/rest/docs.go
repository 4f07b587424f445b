package rest

import (
	"bytes"
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// docsView is what the page of the API shows: everything is read from the
// specification.
type docsView struct {
	Lead    []string
	Tags    []docsTag
	Schemas []docsSchema
	Curl    string
}

type docsTag struct {
	Name, Anchor string
	Operations   []docsOperation
}

type docsOperation struct {
	ID, Method, Path, Summary, Description, Needs string
	Parameters                                    []docsParam
	Sends                                         []docsLink
	Answers                                       []docsLink
}

type docsParam struct{ Name, In, Form, Description string }

// docsLink is a content type or status with the schema that goes with it.
type docsLink struct{ Words, Schema string }

type docsSchema struct {
	Name, Description string
	Members           []docsParam
}

// view reads the specification.
func (a *API) view() docsView {
	o := a.huma.OpenAPI()
	v := docsView{
		Lead: strings.Split(strings.NewReplacer("`", "", "* ", "").Replace(about), "\n"),
		Curl: `curl -H "Authorization: Bearer $TOKEN" "http://127.0.0.1:8417` + prefix + `/verdicts"`,
	}
	v.Lead = slices.DeleteFunc(v.Lead, func(s string) bool { return s == "" })
	for _, t := range o.Tags {
		v.Tags = append(v.Tags, docsTag{Name: sentence(t.Name), Anchor: "tag-" + slug(t.Name)})
	}
	for _, path := range sortedKeys(o.Paths) {
		for _, op := range operationsOf(o.Paths[path]) {
			i := slices.IndexFunc(o.Tags, func(t *huma.Tag) bool { return t.Name == op.Tags[0] })
			v.Tags[i].Operations = append(v.Tags[i].Operations, a.docsOf(op))
		}
	}
	for _, name := range sortedKeys(a.types.named) {
		s := a.types.named[name]
		one := docsSchema{Name: name, Description: s.Description}
		for _, member := range sortedKeys(s.Properties) {
			p := s.Properties[member]
			in := ""
			if slices.Contains(s.Required, member) {
				in = "required"
			}
			one.Members = append(one.Members, docsParam{member, in, formOf(p), strings.TrimSpace(p.Title + " " + p.Description)})
		}
		v.Schemas = append(v.Schemas, one)
	}
	return v
}

func (a *API) docsOf(op *huma.Operation) docsOperation {
	out := docsOperation{
		ID: op.OperationID, Method: op.Method, Path: op.Path, Summary: op.Summary, Description: op.Description,
		Needs: "Needs the right to " + op.Extensions["x-verb"].(string) + " in " + op.Extensions["x-area"].(string) + ".",
	}
	for _, p := range op.Parameters {
		in := p.In
		if p.Required {
			in += ", required"
		}
		out.Parameters = append(out.Parameters, docsParam{p.Name, in, formOf(p.Schema), p.Description})
	}
	if op.RequestBody != nil {
		for _, typ := range sortedKeys(op.RequestBody.Content) {
			out.Sends = append(out.Sends, docsLink{typ, schemaName(op.RequestBody.Content[typ].Schema)})
		}
	}
	for _, status := range sortedKeys(op.Responses) {
		r := op.Responses[status]
		l := docsLink{Words: status + " " + r.Description}
		for _, typ := range sortedKeys(r.Content) {
			l.Schema = schemaName(r.Content[typ].Schema)
		}
		out.Answers = append(out.Answers, l)
	}
	return out
}

func schemaName(s *huma.Schema) string {
	if s == nil {
		return ""
	}
	return strings.TrimPrefix(s.Ref, schemaRef)
}

// formOf says the form of a value in a few words.
func formOf(s *huma.Schema) string {
	switch {
	case s.Ref != "":
		return schemaName(s)
	case len(s.AnyOf) > 0:
		var words []string
		for _, one := range s.AnyOf {
			words = append(words, formOf(one))
		}
		return strings.Join(words, " or ")
	case s.Items != nil:
		return "list of " + formOf(s.Items)
	}
	form := s.Type
	if form == "" {
		form = "any"
	}
	if s.Format != "" {
		form += " (" + s.Format + ")"
	}
	if n := len(s.Enum); n > 0 {
		var words []string
		for _, v := range s.Enum[:min(n, 12)] {
			words = append(words, strings.Trim(string(compactJSON(v)), `"`))
		}
		form = "one of " + strings.Join(words, ", ")
		if n > 12 {
			form += " and " + strconv.Itoa(n-12) + " more"
		}
	}
	if s.Nullable {
		form += " or null"
	}
	return form
}

// serveDocs gives the page that people read. It is made once: the specification
// does not change while the program runs.
func (a *API) serveDocs(w http.ResponseWriter, r *http.Request) {
	c := &Call{api: a, w: w, req: r, ctx: r.Context()}
	w.Header().Set("Cache-Control", "no-cache")
	_ = c.write(http.StatusOK, "text/html; charset=utf-8", a.page())
}

// writeDocs makes the page.
func (a *API) writeDocs() []byte {
	var b bytes.Buffer
	if err := docsPage(a.view()).Render(context.Background(), &b); err != nil {
		panic("rest: the page of the API cannot be written: " + err.Error())
	}
	return b.Bytes()
}
