package site

import (
	"context"
	"encoding/csv"
	"net/http"
	"strings"

	"holdfast/internal/web/ui"
	"holdfast/internal/web/win"
	"holdfast/internal/win/bid"
)

const (
	// boardCards is how many bids of one stage the board shows.
	boardCards = 25
	// carriedShown is how many certificates the pipeline names.
	carriedShown = 6
)

// board puts the bids that were asked for under their stages; a stage without
// any is left out when it ends a bid's life.
func (s *Site) board(ctx context.Context, v *win.BidsView, list []*bid.Checked, q bidsQuery) {
	plain := make([]bid.Checked, len(list))
	for i, b := range list {
		plain[i] = *b
	}
	for _, col := range bid.Pipeline(plain) {
		ends := col.Stage == bid.Lost || col.Stage == bid.Withdrawn || col.Stage == bid.NoBid
		if len(col.Bids) == 0 && (ends || q.stage != "") {
			continue
		}
		c := win.BoardColumn{Stage: col.Stage, Word: bid.StageWord(col.Stage), Sum: sumWords(&col.Sum)}
		for i, b := range col.Bids {
			if i == boardCards {
				c.More = ui.Link{Label: "All " + ui.Number(len(col.Bids)) + " in a table", Href: "/bids?stage=" + col.Stage}
				break
			}
			k := win.BoardCard{BidLine: s.bidLine(ctx, b), Action: "/bids/" + b.Number + "/stage"}
			k.Left = "no deadline is stated"
			if !k.Deadline.IsZero() {
				k.Left = "deadline " + ui.DayMonth(s.Today(), k.Deadline) + ", " + daysLeft(&b.Value, s.Today(), k.Deadline)
			}
			for _, o := range bid.StageWords() {
				k.Stages = append(k.Stages, ui.Choice{Value: o.Value, Label: o.Label, On: o.Value == b.Value.Stage})
			}
			c.Cards = append(c.Cards, k)
		}
		v.Board = append(v.Board, c)
	}
}

func sumWords(s *bid.Sum) string {
	out := ui.Count(s.N, "bid", "bids")
	if v := ui.Pounds(s.Value.Minor, s.Value.Currency); v != "" {
		out += ", " + v
	}
	return out
}

// sums fills what stands in each stage and what each certificate carries: of all
// bids, whatever the filter.
func (s *Site) sums(v *win.BidsView, board bid.Board, q bidsQuery) {
	for _, col := range bid.Pipeline(board.Bids) {
		if col.Sum.N == 0 {
			continue
		}
		line := win.StageSum{Word: bid.StageWord(col.Stage), Href: bidsQuery{board: q.board}.with("stage", col.Stage), N: col.Sum.N, Value: ui.Pounds(col.Sum.Value.Minor, col.Sum.Value.Currency)}
		if n := col.Sum.Unvalued; n > 0 {
			line.Note = ui.Number(n) + " without a value in pounds"
		}
		v.Sums = append(v.Sums, line)
	}
	for _, x := range bid.CarriedBy(board.Bids) {
		if len(v.Carried) == carriedShown {
			break
		}
		line := win.CarriedLine{
			ID: x.Certificate, Name: x.Certificate, Href: "/certificates/" + x.Certificate, Live: ui.Count(x.Live.N, "bid", "bids"),
			Value: ui.Pounds(x.Live.Value.Minor, x.Live.Value.Currency),
		}
		for i := range board.Certificates {
			if board.Certificates[i].Number == x.Certificate {
				line.Name = s.certName(&board.Certificates[i].Value)
			}
		}
		if x.AtRisk.N > 0 {
			line.AtRisk, line.Risk = ui.Count(x.AtRisk.N, "bid", "bids"), or(ui.Pounds(x.AtRisk.Value.Minor, x.AtRisk.Value.Currency), "no value")
		}
		v.Carried = append(v.Carried, line)
	}
}

// atRiskBy says how much of what a certificate carries is at risk by it.
func atRiskBy(list []bid.Checked, number string) string {
	for _, x := range bid.CarriedBy(list) {
		if x.Certificate == number && x.AtRisk.N > 0 {
			return "; " + or(ui.Pounds(x.AtRisk.Value.Minor, x.AtRisk.Value.Currency), ui.Count(x.AtRisk.N, "bid", "bids")) + " at risk"
		}
	}
	return ""
}

// plainCell keeps a spreadsheet from running what a buyer wrote as a formula.
func plainCell(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}

// bidsCSV sends the bids of the list, all pages of it.
func (s *Site) bidsCSV(w http.ResponseWriter, r *http.Request, list []*bid.Checked) error {
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="bids `+s.Today().String()+`.csv"`)
	out := csv.NewWriter(w)
	_ = out.Write([]string{"Bid", "Title", "Buyer", "Entity", "Stage", "Owner", "Verdict", "Deadline", "Award", "Start", "Value", "Currency"})
	day := func(b *bid.Bid, name string) string {
		if d := b.Day(name); d != nil {
			return d.Date.String()
		}
		return ""
	}
	for _, c := range list {
		b := &c.Value
		value := ""
		if !b.Value.IsZero() {
			value = strings.TrimSuffix(strings.TrimSpace(strings.TrimSuffix(b.Value.String(), b.Value.Currency)), " ")
		}
		row := []string{c.Number, b.Title, b.Buyer, b.Entity, bid.StageWord(b.Stage), s.Name(r.Context(), b.Owner), c.Verdict.State.Word(), day(b, "deadline"), day(b, "award"), day(b, "start"), value, b.Value.Currency}
		for i := range row {
			row[i] = plainCell(row[i])
		}
		if err := out.Write(row); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}
