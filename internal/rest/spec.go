package rest

import (
	"bytes"
	"encoding/json"
	"net/http"
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"holdfast/internal/errs"
)

const about = `The record of a supplier's certificates, bids and management system, for other programs.

Everything that people do on pages can be done here, by the same rules and under the same roles. Send an API token of yours as ` + "`Authorization: Bearer hf_…`" + `; cookies are never looked at.

* Writes take ` + "`Idempotency-Key`" + `: a request that is repeated with its key changes nothing and gets the same answer.
* A record is changed under ` + "`If-Match`" + ` with the ` + "`ETag`" + ` that was read: nobody overwrites what somebody else changed meanwhile.
* JSON is read strictly: a member that is unknown, stands twice or is written in other capitals is refused, with a pointer to it.
* What goes wrong is a problem (RFC 9457). Its status tells what kind, its errors tell the places.
* A record of another organisation is answered exactly like one that does not exist.
* Instants are RFC 3339 in UTC; days are days in London.`

// describe begins the specification.
func (a *API) describe() *huma.OpenAPI {
	a.types.named["Problem"] = problemSchema()
	return &huma.OpenAPI{
		OpenAPI: "3.1.0",
		Info:    &huma.Info{Title: "Holdfast", Version: version, Description: about},
		Servers: []*huma.Server{{URL: "/", Description: "This installation"}},
		Components: &huma.Components{
			Schemas: huma.NewMapRegistry(schemaRef, huma.DefaultSchemaNamer),
			SecuritySchemes: map[string]*huma.SecurityScheme{
				"token": {Type: "http", Scheme: "bearer", Description: "An API token: hf_…"},
			},
		},
	}
}

func problemSchema() *huma.Schema {
	str := func(doc string) *huma.Schema { return &huma.Schema{Type: "string", Description: doc} }
	return &huma.Schema{
		Type: "object", Description: "What went wrong (RFC 9457).",
		Required: []string{"type", "title", "status", "detail", "instance", "reference"},
		Properties: map[string]*huma.Schema{
			"type": str("about:blank: the status says it all."), "title": str("Names the status."),
			"status": {Type: "integer"}, "detail": str("What is wrong and what to do, for people."),
			"instance": str("The path that was asked for."), "reference": str("Names the request in the log of the server."),
			"errors": {Type: "array", Items: &huma.Schema{
				Type: "object", Required: []string{"pointer", "message"},
				Properties: map[string]*huma.Schema{
					"pointer": str("Where: a JSON pointer into the body, the name of a parameter or header, or the line of a file."),
					"message": str("What is wrong there."),
				},
			}},
		},
	}
}

// finish writes the specification down.
func (a *API) finish() {
	o := a.huma.OpenAPI()
	schemas := o.Components.Schemas.Map()
	for name, s := range a.types.named {
		schemas[name] = s
	}
	var tags []string
	for _, item := range o.Paths {
		for _, op := range operationsOf(item) {
			if !slices.Contains(tags, op.Tags[0]) {
				tags = append(tags, op.Tags[0])
			}
		}
	}
	slices.Sort(tags)
	for _, t := range tags {
		o.Tags = append(o.Tags, &huma.Tag{Name: t})
	}
}

// writeSpec gives the specification as canonical JSON with indents.
func (a *API) writeSpec() []byte {
	raw, err := json.Marshal(a.huma.OpenAPI())
	if err != nil {
		panic("rest: the specification cannot be written: " + err.Error())
	}
	var tree any // through a tree: its members come in order
	if err := json.Unmarshal(raw, &tree); err != nil {
		panic(err)
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	if err := enc.Encode(tree); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// operationsOf gives the operations of a path, in one order.
func operationsOf(p *huma.PathItem) []*huma.Operation {
	var out []*huma.Operation
	for _, op := range []*huma.Operation{p.Get, p.Post, p.Put, p.Patch, p.Delete} {
		if op != nil {
			out = append(out, op)
		}
	}
	return out
}

func (a *API) serveSpec(w http.ResponseWriter, r *http.Request) {
	c := &Call{api: a, w: w, req: r, ctx: r.Context()}
	if r.URL.RawQuery != "" {
		c.fail(errs.At("", "This address takes no parameters."))
		return
	}
	w.Header().Set("Cache-Control", "no-cache")
	_ = c.write(http.StatusOK, "application/openapi+json", a.spec())
}
