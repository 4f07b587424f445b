package rest

import (
	"fmt"
	"slices"
	"strings"
)

func (s *specification) resolve(x *specSchema) (*specSchema, string) {
	name := ""
	for x != nil && x.Ref != "" {
		name = strings.TrimPrefix(x.Ref, schemaRef)
		x = s.Components.Schemas[name]
	}
	return x, name
}

// schema compares two schemas. What is sent (in) may only be taken more
// generously than before, what is answered only be promised more exactly.
func (c *comparison) schema(at string, was, now *specSchema, in bool) {
	a, name := c.was.resolve(was)
	b, other := c.now.resolve(now)
	if a == nil {
		return
	}
	if b == nil {
		c.say(at, "is described no more")
		return
	}
	if name != "" { // a named schema is compared once, under its name
		key := fmt.Sprint(name, " ", other, " ", in)
		if c.seen[key] {
			return
		}
		c.seen[key] = true
		at = name
		if in {
			at += " (sent)"
		}
	}
	c.types(at, a, b, in)
	c.bounds(at, a, b, in)
	c.enum(at, a, b, in)
	c.either(at, a, b, in)
	if a.Items != nil && b.Items != nil {
		c.schema(at+"/*", a.Items, b.Items, in)
	}
	c.members(at, a, b, in)
}

// kinds gives the types that a schema allows; nil: any.
func (s *specSchema) kinds() []string {
	switch t := s.Type.(type) {
	case string:
		return []string{t}
	case []any:
		var out []string
		for _, one := range t {
			out = append(out, fmt.Sprint(one))
		}
		return out
	}
	return nil
}

// types: what is sent must still be taken, what is answered be of no new type.
func (c *comparison) types(at string, was, now *specSchema, in bool) {
	before, after := was.kinds(), now.kinds()
	less, more := before, after // every one of less must be among more
	if !in {
		less, more = after, before
	}
	switch {
	case len(more) == 0:
		return
	case len(less) == 0 && (len(was.AnyOf) == 0 && len(now.AnyOf) == 0):
		c.say(at, "was of any type and is %s", strings.Join(more, " or "))
	}
	for _, t := range less {
		if !slices.Contains(more, t) && (t != "integer" || !slices.Contains(more, "number")) {
			c.say(at, "the type was %s and is %s", strings.Join(before, " or "), strings.Join(after, " or "))
			return
		}
	}
}

func (c *comparison) bounds(at string, was, now *specSchema, in bool) {
	if was.Format != now.Format {
		c.say(at, "the format was %q and is %q", was.Format, now.Format)
	}
	if !in {
		return
	}
	if now.Pattern != "" && now.Pattern != was.Pattern {
		c.say(at, "the pattern is %s now", now.Pattern)
	}
	tighter := func(what string, was, now *int) {
		if now != nil && (was == nil || *now < *was) {
			c.say(at, "%s is %d now", what, *now)
		}
	}
	tighter("maxLength", was.MaxLength, now.MaxLength)
	tighter("maxItems", was.MaxItems, now.MaxItems)
	if now.Minimum != nil && (was.Minimum == nil || *now.Minimum > *was.Minimum) {
		c.say(at, "minimum is %v now", *now.Minimum)
	}
	if now.Maximum != nil && (was.Maximum == nil || *now.Maximum < *was.Maximum) {
		c.say(at, "maximum is %v now", *now.Maximum)
	}
}

// enum: what is sent may lose no value. Of what is answered new values are
// allowed, as the description of the API says; a list that goes away is not.
func (c *comparison) enum(at string, was, now *specSchema, in bool) {
	switch {
	case in && len(now.Enum) > 0 && len(was.Enum) == 0:
		c.say(at, "takes only some values now")
	case in && len(now.Enum) > 0:
		for _, v := range was.Enum {
			if !slices.Contains(now.Enum, v) {
				c.say(at, "%v is taken no more", v)
			}
		}
	case !in && len(was.Enum) > 0 && len(now.Enum) == 0:
		c.say(at, "may answer any value now")
	}
}

func (c *comparison) either(at string, was, now *specSchema, in bool) {
	if len(was.AnyOf) > 0 && len(now.AnyOf) > 0 && len(was.AnyOf) != len(now.AnyOf) {
		if in == (len(now.AnyOf) < len(was.AnyOf)) {
			c.say(at, "has %d forms where it had %d", len(now.AnyOf), len(was.AnyOf))
		}
		return
	}
	for i := range min(len(was.AnyOf), len(now.AnyOf)) {
		c.schema(fmt.Sprintf("%s form %d", at, i+1), was.AnyOf[i], now.AnyOf[i], in)
	}
}

func (c *comparison) members(at string, was, now *specSchema, in bool) {
	for _, name := range sortedKeys(was.Properties) {
		p, there := now.Properties[name]
		if !there {
			if in || now.More == false || now.More == nil {
				c.say(at, "member %s is gone", name)
			}
			continue
		}
		c.schema(at+"/"+name, was.Properties[name], p, in)
	}
	for _, name := range now.Required {
		if in && !slices.Contains(was.Required, name) {
			c.say(at, "member %s is required now", name)
		}
	}
	for _, name := range was.Required {
		if !in && !slices.Contains(now.Required, name) {
			c.say(at, "member %s may be absent now", name)
		}
	}
	if in && was.More != false && now.More == false && len(was.Properties) > 0 {
		c.say(at, "takes no other members any more")
	}
}
