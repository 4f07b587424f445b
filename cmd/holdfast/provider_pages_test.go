package main

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

// TestProviderSettings sets a provider up, changes it and takes it away.
func TestProviderSettings(t *testing.T) {
	t.Parallel()
	p := newIDP(t)
	r, way := withProvider(t, p)
	code, body := r.get(t, "/settings/sign-in")
	says(t, "the list", code, body, http.StatusOK, "People can also sign in through 1 provider.")
	says(t, "the list", code, body, http.StatusOK, "in use, by owners too")
	edit := regexp.MustCompile(`/settings/sign-in/IDP-\d+`).FindString(body)
	code, body = r.get(t, edit)
	says(t, "its page", code, body, http.StatusOK, "/sign-in/oidc/callback")
	if strings.Contains(body, idpSecret) {
		t.Error("the page shows the client secret")
	}
	form := func(change ...string) url.Values {
		v := url.Values{"name": {"Quay accounts"}, "preset": {"other"}, "issuer": {p.url}, "client": {"holdfast"}, "domains": {"quay.example"}, "version": {"1"}, "says": {"join", "owners"}}
		for i := 0; i < len(change); i += 2 {
			v.Set(change[i], change[i+1])
		}
		return v
	}
	for what, c := range map[string]struct {
		form  url.Values
		words string
	}{
		"every tenant":       {form("preset", "entra", "issuer", "https://login.microsoftonline.com/common/v2.0"), "would let in every tenant"},
		"a metadata address": {form("issuer", "http://169.254.169.254"), "169.254.169.254"},
		"another port":       {form("issuer", "http://localhost:1"), "localhost"},
		"a script":           {form("issuer", "javascript:alert(1)"), "whole address"},
		"no domain":          {form("domains", "quay"), "no domain"},
		"no name":            {form("name", ""), "ame"},
		"another issuer":     {form("issuer", newIDP(t).url), "localhost"},
	} {
		code, body := r.post(t, edit, c.form)
		if code != http.StatusUnprocessableEntity || !strings.Contains(plainly(body), c.words) {
			t.Errorf("%s: %d, wanted %q: %.600s", what, code, c.words, plainly(body))
		}
	}
	code, body = r.post(t, edit, form("name", `<script>alert(1)</script>`))
	says(t, "a name with tags", code, body, http.StatusOK, "The provider is changed.")
	if strings.Contains(body, "<script>alert") {
		t.Error("a name became markup")
	}
	if code, body = r.post(t, edit, form()); code != http.StatusConflict && code != http.StatusPreconditionFailed && code != http.StatusUnprocessableEntity {
		t.Errorf("an older version: %d %.300s", code, plainly(body))
	}
	code, body = r.post(t, edit, form("version", "2", "says", "off"))
	says(t, "switching it off", code, body, http.StatusOK, "switched off")
	code, body = r.get(t, way)
	says(t, "a way that is switched off", code, body, http.StatusNotFound, "switched off")
	code, body = r.post(t, edit+"/remove", nil)
	says(t, "removing it", code, body, http.StatusOK, "The provider is removed")
}

// TestLinkPages links, unlinks, and leaves alone what is another's.
func TestLinkPages(t *testing.T) {
	t.Parallel()
	p := newIDP(t)
	r, way := withProvider(t, p)
	p.is(map[string]any{"sub": "1"})
	code, body := r.get(t, way+"/link")
	says(t, "linking", code, body, http.StatusOK, "Quay accounts signs you in")
	hidden := regexp.MustCompile(`name="(org|provider)" value="([^"]+)"`).FindAllStringSubmatch(body, -1)
	if len(hidden) != 2 {
		t.Fatalf("the form to unlink: %v", hidden)
	}
	unlink := url.Values{hidden[0][1]: {hidden[0][2]}, hidden[1][1]: {hidden[1][2]}}
	// The provider is the only proof now, so that without it being asked nothing of
	// this is done once the time is over; from another site nothing is done at all.
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, r.base+"/account/providers/unlink", strings.NewReader(unlink.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Sec-Fetch-Site", "cross-site")
	resp, err := r.client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	if code, _ := read(t, resp); code != http.StatusForbidden {
		t.Errorf("from another site: %d", code)
	}
	code, body = r.post(t, "/account/providers/unlink", url.Values{"org": {"another"}, "provider": unlink["provider"]})
	says(t, "another organisation's", code, body, http.StatusNotFound, "no such link")
	code, body = r.post(t, "/account/providers/unlink", unlink)
	says(t, "unlinking", code, body, http.StatusOK, "The link is taken away.")
	code, body = r.post(t, "/account/providers/unlink", unlink)
	says(t, "twice", code, body, http.StatusNotFound, "no such link")
	// A reader sees which there are, and sets none up.
	r.post(t, "/sign-out", nil)
	p.is(map[string]any{"sub": "2", "email": "tom@quay.example", "name": "Tom Lee", "auth_time": january.Unix()})
	code, body = r.get(t, way+"?to=/settings/sign-in")
	says(t, "a reader's list", code, body, http.StatusOK, "Quay accounts")
	if strings.Contains(body, "Set up a provider") {
		t.Error("a reader is offered to set a provider up")
	}
	for _, path := range []string{"/settings/sign-in/new", "/settings/sign-in/IDP-1"} {
		if code, _ := r.get(t, path); code != http.StatusForbidden {
			t.Errorf("a reader gets %s: %d", path, code)
		}
	}
	for _, path := range []string{"/settings/sign-in/new", "/settings/sign-in/IDP-1", "/settings/sign-in/IDP-1/remove"} {
		if code, _ := r.post(t, path, url.Values{"name": {"Mine"}, "preset": {"other"}, "issuer": {p.url}, "client": {"c"}, "version": {"1"}}); code != http.StatusForbidden {
			t.Errorf("a reader posts to %s: %d", path, code)
		}
	}
}
