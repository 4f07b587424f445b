package main

import (
	"archive/zip"
	"bytes"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestAPackIsBuiltSentAndVerified goes with a bid manager from what is suggested to
// a pack that somebody else proves with nothing but the file and the key.
func TestAPackIsBuiltSentAndVerified(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	r := start(t, january, "demo", "--addr", "127.0.0.1:0", "--data", dir)
	const at = "/bids/BID-4/pack"
	r.says(t, at, http.StatusOK, "5 of 9 ready", "noon", "12 changes since", "lapses before award", "on Dafydd Rees: the letter with the day of the test", "not written")
	r.says(t, at+"/send", http.StatusConflict, "Build the pack first")
	r.says(t, at+"/file", http.StatusNotFound, "has not been built yet")
	r.says(t, "/bids/BID-1/pack", http.StatusOK, "Nothing chosen yet", "Nothing goes out that you did not choose")
	r.says(t, "/bids/BID-99/pack", http.StatusNotFound)
	r.says(t, "/packs", http.StatusOK, "PACK-1", "Regional data platform")
	r.says(t, "/packs/facts", http.StatusOK, "One of the four", "Rehearsal: one zone switched off")

	// What is chosen is in the pack, and nothing else.
	r.sends(t, at, url.Values{"items": {"cover", "nonsense"}}, http.StatusUnprocessableEntity, "There is a problem", "nonsense", "Put these in")
	r.sends(t, at, url.Values{"items": {"cover", "certificate:CERT-1", "soa", "scope", "policies", "incidents", "undertaking", "pen-test"}, "also": {"ev-1, DOC-1"}}, http.StatusOK, "What goes into the pack is chosen", "6 of 10 ready")
	r.sends(t, at+"/items/soa", url.Values{"columns": {"applies, owner"}, "waitsOn": {""}, "waitsFor": {""}}, http.StatusOK, "It is recorded")
	r.sends(t, at+"/items/soa", url.Values{"columns": {"wages"}}, http.StatusUnprocessableEntity, "There is no column")
	r.sends(t, at+"/undertaking", url.Values{"text": {"We promise everything."}, "signer": {"Gareth Lowe"}}, http.StatusUnprocessableEntity, "an undertaking that passes over it")
	_, form := r.get(t, at+"/undertaking")
	draft := between(form, `name="text"`, "</textarea>")
	_, draft, _ = strings.Cut(draft, ">")
	r.sends(t, at+"/undertaking", url.Values{"text": {draft}, "signer": {"Gareth Lowe"}}, http.StatusOK, "waits for its approval", "Approve the undertaking")
	r.sends(t, at+"/undertaking/approve", url.Values{"hash": {"x"}}, http.StatusUnprocessableEntity, "It has been changed since you read it")
	_, page := r.get(t, at+"/undertaking")
	r.sends(t, at+"/undertaking/approve", url.Values{"hash": {between(page, `name="hash" value="`, `"`)}}, http.StatusUnprocessableEntity, "and you wrote it")

	r.sends(t, at+"/build", nil, http.StatusOK, "The pack is built", "Left out, not ready", "checkpoint ")
	code, file := r.get(t, at+"/file")
	if code != http.StatusOK {
		t.Fatalf("the pack answers %d", code)
	}
	r.sends(t, at+"/build", nil, http.StatusOK, "The pack is built")
	if _, again := r.get(t, at+"/file"); again != file {
		t.Error("nothing was changed, and the pack was made anew")
	}
	z, err := zip.NewReader(strings.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	folders := map[string]bool{}
	for _, f := range z.File {
		if dir, _, ok := strings.Cut(f.Name, "/"); ok {
			folders[dir] = true
		}
	}
	for _, want := range []string{"01-iso-27001-certificate-and-scope", "02-scope-statement-word-for-word", "03-soa-extract", "04-list-of-policies", "05-incident-statement"} {
		if !folders[want] {
			t.Errorf("there is no folder %s: %v", want, folders)
		}
	}
	if len(folders) != 7 {
		t.Errorf("%d folders, want those of the 7 items beside the cover: %v", len(folders), folders)
	}

	// Whoever has the file and the key proves it.
	path := filepath.Join(t.TempDir(), "pack.zip")
	keep := func(b []byte) {
		t.Helper()
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	keep([]byte(file))
	key := strings.TrimSpace(command(t, "", "trail", "key", "--data", dir).out)
	command(t, "", "pack", "verify", path).wants(t, 0, "INTACT", "It cannot be excluded: Who made it")
	command(t, "", "pack", "verify", path, "--key", key).wants(t, 0, "INTACT", "signed with the key that was given", "carries checkpoint ")
	command(t, "", "pack", "verify", path, "--key", key, "--json").wants(t, 0, `"intact": true`)
	turned := []byte(file)
	turned[bytes.Index(turned, []byte("%PDF"))+20] ^= 1
	keep(turned)
	command(t, "", "pack", "verify", path).wants(t, 2, "ALTERED: cover.pdf")
	keep([]byte("%PDF"))
	command(t, "", "pack", "verify", path).wants(t, 1, "UNREADABLE")

	// What was sent stays, and what changes afterwards is said.
	r.sends(t, at+"/send", url.Values{"to": {""}, "way": {"portal"}, "on": {"2027-01-06"}}, http.StatusUnprocessableEntity, "Say to whom it went")
	r.sends(t, at+"/send", url.Values{"to": {"Trentwell ICB"}, "way": {"portal"}, "on": {"2027-01-06"}, "reference": {"R-77"}}, http.StatusOK, "Sent to Trentwell ICB through the portal on 6 January 2027", "R-77", "Begin the next pack")
	r.sends(t, at, url.Values{"items": {"cover"}}, http.StatusConflict, "stays as it is")
	r.says(t, "/packs/PACK-1", http.StatusOK, "Trentwell ICB", "through the portal", "As it was built")
	r.sends(t, "/records/attestation/new", url.Values{"type": {"incidents"}, "title": {"A newer statement"}, "date": {"2027-01-05"}, "statement": {"One incident."}}, http.StatusOK)
	r.says(t, at, http.StatusOK, "What changed since it was sent", "Incident statement")
	if _, sent := r.get(t, at+"/file"); sent != file {
		t.Error("what was sent is not what is kept")
	}
	r.sends(t, at+"/next", nil, http.StatusOK, "The next pack begins with what was chosen", "Packs sent before", "PACK-1, sent to Trentwell ICB")
	command(t, "", "verify", "--data", dir).wants(t, 0, "0 orphaned")
}

// between gives what stands between two texts.
func between(s, before, after string) string {
	_, s, _ = strings.Cut(s, before)
	s, _, _ = strings.Cut(s, after)
	return s
}
