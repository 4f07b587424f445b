// Package tender has the pages of tender documents: a pack that is dropped in and
// becomes a bid, what the documents of a bid ask for, and the reader that shows
// each demand in its place.
package tender

import (
	"net/http"

	"holdfast/internal/change"
	"holdfast/internal/register"
	"holdfast/internal/rest"
	"holdfast/internal/scheme"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/records"
	"holdfast/internal/web/ui"
	"holdfast/internal/win/bid"
	"holdfast/internal/win/certificate"
	"holdfast/internal/win/tender"
)

// Pages is what the pages need; cmd fills it.
type Pages struct {
	*frame.Frame
	Book         *scheme.Book
	Service      *tender.Service
	Bids         *bid.Service
	Certificates *register.Register[certificate.Certificate]
	Files        frame.Files
}

// path gives a page of a bid's documents.
func path(bid string, more ...string) string {
	out := "/bids/" + bid + "/documents"
	for _, m := range more {
		out += "/" + m
	}
	return out
}

const newPath = tender.Root + "/new"

// Routes gives every page and action.
func (p *Pages) Routes() []web.Route {
	get := func(pattern, page string, h web.Handler) web.Route {
		return web.Route{Method: http.MethodGet, Pattern: pattern, Page: page, Handler: h}
	}
	post := func(pattern, page string, h web.Handler) web.Route {
		return web.Route{Method: http.MethodPost, Pattern: pattern, Page: page, Handler: h}
	}
	const all, one = "/bids/{id}/documents", "/bids/{id}/documents/{doc}"
	drop, fresh := post(all, "tender-drop", p.dropOn), post(newPath, "tender-pack-drop", p.dropNew)
	drop.MaxBody, fresh.MaxBody = maxSend, maxSend
	return []web.Route{
		get(all, "tender-documents", p.documents),
		drop,
		get(all+"/corrections", "tender-corrections", p.corrections),
		get(one, "tender-document", p.reader),
		get(one+"/file", "tender-file", p.file),
		post(one+"/again", "tender-again", p.again),
		post(one+"/remove", "tender-remove", p.remove),
		post(one+"/requirements", "tender-missed", p.missed),
		post(one+"/requirements/{req}", "tender-correct", p.correct),
		post(one+"/requirements/{req}/remove", "tender-not-asked", p.notAsked),
		get(tender.Root+"/{doc}", "tender-document-of", p.lead),
		get(newPath, "tender-new", p.fresh),
		fresh,
		get(newPath+"/{pack}", "tender-pack", p.pack),
		post(newPath+"/{pack}", "tender-take-on", p.takeOn),
		post(newPath+"/{pack}/discard", "tender-discard", p.discard),
	}
}

// lead goes from a document's number to its page.
func (p *Pages) lead(w http.ResponseWriter, r *http.Request) error {
	to := ""
	err := p.Door.See(r.Context(), frame.Actor(r.Context()), func(v *change.View) error {
		row, err := change.GetNumber(v, p.Service.Documents, number(p.Service, r.PathValue("doc")))
		if err != nil {
			return err
		}
		if row.Value.Bid == "" {
			to = newPath + "/" + row.Value.Pack
			return nil
		}
		b, err := p.Service.Bid(v, row.Value.Bid)
		to = path(b.Number, row.Number)
		return err
	})
	if err != nil {
		return err
	}
	return web.SeeOther(w, to)
}

// number gives what may be asked for as a number; anything else is none.
func number(s *tender.Service, text string) string {
	if n := s.Documents.Declaration().ParseNumber(text); n > 0 {
		return s.Documents.Declaration().Number(n)
	}
	return s.Documents.Declaration().Number(0)
}

// Made is what the pages that are made from the declaration need to know: the list
// of all documents, of every bid.
func (p *Pages) Made(rule rest.Rule) records.Place {
	return records.Place{
		Register: p.Service.Documents, Path: tender.Root, Group: "Win", Title: "Tender documents", Rule: rule, New: newPath, NoRecord: true, Sort: "-dropped",
		Columns: []string{"name", "bid", "state", "pages", "asks", "dropped"},
		Empty: ui.Empty{
			Title: "No tender documents yet", Text: "Here would stand each document that a buyer sent, with what it asks for.",
			Ways: []ui.Way{{Label: "A pack.", Text: "Drop in the notice, the specification, or a zip of all of it.", Href: newPath, Do: "Drop in a tender pack"}},
		},
	}
}
