package main

import (
	"strings"
	"testing"

	"holdfast/internal/webtest"
)

// TestPasskeyInABrowser: a person adds a passkey, signs out, and comes back with
// it, in a real browser with an authenticator of its own.
func TestPasskeyInABrowser(t *testing.T) {
	t.Parallel()
	server := start(t, january, "demo", "--addr", "127.0.0.1:0", "--data", t.TempDir())
	// A passkey belongs to a name: by its number the page says so.
	p := webtest.Open(t, server.address)
	p.Go("/account/passkeys")
	p.Says("open it as http://localhost")

	p = webtest.Open(t, strings.Replace(server.address, "127.0.0.1", "localhost", 1))
	p.Authenticator()
	p.Go("/account/passkeys")
	p.Says("You have no passkey yet.")
	p.Accessible()
	p.Fits("passkeys")
	p.Follow(`form[data-passkey="create"] button`)
	p.Says("The passkey is added.")
	p.Says("1 passkey signs you in.")
	p.Accessible()
	p.Go("/account")
	p.Says("You have 1 passkey")
	signOut(p)
	p.Accessible()
	p.Fits("sign-in")
	p.Follow(`form[action="/sign-in/passkey"] button`)
	p.Go("/account/passkeys")
	p.Says("1 passkey signs you in.")

	p.WithoutScript()
	p.Go("/account/passkeys")
	p.Says("Passkeys need script")
	signOut(p)
	p.Says("Sign in in one of the other ways")
}

// signOut ends the session that the window has; the machine's own, which the
// pages do not offer to end, too.
func signOut(p *webtest.Page) {
	p.Go("/account")
	webtest.Value[bool](p, `document.body.insertAdjacentHTML("beforeend", '<form method="post" action="/sign-out"><button id="out">Out</button></form>') === undefined`)
	p.Follow("#out")
	p.Says("Sign in to Holdfast")
}
