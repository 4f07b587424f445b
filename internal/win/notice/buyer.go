package notice

import (
	"slices"
	"strings"
)

// buyers reads who buys: the buyer of the release first, then other parties
// with the role, such as the partners of a joint procurement.
func (r *reader) buyers(root place) []Buyer {
	main := root.get("buyer")
	id, name := r.member(main, "id"), r.member(main, "name")
	var out []Buyer
	for _, p := range root.get("parties").items() {
		is := func(role string) bool {
			return slices.ContainsFunc(p.Get("roles").Items(), func(n Node) bool { return n.String() == role })
		}
		mine := (id != "" && r.member(p, "id") == id) || (id == "" && name != "" && r.member(p, "name") == name)
		if !mine && !is("buyer") && !is("procuringEntity") {
			continue
		}
		b := r.party(p)
		if mine && b.Name == "" {
			b.Name = name
		}
		if b.Name == "" && len(b.IDs) == 0 {
			continue
		}
		if mine {
			out = slices.Insert(out, 0, b)
		} else {
			out = append(out, b)
		}
	}
	if len(out) == 0 && (name != "" || id != "") {
		out = append(out, Buyer{Name: name, IDs: global(id)})
	}
	return out
}

func (r *reader) party(p place) Buyer {
	b := Buyer{Name: r.member(p, "name"), IDs: global(r.member(p, "id"))}
	if b.Name == "" {
		b.Name = r.text(p.get("identifier", "legalName"))
	}
	for _, i := range append(p.get("identifier").items(), p.get("additionalIdentifiers").items()...) {
		scheme, id := r.member(i, "scheme"), r.member(i, "id")
		if scheme != "" && id != "" {
			b.IDs = append(b.IDs, scheme+"-"+padCompany(scheme, id))
		}
	}
	b.IDs = slices.Compact(slices.Sorted(slices.Values(b.IDs)))
	b.Region = r.text(p.get("address", "region"))
	b.Nation, _ = nationOf(p)
	for _, c := range p.get("details", "classifications").items() {
		switch r.member(c, "scheme") {
		case "UK_CA_TYPE", "TED_CA_TYPE":
			if b.Kind = r.member(c, "description"); b.Kind == "" {
				b.Kind = r.member(c, "id")
			}
		}
	}
	return b
}

// global gives an identifier that means the same in other releases, in a list;
// nothing for a portal's counter.
func global(id string) []string {
	scheme, rest, ok := strings.Cut(id, "-")
	if !ok || localID(id) || rest == "" || len(scheme) < 2 {
		return nil
	}
	if number, ok := strings.CutPrefix(id, "GB-COH-"); ok {
		id = "GB-COH-" + padCompany("GB-COH", number)
	}
	return []string{id}
}

// padCompany fills a company number up to its eight places: portals drop the
// leading zeros.
func padCompany(scheme, id string) string {
	id = strings.ToUpper(strings.ReplaceAll(id, " ", ""))
	if scheme != "GB-COH" || len(id) >= 8 || len(id) < 5 || strings.Trim(id, "0123456789") != "" {
		return id
	}
	return strings.Repeat("0", 8-len(id)) + id
}

// nationOf tells a party's nation from its address, and what told it.
func nationOf(p place) (nation, from string) {
	a := p.get("address")
	region := strings.ToUpper(a.get("region").String())
	switch {
	case strings.HasPrefix(region, "UKM") || strings.HasPrefix(region, "TLM"):
		return "scotland", "the buyer's region " + region
	case strings.HasPrefix(region, "UKL") || strings.HasPrefix(region, "TLL"):
		return "wales", "the buyer's region " + region
	case strings.HasPrefix(region, "UKN") || strings.HasPrefix(region, "TLN"):
		return "northern-ireland", "the buyer's region " + region
	case len(region) > 2 && (strings.HasPrefix(region, "UK") || strings.HasPrefix(region, "TL")):
		return "england", "the buyer's region " + region
	}
	switch strings.ToLower(a.get("countryName").String()) {
	case "scotland":
		return "scotland", "the buyer's address"
	case "wales", "cymru":
		return "wales", "the buyer's address"
	case "northern ireland":
		return "northern-ireland", "the buyer's address"
	case "england":
		return "england", "the buyer's address"
	}
	if n := nationOfPostcode(a.get("postalCode").String()); n != "" {
		return n, "the buyer's postcode"
	}
	return "", ""
}

// postcodeNations are the postcode areas that lie in one nation but England;
// SY, TD, DG, CA, CH and HR straddle a border, and are left out where most of
// the area does not decide it.
var postcodeNations = map[string]string{
	"AB": "scotland", "DD": "scotland", "EH": "scotland", "FK": "scotland", "G": "scotland", "HS": "scotland",
	"IV": "scotland", "KA": "scotland", "KW": "scotland", "KY": "scotland", "ML": "scotland", "PA": "scotland",
	"PH": "scotland", "ZE": "scotland", "DG": "scotland",
	"CF": "wales", "LD": "wales", "LL": "wales", "NP": "wales", "SA": "wales",
	"BT": "northern-ireland",
}

var straddling = []string{"TD", "SY", "CH", "HR", "GY", "JE", "IM", "GX"}

func nationOfPostcode(code string) string {
	code = strings.ToUpper(strings.TrimSpace(code))
	area := strings.TrimRight(code[:min(2, len(code))], "0123456789")
	if area == "" || len(code) < 5 || len(code) > 8 || slices.Contains(straddling, area) ||
		strings.Trim(area, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
		return ""
	}
	if n := postcodeNations[area]; n != "" {
		return n
	}
	return "england"
}

// suppliers lists who won, by name.
func (r *reader) suppliers(root place) []string {
	var out []string
	for _, a := range root.get("awards").items() {
		for _, s := range a.get("suppliers").items() {
			if name := r.member(s, "name"); name != "" && !slices.Contains(out, name) && len(out) < maxSuppliers {
				out = append(out, name)
			}
		}
	}
	return out
}

// maxSuppliers bounds the list: a framework may name thousands.
const maxSuppliers = 200
