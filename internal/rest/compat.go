package rest

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"holdfast/internal/errs"
)

// Breaks compares two specifications and names every change that a client of
// the old one could notice: what is gone, what is newly asked for, what takes
// less than before, what may answer more than before. Additions break nothing.
// The error says which of the two is no specification.
func Breaks(before, after []byte) ([]string, error) {
	was, err := readSpec(before)
	if err != nil {
		return nil, errs.Wrap(err, errs.Invalid, "The older file is no specification.")
	}
	now, err := readSpec(after)
	if err != nil {
		return nil, errs.Wrap(err, errs.Invalid, "The newer file is no specification.")
	}
	c := &comparison{was: was, now: now, seen: map[string]bool{}}
	for _, path := range sortedKeys(was.Paths) {
		for _, method := range sortedKeys(was.Paths[path]) {
			at := strings.ToUpper(method) + " " + path
			op, there := now.Paths[path][method]
			if !there {
				c.say(at, "is gone")
				continue
			}
			c.operation(at, was.Paths[path][method], op)
		}
	}
	slices.Sort(c.found)
	return slices.Compact(c.found), nil
}

// The part of OpenAPI that is compared.
type specification struct {
	Paths      map[string]map[string]specOperation
	Components struct{ Schemas map[string]*specSchema }
}

type specOperation struct {
	Parameters  []specParam
	RequestBody *specBody
	Responses   map[string]specBody
}

type specParam struct {
	Name, In string
	Required bool
	Schema   *specSchema
}

type specBody struct {
	Required bool
	Content  map[string]struct{ Schema *specSchema }
}

type specSchema struct {
	Ref        string `json:"$ref"`
	Type       any
	Format     string
	Pattern    string
	Enum       []any
	Properties map[string]*specSchema
	Required   []string
	Items      *specSchema
	AnyOf      []*specSchema
	More       any `json:"additionalProperties"`
	Minimum    *float64
	Maximum    *float64
	MaxLength  *int
	MaxItems   *int
}

func readSpec(b []byte) (*specification, error) {
	var s specification
	if err := json.Unmarshal(b, &s); err != nil {
		return nil, err
	}
	if len(s.Paths) == 0 {
		return nil, fmt.Errorf("it has no paths")
	}
	return &s, nil
}

type comparison struct {
	was, now *specification
	found    []string
	seen     map[string]bool // pairs of named schemas that were compared, by direction
}

func (c *comparison) say(at, format string, args ...any) {
	c.found = append(c.found, at+": "+fmt.Sprintf(format, args...))
}

func (c *comparison) operation(at string, was, now specOperation) {
	c.params(at, was, now)
	switch {
	case was.RequestBody == nil && now.RequestBody != nil && now.RequestBody.Required:
		c.say(at, "wants a body now")
	case was.RequestBody != nil && now.RequestBody == nil:
		c.say(at, "takes no body any more")
	case was.RequestBody != nil:
		c.content(at+" body", was.RequestBody.Content, now.RequestBody.Content, true)
	}
	for _, status := range sortedKeys(was.Responses) {
		r, there := now.Responses[status]
		if !there {
			if status[0] == '2' {
				c.say(at, "answers %s no more", status)
			}
			continue
		}
		c.content(at+" "+status, was.Responses[status].Content, r.Content, false)
	}
	for _, status := range sortedKeys(now.Responses) {
		if _, there := was.Responses[status]; !there && status[0] == '2' {
			c.say(at, "may answer %s now", status)
		}
	}
}

func (c *comparison) params(at string, was, now specOperation) {
	find := func(list []specParam, p specParam) *specParam {
		for i := range list {
			if list[i].Name == p.Name && list[i].In == p.In {
				return &list[i]
			}
		}
		return nil
	}
	for _, p := range was.Parameters {
		switch q := find(now.Parameters, p); {
		case q == nil:
			c.say(at, "parameter %s is gone", p.Name)
		case q.Required && !p.Required:
			c.say(at, "parameter %s is required now", p.Name)
		default:
			c.schema(at+" parameter "+p.Name, p.Schema, q.Schema, true)
		}
	}
	for _, q := range now.Parameters {
		if q.Required && find(was.Parameters, q) == nil {
			c.say(at, "parameter %s is new and required", q.Name)
		}
	}
}

func (c *comparison) content(at string, was, now map[string]struct{ Schema *specSchema }, in bool) {
	for _, typ := range sortedKeys(was) {
		m, there := now[typ]
		if !there {
			c.say(at, "%s is gone", typ)
			continue
		}
		c.schema(at, was[typ].Schema, m.Schema, in)
	}
}
