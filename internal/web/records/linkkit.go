package records

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"holdfast/internal/bulk"
	"holdfast/internal/change"
	"holdfast/internal/comment"
	"holdfast/internal/custom"
	"holdfast/internal/errs"
	"holdfast/internal/register"
	"holdfast/internal/share/report"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
)

// Kit is what stands beside the records of every register, whoever makes their
// pages: what they are linked with, what people say about them, changing many at
// once, and the fields that an organisation adds.
type Kit struct {
	*frame.Frame
	Bulk     *bulk.Service
	Comments *comment.Service
	Fields   *custom.Definitions
	// Page gives the address of a record's page, empty when it has none; value
	// points to the register's struct, and is nil where only the number is known.
	Page func(ref register.Ref, value any) string
	// List gives the address and the name of a register's list ("/risks",
	// "Risks"); empty when it has none.
	List func(register.Kind) (path, title string)
}

// NewKit makes the kit of a frame's pages. elsewhere gives the pages of records
// that have no Place.
func NewKit(f *frame.Frame, many *bulk.Service, comments *comment.Service, fields *custom.Definitions, elsewhere func(register.Ref) string) *Kit {
	page, list := PageOf(f), ListOf(f)
	k := &Kit{Frame: f, Bulk: many, Comments: comments, Fields: fields, List: list}
	k.Page = func(ref register.Ref, value any) string {
		if href := page(ref, value); href != "" {
			return href
		}
		return elsewhere(ref)
	}
	atlasOf(f).kit = k
	return k
}

// KitOf gives the kit of a frame's pages; nil when it has none.
func KitOf(f *frame.Frame) *Kit { return atlasOf(f).kit }

// Routes gives the pages and actions. None of them is bound to one register.
func (k *Kit) Routes() []web.Route {
	get := func(pattern, page string, h web.Handler) web.Route {
		return web.Route{Method: http.MethodGet, Pattern: pattern, Page: page, Handler: h}
	}
	post := func(pattern, page string, h web.Handler) web.Route {
		return web.Route{Method: http.MethodPost, Pattern: pattern, Page: page, Handler: h}
	}
	return []web.Route{
		post("/links", "link-add", k.addLink),
		post("/links/end", "link-end", k.endLink),
		post("/comments", "comment-add", k.addComment),
		get("/comments/{number}", "comment", k.editComment),
		post("/comments/{number}", "comment-change", k.changeComment),
		post("/comments/{number}/delete", "comment-delete", k.deleteComment),
		post("/comments/{number}/seen", "comment-seen", k.seenComment),
		post("/bulk/{kind}", "bulk", k.bulkPage),
		post("/bulk/{kind}/apply", "bulk-apply", k.applyBulk),
		get("/changes/{number}", "bulk-change", k.bulkChange),
		post("/changes/{number}/undo", "bulk-undo", k.undoBulk),
		get("/settings/fields", "custom-fields", k.customFields),
		get("/settings/fields/new", "custom-field-new", k.newCustomField),
		post("/settings/fields/new", "custom-field-add", k.addCustomField),
		get("/settings/fields/{number}", "custom-field", k.customField),
		post("/settings/fields/{number}", "custom-field-change", k.changeCustomField),
	}
}

// Done are the words that a redirect of the kit may say at the top of a record's
// page: the page adds them to its own.
func (k *Kit) Done() map[string]string {
	return map[string]string{
		"linked": "Linked.", "unlinked": "The link is ended.",
		"commented": "Your comment is there.", "comment-changed": "Your comment is changed.", "comment-gone": "Your comment is taken back.",
		"comment-unreached": "Your comment is there. Somebody whom you named may not see this record, and was told nothing.",
		"seen":              "Seen.",
	}
}

// reg gives the register of a kind that the reader may know of.
func (k *Kit) reg(kind string) (register.Any, error) {
	if reg := k.Door.Book().Of(register.Kind(kind)); reg != nil {
		return reg, nil
	}
	return nil, errs.New(errs.NotFound, "There is no such register.")
}

// record finds the record that a form is about.
func (k *Kit) record(ctx context.Context, kind, ref string) (register.Any, register.Record, any, error) {
	reg, err := k.reg(kind)
	if err != nil {
		return nil, register.Record{}, nil, err
	}
	var rec register.Record
	err = k.Door.See(ctx, frame.Actor(ctx), func(v *change.View) error {
		rec, err = change.AnyGet(v, reg, ref, 0)
		return err
	})
	if err != nil {
		return reg, rec, nil, err
	}
	value, err := reg.Decode(rec.Body)
	return reg, rec, value, err
}

// page gives the address of a stored record's page.
func (k *Kit) page(reg register.Any, rec *register.Record, value any) string {
	d := reg.Declaration()
	return k.Page(register.Ref{Kind: d.Kind, ID: rec.ID, Number: d.Number(rec.Num)}, value)
}

// back leads to a page with a word about what was done, at one of its parts.
func back(w http.ResponseWriter, path, word, part string) error {
	if path == "" {
		path = "/work"
	}
	if word != "" {
		sep := "?"
		if strings.Contains(path, "?") {
			sep = "&"
		}
		path += sep + "done=" + url.QueryEscape(word)
	}
	if part != "" {
		path += "#" + part
	}
	return web.SeeOther(w, path)
}

// called gives what people call a record: its key or number, and its title.
func (k *Kit) called(reg register.Any, number string, value any) (short, title string) {
	if pl := atlasOf(k.Frame).places[reg.Declaration().Kind]; pl != nil {
		return pl.called(number, value)
	}
	return number, titleOf(reg, value)
}

// titleOf gives what a record is called; nothing when that is its number.
func titleOf(reg register.Any, value any) string { return report.Title(reg, value) }
