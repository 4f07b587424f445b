package main

import (
	"sync"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/desk/reminder"
	"holdfast/internal/desk/search"
	"holdfast/internal/isms/document"
	"holdfast/internal/party"
	"holdfast/internal/provider"
	"holdfast/internal/register"
	"holdfast/internal/rest"
	housework "holdfast/internal/rest/house"
	"holdfast/internal/retention"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/record"
	"holdfast/internal/web/records"
	searching "holdfast/internal/web/search"
	"holdfast/internal/web/site"
	"holdfast/internal/win/bid"
	"holdfast/internal/win/notice"
)

// notFound are the kinds that no search gives: settings with secrets, what
// belongs to one person, and what says of another record what that says itself.
var notFound = map[register.Kind]bool{
	provider.Kind: true, reminder.Kind: true, notice.DecisionKind: true,
	retention.RuleKind: true, retention.HoldKind: true, retention.ProposalKind: true, retention.ErasureKind: true,
	"view": true, "bulk-change": true, "comment": true, "document-draft": true, "scope-draft": true,
}

// knownBy names the fields by which people know records beside their numbers.
var knownBy = map[register.Kind]string{"control": "ref", "clause": "ref"}

// alsoCalled are other words that people have for the places of the rail.
var alsoCalled = map[string][]string{
	"/":                {"home", "start", "what is due"},
	"/calendar":        {"dates", "ics", "due"},
	"/work":            {"my tasks", "to do", "mine"},
	"/certificates":    {"certs", "accreditation", "iso 27001", "cyber essentials", "renewal"},
	"/bids":            {"tenders", "opportunities", "pipeline"},
	"/notices":         {"find a tender", "contracts finder", "ocds", "tenders"},
	"/need":            {"what if", "would we need it"},
	"/scope":           {"context", "clause 4", "boundary", "interested parties", "issues", "objectives"},
	"/risks":           {"risk register", "heat map", "treatment"},
	"/controls":        {"soa", "statement of applicability", "annex a", "applicability"},
	"/assets":          {"asset register", "inventory", "keys", "tls"},
	"/documents":       {"policies", "procedures", "policy"},
	"/evidence":        {"proof", "records", "freshness"},
	"/share/trust":     {"trust centre", "public page"},
	"/share/room":      {"auditor", "audit room"},
	"/share/access":    {"who looked", "access log"},
	"/reports/changes": {"report", "history", "diff"},
	"/trail":           {"audit log", "log", "who did what"},
	"/settings":        {"people", "organisation", "configuration"},
}

// otherPages are pages that the rail does not list.
var otherPages = []search.Place{
	{Label: "Saved searches", Href: "/notices/watches", Group: "Win", Also: []string{"alerts", "watches", "cpv", "inbox"}, Area: authz.Win, Verb: authz.Read},
	{Label: "People", Href: "/settings/people", Group: "Settings", Also: []string{"members", "users", "roles", "invite"}, Area: authz.Settings, Verb: authz.Read},
	{Label: "Legal entities", Href: "/settings/entities", Group: "Settings", Also: []string{"companies"}, Area: authz.Commons, Verb: authz.Read},
	{Label: "Organisation", Href: "/settings/organisation", Group: "Settings", Also: []string{"hand over", "export", "rename"}, Area: authz.Settings, Verb: authz.Read},
	{Label: "Own fields", Href: "/settings/fields", Group: "Settings", Also: []string{"custom fields"}, Area: authz.Settings, Verb: authz.Read},
	{Label: "Retention", Href: "/settings/retention", Group: "Settings", Also: []string{"how long", "legal hold"}, Area: authz.Settings, Verb: authz.Read},
	{Label: "Your account", Href: "/account", Group: "Settings", Also: []string{"password", "passkey", "token", "api"}},
	{Label: "Clauses", Href: "/clauses", Group: "ISMS", Also: []string{"iso 27001 clauses", "requirements"}, Area: authz.ISMS, Verb: authz.Read},
	{Label: "Risk method", Href: "/risks/method", Group: "ISMS", Also: []string{"appetite", "scales", "criteria"}, Area: authz.ISMS, Verb: authz.Read},
	{Label: "Scenarios in figures", Href: "/risks/scenarios", Group: "ISMS", Also: []string{"quantitative", "monte carlo", "loss"}, Area: authz.ISMS, Verb: authz.Read},
	{Label: "Versions of the SoA", Href: "/controls/versions", Group: "ISMS", Also: []string{"statement of applicability", "issue"}, Area: authz.ISMS, Verb: authz.Read},
	{Label: "What an auditor would find in the SoA", Href: "/controls/check", Group: "ISMS", Also: []string{"check", "gaps"}, Area: authz.ISMS, Verb: authz.Read},
	{Label: "Evidence requests", Href: "/evidence/requests", Group: "Assure", Also: []string{"ask for evidence"}, Area: authz.Assure, Verb: authz.Read},
	{Label: "API reference", Href: "/api/", Group: "Settings", Also: []string{"openapi", "developer"}},
}

// ownActions are what can be begun at a page of its own.
var ownActions = []search.Place{
	{Label: "Add a certificate", Href: "/certificates/new", Area: authz.Win, Verb: authz.Create, Action: true},
	{Label: "Add a bid", Href: "/bids/new", Also: []string{"tender"}, Area: authz.Win, Verb: authz.Create, Action: true},
	{Label: "Import notices", Href: "/notices#import", Area: authz.Win, Verb: authz.Create, Action: true},
	{Label: "Add risks", Href: "/risks/new", Also: []string{"new risk", "starter"}, Area: authz.ISMS, Verb: authz.Create, Action: true},
	{Label: "Begin a document", Href: "/documents/new", Also: []string{"new policy", "add", "starter", "write"}, Area: authz.ISMS, Verb: authz.Create, Action: true},
	{Label: "Issue the SoA", Href: "/controls/versions", Also: []string{"statement of applicability", "sign"}, Area: authz.ISMS, Verb: authz.Act, Action: true},
	{Label: "Invite somebody", Href: "/settings/people", Also: []string{"add a person", "member"}, Area: authz.Settings, Verb: authz.Create, Action: true},
}

// searchPart is the search over everything.
func searchPart() *part {
	p := &part{}
	p.wire = func(h *app) {
		b := &search.Board{Book: h.door.Book(), Skip: notFound, Keys: knownBy, Notices: findNotices}
		p.operations = []rest.Operation{housework.Search(b)}
		p.pages = func(_ *env, f *frame.Frame, _ site.Files) []web.Route {
			page := records.PageOf(f)
			b.Href = func(ref register.Ref, value any) string {
				if href := page(ref, value); href != "" {
					return href
				}
				if v, ok := value.(*document.Version); ok { // its text is read at its document
					return "/documents/" + v.DocumentNumber
				}
				if ref.Kind == party.Kind {
					return "/settings/entities/" + ref.Number
				}
				return record.ObjectHref(ref)
			}
			b.Places = sync.OnceValue(func() []search.Place { return h.places(f) })
			return (&searching.Pages{Frame: f, Board: b}).Routes()
		}
	}
	return p
}

// places gives the pages and actions that there are, once all routes are known.
func (h *app) places(f *frame.Frame) []search.Place {
	all := append(searching.FromRail(f.Rail, alsoCalled), otherPages...)
	all = append(all, ownActions...)
	for _, reg := range h.door.Book().All() {
		d := reg.Declaration()
		all = append(all, search.Place{Label: "Add " + article(d.Singular), Href: "/records/" + string(d.Kind) + "/new", Area: d.Area, Verb: authz.Create, Action: true})
	}
	return searching.Existing(all, f.Has)
}

func article(word string) string {
	if word != "" && (word[0] == 'a' || word[0] == 'e' || word[0] == 'i' || word[0] == 'o' || word[0] == 'u') {
		return "an " + word
	}
	return "a " + word
}

// findNotices looks for notices, which are public matter, for who sees them.
func findNotices(v *change.View, query string, most int) (search.Group, error) {
	g := search.Group{Kind: "notice", Label: "Notices"}
	a := v.Actor()
	if !a.May(authz.Read, authz.Win) {
		return g, nil
	}
	shelf := bid.Shelf(v)
	q := notice.Query{Search: query, Newest: true, Limit: most}
	page, err := shelf.Notices(v.Context(), q)
	if err != nil || len(page.Lines) == 0 {
		return g, err
	}
	n, err := shelf.NoticesMatching(v.Context(), q, mostNotices)
	g.Total = int64(n)
	for _, l := range page.Lines {
		g.Hits = append(g.Hits, search.Hit{
			Ref: register.Ref{Kind: "notice", ID: l.Key}, What: "notice", Title: l.Title, InTitle: true,
			Where: "Buyer", Excerpt: l.Buyer, Href: "/notices/" + l.Key,
		})
	}
	return g, err
}

// mostNotices is as far as a search counts notices.
const mostNotices = 10_000
