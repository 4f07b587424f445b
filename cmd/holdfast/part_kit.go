package main

import (
	"time"

	"holdfast/internal/bulk"
	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/comment"
	"holdfast/internal/custom"
	"holdfast/internal/demo"
	"holdfast/internal/due"
	"holdfast/internal/register"
	"holdfast/internal/rest"
	beside "holdfast/internal/rest/kit"
	"holdfast/internal/web"
	"holdfast/internal/web/desk"
	"holdfast/internal/web/frame"
	recordpages "holdfast/internal/web/record"
	"holdfast/internal/web/records"
	"holdfast/internal/web/settings"
	"holdfast/internal/web/site"
)

// kitPart is what stands beside the records of every register: changing many at
// once, comments, links, fields of one's own; and each person's work.
func kitPart() *part {
	changes, comments, fields := bulk.Register(), comment.Register(), custom.Register()
	p := &part{registers: []register.Any{changes, comments, fields}}
	p.wire = func(h *app) {
		k := beside.Kit{
			Registers: h.door.Book(),
			Bulk:      bulk.NewService(h.door, changes, h.bulkRule),
			Comments:  comment.NewService(h.door, comments),
			Fields:    custom.NewDefinitions(fields, h.door.Book()),
		}
		p.rules, p.operations = k.Rules(), k.Operations()
		page := recordpages.ObjectHref // until there is a server
		p.pages = func(_ *env, f *frame.Frame, _ site.Files) []web.Route {
			kit := records.NewKit(f, k.Bulk, k.Comments, k.Fields, recordpages.ObjectHref)
			page = func(ref register.Ref) string { return kit.Page(ref, nil) }
			work := &desk.Work{Frame: f, Due: h.due}
			return append(kit.Routes(), work.Routes()...)
		}
		p.tell = func(e *env, h *app, _ demo.Story) error { return h.tellRemarks(e, k.Comments) }
		p.due = func(in change.Reader, today civil.Date) ([]due.Item, error) {
			v := viewOf(in)
			return k.Comments.Due(v, today, func(at int64) civil.Date { return civil.FromTime(time.UnixMicro(at).In(london)) },
				func(ref register.Ref) string { return page(ref) })
		}
	}
	return p
}

// fieldEntries is what the settings say of fields of one's own.
func fieldEntries() []settings.Entry {
	return []settings.Entry{{Label: "Fields of your own", Text: "What your records say beside the fields that they come with.", Href: "/settings/fields"}}
}

// bulkRule is the rule of a register as every other way in has it.
func (h *app) bulkRule(kind register.Kind) bulk.Rule {
	r := h.ruleOf(kind)
	return bulk.Rule{ReadOnly: r.ReadOnly || r.Hidden, Ready: r.Ready, Fixed: r.Fixed}
}

// ruleOf gives what writing to a register takes.
func (h *app) ruleOf(kind register.Kind) rest.Rule { return h.rules()[kind] }
