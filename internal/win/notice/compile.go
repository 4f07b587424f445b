package notice

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"holdfast/internal/civil"
)

// Compile makes the processes of all releases that are known under one ocid: one,
// or one for each buyer where several share it (utilities' qualification systems
// do). The result depends on the set of releases alone, not on their order.
// The first process is that of the earliest release; its key is the ocid.
func Compile(releases []Release) []Notice {
	rs := slices.Clone(releases)
	inOrder(rs)
	groups := byBuyer(rs)
	out := make([]Notice, len(groups))
	for i, g := range groups {
		out[i] = compile(g.releases)
		out[i].Key = out[i].OCID
		if i > 0 {
			out[i].Key += "/" + g.name
		}
	}
	return out
}

func compile(rs []Release) Notice {
	root := *rs[0].Root
	for _, r := range rs[1:] {
		root = merge(&root, r.Root)
	}
	last := rs[len(rs)-1]
	rd := reader{portal: PortalOf(last.OCID)}
	for _, r := range rs {
		for _, n := range r.Notes {
			if len(rs) > 1 {
				n.Message += " (release " + r.ID + ")"
			}
			if len(rd.notes) < maxNotes/2 {
				rd.notes = append(rd.notes, n)
			}
		}
	}
	at := place{&root, ""}
	t := at.get("tender")
	n := Notice{
		OCID: last.OCID, Portal: rd.portal,
		Title:       cmp.Or(rd.member(t, "title"), rd.member(at, "title"), rd.firstTitle(at)),
		Description: cmp.Or(rd.member(t, "description"), rd.member(at, "description")),
		Reference:   rd.member(t, "id"),
		Status:      rd.member(t, "status"),
		Method:      cmp.Or(rd.member(t, "procurementMethodDetails"), rd.member(t, "procurementMethod")),
		Category:    rd.member(t, "mainProcurementCategory"),
		Suppliers:   rd.suppliers(at),
	}
	n.Buyers = rd.buyers(at)
	for _, r := range rs {
		v := Version{ID: r.ID, At: r.At, Type: typeOf(r.Root), Tags: tagsOf(r.Root)}
		if d, _, err := londonDay(r.Root.Get("date").String(), rd.portal); err == nil {
			v.Date = d
		}
		n.Releases = append(n.Releases, v)
	}
	n.Type = n.Releases[len(n.Releases)-1].Type
	n.Stage = stageOf(n.Type, n.Status)
	n.Nation = rd.nation(at, n.Buyers)
	n.Regime = rd.regime(at, n.Nation.Value, n.Type, began(n.Releases))
	n.CPV = rd.cpv(at)
	n.Lots = rd.lots(at)
	n.Value = rd.worth(at, n.Lots)
	n.Framework = isTrue(t.get("techniques", "hasFrameworkAgreement")) || t.get("techniques", "frameworkAgreement").there()
	n.Dynamic = isTrue(t.get("techniques", "hasDynamicPurchasingSystem")) || t.get("techniques", "dynamicPurchasingSystem").there() ||
		n.Type == "UK13" || n.Type == "UK14" || n.Type == "UK15" || n.Type == "UK16"
	n.SME, n.Above = truth(t.get("suitability", "sme")), truth(t.get("aboveThreshold"))
	n.Dates = rd.dates(at, n.Lots)
	if d := rd.day(at.get("date")); d != nil {
		d.Time = ""
		n.Dates.Published = d
	}
	n.Documents, n.URL = rd.documents(at)
	n.Texts = rd.texts(at)
	n.Notes = rd.notes
	return n
}

func began(versions []Version) civil.Date {
	for _, v := range versions {
		if !v.Date.IsZero() {
			return v.Date
		}
	}
	return 0
}

func isTrue(p place) bool {
	v, known := p.Bool()
	return v && known
}

func truth(p place) *bool {
	v, known := p.Bool()
	if !known {
		return nil
	}
	return &v
}

// firstTitle is for updates that carry awards or contracts alone.
func (r *reader) firstTitle(root place) string {
	for _, part := range []string{"awards", "contracts", "tender/lots"} {
		p := root
		for k := range strings.SplitSeq(part, "/") {
			p = p.get(k)
		}
		for _, a := range p.items() {
			if s := r.member(a, "title"); s != "" {
				return s
			}
		}
	}
	return ""
}

// cpv reads the codes from both places: tender.classification in the old forms,
// the items under the Act.
func (r *reader) cpv(root place) []Code {
	var out []Code
	add := func(p place) {
		if s := r.member(p, "scheme"); s != "" && !strings.EqualFold(s, "CPV") {
			return
		}
		id, _, _ := strings.Cut(r.member(p, "id"), "-") // 72000000-5 has a check digit
		if len(id) != 8 || strings.Trim(id, "0123456789") != "" {
			return
		}
		name := r.member(p, "description")
		for i := range out {
			if out[i].ID == id {
				out[i].Name = cmp.Or(out[i].Name, name)
				return
			}
		}
		if len(out) < maxCodes {
			out = append(out, Code{id, name})
		}
	}
	all := func(p place) {
		for _, c := range p.get("classification").items() {
			add(c)
		}
		for _, c := range p.get("additionalClassifications").items() {
			add(c)
		}
	}
	all(root.get("tender"))
	for _, i := range root.get("tender", "items").items() {
		all(i)
	}
	for _, part := range []string{"awards", "contracts"} {
		for _, a := range root.get(part).items() {
			for _, i := range a.get("items").items() {
				all(i)
			}
		}
	}
	return out
}

const (
	maxCodes     = 200
	maxDocuments = 200
)

// documents lists the links, the portal's own page of the latest notice apart.
func (r *reader) documents(root place) (docs []Document, page string) {
	seen := map[string]bool{}
	pageDate := ""
	add := func(list place) {
		for _, d := range list.items() {
			url := r.member(d, "url")
			if !strings.HasPrefix(url, "http://") && !strings.HasPrefix(url, "https://") {
				continue
			}
			if date := d.get("datePublished").String(); isPage(url) && date >= pageDate {
				page, pageDate = url, date
			}
			if seen[url] || len(docs) == maxDocuments {
				continue
			}
			seen[url] = true
			docs = append(docs, Document{
				ID: r.member(d, "id"), Title: cmp.Or(r.member(d, "title"), short(r.member(d, "description"))),
				Type: r.member(d, "documentType"), Format: r.member(d, "format"), URL: url,
			})
		}
	}
	add(root.get("planning", "documents"))
	add(root.get("tender", "documents"))
	for _, part := range []string{"awards", "contracts"} {
		for _, a := range root.get(part).items() {
			add(a.get("documents"))
		}
	}
	return docs, page
}

// isPage says that a link is the portal's own page of a notice.
func isPage(url string) bool {
	if strings.Contains(url, "/Attachment/") {
		return false
	}
	for _, host := range []string{
		"www.find-tender.service.gov.uk/Notice/", "www.contractsfinder.service.gov.uk/Notice/",
		"www.publiccontractsscotland.gov.uk/search/show", "www.sell2wales.gov.wales/search/show",
	} {
		if strings.Contains(url, host) {
			return true
		}
	}
	return false
}

func short(s string) string {
	const most = 120
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "") + "…"
}

// group is the releases of one buyer under one ocid.
type group struct {
	name     string
	releases []Release
}

// byBuyer parts releases, which are in order, by who buys. Two releases have
// the same buyer when they share an identifier or the folded name, or when a
// third one links them. A release without a buyer follows the one before it.
func byBuyer(rs []Release) []group {
	if len(rs) == 1 {
		return []group{{releases: rs}}
	}
	parent := make([]int, len(rs))
	var find func(int) int
	find = func(i int) int {
		if parent[i] != i {
			parent[i] = find(parent[i])
		}
		return parent[i]
	}
	byMark := map[string]int{}
	first := -1
	for i, r := range rs {
		parent[i] = i
		marks := marksOf(r.Root)
		if len(marks) == 0 {
			if i > 0 {
				parent[i] = find(i - 1)
			}
			continue
		}
		if first < 0 { // releases before the first that names a buyer are its own
			first = i
			for j := range i {
				parent[find(j)] = i
			}
		}
		for _, m := range marks {
			if j, ok := byMark[m]; ok {
				parent[find(i)] = find(j)
			} else {
				byMark[m] = i
			}
		}
	}
	var out []group
	at := map[int]int{}
	for i, r := range rs {
		root := find(i)
		g, ok := at[root]
		if !ok {
			g = len(out)
			at[root] = g
			out = append(out, group{})
		}
		out[g].releases = append(out[g].releases, r)
	}
	for i := range out {
		out[i].name = nameOf(out[i].releases)
	}
	return out
}

// marksOf gives what tells the buyer of a release: identifiers that mean the
// same elsewhere, and the name without case and punctuation.
func marksOf(root *Node) []string {
	rd := reader{}
	at := place{root, ""}
	id, name := at.get("buyer", "id").String(), at.get("buyer", "name").String()
	var marks []string
	for _, p := range at.get("parties").items() {
		if id != "" && p.get("id").String() == id {
			marks = append(marks, rd.party(p).IDs...)
			name = cmp.Or(name, p.get("name").String())
		}
	}
	marks = append(marks, global(id)...)
	if f := fold(name); f != "" {
		marks = append(marks, "name:"+f)
	}
	return marks
}

// nameOf gives the part of a key that tells a buyer's process: its smallest
// mark, hashed, so that it is the same whichever release came first.
func nameOf(rs []Release) string {
	var all []string
	for _, r := range rs {
		all = append(all, marksOf(r.Root)...)
	}
	slices.Sort(all)
	if len(all) == 0 {
		return "unnamed"
	}
	sum := sha256.Sum256([]byte(all[0]))
	return hex.EncodeToString(sum[:6])
}

// fold makes names comparable: small letters, no punctuation, "and" for "&".
func fold(name string) string {
	name = strings.ToLower(strings.ReplaceAll(name, "&", " and "))
	words := strings.FieldsFunc(name, func(c rune) bool {
		return !(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c > 127)
	})
	if len(words) > 1 && words[0] == "the" {
		words = words[1:]
	}
	return strings.Join(words, " ")
}
