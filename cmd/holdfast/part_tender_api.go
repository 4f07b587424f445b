package main

import (
	"net/http"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/rest"
	"holdfast/internal/verdict"
	"holdfast/internal/win/bid"
	"holdfast/internal/win/tender"
)

// dropOut is what came of a file that was sent.
type dropOut struct {
	Documents []string `json:"documents" doc:"Numbers, also of a document that was there before."`
	New       int      `json:"new" doc:"How many were not there before."`
	Later     bool     `json:"later" doc:"It is read in the background: ask for the documents of the bid until none is in the state reading."`
}

// tenderPlace is a place of a document that asks for something.
type tenderPlace struct {
	Document    string  `json:"document" doc:"Number of the document."`
	Name        string  `json:"name"`
	Page        int     `json:"page"`
	Start       int     `json:"start" doc:"In code points of the text of the page."`
	End         int     `json:"end"`
	Scheme      string  `json:"scheme"`
	Strength    string  `json:"strength" enum:"mandatory,expected,desirable,mention-only"`
	When        string  `json:"when"`
	Condition   string  `json:"condition"`
	Quote       string  `json:"quote"`
	Confidence  float64 `json:"confidence"`
	Requirement string  `json:"requirement" doc:"The bid's requirement that says it; empty when the bid does not count it."`
	Here        bool    `json:"here" doc:"The bid's requirement rests on these very words."`
}

type tenderPlacesOut struct {
	Places []tenderPlace `json:"places"`
}

type missedIn struct {
	Document string `json:"document" need:"true" doc:"Number of the document."`
	Page     int    `json:"page" need:"true"`
	Quote    string `json:"quote" need:"true" doc:"The words of the page that ask for it."`
	Scheme   string `json:"scheme" need:"true"`
	Strength string `json:"strength" need:"true" enum:"mandatory,expected,desirable"`
	When     string `json:"when" need:"true"`
	Reason   string `json:"reason" need:"true"`
}

type removeDocumentIn struct {
	Reason string `json:"reason" need:"true"`
}

func (w *tenderWing) operations() []rest.Operation {
	return []rest.Operation{
		{
			Method: http.MethodPost, Path: "/bids/{id}/documents", ID: "addTenderDocument", Tag: "tender-documents", Area: authz.Win, Verb: authz.Create, What: "tender documents",
			Summary: "Send a document of a tender, or a pack of them, for a bid", Description: "The file itself: PDF, Word, Excel, OpenDocument, HTML, text, e-mail, or a zip of these, up to 100 MB. It is read, and what it asks for goes to the bid. The same file twice is the same document. A small file is read before the answer; a file of which nothing can be used is refused, with each part named.",
			Query: []rest.Param{{Name: "name", Description: "The name of the file."}}, Takes: []string{"application/octet-stream"}, MaxBody: tender.MaxFile, Status: http.StatusCreated, Answer: dropOut{},
			Do: func(c *rest.Call) (any, error) {
				drop, err := w.take(c.Context(), c.By(""), c.Path("id"), c.Query("name"), c.Sent())
				return dropOut{Documents: append([]string{}, drop.Documents...), New: drop.New, Later: drop.Later}, err
			},
		},
		{
			Method: http.MethodGet, Path: "/bids/{id}/documents/places", ID: "listTenderPlaces", Tag: "tender-documents", Area: authz.Win, Verb: authz.Read, What: "tender documents",
			Summary: "Every place of a bid's documents that asks for something", Description: "With its words, its page and the bid's requirement that counts it.", Answer: tenderPlacesOut{}, Do: w.placesCall,
		},
		{
			Method: http.MethodPost, Path: "/bids/{id}/documents/missed", ID: "addMissedRequirement", Tag: "tender-documents", Area: authz.Win, Verb: authz.Update, What: "bids",
			Summary: "Add what a document asks for by quoting it", Body: missedIn{}, Record: bid.Kind,
			Do: func(c *rest.Call) (any, error) {
				in := c.Body.(*missedIn)
				row, err := w.AddMissed(c.Context(), c.By(in.Reason), c.Path("id"), in.Document, tender.Missed{Page: in.Page, Quote: in.Quote, Requirement: verdict.Requirement{
					Scheme: in.Scheme, Strength: in.Strength, When: in.When, Proof: "certificate",
				}})
				return row.ID, err
			},
		},
		{
			Method: http.MethodPost, Path: "/bids/{id}/documents/{doc}/remove", ID: "removeTenderDocument", Tag: "tender-documents", Area: authz.Win, Verb: authz.Delete, What: "tender documents",
			Summary: "Take a document out of a bid that it does not belong to", Description: "What it asks for is no longer counted.", Body: removeDocumentIn{},
			Do: func(c *rest.Call) (any, error) {
				return nil, w.Remove(c.Context(), c.By(c.Body.(*removeDocumentIn).Reason), c.Path("id"), c.Path("doc"))
			},
		},
	}
}

func (w *tenderWing) placesCall(c *rest.Call) (any, error) {
	out := tenderPlacesOut{Places: []tenderPlace{}}
	err := c.See(func(v *change.View) error {
		b, err := w.Bid(v, c.Path("id"))
		if err != nil {
			return err
		}
		rows, err := w.Of(v, b.ID)
		if err != nil {
			return err
		}
		for i := range rows {
			for _, s := range tender.Stand(&rows[i], b.Value.Requirements) {
				if !s.Asked() && !s.Here {
					continue
				}
				q := &s.Requirement
				if s.Here {
					q = s.Of
				}
				p := tenderPlace{
					Document: rows[i].Number, Name: rows[i].Value.Name, Page: s.Page, Start: q.Start, End: q.End, Scheme: q.Scheme, Strength: q.Strength, When: q.When,
					Condition: string(q.Condition), Quote: q.Quote, Confidence: q.Confidence, Here: s.Here,
				}
				if s.Of != nil && !s.Of.Removed {
					p.Requirement = s.Of.ID
				}
				out.Places = append(out.Places, p)
			}
		}
		return nil
	})
	return out, err
}
