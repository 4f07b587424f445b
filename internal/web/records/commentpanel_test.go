package records_test

import (
	"net/url"
	"testing"

	"holdfast/internal/authz"
)

// TestAConversationOnARecord in the browser's words.
func TestAConversationOnARecord(t *testing.T) {
	t.Parallel()
	h := build(t)
	row := h.put(h.owner, boat{Name: "Alder"})[0]
	say := func(as, text string) answer {
		return h.post(as, "/comments", url.Values{"kind": {"boat"}, "id": {row.ID}, "text": {text}})
	}
	say("owner", "@Gareth <b>look</b>\nat this").wants(303, "/boats/BOAT-1?done=commented#comments")
	say("owner", "  ").wants(422, "Say something first.")
	say(string(authz.Reader), "x").wants(403)
	say("other", "x").wants(404)
	h.get("owner", "/boats/BOAT-1?done=commented").wants(200, "Your comment is there.", "@Gareth", "&lt;b&gt;look&lt;/b&gt;", "Take back COMMENT-1").lacks("I have seen COMMENT-1")
	h.get("manager-2", "/boats/BOAT-1").wants(200, "I have seen COMMENT-1").lacks("Take back COMMENT-1")
	h.get(string(authz.Reader), "/boats/BOAT-1").wants(200, "look").lacks(`action="/comments"`)
	h.post("manager-2", "/comments/COMMENT-1/seen", url.Values{"from": {"work"}}).wants(303, "/work?done=seen")
	h.get("manager-2", "/boats/BOAT-1").wants(200).lacks("I have seen COMMENT-1")
	h.get("owner", "/comments/COMMENT-1").wants(200, "Comment on BOAT-1", "look")
	h.get("manager-2", "/comments/COMMENT-1").wants(303)
	h.post("manager-2", "/comments/COMMENT-1", url.Values{"text": {"mine"}}).wants(403)
	h.post("owner", "/comments/COMMENT-1", url.Values{"text": {"better"}, "version": {"1"}}).wants(409)
	h.post("owner", "/comments/COMMENT-1", url.Values{"text": {"better"}, "version": {"2"}}).wants(303)
	h.get("owner", "/boats/BOAT-1").wants(200, "better", "edited").lacks("look</b>")
	h.post("manager-2", "/comments/COMMENT-1/delete", nil).wants(403)
	h.post("owner", "/comments/COMMENT-1/delete", nil).wants(303)
	h.get("owner", "/boats/BOAT-1").wants(200, "Taken back by its author.").lacks("better")
	win := h.people["owner"]
	win.Scope = authz.Scope{"win:write", "commons:write"}
	h.people["win"] = win
	h.get("win", "/comments/COMMENT-1").wants(404)
	h.get("win", "/trail/comment/"+row.ID).lacks("better")
}

// TestLinksOfARecord: by number, by words, in the way the role leads, and ended.
func TestLinksOfARecord(t *testing.T) {
	t.Parallel()
	h := build(t)
	rows := h.put(h.owner, boat{Name: "Alder"}, boat{Name: "Birch"})
	h.berth("E1", "East pier")
	h.berth("E2", "East wall")
	link := func(as, to string) answer {
		return h.post(as, "/links", url.Values{"kind": {"boat"}, "id": {rows[0].ID}, "role": {""}, "to": {to}})
	}
	link("owner", "BOAT-2").wants(303, "/boats/BOAT-1?done=linked#links")
	h.get("owner", "/boats/BOAT-1").wants(200, "Related to", "BOAT-2", "Birch")
	h.get("owner", "/boats/BOAT-2").wants(200, "BOAT-1", "Alder")
	link("owner", "east").wants(200, "Which one is meant by “east”?", "E1", "E2", "Link BERTH-1").lacks("Link BOAT-1\"")
	link("owner", "nowhere").wants(200, "Nothing is called “nowhere”.")
	link("owner", "BERTH-2").wants(303)
	link("owner", "BERTH-9").wants(422, "There is no such berth.")
	link("owner", "BOAT-1").wants(422, "That is this record itself.")
	link("owner", " ").wants(422, "Give a number or words.")
	link(string(authz.Reader), "BERTH-1").wants(403)
	link("other", "BERTH-1").wants(404)
	narrow := h.people["owner"]
	narrow.Scope = authz.Scope{"isms:write"} // berths are of another area
	h.people["narrow"] = narrow
	h.get("narrow", "/boats/BOAT-1").wants(200, "BOAT-2").lacks("East wall")
	link("narrow", "east").wants(200, "Nothing is called")
	end := h.get("owner", "/boats/BOAT-2").hidden("/links/end")
	h.post(string(authz.Reader), "/links/end", end).wants(403)
	h.post("owner", "/links/end", end).wants(303, "/boats/BOAT-2?done=unlinked")
	h.get("owner", "/boats/BOAT-2").wants(200).lacks("/links/end")
}

// TestFieldsOfOnesOwnArePutInAndRetired.
func TestFieldsOfOnesOwnArePutInAndRetired(t *testing.T) {
	t.Parallel()
	h := build(t)
	h.get("owner", "/settings/fields").wants(200, "There are no fields of your own yet.", "Add a field")
	h.get(string(authz.Reader), "/settings/fields").wants(200).lacks("Add a field")
	h.get("owner", "/settings/fields/new").wants(200, "In which register")
	field := url.Values{"for": {"boat"}, "label": {"Insurer"}, "type": {"choice"}, "choices": {"Tern Mutual\r\nHarbour Re"}, "flags": {"required"}}
	h.post(string(authz.ComplianceManager), "/settings/fields/new", field).wants(403)
	h.post("owner", "/settings/fields/new", url.Values{"for": {"boat"}, "label": {""}, "type": {"choice"}}).wants(422, "Label is missing.", "Say what can be chosen.")
	h.post("owner", "/settings/fields/new", field).wants(303)
	h.get("owner", "/settings/fields?done=added").wants(200, "1 field of your own, in 1 register.", "Tern Mutual, Harbour Re", "The field is there.")
	h.post("owner", "/records/boat/new", url.Values{"name": {"Alder"}}).wants(422, "Insurer is missing.")
	h.post("owner", "/records/boat/new", url.Values{"name": {"Alder"}, "custom.insurer": {"Tern Mutual"}}).wants(303)
	h.get("owner", "/boats/BOAT-1").wants(200, "Insurer", "Tern Mutual")
	h.get("owner", "/settings/fields/FIELD-1").wants(200, "Choice of boats")
	h.get("other", "/settings/fields/FIELD-1").wants(404)
	h.post("owner", "/settings/fields/FIELD-1", url.Values{"label": {"Insurer"}, "choices": {"Tern Mutual"}, "flags": {"retired"}, "version": {"9"}}).wants(409)
	h.post("owner", "/settings/fields/FIELD-1", url.Values{"label": {"Insured by"}, "choices": {"Tern Mutual"}, "flags": {"retired"}, "version": {"1"}}).wants(303)
	h.get("owner", "/boats/BOAT-1").wants(200, "Insured by", "Tern Mutual")
	h.post("owner", "/records/boat/new", url.Values{"name": {"Birch"}}).wants(303)
}
