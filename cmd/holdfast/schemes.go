package main

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"holdfast/internal/civil"
	"holdfast/internal/errs"
	"holdfast/internal/scheme"
	"holdfast/internal/strictjson"
)

// schemesCmd is about what the product knows of certification schemes; it keeps
// no data.
type schemesCmd struct {
	Dates schemesDatesCmd `cmd:"" help:"Reckon a certificate's clocks: JSON lines in, last valid day and events out."`
	List  schemesListCmd  `cmd:"" help:"The schemes that are known."`
	Show  schemesShowCmd  `cmd:"" help:"What is known of one scheme, each fact with its source and certainty."`
}

type schemesDatesCmd struct{}

// Help is what "holdfast schemes dates --help" adds.
func (schemesDatesCmd) Help() string {
	return `Reads {"id","scheme","cycle":"initial|recertified","decision","issued","expires",
"suspended","stage2","ce_issued"} a line and writes {"id","lastValidDay","events":
[{"event","date","bound","hard"}]} a line, in the same order. Any date may be
absent: what hangs on it is left out. Beside these, "edition" (such as "2025-26")
and "endLabel" (the words printed before the end date) are understood. Bound "by":
that day is in time; "before": the day before is the last in time. lastValidDay is
null when no end can be told.

A line that cannot be read is named on standard error with its place; the others
are answered all the same, and the exit status is 1.`
}

// datesIn is one line of input.
type datesIn struct {
	ID        string     `json:"id"`
	Scheme    string     `json:"scheme"`
	Cycle     string     `json:"cycle"`
	Edition   string     `json:"edition"`
	EndLabel  string     `json:"endLabel"`
	Decision  civil.Date `json:"decision"`
	Issued    civil.Date `json:"issued"`
	Expires   civil.Date `json:"expires"`
	Suspended civil.Date `json:"suspended"`
	Stage2    civil.Date `json:"stage2"`
	CEIssued  civil.Date `json:"ce_issued"`
}

// datesOut is one line of output; the names and their order are the contract.
type datesOut struct {
	ID           string      `json:"id"`
	LastValidDay civil.Date  `json:"lastValidDay"`
	Events       []datesItem `json:"events"`
}

type datesItem struct {
	Event string     `json:"event"`
	Date  civil.Date `json:"date"`
	Bound string     `json:"bound"`
	Hard  bool       `json:"hard"`
}

func (schemesDatesCmd) Run(e *env) error {
	book := scheme.Default()
	w := bufio.NewWriter(e.stdout)
	bad := false
	err := strictjson.Lines(e.stdin, func(line int, b []byte) error {
		out, err := dates(book, b)
		if err != nil {
			bad = true
			printLineError(e, line, err)
			return nil
		}
		text, err := strictjson.Marshal(out)
		if err != nil {
			return err
		}
		if _, err := w.Write(append(text, '\n')); err != nil {
			return err
		}
		return e.ctx.Err()
	})
	if ferr := w.Flush(); err == nil {
		err = ferr
	}
	if err == nil && bad {
		return exitCode(1)
	}
	return err
}

// dates answers one line.
func dates(book *scheme.Book, b []byte) (*datesOut, error) {
	var in datesIn
	if err := strictjson.Unmarshal(b, &in); err != nil {
		return nil, err
	}
	s, ok := book.Scheme(in.Scheme)
	if err := in.check(s, ok); err != nil {
		return nil, err
	}
	h := scheme.Held{
		Cycle: in.Cycle, Edition: in.Edition, EndLabel: in.EndLabel, Decision: in.Decision, Issued: in.Issued, Expires: in.Expires,
		Suspended: in.Suspended, Stage2: in.Stage2, CEIssued: in.CEIssued,
	}
	out := &datesOut{ID: in.ID, Events: []datesItem{}}
	// An end beyond the last deadline that is known cannot be told yet.
	if r := s.LastValidDay(h); r.UnknownAfter.IsZero() || r.Early <= r.UnknownAfter {
		out.LastValidDay = r.Early
	}
	for _, ev := range s.Events(h) {
		out.Events = append(out.Events, datesItem{ev.ID, ev.Date, ev.Bound, ev.Hard})
	}
	return out, nil
}

func (in *datesIn) check(s *scheme.Scheme, known bool) error {
	var f []errs.Field
	add := func(pointer, format string, args ...any) {
		f = append(f, errs.Field{Pointer: pointer, Message: fmt.Sprintf(format, args...)})
	}
	switch {
	case in.Scheme == "":
		add("/scheme", "the scheme is missing: \"holdfast schemes list\" names them")
	case !known:
		add("/scheme", "%q is not a scheme that is known: \"holdfast schemes list\" names them", in.Scheme)
	}
	if in.Cycle != "" && in.Cycle != "initial" && in.Cycle != "recertified" {
		add("/cycle", "%q is not a cycle: it is initial or recertified", in.Cycle)
	}
	if !in.Expires.IsZero() {
		switch {
		case in.Issued > in.Expires:
			add("/expires", "the certificate ends on %s, before its issue on %s", in.Expires, in.Issued)
		case in.Decision > in.Expires:
			add("/expires", "the certificate ends on %s, before the decision of %s", in.Expires, in.Decision)
		}
	}
	if s != nil && s.StartsOn == scheme.AnchorDecision && !in.Suspended.IsZero() && in.Suspended < in.Decision {
		add("/suspended", "the suspension of %s begins before the decision of %s", in.Suspended, in.Decision)
	}
	if len(f) == 0 {
		return nil
	}
	return errs.InvalidFields(f...)
}

type schemesListCmd struct {
	JSON bool `name:"json" help:"Print one JSON document."`
}

type schemeRow struct {
	ID             string           `json:"id"`
	Name           string           `json:"name"`
	ValidityMonths int              `json:"validityMonths"`
	Term           string           `json:"term"`
	Certainty      scheme.Certainty `json:"certainty"`
}

func (c *schemesListCmd) Run(e *env) error {
	book := scheme.Default()
	if c.JSON {
		doc := struct {
			Hash    string      `json:"hash"`
			Schemes []schemeRow `json:"schemes"`
		}{Hash: book.Hash()}
		for _, s := range book.Schemes() {
			doc.Schemes = append(doc.Schemes, schemeRow{s.ID, s.Name, s.ValidityMonths, s.Term, s.Fact.Certainty})
		}
		return printJSON(e.stdout, doc)
	}
	w := tabwriter.NewWriter(e.stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "SCHEME\tNAME\tCOUNTS FOR\tCERTAINTY")
	for _, s := range book.Schemes() {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", s.ID, s.Short, term(s), s.Fact.Certainty)
	}
	fmt.Fprintf(w, "\n%d schemes and %d rules, data %s\n", len(book.Schemes()), len(book.Rules()), book.Hash())
	return w.Flush()
}

func printJSON(w io.Writer, v any) error {
	b, err := strictjson.Marshal(v)
	if err != nil {
		return err
	}
	_, err = w.Write(append(b, '\n'))
	return err
}

func term(s *scheme.Scheme) string {
	switch s.Term {
	case scheme.TermToolkitYear:
		return "to the next year's deadline"
	case scheme.TermNone:
		return "no formal end"
	}
	if s.Shorter != nil {
		return fmt.Sprintf("%d months, or %d", s.ValidityMonths, s.Shorter.Months)
	}
	return fmt.Sprintf("%d months", s.ValidityMonths)
}

type schemesShowCmd struct {
	ID   string `arg:"" help:"The scheme's id, such as cyber-essentials-plus."`
	JSON bool   `name:"json" help:"Print one JSON document."`
}

func (c *schemesShowCmd) Run(e *env) error {
	book := scheme.Default()
	s, ok := book.Scheme(c.ID)
	if !ok {
		return errs.New(errs.NotFound, "%q is not a scheme that is known: \"holdfast schemes list\" names them", c.ID)
	}
	if c.JSON {
		return printJSON(e.stdout, s)
	}
	showScheme(e.stdout, book, s)
	return nil
}

// showScheme prints the facts of a scheme, each with its provenance below it.
func showScheme(w io.Writer, book *scheme.Book, s *scheme.Scheme) {
	say := func(f scheme.Fact, format string, args ...any) {
		fmt.Fprintf(w, "- %s\n  [%s, as of %s] %s\n", fmt.Sprintf(format, args...), f.Certainty, f.AsOf.Long(), f.Source)
		if f.Note != "" {
			fmt.Fprintf(w, "  %s\n", f.Note)
		}
	}
	fmt.Fprintf(w, "%s (%s)\n%s\n\n", s.Name, s.ID, s.Owner)
	fmt.Fprintf(w, "How long it counts\n")
	say(s.Fact, "%s, from the day %s", term(s), map[scheme.Anchor]string{scheme.AnchorDecision: "of the certification decision", scheme.AnchorIssued: "of issue"}[s.StartsOn])
	if s.Shorter != nil {
		say(s.Shorter.Fact, "%d months: %s", s.Shorter.Months, s.Shorter.When)
	}
	if s.RequiresFact != nil {
		say(*s.RequiresFact, "stands on %s", strings.Join(s.Requires, ", "))
	}
	for _, ed := range s.Editions {
		switch r, _ := s.EditionEnd(ed.ID); {
		case r.Early.IsZero():
			say(ed.Fact, "edition %s: no end is known", ed.ID)
		case r.Early != r.Late:
			say(ed.Fact, "edition %s: to %s, or %s", ed.ID, r.Early.Long(), r.Late.Long())
		default:
			say(ed.Fact, "edition %s: to %s", ed.ID, r.Early.Long())
		}
	}
	for _, l := range s.Levels {
		say(l.Fact, "level %s: %s", l.ID, l.Name)
	}
	if s.Toolkit != nil {
		for _, v := range s.Toolkit.Versions {
			say(v.Fact, "%s (%s): publish by %s", v.ID, v.Year, v.Deadline.Long())
		}
	}
	if len(s.Clocks) > 0 {
		fmt.Fprintf(w, "\nClocks\n")
	}
	for _, c := range s.Clocks {
		say(c.Fact, "%s: %s", c.ID, c.Name)
	}
	fmt.Fprintf(w, "\nRenewal\n")
	say(s.Lead.Fact, "a first one takes %d, usually %d, at most %d days; a renewal %d, %d, %d", s.Lead.First.Min, s.Lead.First.Typical, s.Lead.First.Max, s.Lead.Renew.Min, s.Lead.Renew.Typical, s.Lead.Renew.Max)
	loses := "renewing early usually costs no valid days"
	if s.EarlyRenewal.LosesDays {
		loses = "renewing early costs valid days"
	}
	say(s.EarlyRenewal.Fact, "%s", loses)
	var ids []string
	for _, r := range book.Rules() {
		if slices.ContainsFunc(r.Then, func(ef scheme.Effect) bool { return ef.Requires != nil && ef.Requires.Scheme == s.ID }) {
			ids = append(ids, r.ID)
		}
	}
	if len(s.Remarks) > 0 {
		fmt.Fprintf(w, "\nWorth knowing\n")
	}
	for _, r := range s.Remarks {
		say(r.Fact, "%s", r.Text)
	}
	if len(ids) > 0 {
		fmt.Fprintf(w, "\nRules that ask for it: %s\n", strings.Join(ids, ", "))
	}
}
