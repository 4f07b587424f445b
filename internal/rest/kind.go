package rest

import (
	"cmp"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/register"
)

// kind is a register as the API offers it.
type kind struct {
	api  *API
	reg  register.Any
	decl *register.Declaration
	rule Rule
	path string // "/bids"
	name string // "Bid", of its schemas
	// files are the fields that hold a stored file, computed those that are
	// reckoned.
	files, computed []*register.Field
	filters         map[string]filter
}

func newKind(a *API, reg register.Any) *kind {
	d := reg.Declaration()
	k := &kind{api: a, reg: reg, decl: d, rule: a.Rules[d.Kind], path: "/" + slug(d.Plural), name: cmp.Or(a.Rules[d.Kind].Name, camel(string(d.Kind)))}
	for i := range d.Fields {
		switch f := &d.Fields[i]; {
		case f.Computed:
			k.computed = append(k.computed, f)
		case f.Type == register.File:
			k.files = append(k.files, f)
		}
	}
	k.filters = filtersOf(d)
	return k
}

// slug makes a part of an address: "legal entities" is legal-entities.
func slug(s string) string { return strings.ReplaceAll(strings.ToLower(s), " ", "-") }

// camel makes a name of a type: "notice-decision" is NoticeDecision.
func camel(s string) string {
	var b strings.Builder
	for part := range strings.FieldsFuncSeq(s, func(r rune) bool { return r == '-' || r == ' ' }) {
		b.WriteString(strings.ToUpper(part[:1]) + part[1:])
	}
	return b.String()
}

// mount offers the operations of the register.
func (k *kind) mount() {
	k.schemas()
	one := k.path + "/{id}"
	k.op(http.MethodGet, k.path, "list", authz.Read, "List "+k.decl.Plural, k.listSpec, k.list)
	k.op(http.MethodGet, one, "get", authz.Read, "Read "+article(k.decl.Singular), k.getSpec, k.get)
	k.op(http.MethodGet, one+"/history", "history", authz.Read, "Every version of "+article(k.decl.Singular), k.historySpec, k.history)
	k.op(http.MethodGet, one+"/links", "links", authz.Read, "What "+article(k.decl.Singular)+" has to do with", k.linksSpec, k.links)
	for _, f := range k.files {
		k.op(http.MethodGet, one+"/files/"+f.Name, "download"+camel(f.Name), authz.Read, "Download: "+strings.ToLower(f.Label), k.downloadSpec, k.download(f))
	}
	if k.rule.ReadOnly {
		return
	}
	k.op(http.MethodPost, k.path, "create", authz.Create, "Add "+article(k.decl.Singular), k.createSpec, k.create)
	k.op(http.MethodPut, one, "replace", authz.Update, "Replace "+article(k.decl.Singular), k.replaceSpec, k.replace)
	k.op(http.MethodPatch, one, "patch", authz.Update, "Change fields of "+article(k.decl.Singular), k.patchSpec, k.patch)
	if !k.rule.NoDelete {
		k.op(http.MethodDelete, one, "delete", authz.Delete, "Delete "+article(k.decl.Singular), k.deleteSpec, k.remove)
	}
	link := one + "/links/{role}/{kind}/{to}"
	k.op(http.MethodPut, link, "link", authz.Update, "Link "+article(k.decl.Singular)+" to another record", k.linkSpec, k.link(true))
	k.op(http.MethodDelete, link, "unlink", authz.Update, "End a link of "+article(k.decl.Singular), k.linkSpec, k.link(false))
	for _, f := range k.files {
		k.op(http.MethodPut, one+"/files/"+f.Name, "upload"+camel(f.Name), authz.Update, "Store: "+strings.ToLower(f.Label), k.uploadSpec, k.upload(f))
	}
}

func article(noun string) string {
	if strings.ContainsRune("aeiou", rune(noun[0])) {
		return "an " + noun
	}
	return "a " + noun
}

func (k *kind) op(method, path, id string, verb authz.Verb, summary string, describe func(*endpoint), serve func(*Call) error) {
	e := &endpoint{access: access{k.decl.Area, verb, k.decl.Plural}, serve: serve}
	e.Operation = huma.Operation{
		Method: method, Path: path, OperationID: id + k.name, Tags: []string{k.decl.Plural}, Summary: summary, DefaultStatus: http.StatusOK,
	}
	describe(e)
	k.api.mount(e)
}

func (k *kind) list(c *Call) error {
	q, err := k.readQuery(c)
	if err != nil {
		return err
	}
	var found change.Found
	err = c.See(func(v *change.View) (err error) {
		found, err = change.AnyList(v, k.reg, q)
		return err
	})
	if err != nil {
		return err
	}
	return k.page(c, &found)
}

func (k *kind) get(c *Call) error {
	asAt, err := c.AsAt()
	if err != nil {
		return err
	}
	var rec register.Record
	err = c.See(func(v *change.View) (err error) {
		rec, err = change.AnyGet(v, k.reg, c.Path("id"), asAt)
		return err
	})
	if err != nil {
		return err
	}
	if tag := etag(rec.Version); c.unchanged(tag) {
		c.w.Header().Set("ETag", tag)
		return c.write(http.StatusNotModified, "", nil)
	}
	return k.one(c, http.StatusOK, &rec)
}

func (k *kind) history(c *Call) error {
	var recs []register.Record
	err := c.See(func(v *change.View) error {
		id, err := k.idOf(v, c.Path("id"))
		if err == nil {
			recs, err = change.AnyHistory(v, k.reg, id)
		}
		return err
	})
	if err != nil {
		return err
	}
	return k.page(c, &change.Found{Records: recs, Total: -1})
}

// idOf gives the id of a record that may be named by its number.
func (k *kind) idOf(in change.Reader, ref string) (string, error) {
	if k.decl.ParseNumber(ref) == 0 {
		return ref, nil
	}
	rec, err := change.AnyGet(in, k.reg, ref, 0)
	return rec.ID, err
}
