package bid

import (
	"slices"

	"holdfast/internal/civil"
	"holdfast/internal/register"
	"holdfast/internal/scheme"
	"holdfast/internal/verdict"
	"holdfast/internal/win/certificate"
)

// Row is a stored bid.
type Row = register.Row[Bid]

// Checked is a bid with its verdict on a day.
type Checked struct {
	Row
	Live    bool
	Verdict verdict.Verdict
	// At gives, for each requirement that the verdict judged, its index in the
	// bid's own list.
	At []int
}

// Held gives the certificates as the verdict takes them, under their numbers.
func Held(rows []certificate.Row) []verdict.Certificate {
	out := make([]verdict.Certificate, 0, len(rows))
	for i := range rows {
		out = append(out, rows[i].Value.ForVerdict(rows[i].Number, ""))
	}
	return out
}

// Judge gives the verdict on one bid over a holder's certificates.
func Judge(h *verdict.Holder, number string, b *Bid, today civil.Date) Checked {
	v, at := b.ForVerdict()
	return Checked{
		Row: Row{Ref: register.Ref{Kind: Kind, Number: number}, Value: *b}, Live: b.Live(today),
		Verdict: h.Judge(number, b.Entity, &v), At: at,
	}
}

// CheckAll judges every bid on a day, in the order Fails, At risk, Unknown,
// Holds, then by deadline; bids that are not live come last.
func CheckAll(book *scheme.Book, today civil.Date, certs []certificate.Row, rows []Row) []Checked {
	h := verdict.NewHolder(book, today, Held(certs))
	out := make([]Checked, len(rows))
	for i := range rows {
		out[i] = Judge(h, rows[i].Number, &rows[i].Value, today)
		out[i].Row = rows[i]
	}
	order := map[verdict.State]int{verdict.Fails: 0, verdict.AtRisk: 1, verdict.Unknown: 2, verdict.Holds: 3}
	slices.SortStableFunc(out, func(a, b Checked) int {
		if a.Live != b.Live {
			if a.Live {
				return -1
			}
			return 1
		}
		if d := order[a.Verdict.State] - order[b.Verdict.State]; d != 0 {
			return d
		}
		return int(deadline(&a.Value)) - int(deadline(&b.Value))
	})
	return out
}

func deadline(b *Bid) civil.Date {
	if b.Dates.Deadline == nil {
		return civil.Date(1 << 30)
	}
	return b.Dates.Deadline.Date
}

// Tally counts live bids by state.
type Tally struct {
	Live, Fails, AtRisk, Unknown, Holds int
}

// Count counts the live ones.
func Count(list []Checked) Tally {
	var t Tally
	for i := range list {
		if !list[i].Live {
			continue
		}
		t.Live++
		switch list[i].Verdict.State {
		case verdict.Fails:
			t.Fails++
		case verdict.AtRisk:
			t.AtRisk++
		case verdict.Unknown:
			t.Unknown++
		default:
			t.Holds++
		}
	}
	return t
}

// AtRiskOrFails is the number of the headline.
func (t Tally) AtRiskOrFails() int { return t.Fails + t.AtRisk }
