package rest

import (
	"reflect"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"holdfast/internal/civil"
	"holdfast/internal/errs"
	"holdfast/internal/money"
	"holdfast/internal/strictjson"
)

// Forms gives the JSON form of types that write or read themselves otherwise
// than their Go type shows.
type Forms map[reflect.Type]*huma.Schema

const schemaRef = "#/components/schemas/"

// types makes JSON Schema of Go types and keeps the named ones.
type types struct {
	forms Forms
	named map[string]*huma.Schema
	of    map[reflect.Type]string // the name that a struct has been given
	// taken are the types that are read from clients: they name every member that
	// they take.
	taken map[string]bool
}

func newTypes(forms Forms) *types {
	t := &types{forms: Forms{}, named: map[string]*huma.Schema{}, of: map[reflect.Type]string{}, taken: map[string]bool{}}
	t.forms[reflect.TypeFor[civil.Date]()] = &huma.Schema{Type: "string", Nullable: true, Format: "date", Description: "A day, such as 2027-02-14; null: none."}
	t.forms[reflect.TypeFor[jsonValue]()] = &huma.Schema{Description: "Any JSON value."}
	t.forms[reflect.TypeFor[money.Amount]()] = &huma.Schema{
		Type: "object", Description: "A sum of money in whole minor units: 1234 GBP is £12.34.", AdditionalProperties: false,
		Required: []string{"minor", "currency"},
		Properties: map[string]*huma.Schema{
			"minor":    {Type: "integer", Format: "int64"},
			"currency": {Type: "string", Description: "ISO 4217; empty: no amount.", Pattern: "^([A-Z]{3})?$"},
		},
	}
	for k, v := range forms {
		t.forms[k] = v
	}
	return t
}

// taken gives the schema of what is read, answer of what is answered.
func (t *types) body(v any) *huma.Schema   { return t.schema(reflect.TypeOf(v), true) }
func (t *types) answer(v any) *huma.Schema { return t.schema(reflect.TypeOf(v), false) }

func (t *types) schema(typ reflect.Type, in bool) *huma.Schema {
	if s, ok := t.forms[typ]; ok {
		own := *s
		return &own
	}
	switch typ.Kind() {
	case reflect.Pointer:
		return nullable(t.schema(typ.Elem(), in))
	case reflect.String:
		return &huma.Schema{Type: "string"}
	case reflect.Bool:
		return &huma.Schema{Type: "boolean"}
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64, reflect.Uint8, reflect.Uint16, reflect.Uint32:
		return &huma.Schema{Type: "integer", Format: "int64"}
	case reflect.Float32, reflect.Float64:
		return &huma.Schema{Type: "number", Format: "double"}
	case reflect.Slice, reflect.Array:
		return &huma.Schema{Type: "array", Items: t.schema(typ.Elem(), in)}
	case reflect.Map:
		return &huma.Schema{Type: "object", AdditionalProperties: t.schema(typ.Elem(), in)}
	case reflect.Struct:
		return t.object(typ, in)
	}
	return &huma.Schema{}
}

func nullable(s *huma.Schema) *huma.Schema {
	if s.Type == "" {
		return &huma.Schema{AnyOf: []*huma.Schema{s, {Type: "null"}}}
	}
	s.Nullable = true
	return s
}

// object gives a reference to the schema of a struct, made the first time.
func (t *types) object(typ reflect.Type, in bool) *huma.Schema {
	name, known := t.of[typ]
	if !known {
		name = t.free(typ)
		t.of[typ] = name
		t.taken[name] = in
		s := &huma.Schema{Type: "object", Properties: map[string]*huma.Schema{}}
		t.named[name] = s // before its members: it may hold itself
		t.fill(s, typ, in)
		if in {
			s.AdditionalProperties = false
		}
	} else if in && !t.taken[name] {
		panic("rest: " + name + " is first answered and then read: declare the operation that reads it before")
	}
	return &huma.Schema{Ref: schemaRef + name}
}

// free gives a name that no other type has: Requirement, then BidRequirement.
func (t *types) free(typ reflect.Type) string {
	name := strings.ToUpper(typ.Name()[:1]) + typ.Name()[1:]
	if _, taken := t.named[name]; taken {
		pkg := typ.PkgPath()[strings.LastIndexByte(typ.PkgPath(), '/')+1:]
		name = strings.ToUpper(pkg[:1]) + pkg[1:] + name
	}
	return name
}

// fill gives a struct's members; those of embedded structs are its own. What is
// answered always has the members that are never left out.
func (t *types) fill(s *huma.Schema, typ reflect.Type, in bool) {
	for i := range typ.NumField() {
		f := typ.Field(i)
		tag, opts, _ := strings.Cut(f.Tag.Get("json"), ",")
		if f.Anonymous && tag == "" {
			t.fill(s, f.Type, in)
			continue
		}
		if !f.IsExported() || tag == "-" {
			continue
		}
		if tag == "" {
			tag = f.Name
		}
		s.Properties[tag] = t.schema(f.Type, in)
		if doc := f.Tag.Get("doc"); doc != "" {
			s.Properties[tag].Description = doc
		}
		if enum := f.Tag.Get("enum"); enum != "" {
			for v := range strings.SplitSeq(enum, ",") {
				s.Properties[tag].Enum = append(s.Properties[tag].Enum, v)
			}
		}
		if !in && !strings.Contains(opts, "omit") || in && f.Tag.Get("need") == "true" {
			s.Required = append(s.Required, tag)
		}
	}
}

// resolve follows a reference.
func (t *types) resolve(s *huma.Schema) *huma.Schema {
	for s != nil && s.Ref != "" {
		s = t.named[strings.TrimPrefix(s.Ref, schemaRef)]
	}
	return s
}

// checkPatch refuses members that the type does not have, which a merge patch
// could otherwise take away in silence.
func (t *types) checkPatch(name string, patch []byte) error {
	if len(patch) == 0 {
		return errs.At("", "The body is empty: send a JSON object.")
	}
	return t.known(t.named[name], patch, "")
}

func (t *types) known(s *huma.Schema, patch []byte, at string) error {
	now, err := members(patch)
	if err != nil {
		return err
	}
	for _, name := range sortedKeys(now) {
		prop, ok := s.Properties[name]
		if !ok {
			return errs.At(at+"/"+escapePointer(name), "%q is not a known field: names are exact, small letters count", name)
		}
		if inner := t.resolve(prop); now[name].Kind() == '{' && inner != nil && len(inner.Properties) > 0 {
			if err := t.known(inner, now[name], at+"/"+name); err != nil {
				return err
			}
		}
	}
	return nil
}

func escapePointer(name string) string {
	return strings.NewReplacer("~", "~0", "/", "~1").Replace(name)
}

// compactJSON gives a value as JSON on one line.
func compactJSON(v any) []byte {
	b, err := strictjson.Marshal(v)
	if err != nil {
		panic(err) // values of our own
	}
	return b
}
