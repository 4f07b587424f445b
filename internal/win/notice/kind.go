package notice

import (
	"slices"
	"strings"
)

// typeOf tells the form of one release, before it is merged: the notice type
// of the document that is the release itself, else the latest one it carries,
// else the old form by its tags and documents.
func typeOf(root *Node) string {
	id, best, bestDate := root.Get("id").String(), "", ""
	look := func(docs *Node) {
		for _, d := range docs.Items() {
			t := strings.ToUpper(d.Get("noticeType").String())
			if !ukType(t) {
				continue
			}
			date := d.Get("datePublished").String()
			if d.Get("id").String() == id && id != "" {
				date = "9999" // the document is this release
			}
			if best == "" || date > bestDate || (date == bestDate && t > best) {
				best, bestDate = t, date
			}
		}
	}
	look(root.At("planning", "documents"))
	look(root.At("tender", "documents"))
	for _, part := range []string{"awards", "contracts"} {
		for _, a := range root.Get(part).Items() {
			look(a.Get("documents"))
		}
	}
	look(root.Get("documents"))
	if best != "" {
		return best
	}
	return oldForm(root)
}

// ukType says whether a text is UK1 to UK17.
func ukType(t string) bool {
	n, ok := strings.CutPrefix(t, "UK")
	return ok && slices.Contains(ukTypes, n)
}

var ukTypes = strings.Fields("1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17")

// oldForm tells the form of a notice of the old regime by its tags; "compiled"
// tags say nothing, so that the parts that are there decide.
func oldForm(root *Node) string {
	tags := tagsOf(root)
	has := func(names ...string) bool {
		return slices.ContainsFunc(names, func(n string) bool { return slices.Contains(tags, n) })
	}
	switch {
	case has("tenderCancellation"):
		return "cancellation"
	case has("contractTermination", "implementationUpdate", "implementation"), has("contractAmendment", "contractUpdate"):
		return "contract-change"
	case has("awardCancellation", "awardUpdate"):
		return "award-change"
	case has("award"):
		return "award"
	case has("contract"):
		return "contract"
	case has("tenderAmendment", "tenderUpdate"):
		return "tender-change"
	case has("tender"):
		return "tender"
	case has("planning", "planningUpdate"):
		return "prior-information"
	case len(root.Get("contracts").Items()) > 0:
		return "contract"
	case len(root.Get("awards").Items()) > 0:
		return "award"
	case root.At("tender", "tenderPeriod") != nil:
		return "tender"
	case root.Get("planning") != nil:
		return "prior-information"
	}
	return ""
}

func tagsOf(root *Node) []string {
	var out []string
	for _, t := range root.Get("tag").Items() {
		if s := t.String(); s != "" {
			out = append(out, s)
		}
	}
	return out
}

// stageOf tells how far a process has come from the form of its latest release
// and the status of the tender.
func stageOf(noticeType, status string) Stage {
	if status == "cancelled" || status == "unsuccessful" || status == "withdrawn" {
		return Cancelled
	}
	switch noticeType {
	case "UK1", "UK2", "UK3", "prior-information":
		return Planning
	case "UK4", "tender", "tender-change":
		switch status {
		case "complete":
			return Awarded
		case "planning", "planned":
			return Planning
		}
		return Tender
	case "UK5", "UK6", "award", "award-change":
		return Awarded
	case "UK7", "UK8", "UK9", "UK10", "contract", "contract-change":
		return Contract
	case "UK11", "UK16":
		return Ended
	case "UK12", "cancellation":
		return Cancelled
	case "UK13":
		return Planning
	case "UK14", "UK15":
		return Market
	}
	switch status {
	case "active":
		return Tender
	case "complete":
		return Awarded
	}
	return Planning
}
