package statement

import (
	"fmt"
	"strings"

	"holdfast/internal/civil"
	"holdfast/internal/party"
	"holdfast/internal/scheme"
	"holdfast/internal/verdict"
	"holdfast/internal/win/bid"
	"holdfast/internal/win/certificate"
)

// Known is what Holdfast knows of the supplier and the bid, from which a form is
// filled in.
type Known struct {
	Today  civil.Date
	Rules  *scheme.Book
	Bid    bid.Row
	Entity *party.Row // the one that bids; nil: not told
	Parent string     // its name
	Certs  []certificate.Row
	// Verdict is that of the bid over the certificates.
	Verdict verdict.Verdict
	// Policies are approved documents.
	Policies []Policy
}

// Policy is an approved document that a form may name.
type Policy struct {
	Number, Title, Version string
	Approved               civil.Date
}

// Filled is a value that is known, with where it comes from.
type Filled struct {
	Value string `json:"value"`
	// From says the source in words, Ref is the record.
	From string `json:"from"`
	Ref  string `json:"ref,omitempty"`
	// Last is the last day of what it rests on; none when it has no such day.
	Last civil.Date `json:"last,omitzero"`
	// Why says why it is suggested, where that is not plain.
	Why string `json:"why,omitempty"`
}

// Fill gives what is known for a question; false when nothing is.
func (k *Known) Fill(q *Question) (Filled, bool) {
	group, rest, _ := strings.Cut(q.Fill, ".")
	switch group {
	case "entity":
		return k.entity(rest)
	case "bid":
		return k.bid(rest)
	case "cert":
		id, what, _ := strings.Cut(rest, ".")
		return k.cert(id, what)
	case "policy":
		return k.policy(rest)
	}
	return Filled{}, false
}

func (k *Known) entity(what string) (Filled, bool) {
	if k.Entity == nil {
		if what == "name" && k.Bid.Value.Entity != "" {
			return Filled{Value: k.Bid.Value.Entity, From: "the bid", Ref: k.Bid.Number}, true
		}
		return Filled{}, false
	}
	e := &k.Entity.Value
	out := Filled{From: "legal entity", Ref: k.Entity.Number}
	switch what {
	case "name":
		out.Value = e.Name
	case "number":
		out.Value = e.Number
	case "form":
		for _, o := range party.Forms() {
			if o.Value == e.Form {
				out.Value = o.Label
			}
		}
	case "address":
		out.Value = e.Address
	case "trading":
		out.Value = strings.Join(e.TradingNames, ", ")
	case "ppon":
		out.Value = e.PPON
	case "duns":
		out.Value = e.DUNS
	case "parent":
		out.Value = k.Parent
	case "ico":
		if e.ICO != "" {
			out.Value = "Registered with the Information Commissioner's Office under " + e.ICO + "."
			if out.Last = e.ICOExpires; !out.Last.IsZero() {
				out.Value = "Registered with the Information Commissioner's Office under " + e.ICO + ", paid until " + out.Last.Long() + "."
			}
		}
	}
	return out, out.Value != ""
}

func (k *Known) bid(what string) (Filled, bool) {
	var words []string
	b := &k.Bid.Value
	switch what {
	case "lots":
		for _, l := range b.Lots {
			if l.Bid != nil && *l.Bid {
				words = append(words, strings.TrimSpace("Lot "+l.ID+" "+l.Title))
			}
		}
	case "partners":
		for _, p := range b.Partners {
			w := p.Name + ", " + strings.ToLower(bid.RoleWord(p.Role))
			if p.Part != "" {
				w += ": " + p.Part
			}
			words = append(words, w)
		}
	}
	return Filled{Value: strings.Join(words, "\n"), From: "the bid", Ref: k.Bid.Number}, len(words) > 0
}

// held is the certificate of a scheme that counts longest, for the entity that
// bids; what it is worth today.
type held struct {
	row  *certificate.Row
	last civil.Date
	now  bool
}

func (k *Known) held(id string) (held, bool) {
	var best held
	all := certificate.Numbers(k.Certs)
	for i := range k.Certs {
		c := &k.Certs[i]
		if c.Value.Scheme != id || !k.ours(c.Value.Holder) {
			continue
		}
		st := all[i].Standing(k.Rules, all, k.Today)
		now := (st.State == verdict.Holds || st.State == verdict.AtRisk) && (st.Last.IsZero() || st.Last >= k.Today)
		if best.row == nil || now && !best.now || now == best.now && st.Last > best.last {
			best = held{row: c, last: st.Last, now: now}
		}
	}
	return best, best.row != nil
}

// ours says that a certificate is of the entity that bids, or of nobody named.
func (k *Known) ours(holder string) bool {
	if holder == "" || k.Bid.Value.Entity == "" {
		return true
	}
	if party.Key(holder) == party.Key(k.Bid.Value.Entity) {
		return true
	}
	if k.Entity != nil {
		for _, n := range k.Entity.Value.Names() {
			if party.Key(n) == party.Key(holder) {
				return true
			}
		}
	}
	return false
}

func (k *Known) cert(id, what string) (Filled, bool) {
	h, ok := k.held(id)
	if !ok {
		if what == "meet" {
			return k.notHeld(id)
		}
		return Filled{}, false
	}
	c := &h.row.Value
	out := Filled{From: "certificate", Ref: h.row.Number, Last: h.last}
	switch what {
	case "meet":
		return k.meets(id, h)
	case "number":
		out.Value = c.Number
	case "body":
		out.Value = c.Body
	case "last":
		if !h.last.IsZero() {
			out.Value = h.last.String()
		}
	case "summary":
		out.Value = summary(k.schemeName(id), c, h.last)
	}
	return out, out.Value != "" && h.now
}

// summary says a certificate in a line, as forms want it.
func summary(name string, c *certificate.Certificate, last civil.Date) string {
	parts := []string{name}
	if c.Edition != "" && !strings.Contains(name, c.Edition) {
		parts[0] += " (" + c.Edition + ")"
	}
	if c.Number != "" {
		parts = append(parts, "number "+c.Number)
	}
	if c.Body != "" {
		by := c.Body
		if c.AccreditationBody != "" {
			by += " (" + c.AccreditationBody + ")"
		}
		parts = append(parts, by)
	}
	if strings.HasPrefix(c.Scheme, "insurance-") && c.Scope != "" {
		parts = append(parts, c.Scope)
	}
	if !last.IsZero() {
		parts = append(parts, "until "+last.Long())
	}
	return strings.Join(parts, ", ")
}

// meets suggests what to say of a scheme that is held: that it is met now where the
// verdict on the bid leaves no doubt or nobody asks it, else by contract award.
func (k *Known) meets(id string, h held) (Filled, bool) {
	out := Filled{Value: MeetsNow, From: "certificate", Ref: h.row.Number, Last: h.last}
	award := k.award()
	switch g, asked := k.group(id); {
	case !h.now:
		out.Value, out.Why = MeetsAward, "The certificate does not count today: renew it before the award, or say that you do not meet it."
		if h.row.Value.Renewal.Finish.IsZero() && (!asked || g.Fix == nil) {
			return Filled{}, false // nothing says that it will be met
		}
	case !award.IsZero() && !h.last.IsZero() && h.last < award:
		out.Value = MeetsAward
		out.Why = fmt.Sprintf("%s ends on %s, before the award on %s: renew it until then.", h.row.Number, h.last.Long(), award.Long())
		if asked && g.Fix != nil {
			out.Why += " The verdict says how."
		}
	case asked && g.State == verdict.Fails:
		out.Value, out.Why = MeetsAward, g.Reason
	}
	return out, true
}

// notHeld suggests an answer for a scheme of which there is no certificate: what the
// verdict says can be reached by the award.
func (k *Known) notHeld(id string) (Filled, bool) {
	g, asked := k.group(id)
	if !asked || g.Fix == nil || g.State == verdict.Holds {
		return Filled{}, false
	}
	return Filled{Value: MeetsAward, From: "the verdict", Ref: k.Bid.Number, Why: g.Reason}, true
}

// group is the verdict's answer for a scheme that the buyer asks for.
func (k *Known) group(id string) (verdict.Group, bool) {
	for _, g := range k.Verdict.Groups {
		if g.Scheme == id && g.Party == "" {
			return g, true
		}
	}
	return verdict.Group{}, false
}

// award gives the last day on which the contract may be awarded; none: not known.
func (k *Known) award() civil.Date {
	if d := k.Bid.Value.Dates.Award; d != nil {
		return max(d.Date, d.To)
	}
	return 0
}

func (k *Known) schemeName(id string) string {
	if s, ok := k.Rules.Scheme(id); ok {
		return s.Name
	}
	return id
}

// policyWords are the words by which a policy is known in its title.
var policyWords = map[string][]string{
	"quality": {"quality policy"}, "health": {"health and safety policy", "health & safety policy"}, "environment": {"environmental policy", "environment policy"},
	"slavery": {"modern slavery"}, "security": {"information security policy"},
}

func (k *Known) policy(what string) (Filled, bool) {
	for _, p := range k.Policies {
		title := strings.ToLower(p.Title)
		for _, w := range policyWords[what] {
			if strings.Contains(title, w) {
				return Filled{Value: fmt.Sprintf("%s, version %s, approved on %s.", p.Title, p.Version, p.Approved.Long()), From: "document", Ref: p.Number}, true
			}
		}
	}
	return Filled{}, false
}
