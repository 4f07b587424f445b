package win

import (
	"net/http"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/errs"
	"holdfast/internal/register"
	"holdfast/internal/rest"
	"holdfast/internal/verdict"
	"holdfast/internal/win/bid"
	"holdfast/internal/win/certificate"
)

// Checked is a bid with its verdict.
type Checked struct {
	Bid     string          `json:"bid" doc:"Its number."`
	ID      string          `json:"id"`
	Title   string          `json:"title"`
	Live    bool            `json:"live"`
	Verdict verdict.Verdict `json:"verdict"`
}

type verdictList struct {
	Day      civil.Date `json:"day"`
	Tally    tally      `json:"tally"`
	Verdicts []Checked  `json:"verdicts"`
}

type tally struct {
	Live    int `json:"live"`
	Fails   int `json:"fails"`
	AtRisk  int `json:"atRisk"`
	Unknown int `json:"unknown"`
	Holds   int `json:"holds"`
}

type whatIf struct {
	If      string          `json:"if" doc:"What was moved, in words."`
	Verdict verdict.Verdict `json:"verdict"`
}

func checked(b *bid.Checked) Checked {
	return Checked{Bid: b.Number, ID: b.ID, Title: b.Value.Title, Live: b.Live, Verdict: b.Verdict}
}

// caseOf gives a bid and the certificates to judge it by, of one snapshot.
func (w *Win) caseOf(c *rest.Call) (bid.Row, []certificate.Row, error) {
	var row bid.Row
	var certs []certificate.Row
	err := c.See(func(v *change.View) error {
		rec, err := change.AnyGet(v, w.BidRegister, c.Path("id"), 0)
		if err != nil {
			return err
		}
		if row, err = w.BidRegister.Row(&rec); err != nil {
			return err
		}
		certs, err = change.Collect(v, w.CertRegister, register.Query{})
		return err
	})
	return row, certs, err
}

func (w *Win) verdictOperations() []rest.Operation {
	return []rest.Operation{
		{
			Method: http.MethodGet, Path: "/verdicts", ID: "listVerdicts", Tag: "verdicts", What: "bids", Area: authz.Win, Verb: authz.Read,
			Summary: "Every bid with its verdict", Description: "Fails, At risk, Unknown, Holds, then by deadline; bids that are not live come last.",
			Query:  []rest.Param{{Name: "on", Format: "date", Description: "Judged on this day instead of today."}},
			Answer: verdictList{},
			Do: func(c *rest.Call) (any, error) {
				day := on(c)
				board, err := w.Bids.Check(c.Context(), c.Actor(), day)
				out := verdictList{Day: day, Tally: tally(board.Tally), Verdicts: []Checked{}}
				for i := range board.Bids {
					out.Verdicts = append(out.Verdicts, checked(&board.Bids[i]))
				}
				return out, err
			},
		},
		{
			Method: http.MethodGet, Path: "/bids/{id}/verdict", ID: "getVerdict", Tag: "bids", Area: authz.Win, Verb: authz.Read,
			Summary: "The verdict on a bid", Query: []rest.Param{{Name: "on", Format: "date", Description: "Judged on this day instead of today."}},
			Answer: Checked{},
			Do: func(c *rest.Call) (any, error) {
				row, certs, err := w.caseOf(c)
				if err != nil {
					return nil, err
				}
				list := bid.CheckAll(w.Book, on(c), certs, []bid.Row{row})
				return checked(&list[0]), nil
			},
		},
		{
			Method: http.MethodGet, Path: "/bids/{id}/what-if", ID: "whatIf", Tag: "bids", Area: authz.Win, Verb: authz.Read,
			Summary: "The verdict with one thing moved", Description: "Nothing is stored.",
			Query: []rest.Param{
				{Name: "what", Required: true, Description: "A date of the bid (award), or the number of a certificate whose renewal is granted (CERT-2)."},
				{Name: "to", Required: true, Format: "date", Description: "The day to which it is moved."},
			},
			Answer: whatIf{},
			Do: func(c *rest.Call) (any, error) {
				row, certs, err := w.caseOf(c)
				if err != nil {
					return nil, err
				}
				to, err := civil.Parse(c.Query("to"))
				if err != nil {
					return nil, errs.At("to", "%s", err.Error())
				}
				v, said, err := bid.WhatIf(w.Book, c.Today(), certs, row.Value, bid.Move{What: c.Query("what"), To: to})
				return whatIf{If: said, Verdict: v}, err
			},
		},
	}
}

// on gives the day that is asked for, today unless one is given.
func on(c *rest.Call) civil.Date {
	if d, err := civil.Parse(c.Query("on")); err == nil {
		return d
	}
	return c.Today()
}

// day reads a date that was checked as a parameter.
func day(s string) civil.Date {
	d, _ := civil.Parse(s)
	return d
}
