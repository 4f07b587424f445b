package asset

import (
	"holdfast/internal/civil"
	"holdfast/internal/due"
	"holdfast/internal/register"
)

// Row is a stored asset.
type Row = register.Row[Asset]

// keyRemind are the days before a key or certificate ends on which its
// custodian is told; reviewRemind those of a review. Product default.
var (
	keyRemind    = []int{60, 30, 14, 7, 1, 0}
	reviewRemind = []int{14, 0, -14}
)

// Due gives what falls due: keys and certificates to renew, and reviews.
func Due(rows []Row, today civil.Date) []due.Item {
	var out []due.Item
	for _, r := range rows {
		a := &r.Value
		if a.Gone() {
			continue
		}
		link := "/assets/" + r.Number
		if day := a.Act(); !day.IsZero() {
			who := a.Custodian
			if who == "" {
				who = a.Owner
			}
			why := "What it protects stops, or stands open, once it has expired."
			if !a.Expires.IsZero() {
				why = "It expires on " + a.Expires.Long() + ": what it protects stops, or stands open, after that."
			}
			out = append(out, due.Item{
				Date: day, Kind: due.KeyEnds, Ref: r.Number, Step: "renew", Link: link, Title: "Renew " + a.Name, Why: why,
				Owner: who, Hard: day == a.Expires, Days: today.DaysUntil(day), Remind: keyRemind,
			})
		}
		if !a.Review.IsZero() {
			out = append(out, due.Item{
				Date: a.Review, Kind: due.ReviewDue, Ref: r.Number, Step: "review", Link: link, Title: "Review the asset: " + a.Name,
				Why: "Owner, classification and needs change while nobody looks.", Owner: a.Owner, Days: today.DaysUntil(a.Review), Remind: reviewRemind,
			})
		}
	}
	return out
}

// Count is what the first line of the page says.
type Count struct {
	Assets  int // that are not gone
	Expire  int // keys and certificates that end within 60 days
	Expired int // of them, those that have
	NoOwner int
}

// SoonDays is what counts as soon for a key or certificate.
const SoonDays = 60

// CountOf counts.
func CountOf(rows []Row, today civil.Date) Count {
	var c Count
	for _, r := range rows {
		a := &r.Value
		if a.Gone() {
			continue
		}
		c.Assets++
		if a.Owner == "" {
			c.NoOwner++
		}
		if !a.Expires.IsZero() && today.DaysUntil(a.Expires) <= SoonDays {
			c.Expire++
			if a.Expires < today {
				c.Expired++
			}
		}
	}
	return c
}
