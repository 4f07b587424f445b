package uitest

import (
	"github.com/a-h/templ"

	"holdfast/internal/chart"
	"holdfast/internal/web/desk"
	"holdfast/internal/web/win"
)

// Pages are all the pages of the invented company, by name.
func Pages() map[string]templ.Component {
	crowd := TodayView()
	for i := range 11 {
		b := crowd.Bids[0]
		b.Bid.ID = "BID-" + string(rune('A'+i))
		b.Bid.State = chart.Holds
		crowd.Bids = append(crowd.Bids, b)
	}
	empty := BidsView()
	empty.Bids, empty.Chips = nil, nil
	none := BidsView()
	none.Bids, none.Filtered, none.ClearHref = nil, true, "/bids"
	noCerts := CertificatesView()
	noCerts.Lines, noCerts.Bars = nil, nil
	return map[string]templ.Component{
		"certificates": win.CertificatesPage(CertificatesView()), "certificates-empty": win.CertificatesPage(noCerts),
		"certificate": win.CertificatePage(CertificateView()), "certificate-bare": win.CertificatePage(BareCertificateView()),
		"certificate-form": win.CertificateFormPage(CertificateFormView()), "certificate-draft": win.CertificateFormPage(DraftView()),
		"certificate-scanned": win.CertificateFormPage(ScannedView()), "certificate-conflict": win.CertificateFormPage(ConflictView()),
		"first-run": win.FirstRunPage(FirstRunView()),
		"today":     desk.TodayPage(TodayView()), "today-quiet": desk.TodayPage(QuietView()),
		"today-empty": desk.TodayPage(EmptyView()), "today-crowd": desk.TodayPage(crowd),
		"bid": win.BidPage(BidView()), "bid-what-if": win.BidPage(WhatIfView()),
		"bid-estimated": win.BidPage(EstimatedView()), "bid-bare": win.BidPage(BareView()),
		"bids": win.BidsPage(BidsView()), "bids-empty": win.BidsPage(empty), "bids-none": win.BidsPage(none),
		"kit": KitPage(), "form": FormPage(),
	}
}
