package bid

import (
	"fmt"
	"slices"
	"strings"

	"holdfast/internal/errs"
	"holdfast/internal/register"
	"holdfast/internal/verdict"
)

// Partner is a firm that bids with the entity, or works for it.
type Partner struct {
	// Name is that of the legal entity, as its certificates name their holder.
	Name string `json:"name"`
	Role string `json:"role"` // lead, member, subcontractor
	Part string `json:"part,omitempty"`
	// Whole: all certificates that it holds are recorded here.
	Whole bool   `json:"whole,omitempty"`
	By    string `json:"by,omitempty"`
	Why   string `json:"why,omitempty"`
}

// The roles of partners.
const (
	Lead          = "lead"
	Member        = "member"
	Subcontractor = "subcontractor"
)

// maxPartners bounds the partners of one bid.
const maxPartners = 100

// RoleWords gives each role with its word.
func RoleWords() []register.Option {
	return []register.Option{
		{Value: Lead, Label: "Lead of the group"},
		{Value: Member, Label: "Member of the group"},
		{Value: Subcontractor, Label: "Subcontractor"},
	}
}

// RoleWord gives the word of a role.
func RoleWord(role string) string {
	for _, o := range RoleWords() {
		if o.Value == role {
			return o.Label
		}
	}
	return role
}

// partnersForVerdict gives the partners as the verdict takes them.
func (b *Bid) partnersForVerdict() []verdict.Partner {
	var out []verdict.Partner
	for _, p := range b.Partners {
		out = append(out, verdict.Partner{Name: p.Name, Role: p.Role, Whole: p.Whole})
	}
	return out
}

// checkPartners gives what is wrong with the partners, the lots and the decisions.
func (b *Bid) checkPartners() []errs.Field {
	var out []errs.Field
	seen := map[string]bool{}
	for i, p := range b.Partners {
		key := strings.ToLower(p.Name)
		if seen[key] {
			out = append(out, errs.Field{Pointer: fmt.Sprintf("/partners/%d/name", i), Message: p.Name + " is a partner of this bid already"})
		}
		if strings.EqualFold(p.Name, b.Entity) && p.Name != "" {
			out = append(out, errs.Field{Pointer: fmt.Sprintf("/partners/%d/name", i), Message: p.Name + " is the legal entity that bids"})
		}
		if len(p.Name) > register.MaxText || len(p.Part) > register.MaxText || len(p.Why) > 4000 {
			out = append(out, errs.Field{Pointer: fmt.Sprintf("/partners/%d/name", i), Message: "this is too long"})
		}
		seen[key] = true
	}
	if len(b.Partners) > maxPartners {
		out = append(out, errs.Field{Pointer: "/partners", Message: "a bid has at most 100 partners"})
	}
	lots := map[string]bool{}
	for i, l := range b.Lots {
		if id := lotID(l.ID); id == "" || lots[id] {
			out = append(out, errs.Field{Pointer: fmt.Sprintf("/lots/%d/id", i), Message: fmt.Sprintf("%q names no lot of its own", l.ID)})
		} else {
			lots[id] = true
		}
	}
	if len(b.Lots) > maxLots {
		out = append(out, errs.Field{Pointer: "/lots", Message: "a bid has at most 200 lots"})
	}
	return out
}

// dropPartner takes a partner out of what was said of requirements.
func (b *Bid) dropPartner(name string) {
	b.Partners = slices.DeleteFunc(slices.Clone(b.Partners), func(p Partner) bool { return p.Name == name })
	for i := range b.Requirements {
		r := &b.Requirements[i]
		if r.HeldBy == name {
			r.HeldBy, r.HeldByAgreed = "", false
		}
		r.Spared = slices.DeleteFunc(slices.Clone(r.Spared), func(s string) bool { return s == name })
		if len(r.Spared) == 0 {
			r.Spared = nil
		}
	}
}
