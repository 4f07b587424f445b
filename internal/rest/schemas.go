package rest

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"holdfast/internal/authz"
	"holdfast/internal/register"
)

// valueName, recordName and pageName are the names of a register's schemas.
func (k *kind) valueName() string  { return k.name }
func (k *kind) recordName() string { return k.name + "Record" }
func (k *kind) pageName() string   { return k.name + "Page" }

func refTo(name string) *huma.Schema { return &huma.Schema{Ref: schemaRef + name} }

func (k *kind) recordSchema() *huma.Schema { return refTo(k.recordName()) }

// schemas makes the schemas of a register: of its value from the struct and the
// declaration, of a record, and of a page.
func (k *kind) schemas() {
	t := k.api.types
	typ := reflect.TypeOf(k.reg.New()).Elem()
	t.of[typ] = k.valueName()
	value := &huma.Schema{Type: "object", Properties: map[string]*huma.Schema{}, AdditionalProperties: false, Description: sentence(k.decl.Singular)}
	t.named[k.valueName()], t.taken[k.valueName()] = value, true
	t.fill(value, typ, true)
	for i := range k.decl.Fields {
		f := &k.decl.Fields[i]
		if f.Computed || strings.Contains(f.Name, ".") {
			continue
		}
		decorate(value.Properties[f.Name], f)
		if f.Required {
			value.Required = append(value.Required, f.Name)
		}
	}
	for _, name := range sortedKeys(k.rule.Fixed) {
		p := value.Properties[name]
		p.Description = strings.TrimSpace(p.Description + " Once it is there: changed by " + k.rule.Fixed[name] + ".")
	}
	for _, f := range k.files {
		if p := value.Properties[f.Name]; p != nil {
			p.Description = "SHA-256 of the stored file. It is stored by PUT …" + k.path + "/{id}/files/" + f.Name + "; here it stays or is taken away."
		}
	}
	k.wholes()
}

// wholes makes the schemas of a record and of a page.
func (k *kind) wholes() {
	at := func(doc string) *huma.Schema {
		return &huma.Schema{Type: "string", Format: "date-time", Description: doc}
	}
	one := &huma.Schema{
		Type: "object", Description: sentence(k.decl.Singular) + " as it is stored, with its version.",
		Required: []string{"kind", "id", "number", "version", "createdAt", "createdBy", "updatedAt", "updatedBy", "value"},
		Properties: map[string]*huma.Schema{
			"kind":      {Type: "string", Enum: []any{string(k.decl.Kind)}},
			"id":        {Type: "string"},
			"number":    {Type: "string", Description: "What people say: " + k.decl.Number(12) + "."},
			"version":   {Type: "integer", Format: "int64", Description: "1 when it was added; the ETag holds it."},
			"createdAt": at("When it was added."), "createdBy": {Type: "string", Description: "Who added it: a member's id."},
			"updatedAt": at("When this version began."), "updatedBy": {Type: "string", Description: "Who made this version."},
			"deleted": {Type: "boolean", Description: "In the history alone: it was deleted with this version."},
			"value":   {AnyOf: []*huma.Schema{refTo(k.valueName()), {Type: "null"}}, Description: "null: it has been erased."},
		},
	}
	if len(k.computed) > 0 {
		c := &huma.Schema{Type: "object", Description: "Reckoned from the value.", Properties: map[string]*huma.Schema{}}
		for _, f := range k.computed {
			c.Properties[f.Name] = nullable(computedSchema(f))
		}
		one.Properties["computed"] = c
	}
	k.api.types.named[k.recordName()] = one
	k.api.types.named[k.pageName()] = &huma.Schema{
		Type: "object", Required: []string{"records"},
		Properties: map[string]*huma.Schema{
			"records": {Type: "array", Items: k.recordSchema()},
			"total":   {Type: "integer", Format: "int64", Description: "How many match on all pages; only when asked for."},
			"next":    {Type: "string", Description: "The value of after for the next page; absent on the last."},
		},
	}
}

func computedSchema(f *register.Field) *huma.Schema {
	s := &huma.Schema{Type: "string"}
	switch f.Type {
	case register.Number, register.Instant:
		s.Type = "number"
	case register.YesNo:
		s.Type = "boolean"
	case register.Tags:
		s.Type, s.Items = "array", &huma.Schema{Type: "string"}
	case register.Money:
		s.Type = "object"
	case register.Date:
		s.Format = "date"
	}
	decorate(s, f)
	return s
}

// decorate says of a member what the declaration says of its field.
func decorate(s *huma.Schema, f *register.Field) {
	s.Title, s.Description = f.Label, f.Help
	if s.Type == "" && s.Ref != "" { // beside a reference other words are allowed in 3.1
		return
	}
	switch f.Type {
	case register.Choice:
		for _, o := range f.Choices {
			s.Enum = append(s.Enum, o.Value)
		}
		if !f.Required {
			s.Enum = append(s.Enum, "")
		}
		var words []string
		for _, o := range f.Choices {
			if !strings.EqualFold(strings.ReplaceAll(o.Value, "-", " "), o.Label) {
				words = append(words, o.Value+": "+o.Label)
			}
		}
		s.Description = strings.TrimSpace(s.Description + " " + strings.Join(words, "; "))
	case register.Text, register.Person, register.Link, register.File:
		bound(s, register.MaxText)
	case register.LongText:
		bound(s, register.MaxLongText)
	case register.Instant:
		s.Description = strings.TrimSpace(s.Description + " Microseconds since 1970, UTC.")
	}
	switch f.Type {
	case register.Person:
		s.Description = strings.TrimSpace(s.Description + " A member's id.")
	case register.Link:
		s.Description = strings.TrimSpace(fmt.Sprintf("%s The id of a %s.", s.Description, f.To))
	}
	if len(f.Only) > 0 {
		s.Description = strings.TrimSpace(s.Description + " Changed only by: " + roleWords(f.Only) + ".")
	}
}

func bound(s *huma.Schema, most int) {
	if s.Type == "string" {
		s.MaxLength = &most
	}
}

func roleWords(roles []authz.Role) string {
	out := make([]string, len(roles))
	for i, r := range roles {
		out[i] = string(r)
	}
	return strings.Join(out, ", ")
}

// sentence begins with a capital letter.
func sentence(s string) string { return strings.ToUpper(s[:1]) + s[1:] }
