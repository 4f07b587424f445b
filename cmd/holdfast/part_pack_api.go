package main

import (
	"net/http"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/errs"
	"holdfast/internal/rest"
	"holdfast/internal/win/pack"
)

type packItemOut struct {
	Key       string `json:"key" doc:"As choosing takes it: certificate:CERT-2."`
	Label     string `json:"label"`
	Note      string `json:"note"`
	Readiness string `json:"readiness" enum:"ready,check,waiting,to-do,not-asked"`
	Why       string `json:"why" doc:"What to look at, on whom it waits, or what to do."`
	Suggested bool   `json:"suggested" doc:"What the bid asks for leads to it."`
	Because   string `json:"because"`
}

type packOut struct {
	Pack     string        `json:"pack" doc:"Its number; empty before the first was begun."`
	State    string        `json:"state"`
	Headline string        `json:"headline"`
	Items    []packItemOut `json:"items"`
	Changed  []string      `json:"changed" doc:"What has changed since it was built or sent."`
}

type packChooseIn struct {
	Items  []string `json:"items" need:"true" doc:"Keys of the items; nothing else stays."`
	Reason string   `json:"reason"`
}

type packSetIn struct {
	Key      string   `json:"key" need:"true"`
	Columns  []string `json:"columns" doc:"Of the extract: applies, why, reason, status, how, owner."`
	WaitsOn  string   `json:"waitsOn" doc:"A member's id, or the name of somebody outside; empty: on nobody."`
	WaitsFor string   `json:"waitsFor"`
	Reason   string   `json:"reason"`
}

type packPromiseIn struct {
	Text   string `json:"text" need:"true" doc:"Markdown; it says what the verdict says does not hold."`
	Signer string `json:"signer"`
	Reason string `json:"reason"`
}

type packApproveIn struct {
	Hash   string `json:"hash" need:"true" doc:"Of the text that was read."`
	Reason string `json:"reason" doc:"Asked for where its author approves it because nobody else can."`
}

type packPromiseOut struct {
	Text     string   `json:"text" doc:"As it stands; a draft made of the verdict where nothing is written."`
	Signer   string   `json:"signer"`
	Hash     string   `json:"hash" doc:"Approve sends it back; empty when nothing is written."`
	Approved bool     `json:"approved"`
	Gaps     []string `json:"gaps" doc:"What it has to say."`
}

type packSendIn struct {
	To        string     `json:"to" need:"true"`
	Way       string     `json:"way" need:"true" enum:"portal,mail,transfer,hand,post"`
	On        civil.Date `json:"on" doc:"Today when not given."`
	Reference string     `json:"reference"`
	Note      string     `json:"note"`
	Reason    string     `json:"reason"`
}

func (w *packWing) operations() []rest.Operation {
	at := func(method, path, id, summary, description string, verb authz.Verb, body, answer any, do func(c *rest.Call) (any, error)) rest.Operation {
		return rest.Operation{
			Method: method, Path: "/bids/{id}/pack" + path, ID: id, Tag: "packs", Area: authz.Win, Verb: verb, What: "evidence packs", Summary: summary, Description: description,
			Body: body, Answer: answer, Do: do,
		}
	}
	record := func(o rest.Operation) rest.Operation {
		o.Record = pack.Kind
		return o
	}
	return []rest.Operation{
		at(http.MethodGet, "", "getBidPack", "The items of a bid's pack with how ready each is", "Those that are chosen, and all others that could be.", authz.Read, nil, packOut{}, w.getCall),
		record(at(http.MethodPost, "/choose", "choosePackItems", "Choose what goes into the pack", "Item by item; nothing else is sent. Begins the pack where there is none.", authz.Update, packChooseIn{}, nil, func(c *rest.Call) (any, error) {
			in := c.Body.(*packChooseIn)
			return w.on(c, "pack.update", in, in.Reason, func(tx *change.Tx, ref string, h *pack.House) (pack.Row, error) {
				return w.Choose(tx, ref, 0, in.Items, h)
			})
		})),
		record(at(http.MethodPost, "/item", "setPackItem", "Say on whom an item waits, or which columns it shows", "", authz.Update, packSetIn{}, nil, func(c *rest.Call) (any, error) {
			in := c.Body.(*packSetIn)
			return w.on(c, "pack.update", in, in.Reason, func(tx *change.Tx, ref string, _ *pack.House) (pack.Row, error) {
				return w.Set(tx, ref, 0, in.Key, pack.Setting{Columns: in.Columns, WaitsOn: in.WaitsOn, WaitsFor: in.WaitsFor})
			})
		})),
		at(http.MethodGet, "/undertaking", "getPackUndertaking", "The renewal undertaking, or a draft of it", "", authz.Read, nil, packPromiseOut{}, w.promiseCall),
		record(at(http.MethodPut, "/undertaking", "writePackUndertaking", "Write the renewal undertaking", "Refused when it passes over what the verdict says does not hold.", authz.Update, packPromiseIn{}, nil, func(c *rest.Call) (any, error) {
			in := c.Body.(*packPromiseIn)
			return w.on(c, "pack.update", in, in.Reason, func(tx *change.Tx, ref string, h *pack.House) (pack.Row, error) {
				return w.Write(tx, ref, 0, in.Text, in.Signer, h)
			})
		})),
		record(at(http.MethodPost, "/undertaking/approve", "approvePackUndertaking", "Approve the renewal undertaking as it was read", "Nobody approves what they wrote, where another could.", authz.Act, packApproveIn{}, nil, func(c *rest.Call) (any, error) {
			in := c.Body.(*packApproveIn)
			return w.on(c, "pack.approve", in, in.Reason, func(tx *change.Tx, ref string, h *pack.House) (pack.Row, error) {
				return w.Approve(tx, ref, in.Hash, in.Reason, h)
			})
		})),
		record(at(http.MethodPost, "/build", "buildPack", "Build the pack", "A zip of the chosen items that can be sent; its file is at /evidence-packs/{id}/files/file. Built again without a change it stays as it is.", authz.Act, whyNotIn{}, nil, func(c *rest.Call) (any, error) {
			row, err := w.current(c)
			if err != nil {
				return nil, err
			}
			row, err = w.build(c.Context(), c.By(c.Body.(*whyNotIn).Reason), row.ID, c.Today())
			return row.ID, err
		})),
		record(at(http.MethodPost, "/send", "recordPackSending", "Record that the pack went to somebody", "From then on it stays as it is.", authz.Act, packSendIn{}, nil, func(c *rest.Call) (any, error) {
			in := c.Body.(*packSendIn)
			return w.on(c, "pack.send", in, in.Reason, func(tx *change.Tx, ref string, _ *pack.House) (pack.Row, error) {
				return w.Send(tx, ref, pack.Sending{To: in.To, Way: in.Way, On: in.On, Reference: in.Reference, Note: in.Note})
			})
		})),
		record(at(http.MethodPost, "/next", "beginNextPack", "Begin the next pack of a bid", "With what was chosen for the one that was sent; one in preparation is given as it is.", authz.Create, whyNotIn{}, nil, func(c *rest.Call) (any, error) {
			id := ""
			err := c.Do("pack.create", c.Path("id"), c.Body.(*whyNotIn).Reason, func(tx *change.Tx) error {
				row, err := w.Begin(tx, c.Path("id"))
				id = row.ID
				return err
			})
			return id, err
		})),
	}
}

// current gives the pack of a bid that is worked on.
func (w *packWing) current(c *rest.Call) (row pack.Row, err error) {
	err = c.See(func(v *change.View) error {
		b, err := w.Bid(v, c.Path("id"))
		if err != nil {
			return err
		}
		rows, err := w.Of(v, b.ID)
		if err != nil {
			return err
		}
		found := pack.Current(rows)
		if found == nil {
			return errs.New(errs.Conflict, "Choose first what goes into the pack.")
		}
		row = *found
		return nil
	})
	return row, err
}

// on does one thing to the pack of a bid, which it begins where there is none.
func (w *packWing) on(c *rest.Call, action string, body any, reason string, fn func(tx *change.Tx, ref string, h *pack.House) (pack.Row, error)) (any, error) {
	id := ""
	err := c.Do(action, []any{c.Path("id"), body}, reason, func(tx *change.Tx) error {
		h, err := w.house(&tx.View, c.Path("id"), c.Today())
		if err != nil {
			return err
		}
		rows, err := w.Of(tx, h.Bid.ID)
		if err != nil {
			return err
		}
		row := pack.Current(rows)
		if row == nil {
			first, err := w.Begin(tx, h.Bid.ID)
			if err != nil {
				return err
			}
			row = &first
		}
		out, err := fn(tx, row.ID, h)
		id = out.ID
		return err
	})
	return id, err
}

func (w *packWing) seen(c *rest.Call) (h *pack.House, row *pack.Row, err error) {
	err = c.See(func(v *change.View) error {
		if h, err = w.house(v, c.Path("id"), c.Today()); err != nil {
			return err
		}
		rows, err := w.Of(v, h.Bid.ID)
		row = pack.Current(rows)
		return err
	})
	return h, row, err
}

func (w *packWing) getCall(c *rest.Call) (any, error) {
	h, row, err := w.seen(c)
	if err != nil {
		return nil, err
	}
	out := packOut{State: pack.Preparing, Items: []packItemOut{}, Changed: []string{}}
	value := &pack.Pack{}
	if row != nil {
		out.Pack, out.State, value = row.Number, row.Value.State, &row.Value
	}
	lines := h.Lines(value)
	out.Headline = pack.Headline(lines, &h.Bid.Value, h.Today)
	for i := range lines {
		l := &lines[i]
		out.Items = append(out.Items, packItemOut{Key: l.Key(), Label: l.Label, Note: l.Note, Readiness: string(l.State), Why: l.Why, Suggested: l.Suggested, Because: l.Because})
	}
	for _, x := range pack.Changed(value, lines) {
		out.Changed = append(out.Changed, x.Label+": "+x.Says)
	}
	return out, nil
}

func (w *packWing) promiseCall(c *rest.Call) (any, error) {
	h, row, err := w.seen(c)
	if err != nil {
		return nil, err
	}
	out := packPromiseOut{Gaps: []string{}}
	if row != nil && row.Value.Undertaking.Text != "" {
		u := &row.Value.Undertaking
		out.Text, out.Signer, out.Hash, out.Approved = u.Text, u.Signer, u.Content(), u.InForce()
	} else {
		out.Text = h.Draft()
	}
	gaps := h.Gaps()
	for i := range gaps {
		out.Gaps = append(out.Gaps, gaps[i].Says())
	}
	return out, nil
}
