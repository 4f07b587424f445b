package main

import (
	"fmt"
	"io"
	"os"
	"strings"

	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/errs"
	"holdfast/internal/verdict"
	"holdfast/internal/win/bid"
	"holdfast/internal/win/certificate"
)

type bidsCmd struct {
	Check  bidsCheckCmd  `cmd:"" help:"Judge every live bid; exit 0 when all hold, 2 when one is at risk or fails, 3 when none is but one is unknown."`
	Import bidsImportCmd `cmd:"" help:"Import bids from JSON lines, all or nothing."`
}

// Exit statuses of "bids check", fit for cron and CI.
const (
	exitAtRisk  = exitCode(2)
	exitUnknown = exitCode(3)
)

type bidsCheckCmd struct {
	place
	JSON bool   `name:"json" help:"Print one JSON document."`
	On   string `name:"on" placeholder:"DATE" help:"Judge as on this day (YYYY-MM-DD) instead of today."`
	asAt
}

func (c bidsCheckCmd) Run(e *env) error {
	today, err := e.day(c.On)
	if err != nil {
		return err
	}
	h, err := openApp(e, c.place, false)
	if err != nil {
		return err
	}
	defer h.Close()
	if today, err = h.goBack(e, c.AsAt, c.On, today); err != nil {
		return err
	}
	return checkBids(e, h, today, c.JSON)
}

// day reads the day of a flag; empty means today.
func (e *env) day(s string) (civil.Date, error) {
	if s == "" {
		return e.today(), nil
	}
	d, err := civil.Parse(s)
	if err != nil {
		return 0, errs.At("--on", "%s", err.Error())
	}
	return d, nil
}

// checkedBid is one bid of the JSON report.
type checkedBid struct {
	Bid    string          `json:"bid"`
	Title  string          `json:"title"`
	Buyer  string          `json:"buyer,omitempty"`
	Owner  string          `json:"owner,omitempty"`
	Stage  string          `json:"stage"`
	Result verdict.Verdict `json:"verdict"`
	Value  *moneyReport    `json:"value,omitempty"`
}

type moneyReport struct {
	Minor    int64  `json:"minor"`
	Currency string `json:"currency"`
}

type checkReport struct {
	On      civil.Date   `json:"on"`
	Live    int          `json:"live"`
	AtRisk  int          `json:"atRisk"` // at risk or failing: the headline
	Fails   int          `json:"fails"`
	Unknown int          `json:"unknown"`
	Holds   int          `json:"holds"`
	Rules   string       `json:"rules"` // version of the rule data
	Bids    []checkedBid `json:"bids"`
}

// checkBids prints the table and gives the exit status.
func checkBids(e *env, h *app, today civil.Date, asJSON bool) error {
	board, err := h.bids.Check(e.ctx, h.actor, today)
	if err != nil {
		return err
	}
	if asJSON {
		err = printCheckJSON(e, h, board, today)
	} else {
		err = printCheckTable(e, board)
	}
	if err != nil {
		return err
	}
	switch {
	case board.Tally.AtRiskOrFails() > 0:
		return exitAtRisk
	case board.Tally.Unknown > 0:
		return exitUnknown
	}
	return nil
}

func printCheckJSON(e *env, h *app, board bid.Board, today civil.Date) error {
	t := board.Tally
	rep := checkReport{On: today, Live: t.Live, AtRisk: t.AtRiskOrFails(), Fails: t.Fails, Unknown: t.Unknown, Holds: t.Holds, Rules: h.book.Hash(), Bids: []checkedBid{}}
	for i := range board.Bids {
		b := &board.Bids[i]
		if !b.Live {
			continue
		}
		c := checkedBid{Bid: b.Number, Title: b.Value.Title, Buyer: b.Value.Buyer, Owner: b.Value.Owner, Stage: b.Value.Stage, Result: b.Verdict}
		if !b.Value.Value.IsZero() {
			c.Value = &moneyReport{b.Value.Value.Minor, b.Value.Value.Currency}
		}
		rep.Bids = append(rep.Bids, c)
	}
	return printJSON(e.stdout, rep)
}

func printCheckTable(e *env, board bid.Board) error {
	var out strings.Builder
	t := board.Tally
	out.WriteString(headline(t) + "\n")
	for i := range board.Bids {
		b := &board.Bids[i]
		if !b.Live {
			continue
		}
		fmt.Fprintf(&out, "\n%-8s %-8s %s\n", b.Verdict.State.Word(), b.Number, titleOf(&b.Value))
		for _, g := range b.Verdict.Groups {
			if b.Verdict.State != verdict.Holds && g.State == verdict.Holds {
				continue // the line is about what stands in the way
			}
			if b.Verdict.State == verdict.Holds && !g.Counts {
				continue
			}
			fmt.Fprintf(&out, "%18s%s\n", "", g.Reason)
			if g.Fix != nil && g.Counts {
				fmt.Fprintf(&out, "%18s%s\n", "", fixLine(g.Fix))
			}
		}
	}
	_, err := io.WriteString(e.stdout, out.String())
	return err
}

// headline is the sentence of the product.
func headline(t bid.Tally) string {
	s := fmt.Sprintf("%d of %d live bids are at risk.", t.AtRiskOrFails(), t.Live)
	switch {
	case t.Live == 0:
		return "There are no live bids."
	case t.AtRiskOrFails() == 1:
		s = fmt.Sprintf("1 of %d live bids is at risk.", t.Live)
	case t.AtRiskOrFails() == 0:
		s = fmt.Sprintf("None of %d live bids is at risk.", t.Live)
	}
	if t.Unknown > 0 {
		s += fmt.Sprintf(" %d cannot be told yet.", t.Unknown)
	}
	return s
}

func titleOf(b *bid.Bid) string {
	if b.Buyer == "" {
		return b.Title
	}
	return b.Buyer + ": " + b.Title
}

func fixLine(f *verdict.Fix) string {
	s := f.Action
	if f.Earliest.IsZero() {
		return s
	}
	return fmt.Sprintf("%s: start by %s, done between %s and %s if started today", s, f.StartBy.Short(), f.Earliest.Short(), f.Latest.Short())
}

type bidsImportCmd struct{ linesImport }

func (c bidsImportCmd) Run(e *env) error {
	return c.run(e, func(h *app, by change.By, in io.Reader) (bid.Imported, error) {
		return h.bids.Import(e.ctx, by, in)
	})
}

// linesImport is what the imports of records have in common: JSON lines in, all
// or nothing.
type linesImport struct {
	place
	File string `arg:"" help:"File of JSON lines, or - for standard input."`
	JSON bool   `name:"json" help:"Print one JSON document."`
}

func (c linesImport) run(e *env, take func(*app, change.By, io.Reader) (certificate.Imported, error)) error {
	in, done, err := e.input(c.File)
	if err != nil {
		return err
	}
	defer done()
	h, err := openApp(e, c.place, false)
	if err != nil {
		return err
	}
	defer h.Close()
	got, err := take(h, h.by(e, "imported from "+nameOf(c.File)), in)
	if err != nil {
		return e.refused(err)
	}
	if c.JSON {
		return printJSON(e.stdout, got)
	}
	_, err = fmt.Fprintf(e.stdout, "%d read: %d new, %d updated, %d unchanged.\n", got.Read, got.New, got.Updated, got.Unchanged)
	return err
}

// input opens a file of the command line; "-" is standard input.
func (e *env) input(name string) (io.Reader, func(), error) {
	if name == "-" {
		return e.stdin, func() {}, nil
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, nil, errs.Wrap(err, errs.Invalid, "%s cannot be read.", name)
	}
	return f, func() { _ = f.Close() }, nil
}

func nameOf(file string) string {
	if file == "-" {
		return "standard input"
	}
	return file
}

// refused prints each fault of a refused import on a line of its own and gives
// exit status 1.
func (e *env) refused(err error) error {
	fields := errs.FieldsOf(err)
	if len(fields) == 0 {
		return err
	}
	for _, f := range fields {
		fmt.Fprintf(e.stderr, "%s: %s\n", f.Pointer, f.Message)
	}
	fmt.Fprintln(e.stderr, "Nothing was imported.")
	return exitCode(1)
}
