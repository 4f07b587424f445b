package main

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"holdfast/internal/errs"
	"holdfast/internal/framework"
)

// frameworksCmd is about the catalogues that a management system is held
// against; it keeps no data.
type frameworksCmd struct {
	List  frameworksListCmd  `cmd:"" help:"The frameworks that are known, and which are mapped to each other."`
	Show  frameworksShowCmd  `cmd:"" help:"One framework, or one item of it: what it is for, what an auditor looks for, typical evidence, overlaps."`
	Map   frameworksMapCmd   `cmd:"" help:"How one framework overlaps with another."`
	Check frameworksCheckCmd `cmd:"" help:"Check a catalogue of your own: JSON, YAML or CSV."`
}

type frameworksListCmd struct {
	JSON bool `name:"json" help:"Print one JSON document."`
}

type frameworkRow struct {
	Ref     framework.Ref `json:"ref"`
	Current bool          `json:"current"`
	Name    string        `json:"name"`
	About   string        `json:"about"`
	Owner   string        `json:"owner"`
	Items   int           `json:"items"`
}

type mappingRow struct {
	From      framework.Ref       `json:"from"`
	To        framework.Ref       `json:"to"`
	Pairs     int                 `json:"pairs"`
	Origin    framework.Origin    `json:"origin"`
	Types     framework.Basis     `json:"types"`
	Certainty framework.Certainty `json:"certainty"`
	Guidance  bool                `json:"guidance"`
}

func (c *frameworksListCmd) Run(e *env) error {
	book := framework.Default()
	doc := struct {
		Hash       string         `json:"hash"`
		Frameworks []frameworkRow `json:"frameworks"`
		Mappings   []mappingRow   `json:"mappings"`
	}{Hash: book.Hash()}
	for _, f := range book.Catalogues() {
		doc.Frameworks = append(doc.Frameworks, frameworkRow{f.Ref(), f.Current, f.Name, f.About, f.Owner, len(f.Items)})
	}
	for _, m := range book.Mappings() {
		doc.Mappings = append(doc.Mappings, mappingRow{m.From, m.To, len(m.Pairs), m.Origin, m.Types, m.Certainty, m.Guidance()})
	}
	if c.JSON {
		return printJSON(e.stdout, doc)
	}
	w := tabwriter.NewWriter(e.stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "FRAMEWORK\tITEMS\tNAME")
	for _, r := range doc.Frameworks {
		mark := ""
		if !r.Current {
			mark = " (earlier edition)"
		}
		fmt.Fprintf(w, "%s\t%d\t%s%s\n", r.Ref, r.Items, r.Name, mark)
	}
	fmt.Fprintln(w, "\nFROM\tTO\tPAIRS\tPAIRED BY\tCERTAINTY")
	for _, r := range doc.Mappings {
		fmt.Fprintf(w, "%s\t%s\t%d\t%s\t%s\n", r.From, r.To, r.Pairs, pairedBy(r.Origin), r.Certainty)
	}
	fmt.Fprintf(w, "\n%d editions, %d mappings, data %s. V read in an official source, V2 in a secondary one, C commonly stated, P our judgement, U uncertain.\n", len(doc.Frameworks), len(doc.Mappings), doc.Hash)
	return w.Flush()
}

func pairedBy(o framework.Origin) string {
	if o == framework.Official {
		return "the framework's owner"
	}
	return "us, as guidance"
}

type frameworksShowCmd struct {
	Framework string `arg:"" help:"The framework's id, such as iso27001 or iso27001:2013."`
	Item      string `arg:"" optional:"" help:"An item or a heading of it, such as A.5.19, 9.2 or CE-UA-4."`
	JSON      bool   `name:"json" help:"Print one JSON document."`
}

func (c *frameworksShowCmd) Run(e *env) error {
	book := framework.Default()
	f, err := book.Catalogue(c.Framework)
	if err != nil {
		return err
	}
	if c.Item == "" {
		if c.JSON {
			return printJSON(e.stdout, f)
		}
		showFramework(e.stdout, book, f)
		return nil
	}
	id := itemID(f, c.Item)
	if it, ok := f.Item(id); ok {
		return showItem(e.stdout, book, f, it, c.JSON)
	}
	if g, ok := f.Group(id); ok {
		return showGroup(e.stdout, f, g, c.JSON)
	}
	return errs.New(errs.NotFound, "%q is not in %s: \"holdfast frameworks show %s\" lists its items", c.Item, f.Ref(), f.Ref())
}

// itemID finds the id that somebody means: case does not matter, and a control
// of Annex A may be named as in ISO 27002, without its A.
func itemID(f *framework.Catalogue, printed string) string {
	printed = strings.TrimSpace(printed)
	for _, want := range []string{printed, "A." + printed} {
		for i := range f.Items {
			if strings.EqualFold(f.Items[i].ID, want) {
				return f.Items[i].ID
			}
		}
		for i := range f.Groups {
			if strings.EqualFold(f.Groups[i].ID, want) {
				return f.Groups[i].ID
			}
		}
	}
	return printed
}

// showFramework prints every item under its headings, then the sources.
func showFramework(w io.Writer, book *framework.Book, f *framework.Catalogue) {
	fmt.Fprintf(w, "%s (%s)\n%s\n%s, %s\n", f.Name, f.Ref(), f.About, f.Owner, f.Reference)
	printed := map[string]bool{}
	for i := range f.Items {
		it := &f.Items[i]
		path := f.Path(it.ID)
		for depth, g := range path {
			if !printed[g.ID] {
				printed[g.ID] = true
				if depth == 0 {
					fmt.Fprintln(w)
				}
				fmt.Fprintf(w, "%s%s %s\n", strings.Repeat("  ", depth), g.ID, g.Title)
			}
		}
		fmt.Fprintf(w, "%s%s %s\n", strings.Repeat("  ", len(path)), it.ID, it.Title)
	}
	if docs := book.Documents(f.Ref()); len(docs) > 0 {
		fmt.Fprintln(w, "\nMandatory documented information")
		tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
		for _, d := range docs {
			fmt.Fprintf(tw, "  %s\t%s\t%s\n", d.Clause, d.Kind, d.Title)
		}
		tw.Flush()
	}
	fmt.Fprintln(w, "\nSources")
	for _, s := range f.Facts {
		fmt.Fprintf(w, "- %s: %s\n  [%s, as of %s]\n", s.Of, s.Source, s.Certainty, s.AsOf.Long())
		if s.Note != "" {
			fmt.Fprintf(w, "  %s\n", s.Note)
		}
	}
	fmt.Fprintf(w, "\n%s\n", f.Licence)
}

func showGroup(w io.Writer, f *framework.Catalogue, g *framework.Group, asJSON bool) error {
	items := f.Below(g.ID)
	if asJSON {
		return printJSON(w, struct {
			Framework framework.Ref     `json:"framework"`
			Group     *framework.Group  `json:"group"`
			Items     []*framework.Item `json:"items"`
		}{f.Ref(), g, items})
	}
	fmt.Fprintf(w, "%s %s (%s)\n", g.ID, g.Title, f.Ref())
	if g.Text != "" {
		fmt.Fprintln(w, g.Text)
	}
	fmt.Fprintln(w)
	for _, it := range items {
		fmt.Fprintf(w, "%s %s\n", it.ID, it.Title)
	}
	return nil
}

// itemDoc is what is known of one item; the names are the contract.
type itemDoc struct {
	Framework    framework.Ref        `json:"framework"`
	Item         *framework.Item      `json:"item"`
	Guidance     *framework.Guidance  `json:"guidance,omitempty"`
	Document     *framework.Document  `json:"document,omitempty"`
	Predecessors []string             `json:"predecessors,omitempty"`
	Overlaps     []*framework.Mapping `json:"overlaps"`
}

func showItem(w io.Writer, book *framework.Book, f *framework.Catalogue, it *framework.Item, asJSON bool) error {
	doc := itemDoc{Framework: f.Ref(), Item: it, Predecessors: book.Predecessors(f.Ref(), it.ID), Overlaps: []*framework.Mapping{}}
	if g, ok := book.Guidance(f.Ref(), it.ID); ok {
		doc.Guidance = g
	}
	for _, d := range book.Documents(f.Ref()) {
		if d.Clause == it.ID {
			doc.Document = &d
		}
	}
	for _, other := range book.Catalogues() {
		if other.ID == f.ID {
			continue // predecessors say it
		}
		m, err := book.Map(f.Ref(), other.Ref())
		if err != nil || other.Own || !other.Current {
			continue
		}
		if pairs := certain(m.Of(it.ID)); len(pairs) > 0 {
			one := *m
			one.Pairs = pairs
			doc.Overlaps = append(doc.Overlaps, &one)
		}
	}
	if asJSON {
		return printJSON(w, doc)
	}
	doc.print(w, book, f)
	return nil
}

// certain leaves out what a chain only makes possible.
func certain(pairs []framework.Pair) []framework.Pair {
	var out []framework.Pair
	for _, p := range pairs {
		if p.Type != framework.Possible {
			out = append(out, p)
		}
	}
	return out
}

func (d *itemDoc) print(w io.Writer, book *framework.Book, f *framework.Catalogue) {
	fmt.Fprintf(w, "%s %s (%s)\n", d.Item.ID, d.Item.Title, d.Framework)
	if g := d.Guidance; g != nil {
		fmt.Fprintf(w, "\n%s\n\nAn auditor looks for\n", g.Purpose)
		for _, s := range g.Looks {
			fmt.Fprintf(w, "- %s\n", s)
		}
		fmt.Fprintln(w, "\nTypical evidence")
		for _, ev := range g.Evidence {
			fmt.Fprintf(w, "- %s (%s)\n", ev.What, ev.Words())
		}
	}
	if doc := d.Document; doc != nil {
		fmt.Fprintf(w, "\nMust be documented: %s\n%s\n", doc.Title, doc.Shows)
	}
	if path := f.Path(d.Item.ID); len(path) > 0 || len(d.Item.Attributes) > 0 {
		fmt.Fprintln(w)
		tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
		for _, g := range path {
			fmt.Fprintf(tw, "Under\t%s %s\n", g.ID, g.Title)
		}
		for _, a := range f.Attributes {
			var names []string
			for _, v := range d.Item.Attributes[a.ID] {
				names = append(names, a.ValueName(v))
			}
			if names != nil {
				fmt.Fprintf(tw, "%s\t%s\n", a.Name, strings.Join(names, ", "))
			}
		}
		if d.Predecessors != nil {
			fmt.Fprintf(tw, "Came from\t%s\n", strings.Join(d.Predecessors, ", "))
		}
		if d.Item.Letters != "" {
			fmt.Fprintf(tw, "Lettered parts\t%s\n", d.Item.Letters)
		}
		tw.Flush()
	}
	for _, n := range d.Item.Notes {
		fmt.Fprintf(w, "%s\n", n)
	}
	for _, m := range d.Overlaps {
		other, err := book.Catalogue(string(m.To))
		if err != nil {
			continue
		}
		fmt.Fprintf(w, "\n%s\n", other.Name)
		printPairs(w, m.Pairs, other)
		fmt.Fprintf(w, "  %s\n", weight(m))
	}
}

// weight says in one line what a mapping proves.
func weight(m *framework.Mapping) string {
	switch {
	case !m.Guidance():
		return fmt.Sprintf("Paired and typed by the owner [%s].", m.Certainty)
	case m.Types == framework.TypesDerived:
		return fmt.Sprintf("Paired by the owner, the types read from the shape of the table: a help to find, no proof [%s].", m.Certainty)
	case m.Origin == framework.Official:
		return fmt.Sprintf("Paired by the owner, who gives no types: a help to find, no proof [%s].", m.Certainty)
	}
	return fmt.Sprintf("Guidance, paired by us: a help to find, no proof that one is met by the other [%s].", m.Certainty)
}

func printPairs(w io.Writer, pairs []framework.Pair, to *framework.Catalogue) {
	for _, p := range pairs {
		via := ""
		if len(p.Via) > 0 {
			via = ", over " + strings.Join(p.Via, ", ")
		}
		if p.Note != "" {
			via += "; " + p.Note
		}
		fmt.Fprintf(w, "- %s %s %s%s\n", pairWords(p.Type), p.To, to.Title(p.To), via)
	}
}

// pairWords says how the first stands to the second.
func pairWords(t framework.Type) string {
	return map[framework.Type]string{
		framework.Equal: "same scope as", framework.Subset: "part of", framework.Superset: "includes",
		framework.Intersects: "overlaps", framework.Related: "related to", framework.Possible: "perhaps",
	}[t]
}
