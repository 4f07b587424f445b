package main

import (
	"os"

	"holdfast/internal/errs"
	"holdfast/internal/proof"
	"holdfast/internal/secret"
	"holdfast/internal/store"
)

// trail asks of each organisation whether its trail continues what was signed.
// It signs nothing. Without a key file there is nothing that was signed.
func (x *examination) trail(e *env, p place, o store.Options) {
	const check = "trail"
	path, err := p.keysPlace()
	if err != nil {
		return
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return // the keys have a line of their own
	}
	ring, err := secret.Parse(b)
	if err != nil {
		return
	}
	st, err := store.Open(e.ctx, o)
	if err != nil {
		return // the database has a line of its own
	}
	defer st.Close()
	var orgs []store.Organisation
	if err := st.View(e.ctx, store.System(store.WorkDoctor), func(tx *store.Tx) (err error) {
		orgs, err = tx.Organisations(e.ctx)
		return err
	}); err != nil {
		x.fail(check, "the organisations cannot be read: "+errs.Safe(err), "See the line about the database.")
		return
	}
	s := &proof.Sealer{Store: st, Keys: ring, Memory: &signedFile{path: path + signedSuffix}}
	good := 0
	for _, org := range orgs {
		state, err := s.State(e.ctx, org.ID)
		if err == nil {
			err = state.Trouble
		}
		if err != nil {
			x.fail(check, org.Name+": "+errs.Safe(err), "Tell those who rely on the record, keep a copy of the database as it is, and compare bundles: docs/trail.md.")
			continue
		}
		good++
	}
	if good > 0 {
		x.ok(check, "%s what was signed", map[bool]string{true: "the trail continues", false: "all trails continue"}[good == 1])
	}
}
