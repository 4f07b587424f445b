package site

import (
	"holdfast/internal/civil"
	"holdfast/internal/web/ui"
	"holdfast/internal/win/bid"
)

// movedFor is for how many days a bid's page opens with what its notice changed.
const movedFor = 30

// movedBanner says what the notice changed last and what that does to the
// verdict; nil where nothing changed lately.
func movedBanner(b *bid.Bid, today civil.Date) *ui.Banner {
	if len(b.Followed) == 0 {
		return nil
	}
	last := &b.Followed[len(b.Followed)-1]
	if last.On+movedFor < today {
		return nil
	}
	return &ui.Banner{
		Text: []ui.Run{
			{Text: "The buyer changed the notice: ", Strong: true},
			{Text: last.Words() + ". " + last.Effect(ui.StateWord) + ". Taken over on " + last.On.Long() + "."},
		},
		Action: &ui.Action{Label: "Read the notice", Href: noticeHref(b.Notice)},
	}
}
