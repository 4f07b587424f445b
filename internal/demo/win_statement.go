package demo

import "holdfast/internal/win/statement"

// BidStatement is a form that a bid fills in, as far as it has come.
type BidStatement struct {
	Bid, Form string
	Answers   []statement.Entry
}

// Statements tells the forms of an English bid and of a Scottish one, each filled
// in for the greater part: what is known is not said here.
func (s Story) Statements() []BidStatement {
	say := func(pairs ...string) (out []statement.Entry) {
		for i := 0; i+1 < len(pairs); i += 2 {
			out = append(out, statement.Entry{ID: pairs[i], Value: pairs[i+1]})
		}
		return out
	}
	from := func(pairs ...string) (out []statement.Entry) {
		for i := 0; i+1 < len(pairs); i += 2 {
			out = append(out, statement.Entry{ID: pairs[i], Answer: pairs[i+1]})
		}
		return out
	}
	return []BidStatement{
		{Bid: "BID-4", Form: statement.PSQ, Answers: append(say(
			"C8", "GB 999 9991 74", "C9", "yes", "C10", "no", "C13", "no",
			"C12", "Gareth Lowe, director, holds 60 % of the shares.\nPriya Nair, director, holds 40 %.",
			"1.1", "yes", "1.3", "Alone", "1.6", "Rhian Vaughan, 01632 960 171, rhian.vaughan@fenmoor.example",
			"2.1", "no", "2.3", "no", "2.5", "no", "2.6", "no", "3A.1", "Accounts for the last two years", "3A.2", "£6.1m and £7.4m in the last two financial years.", "3A.3", "no",
		), from("3B.1", "ANS-19", "3B.5", "ANS-9", "3A.5", "ANS-18")...)},
		{Bid: "BID-5", Form: statement.Scotland, Answers: append(say(
			"2A.4", "Rhian Vaughan, 01632 960 171, rhian.vaughan@fenmoor.example", "2A.5", "yes", "2A.6", "no", "2A.7", "no", "2B.1", "Gareth Lowe, managing director", "2C.1", "no", "2D.1", "no",
			"3A", "no", "3B.1", "yes", "3C.1", "no", "3C.2", "no", "3C.3", "no", "3C.4", "no", "3C.5", "no", "3C.6", "no", "3C.7", "no", "3D.1", "no",
			"4B.1a", "£6.1m and £7.4m in the last two financial years.", "4D.2", "no", "4D.1-hs", "no",
		), from("4C.1.2", "ANS-19", "4D.2.1", "ANS-14")...)},
	}
}
