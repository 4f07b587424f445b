package notice

import (
	"strings"
	"time"

	"holdfast/internal/civil"
)

// actDay is the first day of the Procurement Act 2023 (24 February 2025,
// SI 2024/716 as amended): a process begun before stays under the old law.
var actDay = civil.Of(2025, time.February, 24)

// nation tells under whose law of the four nations the buyer buys.
func (r *reader) nation(root place, buyers []Buyer) Basis {
	id := root.get("buyer", "id").String()
	for _, p := range root.get("parties").items() {
		if id == "" || p.Get("id").String() != id {
			continue
		}
		if n, from := nationOf(p); n != "" {
			return Basis{n, from}
		}
	}
	for _, b := range buyers {
		if b.Nation != "" {
			return Basis{b.Nation, "the address of " + b.Name}
		}
	}
	switch r.portal {
	case PublicContracts:
		return Basis{"scotland", "published on Public Contracts Scotland"}
	case Sell2Wales:
		return Basis{"wales", "published on Sell2Wales"}
	}
	return Basis{}
}

// regime tells which law the process follows, by the legal basis that the
// buyer names, else by the form, the portal and the day it began.
func (r *reader) regime(root place, nation, noticeType string, began civil.Date) Basis {
	scheme, id := legalBasis(root)
	switch {
	case scheme == "UKPGA" && strings.HasPrefix(id, "2023/54"):
		return Basis{"pa2023", "legal basis: Procurement Act 2023"}
	case scheme == "UKSI" && strings.HasPrefix(id, "2023/1348"):
		return Basis{"psr", "legal basis: Provider Selection Regime Regulations 2023"}
	case scheme == "WSI" && strings.HasPrefix(id, "2025/"):
		return Basis{"psr-wales", "legal basis: Provider Selection Regime (Wales) Regulations 2025"}
	case scheme == "SSI":
		return Basis{"scotland", "legal basis: Scottish regulations " + id}
	}
	if where, ok := saysPSR(root); ok {
		if nation == "wales" {
			return Basis{"psr-wales", where}
		}
		return Basis{"psr", where}
	}
	if strings.HasPrefix(noticeType, "UK") {
		return Basis{"pa2023", "notice type " + noticeType}
	}
	switch {
	case r.portal == PublicContracts:
		return Basis{"scotland", "published on Public Contracts Scotland"}
	case nation == "scotland" && (scheme == "CELEX" || proactis(root)):
		return Basis{"scotland", "a Scottish buyer on the forms of Directive 2014/24/EU"}
	case scheme == "CELEX":
		return Basis{"pcr2015", "legal basis: " + directive(id)}
	case scheme == "UKSI" && strings.HasPrefix(id, "2015/102"):
		return Basis{"pcr2015", "legal basis: Public Contracts Regulations 2015"}
	case r.portal == ContractsFinder:
		return Basis{"pcr2015", "Contracts Finder carries processes of the old law"}
	case r.portal == FindATender && began >= actDay, r.portal == Sell2Wales && began >= actDay:
		return Basis{"pa2023", "begun on or after 24 February 2025, no legal basis named"}
	case (r.portal == FindATender || r.portal == Sell2Wales) && !began.IsZero():
		return Basis{"pcr2015", "begun before 24 February 2025"}
	}
	return Basis{}
}

func legalBasis(root place) (scheme, id string) {
	b := root.get("tender", "legalBasis")
	scheme, id = strings.ToUpper(b.get("scheme").String()), b.get("id").String()
	if uri := strings.ToLower(b.get("uri").String()); scheme == "" && uri != "" {
		for _, s := range []string{"ukpga", "uksi", "wsi", "ssi"} {
			if _, rest, ok := strings.Cut(uri, "/"+s+"/"); ok {
				return strings.ToUpper(s), strings.TrimSuffix(rest, "/contents")
			}
		}
	}
	return scheme, id
}

func directive(celex string) string {
	switch {
	case strings.HasPrefix(celex, "32014L0024"):
		return "Directive 2014/24/EU as carried over (public contracts)"
	case strings.HasPrefix(celex, "32014L0025"):
		return "Directive 2014/25/EU as carried over (utilities)"
	case strings.HasPrefix(celex, "32014L0023"):
		return "Directive 2014/23/EU as carried over (concessions)"
	case strings.HasPrefix(celex, "32009L0081"):
		return "Directive 2009/81/EC as carried over (defence)"
	}
	return celex
}

// proactis says that the notice came over from Public Contracts Scotland.
func proactis(root place) bool {
	for _, l := range root.get("links").items() {
		if strings.Contains(l.Get("href").String(), "publiccontractsscotland.gov.uk") {
			return true
		}
	}
	return false
}

// psrWords are how buyers say that the Provider Selection Regime applies; they
// have no code for it in the old forms.
var psrWords = []string{"provider selection regime", "(psr)", "health care services (provider selection"}

// saysPSR looks where buyers write it: at the head of the texts. A text that
// says the regime does not apply is no witness.
func saysPSR(root place) (string, bool) {
	for _, p := range []place{
		root.get("description"), root.get("tender", "title"), root.get("tender", "description"),
		root.get("tender", "procurementMethodRationale"), root.get("tender", "procurementMethodDetails"),
	} {
		text := p.String()
		if !strings.Contains(text, "PSR") && !strings.Contains(text, "rovider ") && !strings.Contains(text, "ROVIDER ") {
			continue // most texts; folding them is dear
		}
		low := strings.ToLower(text)
		for _, w := range psrWords {
			i := strings.Index(low, w)
			if i < 0 {
				continue
			}
			before := low[max(0, i-60):i]
			if strings.Contains(before, "not subject to") || strings.Contains(before, "does not apply") || strings.Contains(before, "outside") {
				continue
			}
			return "the notice names the Provider Selection Regime (" + p.ptr + ")", true
		}
	}
	return "", false
}
