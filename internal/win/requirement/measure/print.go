package measure

import (
	"fmt"
	"io"
	"sort"
	"strings"
)

// Print writes the table.
func (r *Report) Print(w io.Writer, name string, verbose bool) {
	fmt.Fprintf(w, "%s: %d passages\n", name, r.Passages)
	for _, t := range []struct {
		name string
		c    Count
	}{{"named", r.Named}, {"asked", r.Asked}, {"required", r.Required}} {
		fmt.Fprintf(w, "  %-10s P %.3f  R %.3f  F1 %.3f  (%d found, %d false, %d missed)", t.name, t.c.Precision(), t.c.Recall(), t.c.F1(), t.c.Found, t.c.False, t.c.Missed)
		if t.name == "required" {
			fmt.Fprintf(w, "  95 %% of F1 by buyer: %.3f to %.3f", r.Low, r.High)
		}
		fmt.Fprintln(w)
	}
	fmt.Fprintf(w, "  %-10s P %.3f  R %.3f  F1 %.3f  (%d found, %d false, %d missed): every name called a demand\n", "keywords", r.Keyword.Precision(), r.Keyword.Recall(), r.Keyword.F1(), r.Keyword.Found, r.Keyword.False, r.Keyword.Missed)
	for _, c := range []struct {
		name string
		c    Classes
	}{{"strength", r.Strength}, {"when", r.When}} {
		by := c.c.byClass()
		names := make([]string, 0, len(by))
		for k := range by {
			names = append(names, k)
		}
		sort.Strings(names)
		var parts []string
		for _, k := range names {
			parts = append(parts, fmt.Sprintf("%s %.2f/%d", k, by[k].F1(), by[k].Found+by[k].Missed))
		}
		fmt.Fprintf(w, "  %-10s macro-F1 %.3f  (%s)\n", c.name, c.c.MacroF1(), strings.Join(parts, ", "))
	}
	for _, y := range []struct {
		name string
		y    Yes
	}{{"any_of", r.AnyOf}, {"or_policy", r.OrPolicy}, {"equivalent", r.Equal}, {"ukas", r.Ukas}, {"subcontr.", r.Subs}, {"proof", r.Proof}, {"level", r.Level}, {"condition", r.Condition}} {
		if y.y.Of > 0 {
			fmt.Fprintf(w, "  %-10s %d of %d right; F1 %.3f  (%d labelled: %d found, %d missed; %d false)\n", y.name, y.y.Right, y.y.Of, y.y.F1(), y.y.Labelled, y.y.Found, y.y.Missed, y.y.False)
		}
	}
	if verbose {
		for _, f := range r.Failures {
			fmt.Fprintln(w, "    "+f)
		}
	}
}

// PrintBuyers writes F1 of required with one buyer left out at a time: how much
// of the figure hangs on a single one. Rules are not trained, so leaving a buyer
// out changes what is counted and nothing else. Buyers without a failure are
// counted in one line.
func (r *Report) PrintBuyers(w io.Writer) {
	names := make([]string, 0, len(r.Buyers))
	var all Count
	for k, c := range r.Buyers {
		names = append(names, k)
		all.add(c)
	}
	sort.Strings(names)
	low, high := 1.0, 0.0
	whole, pairs := 0, 0
	fmt.Fprintf(w, "  one buyer left out at a time (rules: nothing is trained, only the count changes)\n")
	for _, k := range names {
		c := r.Buyers[k]
		rest := Count{all.Found - c.Found, all.False - c.False, all.Missed - c.Missed}
		low, high = min(low, rest.F1()), max(high, rest.F1())
		if c.False+c.Missed == 0 {
			whole++
			pairs += c.Found
			continue
		}
		fmt.Fprintf(w, "    %-50.50s its F1 %.3f  (%d found, %d false, %d missed); without it %.3f\n", k, c.F1(), c.Found, c.False, c.Missed, rest.F1())
	}
	fmt.Fprintf(w, "    %d other buyers without a failure (%d demands); F1 without one buyer is between %.3f and %.3f\n", whole, pairs, low, high)
}
