package main

import (
	"fmt"
	"strings"

	"holdfast/internal/framework"
)

type frameworksMapCmd struct {
	From string `arg:"" help:"The framework to read from."`
	To   string `arg:"" help:"The framework to read to."`
	All  bool   `name:"all" help:"Also what a chain over a third framework only makes possible."`
	JSON bool   `name:"json" help:"Print one JSON document, with what is only possible too."`
}

func (c *frameworksMapCmd) Run(e *env) error {
	book := framework.Default()
	from, err := book.Catalogue(c.From)
	if err != nil {
		return err
	}
	to, err := book.Catalogue(c.To)
	if err != nil {
		return err
	}
	m, err := book.Map(from.Ref(), to.Ref())
	if err != nil {
		return err
	}
	if c.JSON {
		return printJSON(e.stdout, struct {
			Guidance bool `json:"guidance"`
			*framework.Mapping
			Uncovered []string `json:"uncovered"`
		}{m.Guidance(), m, without(from, m.Pairs)})
	}
	pairs := m.Pairs
	if !c.All {
		pairs = certain(pairs)
	}
	w := e.stdout
	fmt.Fprintf(w, "%s (%s) to %s (%s): %d pairs\n%s\n", from.Name, from.Ref(), to.Name, to.Ref(), len(pairs), weight(m))
	if m.Note != "" {
		fmt.Fprintln(w, m.Note)
	}
	fmt.Fprintf(w, "Source: %s\n", m.Source)
	if hidden := len(m.Pairs) - len(pairs); hidden > 0 {
		fmt.Fprintf(w, "%d more are only possible, since a chain leads there and proves nothing: --all shows them.\n", hidden)
	}
	last := ""
	for _, p := range pairs {
		if p.From != last {
			fmt.Fprintf(w, "\n%s %s\n", p.From, from.Title(p.From))
			last = p.From
		}
		printPairs(w, []framework.Pair{p}, to)
	}
	if none := without(from, pairs); len(none) > 0 {
		fmt.Fprintf(w, "\nWithout a counterpart (%d): %s\n", len(none), strings.Join(none, ", "))
	}
	return nil
}

// without gives the items that no pair begins with.
func without(f *framework.Catalogue, pairs []framework.Pair) []string {
	has := map[string]bool{}
	for _, p := range pairs {
		has[p.From] = true
	}
	out := []string{}
	for i := range f.Items {
		if !has[f.Items[i].ID] {
			out = append(out, f.Items[i].ID)
		}
	}
	return out
}
