package site

import "strings"

// Nouns are what records of a register are called: "risk", "risks".
type Nouns struct{ One, Many string }

// Deed is what an action did, in words that follow a person's name. Ref says
// that the record's number may follow.
type Deed struct {
	Text string
	Ref  bool
}

// whole are actions that say all by themselves.
var whole = map[string]string{
	"settings.create":            "set up the organisation",
	"certificate.import":         "imported certificates",
	"bid.import":                 "imported bids",
	"notice.import":              "imported notices",
	"comment.create":             "commented",
	"comment.update":             "changed a comment",
	"comment.takeback":           "changed a comment",
	"comment.delete":             "removed a comment",
	"bulk-change.apply":          "changed records together",
	"bulk-change.undo":           "took a change of records back",
	"notice-decision.dismiss":    "dismissed a notice",
	"control.start":              "began the Statement of Applicability",
	"risk.adopt":                 "took risks from the starter set",
	"acknowledgement.create":     "acknowledged a document",
	"retention-proposal.create":  "proposed to erase what has been kept long enough",
	"settings.invite":            "invited a person",
	"settings.uninvite":          "took an invitation back",
	"settings.join":              "joined",
	"settings.token-made":        "made a token for the API",
	"settings.token-revoked":     "revoked a token for the API",
	"settings.lock-out":          "locked a person out",
	"settings.unlock":            "let a person in again",
	"member.role":                "changed a person's role",
	"retention-proposal.confirm": "confirmed what is erased after its time",
}

// short are actions after which the number alone is enough: people know these
// records by it.
var short = map[string]string{
	"certificate.create":        "recorded",
	"certificate.update":        "changed",
	"certificate.record-status": "recorded the status of",
	"certificate.start-renewal": "started the renewal of",
	"bid.create":                "took on",
	"notice-decision.accept":    "took on",
	"bid.update":                "changed",
	"bid.set-stage":             "moved the stage of",
	"bid.set-date":              "corrected a date of",
	"bid.add-requirement":       "added a requirement to",
	"bid.correct-requirement":   "corrected a requirement of",
	"bid.remove-requirement":    "removed a requirement of",
	"bid.answer-condition":      "answered a condition of",
	"bid.follow-notice":         "followed the notice of",
	"bid.judge-scope":           "judged a scope for",
	"task.update":               "changed",
	"task.done":                 "did",
}

// verbs word what is done to records of many registers; the noun follows.
var verbs = map[string]string{
	"create": "added", "update": "changed", "delete": "removed", "import": "imported",
	"propose": "proposed", "issue": "issued", "withdraw": "withdrew", "approve": "approved",
	"submit": "sent for approval", "return": "returned", "revoke": "revoked", "review": "reviewed",
	"accept": "accepted", "close": "closed", "reopen": "opened again", "assess": "assessed",
	"treat": "chose the treatment of", "plan": "planned an action for", "done": "finished",
	"complete": "finished the treatment of", "accept-plan": "accepted the plan for",
	"decide": "decided on", "test": "recorded a test of", "link": "linked",
	"retire": "retired", "renew": "renewed", "release": "released", "depend": "said what depends on",
	"drop": "dropped", "read": "recorded a reading of", "take-over": "took over",
	"receive": "sent in evidence for", "mail": "mailed", "confirm": "confirmed", "postpone": "postponed",
}

// Did words an action of the trail. many says that it changed several records
// at once: then no single number is named.
func Did(action string, nouns Nouns, many bool) Deed {
	if words, ok := whole[action]; ok {
		return Deed{Text: words}
	}
	if words, ok := short[action]; ok {
		return Deed{Text: words, Ref: true}
	}
	_, verb, _ := strings.Cut(action, ".")
	words, ok := verbs[verb]
	switch {
	case !ok: // an action without words of its own: what changed is still true
		words = "changed"
	case verb == "done" && strings.HasPrefix(action, "risk."):
		words = "finished an action for"
	}
	if many && (verb == "create" || verb == "update" || verb == "delete" || verb == "import") {
		return Deed{Text: words + " " + nouns.Many}
	}
	return Deed{Text: words + " the " + nouns.One, Ref: true}
}
