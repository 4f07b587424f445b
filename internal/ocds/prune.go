package ocds

import (
	"slices"
	"strings"

	"holdfast/internal/win/notice"
)

// personal says that the value of a member is about the staff of a buyer or
// supplier, or their street address: it is not kept.
func personal(name string) bool {
	low := strings.ToLower(name)
	if strings.Contains(low, "contactpoint") || strings.Contains(low, "email") {
		return true
	}
	switch low {
	case "contact", "contacts", "contactperson", "contactname", "contactdetails", "telephone", "phone", "fax",
		"faxnumber", "mobile", "persons", "personnel", "streetaddress", "locality", "beneficialowners",
		"maincontact", "extensions":
		return true
	}
	return false
}

// buying are the roles of organisations that buy.
var buying = []string{"buyer", "procuringEntity", "centralPurchasingBody", "leadBuyer", "wholesaleBuyer"}

// prune takes out of a release what is about people and no tender text: of a
// party its name, roles, identifiers, kind and, where it buys, its region and
// postcode stay. A supplier may be a person at home.
func prune(root *notice.Node) {
	if parties := root.Get("parties"); parties != nil {
		for i := range parties.Kids {
			prunePartyIn(&parties.Kids[i])
		}
	}
	if tender := root.Get("tender"); tender != nil {
		tender.Get("bidOpening").Drop("address", "description", "location") // who opens the bids, by name
		tender.Get("procuringEntity").Drop("address")
		if d := tender.Get("submissionMethodDetails"); d != nil && strings.Contains(d.Text, "@") {
			tender.Drop("submissionMethodDetails")
		}
	}
	root.Get("buyer").Drop("address")
	root.Drop("bids")
}

func prunePartyIn(p *notice.Node) {
	if p.Kind != notice.Object {
		return
	}
	buys := false
	for _, r := range p.Get("roles").Items() {
		buys = buys || slices.Contains(buying, r.String())
	}
	p.Kids = slices.DeleteFunc(p.Kids, func(k notice.Node) bool {
		switch k.Key {
		case "id", "name", "roles", "identifier", "additionalIdentifiers", "details":
			return false
		case "address":
			return !buys
		}
		return true
	})
	keep(p.Get("address"), "region", "country", "countryName", "postalCode")
	keep(p.Get("details"), "classifications", "scale", "vcse", "url", "excludedSupplier")
}

func keep(n *notice.Node, keys ...string) {
	if n == nil || n.Kind != notice.Object {
		return
	}
	n.Kids = slices.DeleteFunc(n.Kids, func(k notice.Node) bool { return !slices.Contains(keys, k.Key) })
}
