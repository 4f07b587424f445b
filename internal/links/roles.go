package links

import (
	"slices"
	"strings"

	"holdfast/internal/register"
)

// Role is a role of links that people can make themselves, in words from either
// end. No kinds: any.
type Role struct {
	Name     string
	From, To []register.Kind
	Says     string // from the first record: "treated by"
	Answers  string // from the second: "treats"
}

// roles are the roles that people choose from, the most telling first.
var roles = []Role{
	{TreatedBy, []register.Kind{"risk"}, []register.Kind{"control"}, "treated by", "treats"},
	{Affects, []register.Kind{"risk"}, []register.Kind{"asset"}, "affects", "affected by"},
	{Evidences, []register.Kind{"evidence"}, []register.Kind{"control", "clause", "certificate"}, "evidence for", "shown by"},
	{DescribedIn, []register.Kind{"control", "clause"}, []register.Kind{"document"}, "described in", "describes"},
	{Protects, []register.Kind{"control"}, []register.Kind{"asset"}, "protects", "protected by"},
	{DependsOn, []register.Kind{"asset"}, []register.Kind{"asset"}, "depends on", "needed by"},
	{RestsOn, []register.Kind{"answer"}, []register.Kind{"certificate", "evidence", "document", "control"}, "rests on", "borne out in"},
	{Uses, []register.Kind{"bid"}, []register.Kind{"answer"}, "uses", "used in"},
	{Related, nil, nil, "related to", "related to"},
}

// RolesOf gives the roles in which a record of a kind can be linked, from either
// end.
func RolesOf(kind register.Kind) []Role {
	var out []Role
	for _, r := range roles {
		if fits(r.From, kind) || fits(r.To, kind) {
			out = append(out, r)
		}
	}
	return out
}

func fits(kinds []register.Kind, kind register.Kind) bool {
	return len(kinds) == 0 || slices.Contains(kinds, kind)
}

// Join says how a link of a role leads between records of two kinds: from this
// one to the other (outward), or the other way. An empty role is the first that
// fits. False: none does.
func Join(role string, this, other register.Kind) (name string, outward, ok bool) {
	for _, r := range roles {
		if role != "" && r.Name != role {
			continue
		}
		switch {
		case fits(r.From, this) && fits(r.To, other):
			return r.Name, true, true
		case fits(r.From, other) && fits(r.To, this):
			return r.Name, false, true
		}
	}
	return "", false, false
}

// Words says a role as it reads from one end; a role that is not in the list is
// said by its name.
func Words(role string, outward bool) string {
	for _, r := range roles {
		if r.Name != role {
			continue
		}
		if outward {
			return r.Says
		}
		return r.Answers
	}
	words := strings.ReplaceAll(role, "-", " ")
	if !outward {
		return words + " (from there)"
	}
	return words
}
