package rest

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"holdfast/internal/civil"
	"holdfast/internal/errs"
	"holdfast/internal/register"
)

const etagHeader = "ETag"

func (e *endpoint) addQuery(name, doc string, s *huma.Schema, required bool) {
	if e.query == nil {
		e.query = map[string]bool{}
	}
	e.query[name] = true
	p := &huma.Param{Name: name, In: "query", Description: doc, Schema: s, Required: required}
	if s.Type == "array" {
		yes := true
		p.Style, p.Explode = "form", &yes
	}
	e.Parameters = append(e.Parameters, p)
}

func (e *endpoint) addHeader(name, doc string, required bool) {
	e.Parameters = append(e.Parameters, &huma.Param{Name: name, In: "header", Description: doc, Schema: &huma.Schema{Type: "string"}, Required: required})
}

// gives says what success answers.
func (e *endpoint) gives(doc, contentType string, s *huma.Schema, headers ...string) {
	if e.Responses == nil {
		e.Responses = map[string]*huma.Response{}
	}
	r := &huma.Response{Description: doc}
	status := e.DefaultStatus
	if contentType == "" {
		status = http.StatusNoContent
		e.DefaultStatus = status
	} else {
		r.Content = map[string]*huma.MediaType{contentType: {Schema: s}}
	}
	for _, h := range headers {
		if r.Headers == nil {
			r.Headers = map[string]*huma.Param{}
		}
		r.Headers[h] = &huma.Header{Schema: &huma.Schema{Type: "string"}, Description: headerDocs[h]}
	}
	e.Responses[strconv.Itoa(status)] = r
}

var headerDocs = map[string]string{
	etagHeader: "Names the version; send it back in If-Match.",
	"Location": "Where the new record is.",
}

func (e *endpoint) sends(s *huma.Schema, types ...string) {
	e.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{}}
	for _, t := range types {
		e.RequestBody.Content[t] = &huma.MediaType{Schema: s}
	}
}

// takes says what an operation of the table is sent.
func (e *endpoint) takes(a *API, o *Operation) {
	switch {
	case o.Body != nil:
		e.sends(a.types.body(o.Body), jsonType)
	case len(o.Takes) > 0:
		e.sends(&huma.Schema{Type: "string", Format: "binary"}, o.Takes...)
	}
}

// complete adds what all operations have in common.
func (a *API) complete(e *endpoint) {
	e.Security = []map[string][]string{{"token": {}}}
	if e.MaxBodyBytes == 0 {
		e.MaxBodyBytes = maxBody
	}
	e.Extensions = map[string]any{"x-area": string(e.area), "x-verb": string(e.verb)}
	for _, name := range pathParams(e.Path) {
		p := &huma.Param{Name: name, In: "path", Required: true, Schema: &huma.Schema{Type: "string"}}
		if name == "id" {
			p.Description = "The record's id or its number."
		}
		e.Parameters = append([]*huma.Param{p}, e.Parameters...)
	}
	statuses := []int{http.StatusUnauthorized, http.StatusForbidden, http.StatusUnprocessableEntity, http.StatusTooManyRequests, http.StatusServiceUnavailable}
	if strings.Contains(e.Path, "{") {
		statuses = append(statuses, http.StatusNotFound)
	}
	if writes(e.Method) {
		e.addHeader(keyHeader, "Makes the request safe to repeat: the same key again answers as the first time and changes nothing; with another request it is refused (409).", false)
		e.addHeader(reasonHeader, "Why it is done, in UTF-8; kept in the trail.", false)
		statuses = append(statuses, http.StatusConflict, http.StatusRequestEntityTooLarge, http.StatusInsufficientStorage, http.StatusNotFound)
		if e.RequestBody != nil {
			statuses = append(statuses, http.StatusUnsupportedMediaType)
		}
	}
	for _, s := range statuses {
		e.problem(s)
	}
}

// problem says that an operation may answer with a problem of the status.
func (e *endpoint) problem(status int) {
	e.Responses[strconv.Itoa(status)] = &huma.Response{
		Description: titles[status], Content: map[string]*huma.MediaType{problemType: {Schema: refTo("Problem")}},
	}
}

func (e *endpoint) conditional() {
	e.addHeader("If-Match", "The ETag of the version that is changed, or *.", true)
	e.problem(http.StatusPreconditionFailed)
	e.problem(http.StatusPreconditionRequired)
}

func (e *endpoint) asAt() {
	e.addQuery(asAtParam, "As the record said at the end of this day in London (2026-10-01) or at this instant (2026-10-01T09:30:00Z).", &huma.Schema{Type: "string"}, false)
}

func (k *kind) listSpec(e *endpoint) {
	e.Description = "One page, by number unless sort says otherwise. All filters must hold; a filter given several times wants any of its values."
	one := 1.0
	most := float64(register.MaxLimit)
	e.addQuery(limitParam, "How many at most; "+strconv.Itoa(register.DefaultLimit)+" when not given.", &huma.Schema{Type: "integer", Minimum: &one, Maximum: &most}, false)
	e.addQuery(afterParam, "The next of the page before, with the same sort.", &huma.Schema{Type: "string"}, false)
	sorts := []any{"number", "-number"}
	for i := range k.decl.Fields {
		if f := &k.decl.Fields[i]; f.Sort {
			sorts = append(sorts, f.Name, "-"+f.Name)
		}
	}
	e.addQuery(sortParam, "The field to sort by; with “-” before it the other way round.", &huma.Schema{Type: "string", Enum: sorts}, false)
	e.addQuery(wordsParam, "Words that must all occur.", &huma.Schema{Type: "string"}, false)
	e.addQuery(totalParam, "Count what matches on all pages.", &huma.Schema{Type: "boolean"}, false)
	e.asAt()
	for _, name := range sortedKeys(k.filters) {
		f := k.filters[name]
		e.addQuery(name, f.doc(), f.schema(), false)
	}
	e.gives("A page.", jsonType, refTo(k.pageName()))
}

func (f filter) doc() string { return strings.Replace(opDocs[f.op], "%s", f.field.Label, 1) }

var opDocs = map[register.Op]string{
	register.Is: "%s: any of the values.", register.Not: "%s: none of the values.", register.From: "%s: at least this.", register.To: "%s: at most this.",
	register.Empty: "%s: not given.", register.Given: "%s: given.", register.Has: "%s: any of the values among them.",
}

func (f filter) schema() *huma.Schema {
	v := &huma.Schema{Type: "string"}
	switch f.field.Type {
	case register.Choice:
		for _, o := range f.field.Choices {
			v.Enum = append(v.Enum, o.Value)
		}
	case register.Date:
		v.Format = "date"
	case register.Instant:
		v.Format = "date-time"
	case register.YesNo:
		v.Enum = []any{"yes", "no"}
	}
	switch f.op {
	case register.Empty, register.Given:
		return &huma.Schema{Type: "boolean", Enum: []any{true}}
	case register.From, register.To:
		return v
	}
	most := register.MaxValues
	return &huma.Schema{Type: "array", Items: v, MaxItems: &most}
}

func (k *kind) getSpec(e *endpoint) {
	e.asAt()
	e.addHeader("If-None-Match", "Answered with 304 when the version is the one that you have.", false)
	e.gives("The record.", jsonType, k.recordSchema(), etagHeader)
	e.Responses["304"] = &huma.Response{Description: "You have this version already."}
}

func (k *kind) historySpec(e *endpoint) {
	e.Description = "The latest first. A record that was deleted is found by its id."
	e.gives("Every version.", jsonType, refTo(k.pageName()))
}

func (k *kind) linksSpec(e *endpoint) {
	e.asAt()
	e.gives("The links.", jsonType, k.api.types.answer(linkList{}))
}

func (k *kind) linkSpec(e *endpoint) {
	e.Description = "Doing it twice changes nothing."
	e.gives("Done.", "", nil)
}

func (k *kind) createSpec(e *endpoint) {
	e.DefaultStatus = http.StatusCreated
	e.sends(refTo(k.valueName()), jsonType)
	e.gives("The new record.", jsonType, k.recordSchema(), etagHeader, "Location")
}

func (k *kind) replaceSpec(e *endpoint) {
	e.Description = "What is sent takes the place of the whole value. A value equal to the stored one makes no new version."
	e.sends(refTo(k.valueName()), jsonType)
	e.gives("The record as it is now.", jsonType, k.recordSchema(), etagHeader)
	e.conditional()
}

func (k *kind) patchSpec(e *endpoint) {
	e.Description = "A merge patch (RFC 7396): members that are sent change, null takes one away, what is not sent stays."
	e.sends(&huma.Schema{Type: "object", Description: "Members of " + k.valueName() + "; each may be null."}, patchType, jsonType)
	e.gives("The record as it is now.", jsonType, k.recordSchema(), etagHeader)
	e.conditional()
}

func (k *kind) deleteSpec(e *endpoint) {
	e.Description = "Its history stays."
	e.gives("Deleted.", "", nil)
	e.conditional()
}

func (k *kind) downloadSpec(e *endpoint) {
	e.asAt()
	e.gives("The file, as an attachment.", fileType, &huma.Schema{Type: "string", Format: "binary"})
}

func (k *kind) uploadSpec(e *endpoint) {
	e.Description = "PDF, Word (.docx) or plain text, told by its content, up to 10 MiB."
	e.MaxBodyBytes = maxFile
	e.addQuery(nameParam, "The name of the file.", &huma.Schema{Type: "string"}, false)
	e.sends(&huma.Schema{Type: "string", Format: "binary"}, fileType)
	e.gives("The record with its file.", jsonType, k.recordSchema(), etagHeader)
	e.conditional()
}

// schema gives the form of a parameter.
func (p Param) schema() *huma.Schema {
	s := &huma.Schema{Type: "string"}
	for _, c := range p.Choices {
		s.Enum = append(s.Enum, c)
	}
	switch p.Format {
	case "integer":
		one := 1.0
		s.Type, s.Minimum = "integer", &one
	case "date":
		s.Format = "date"
	}
	return s
}

// check refuses a value that the parameter cannot have.
func (p Param) check(v string) error {
	switch p.Format {
	case "integer":
		if n, err := strconv.ParseInt(v, 10, 64); err != nil || n < 1 {
			return errs.At(p.Name, "%q is not a whole number from 1.", v)
		}
	case "date":
		if _, err := civil.Parse(v); err != nil {
			return errs.At(p.Name, "%s", err.Error())
		}
	}
	if len(p.Choices) == 0 {
		return nil
	}
	for _, c := range p.Choices {
		if c == v {
			return nil
		}
	}
	return errs.At(p.Name, "%q is none of %s.", v, strings.Join(p.Choices, ", "))
}
