package scope

import (
	"holdfast/internal/isms/scope"
	"holdfast/internal/web/ui"
)

// contentShort is a statement in the lines of the first page.
func contentShort(c *scope.Content) []ui.KV {
	var entities, sites, out []string
	for _, e := range c.Entities {
		entities = append(entities, e.Name)
	}
	for _, s := range c.Sites {
		sites = append(sites, s.Name)
	}
	for _, x := range c.Exclusions {
		out = append(out, x.What)
	}
	return filled(ui.KV{Label: "Entities", Value: ui.List(entities...)}, ui.KV{Label: "Sites", Value: ui.List(sites...)}, ui.KV{Label: "Left out", Value: ui.List(out...)})
}

// contentLong is a statement as it is printed.
func contentLong(c scope.Content) []ui.KV {
	items := func(n int, text func(int) string) []string {
		out := make([]string, n)
		for i := range out {
			out[i] = text(i)
		}
		return out
	}
	var kvs []ui.KV
	long := func(label, text string) {
		if text != "" {
			kvs = append(kvs, ui.KV{Label: label, Content: lines(text)})
		}
	}
	many := func(label string, all []string) {
		if len(all) > 0 {
			kvs = append(kvs, ui.KV{Label: label, Content: list(all)})
		}
	}
	long("What we do", c.Activities)
	many("Legal entities", items(len(c.Entities), func(i int) string { return c.Entities[i].Text() }))
	many("Sites", items(len(c.Sites), func(i int) string { return c.Sites[i].Text() }))
	long("Boundary", c.Boundary)
	long("Interfaces", c.Interfaces)
	long("Dependencies", c.Dependencies)
	many("Left out", items(len(c.Exclusions), func(i int) string { return c.Exclusions[i].Text() }))
	return kvs
}

func filled(kvs ...ui.KV) []ui.KV {
	var out []ui.KV
	for _, kv := range kvs {
		if kv.Value != "" {
			out = append(out, kv)
		}
	}
	return out
}
