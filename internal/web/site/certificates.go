package site

import (
	"net/http"
	"slices"
	"strings"

	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/errs"
	"holdfast/internal/register"
	"holdfast/internal/task"
	"holdfast/internal/verdict"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/ui"
	"holdfast/internal/web/win"
	"holdfast/internal/win/bid"
	"holdfast/internal/win/certificate"
)

// versionsShown is how many changes a certificate's page shows.
const versionsShown = 20

// certificates is the list, with what rests on each certificate.
func (s *Site) certificates(w http.ResponseWriter, r *http.Request) error {
	return s.certificateList(w, r, http.StatusOK, "")
}

// certificateList shows the list; wrong is what was wrong with a dropped file.
func (s *Site) certificateList(w http.ResponseWriter, r *http.Request, status int, wrong string) error {
	today := s.Today()
	board, err := s.Bids.Check(r.Context(), frame.Actor(r.Context()), today)
	if err != nil {
		return err
	}
	sh, err := s.Shell(r.Context(), "Certificates", "/certificates", frame.Done(r, certDone))
	if err != nil {
		return err
	}
	sh.Problem = wrong != ""
	v := win.CertificatesView{
		Shell: sh, Today: today, Bars: s.bars(board.Certificates, today), Drop: s.drop(wrong), Empty: emptyCertificates(),
		New: []ui.Action{{Label: "Drop a PDF", Href: "#drop"}, {Label: "Add a certificate", Href: "/certificates/new", Primary: true}},
	}
	all := certificate.Numbers(board.Certificates)
	for i := range board.Certificates {
		v.Lines = append(v.Lines, s.certificateLine(board, all, i, today))
	}
	return web.Render(w, r, status, win.CertificatesPage(v))
}

func (s *Site) certificateLine(board bid.Board, all []certificate.Numbered, i int, today civil.Date) win.CertificateLine {
	c := &all[i]
	st := c.Standing(s.Book, all, today)
	l := win.CertificateLine{
		ID: c.Number, Name: s.certName(&c.Certificate), Href: "/certificates/" + c.Number, Number: c.Certificate.Number, Holder: c.Holder,
		Body: bodyWords(&c.Certificate), Scope: c.Scope, Last: st.Last, State: st.State,
	}
	if sc, ok := s.Book.Scheme(c.Scheme); ok {
		if word := statusWord(c.StatusOn(sc, today)); word != "Certified" {
			l.Status = word
		}
	}
	if st.FollowedBy != "" {
		l.Followed = true
		l.Status = strings.TrimPrefix(l.Status+", followed by "+st.FollowedBy, ", ")
	}
	deps := s.dependants(board.Bids, c.Number)
	l.Bids, l.Value = len(deps), valueOf(board.Bids, deps)
	return l
}

func bodyWords(c *certificate.Certificate) string {
	out := c.Body
	if c.AccreditationBody != "" {
		out += ", " + c.AccreditationBody
		if c.AccreditationNumber != "" {
			out += " " + c.AccreditationNumber
		}
	}
	return out
}

// dependants are the live bids in which the certificate speaks for something
// that counts, those it fails first.
func (s *Site) dependants(bids []bid.Checked, number string) []win.Dependant {
	var out []win.Dependant
	for i := range bids {
		b := &bids[i]
		if !b.Live {
			continue
		}
		at := slices.IndexFunc(b.Verdict.Groups, func(g verdict.Group) bool { return g.Counts && g.Certificate == number })
		if at < 0 {
			continue
		}
		g := b.Verdict.Groups[at]
		d := win.Dependant{
			ID: b.Number, Name: or(b.Value.Buyer, b.Value.Title), Href: "/bids/" + b.Number, Value: pounds(b), State: g.State, By: g.DecisiveDay,
		}
		if q := s.requirementOf(b, g); q != nil {
			d.Asked = win.WhenWords(q.Requirement)
		}
		out = append(out, d)
	}
	slices.SortStableFunc(out, func(a, b win.Dependant) int {
		switch {
		case a.State == b.State:
			return 0
		case verdict.Worse(a.State, b.State) == a.State:
			return -1
		}
		return 1
	})
	return out
}

// valueOf sums what the dependants are worth, in pounds.
func valueOf(bids []bid.Checked, deps []win.Dependant) string {
	rests := make(map[string]bool, len(deps))
	for _, d := range deps {
		rests[d.ID] = true
	}
	var sum int64
	for i := range bids {
		if bids[i].Value.Value.Currency == "GBP" && rests[bids[i].Number] {
			sum += bids[i].Value.Value.Minor
		}
	}
	return ui.Pounds(sum, "GBP")
}

func emptyCertificates() ui.Empty {
	return ui.Empty{
		Title: "No certificate is recorded yet",
		Text:  "Here would stand each certificate: until when it is valid, what to do by when so that it never lapses, and which bids rest on it.",
		Ways: []ui.Way{
			{Label: "Drop a PDF.", Text: "Scheme, number, dates and scope are read and shown for you to confirm.", Href: "#drop", Do: "Choose a file"},
			{Label: "Type one in.", Text: "Five fields are enough.", Href: "/certificates/new", Do: "Add a certificate"},
			{Label: "Ask me.", Text: "Say which ones you hold, and enter them one after another.", Href: "/start", Do: "Choose them"},
		},
	}
}

// snapshot reads what a certificate's page shows, as of one moment.
type snapshot struct {
	row   certificate.Row
	certs []certificate.Row
	bids  []bid.Checked
	tasks []register.Row[task.Task]
	log   []ui.LogEntry
}

func (s *Site) certificateRecord(r *http.Request, number string, today civil.Date) (out snapshot, err error) {
	err = s.Door.See(r.Context(), frame.Actor(r.Context()), func(v *change.View) error {
		if s.CertRegister.Declaration().ParseNumber(number) <= 0 {
			return errs.New(errs.NotFound, "There is no such certificate.")
		}
		if out.row, err = change.GetNumber(v, s.CertRegister, number); err != nil {
			return err
		}
		if out.certs, err = s.allCertificates(v); err != nil {
			return err
		}
		rows, err := change.Collect(v, s.BidRegister, register.Query{})
		if err != nil {
			return err
		}
		out.bids = bid.CheckAll(s.Book, today, out.certs, rows)
		out.tasks, err = change.Collect(v, s.Tasks, register.Query{Filters: []register.Filter{register.Where("aboutId", out.row.ID)}})
		if err != nil {
			return err
		}
		versions, err := change.History(v, s.CertRegister, out.row.ID)
		if err != nil {
			return err
		}
		members, err := v.Members()
		out.log = s.changesOf(r.Context(), versions, members, versionsShown)
		return err
	})
	return out, err
}
