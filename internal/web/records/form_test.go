package records_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"holdfast/internal/civil"
)

func TestARecordIsAddedFromItsForm(t *testing.T) {
	t.Parallel()
	h := build(t)
	b := h.berth("N/1", "North quay")
	h.get("owner", "/records/boat/new?name=Heron").wants(http.StatusOK, `value="Heron"`, "Not said", `enctype="multipart/form-data"`, "N/1 North quay").lacks(`id="stage"`, `id="size"`)
	form := url.Values{
		"name": {"  Heron "}, "log": {"one\r\ntwo"}, "state": {"dry"}, "built": {"2003-04-05"}, "seen": {"2027-01-05T08:30"}, "keeper": {"p-2"}, "berth": {"N/1 North quay"},
		"worth": {"£1,200.50"}, "length": {"9.5"}, "fit": {"yes"}, "sold": {"no"}, "marks": {"red, sail"}, "secret": {"s"}, "trip.begin": {"2027-02-03"}, "key": {"k1"}, "stage": {"forged"},
	}
	h.upload("owner", "/records/boat/new", form, "papers", "the papers").wants(http.StatusSeeOther, "/boats/BOAT-1?done=added")
	got := h.boat("BOAT-1").Value
	if got.Name != "Heron" || got.Log != "one\ntwo" || got.State != "dry" || got.Built != civil.Of(2003, 4, 5) || got.Keeper != "p-2" || got.Berth != b.ID || got.Worth.Minor != 120050 ||
		got.Length != 9.5 || got.Fit == nil || !*got.Fit || got.Sold || strings.Join(got.Marks, "|") != "red|sail" || got.Secret != "s" || got.Trip.Begin.IsZero() || got.Seen == 0 || got.Papers == "" {
		t.Errorf("stored %+v", got)
	}
	if got.Stage != "" {
		t.Error("a field that a named action changes was set by the form")
	}
	h.get("owner", "/boats/BOAT-1?done=added").wants(http.StatusOK, "It is added.", "N/1 North quay", "£1,200.50", "Gareth Lowe", "5 Jan 2027, 08:30", "Download")
	h.get("owner", "/records/boat/BOAT-1/files/papers").wants(http.StatusOK, "the papers")
	// Sent once more by the same form, it is not added again.
	h.upload("owner", "/records/boat/new", form, "papers", "the papers").wants(http.StatusSeeOther, "/boats/BOAT-1?done=added")
	h.get("owner", "/boats").wants(http.StatusOK, "1 boat")
	// The seconds that a form does not show stay when it is saved again.
	seen := got.Seen
	h.post("owner", "/records/boat/BOAT-1/edit", url.Values{"version": {"1"}, "seen": {"2027-01-05T08:30"}, "berth": {""}}).wants(http.StatusSeeOther, "done=saved")
	if now := h.boat("BOAT-1").Value; now.Seen != seen || now.Berth != "" || now.Name != "Heron" || now.Papers == "" {
		t.Errorf("after an edit of one field: %+v", now)
	}
	h.post("owner", "/records/boat/BOAT-1/edit", url.Values{"version": {"2"}, "name": {"Heron"}}).wants(http.StatusSeeOther, "done=same")
}

func TestAFormSaysEverythingAndKeepsWhatWasTyped(t *testing.T) {
	t.Parallel()
	h := build(t)
	h.berth("N/1", "North quay")
	h.berth("N/2", "North mole")
	page := h.post("owner", "/records/boat/new", url.Values{
		"name": {""}, "log": {"kept words"}, "built": {"soon"}, "worth": {"much"}, "length": {"long"}, "berth": {"North"}, "keeper": {"p-9"}, "state": {"sunk"}, "fit": {"perhaps"},
	}).wants(http.StatusUnprocessableEntity, "Error:", "Name is missing.", `href="#name"`, `href="#built"`, `href="#worth"`, `href="#length"`, "N/1 North quay, or N/2 North mole", "Choose somebody", "kept words", `value="soon"`, `value="much"`, `value="long"`)
	if !strings.Contains(page.Body.String(), `href="#fit"`) || !strings.Contains(page.Body.String(), `href="#state"`) {
		t.Error("the summary leaves faults out")
	}
	h.post("owner", "/records/boat/new", url.Values{"name": {"Heron"}, "sold": {"yes"}, "state": {"afloat"}}).wants(http.StatusUnprocessableEntity, "lies here no more", `href="#state"`, `value="Heron"`)
	h.get("owner", "/boats").wants(http.StatusOK, "No boats yet")
}

func TestConflictsSayWhoSetWhat(t *testing.T) {
	t.Parallel()
	h := build(t)
	h.fleet()
	h.post("manager-2", "/records/boat/BOAT-1/edit", url.Values{"version": {"1"}, "state": {"dry"}, "berth": {"S 2"}}).wants(http.StatusSeeOther)
	page := h.post("owner", "/records/boat/BOAT-1/edit", url.Values{"version": {"1"}, "name": {"Albatros"}, "state": {"afloat"}}).wants(http.StatusConflict,
		"Gareth Lowe changed this on 6 January 2027, 10:00", "StateAfloat In the dry dock", "BerthN/1 North quay S 2 South quay", `value="Albatros"`, `name="version" value="2"`, "Save mine over it")
	page.wants(http.StatusConflict, `<option value="afloat" selected>`)
	if now := h.boat("BOAT-1"); now.Version != 2 || now.Value.State != "dry" {
		t.Errorf("a conflict changed the record: %+v", now)
	}
	h.post("owner", "/records/boat/BOAT-1/edit", url.Values{"version": {"2"}, "state": {"afloat"}}).wants(http.StatusSeeOther, "done=saved")
}

func TestDeletingIsAsked(t *testing.T) {
	t.Parallel()
	h := build(t)
	h.fleet()
	h.get("owner", "/records/boat/BOAT-2/delete").wants(http.StatusOK, "Delete BOAT-2?", "Bittern", `name="version" value="1"`)
	h.post("owner", "/records/boat/BOAT-2/delete", url.Values{"version": {"9"}}).wants(http.StatusConflict)
	h.post("owner", "/records/boat/BOAT-2/delete", url.Values{"version": {"1"}, "reason": {"Sold for wood"}}).wants(http.StatusSeeOther, "/boats?done=deleted")
	h.get("owner", "/boats/BOAT-2").wants(http.StatusNotFound)
	h.get("owner", "/boats?done=deleted").wants(http.StatusOK, "It is deleted", "3 boats")
	if h.get("owner", "/records/berth/BERTH-1/delete").Code != http.StatusNotFound {
		t.Error("a register whose records do not end offers to delete one")
	}
}
