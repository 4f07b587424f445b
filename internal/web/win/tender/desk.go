package tender

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"holdfast/internal/change"
	"holdfast/internal/register"
	"holdfast/internal/verdict"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/ui"
	"holdfast/internal/win/bid"
	"holdfast/internal/win/certificate"
	"holdfast/internal/win/tender"
)

// desk is a bid with its documents and its verdict, read in one snapshot.
type desk struct {
	bid   bid.Row
	docs  []tender.Row
	judge bid.Checked
	// state gives the verdict on a requirement by its id; of alternatives it is
	// that of all.
	state map[string]verdict.State
}

// desk reads a bid, its documents and the certificates, and judges it.
func (p *Pages) desk(r *http.Request, more func(v *change.View, d *desk) error) (*desk, error) {
	d := &desk{state: map[string]verdict.State{}}
	var certs []certificate.Row
	err := p.Door.See(r.Context(), frame.Actor(r.Context()), func(v *change.View) (err error) {
		if d.bid, err = p.Service.Bid(v, r.PathValue("id")); err != nil {
			return err
		}
		if d.docs, err = p.Service.Of(v, d.bid.ID); err != nil {
			return err
		}
		if certs, err = change.Collect(v, p.Certificates, register.Query{}); err != nil {
			return err
		}
		if more != nil {
			return more(v, d)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	d.judge = bid.Judge(verdict.NewHolder(p.Book, p.Today(), bid.Held(certs)), d.bid.Number, &d.bid.Value, p.Today())
	for _, g := range d.judge.Verdict.Groups {
		if g.Requirement < 0 || g.Requirement >= len(d.judge.At) {
			continue
		}
		q := &d.bid.Value.Requirements[d.judge.At[g.Requirement]]
		d.state[q.ID] = g.State
		for i := range d.bid.Value.Requirements {
			if o := &d.bid.Value.Requirements[i]; q.Group != "" && o.Group == q.Group {
				d.state[o.ID] = g.State
			}
		}
	}
	return d, nil
}

// doc gives a document of the bid by its number.
func (d *desk) doc(number string) *tender.Row {
	i := slices.IndexFunc(d.docs, func(r tender.Row) bool { return strings.EqualFold(r.Number, number) })
	if i < 0 {
		return nil
	}
	return &d.docs[i]
}

// sentence answers what the documents ask for and whether it is held.
func (d *desk) sentence() string {
	s := tender.Count(d.docs)
	if s.Documents == 0 && s.Reading == 0 && len(d.docs) == 0 {
		return "No documents yet: drop in what the buyer sent."
	}
	out := ui.Count(s.Documents, "document", "documents")
	if s.Pages > 0 {
		out += ", " + ui.Count(int(s.Pages), "page", "pages")
	}
	out += ": "
	if s.Reading > 0 && s.Reading == s.Documents {
		return out + "being read."
	}
	asked, count := 0, map[verdict.State]int{}
	for _, g := range d.judge.Verdict.Groups {
		if g.Counts {
			asked++
			count[g.State]++
		}
	}
	if asked == 0 {
		return out + "no certification is asked for."
	}
	out += ui.Count(asked, "certification is", "certifications are") + " asked for, "
	switch {
	case count[verdict.Fails] > 0:
		return out + of(asked, count[verdict.Fails]) + " would fail."
	case count[verdict.AtRisk] > 0:
		return out + of(asked, count[verdict.AtRisk]) + isAre(count[verdict.AtRisk]) + "at risk."
	case count[verdict.Unknown] > 0:
		return out + of(asked, count[verdict.Unknown]) + " cannot be told yet."
	case asked == 1:
		return out + "and it holds."
	}
	return out + "and all of them hold."
}

func of(all, n int) string {
	if all == 1 {
		return "and it"
	}
	return strconv.Itoa(n) + " of them"
}

func isAre(n int) string {
	if n == 1 {
		return " is "
	}
	return " are "
}

// schemeName is what people call a scheme or a demand.
func (p *Pages) schemeName(id string) string {
	if sc, ok := p.Book.Scheme(id); ok {
		return sc.Short
	}
	if d, ok := p.Book.Demand(id); ok {
		return d.Name
	}
	return id
}

func (p *Pages) schemeChoices(on string) []ui.Choice {
	var out []ui.Choice
	for _, sc := range p.Book.Schemes() {
		out = append(out, ui.Choice{Value: sc.ID, Label: sc.Short, On: sc.ID == on})
	}
	for _, d := range p.Book.Demands() {
		out = append(out, ui.Choice{Value: d.ID, Label: d.Name, On: d.ID == on})
	}
	return out
}

// The vocabulary of requirements as a person reads it, in the order of a form.
var (
	strengths = []ui.Choice{{Value: "mandatory", Label: "Mandatory"}, {Value: "expected", Label: "Expected"}, {Value: "desirable", Label: "Desirable"}, {Value: "mention-only", Label: "Mentioned only"}}
	whens     = []ui.Choice{
		{Value: "at-submission", Label: "at submission"},
		{Value: "at-assessment", Label: "at assessment"},
		{Value: "by-award", Label: "by award"},
		{Value: "by-contract-start", Label: "by contract start"},
		{Value: "during-contract", Label: "during the contract"},
		{Value: "by-date", Label: "by a date"},
		{Value: "unspecified", Label: "no time stated"},
	}
)

func wordOf(cs []ui.Choice, value string) string {
	for _, c := range cs {
		if c.Value == value {
			return c.Label
		}
	}
	return value
}

// terms says how strongly and by when: "Mandatory, at submission".
func terms(q *verdict.Requirement) string {
	out := wordOf(strengths, q.Strength)
	switch {
	case q.When == "by-date" && !q.Date.IsZero():
		out += ", by " + q.Date.Short()
	case q.When != "":
		out += ", " + wordOf(whens, q.When)
	}
	return out
}

// detail gives what else the words say of a demand.
func (p *Pages) detail(q *bid.Requirement, alternatives []string) []string {
	var out []string
	add := func(ok bool, words string) {
		if ok {
			out = append(out, words)
		}
	}
	add(len(alternatives) > 1, "any one of "+strings.Join(alternatives, ", "))
	add(q.Condition != "" && q.Applies == nil, "only if: "+string(q.Condition))
	add(q.Applies != nil && *q.Applies, "the condition applies: "+string(q.Condition))
	add(q.Applies != nil && !*q.Applies, "the condition does not apply: "+string(q.Condition))
	add(q.EquivalentAccepted, "an equivalent is accepted")
	add(q.Proof == "any", "a documented policy will do instead")
	add(q.Proof == "conformity", "conformity, not a certificate")
	add(q.Accreditation == "ukas", "from a body accredited by UKAS")
	add(q.Level != "", "level: "+strings.ReplaceAll(string(q.Level), "_", " "))
	add(q.Edition != "", "edition "+q.Edition)
	add(q.Subcontractors, "reaches subcontractors")
	return out
}

// alternatives names the schemes of a group.
func (p *Pages) alternatives(all []bid.Requirement, group string) []string {
	var out []string
	for i := range all {
		if n := p.schemeName(all[i].Scheme); group != "" && all[i].Group == group && !all[i].Removed && !slices.Contains(out, n) {
			out = append(out, n)
		}
	}
	return out
}

// lastPart is the name of a document without its path.
func lastPart(name string) string { return name[strings.LastIndexByte(name, '/')+1:] }

// folder is the path of a document in its pack.
func folder(name string) string {
	if i := strings.LastIndexByte(name, '/'); i > 0 {
		return name[:i]
	}
	return ""
}

// size says a number of bytes: "1.4 MB".
func size(n int64) string {
	if n < 1<<20 {
		return strconv.FormatInt(max(n>>10, 1), 10) + " kB"
	}
	return strconv.FormatFloat(float64(n)/(1<<20), 'f', 1, 64) + " MB"
}

var typeWords = map[string]string{"pdf": "PDF", "docx": "Word", "xlsx": "Excel", "odt": "OpenDocument", "html": "web page", "text": "text", "mail": "e-mail", "zip": "zip"}

func typeWord(kind string) string {
	if w := typeWords[kind]; w != "" {
		return w
	}
	return kind
}
