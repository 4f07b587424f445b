package main

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"holdfast/internal/errs"
	"holdfast/internal/proof"
	"holdfast/internal/secret"
	"holdfast/internal/store"
)

type keysCmd struct {
	List   keysListCmd   `cmd:"" help:"The keys of the key file, without their secrets, and how many values each has sealed."`
	Rotate keysRotateCmd `cmd:"" help:"Make a new key and seal with it anew what is sealed. Stop the server first."`
	Public keysPublicCmd `cmd:"" help:"The public keys that verify the trail of each organisation, for outsiders."`
}

type keysListCmd struct {
	place
	JSON bool `name:"json" help:"Print one JSON document."`
}

// keyLine is a key in the JSON of keys list.
type keyLine struct {
	Purpose string `json:"purpose"`
	Version int    `json:"version"`
	ID      string `json:"id"`
	Made    string `json:"made"`
	Current bool   `json:"current"`
	Sealed  int    `json:"sealed"` // values that only this key opens
}

func (c keysListCmd) Run(e *env) error {
	h, err := openApp(e, c.place, false)
	if err != nil {
		return err
	}
	defer h.Close()
	sealed := map[string]int{}
	unknown := 0
	if err := h.store.EachSealed(e.ctx, func(place, text string) error {
		sealed[secret.SealedBy(text)]++
		if _, err := h.keys.Open(place, text); err != nil {
			unknown++
		}
		return nil
	}); err != nil {
		return err
	}
	lines := []keyLine{}
	for _, k := range h.keys.Keys() {
		lines = append(lines, keyLine{string(k.Purpose), k.Version, k.ID, k.Made.Format(time.RFC3339), k.Current, sealed[k.ID]})
		if !c.JSON {
			words := keyWords(k)
			if n := sealed[k.ID]; n > 0 {
				words += fmt.Sprintf(", %d sealed", n)
			}
			fmt.Fprintln(e.stdout, words)
		}
	}
	if c.JSON {
		if err := json.NewEncoder(e.stdout).Encode(map[string]any{"file": h.keysPath, "keys": lines, "unopened": unknown}); err != nil {
			return err
		}
	}
	if unknown > 0 {
		return errs.New(errs.Unavailable, "%s cannot be opened with any key of %s. Bring the newest copy of the key file that belongs to this database.", plural(unknown, "sealed value"), h.keysPath)
	}
	return nil
}

type keysRotateCmd struct {
	place
	Purpose string `name:"purpose" enum:"field,trail,all" default:"all" help:"Which key: field (seals secrets), trail (signs checkpoints) or all."`
}

// Help is what "holdfast keys rotate --help" adds.
func (keysRotateCmd) Help() string {
	return `Rotate when somebody may have read the key file, when a person who could read it
leaves, or once a year. The older keys stay in the file: they open older backups and
verify older checkpoints. Stop the server first. Where several machines serve one
PostgreSQL, stop them all, rotate on one, and copy the key file to the others. Give
the new public key (holdfast keys public) to those who verify your trail.`
}

func (c keysRotateCmd) Run(e *env) error {
	// Opened as a server: one that runs would go on with the older keys.
	h, err := openApp(e, c.place, true)
	if err != nil {
		return err
	}
	defer h.Close()
	ring := h.keys
	for _, p := range secret.Purposes() {
		if c.Purpose != "all" && c.Purpose != string(p) {
			continue
		}
		if ring, err = ring.Rotate(p, rand.Reader, e.now()); err != nil {
			return err
		}
	}
	// The file first: whatever ends this program, no value is sealed with a key
	// that is not on the disk.
	if err := writeKeys(h.keysPath, ring, false); err != nil {
		return err
	}
	n, err := h.store.Reseal(e.ctx, ring.Reseal)
	if err != nil {
		return errs.Wrap(err, errs.CodeOf(err), "The new key is in %s, and what is sealed still has the older one: %s Run this again once that is mended.", h.keysPath, errs.Safe(err))
	}
	for _, k := range ring.Keys() {
		if k.Current {
			fmt.Fprintln(e.stdout, keyWords(k))
		}
	}
	fmt.Fprintf(e.stdout, "%s sealed anew. Keep a fresh copy of %s in a safe place.\n", plural(n, "value"), h.keysPath)
	return nil
}

type keysPublicCmd struct {
	place
}

// Help is what "holdfast keys public --help" adds.
func (keysPublicCmd) Help() string {
	return `Prints one public key a line, the current one of an organisation first, in the text
form of signed notes, as "holdfast trail verify --key" takes it. Hand it to an auditor
by another way than the trail itself. Lines that begin with # name the organisation.`
}

func (c keysPublicCmd) Run(e *env) error {
	h, err := openApp(e, c.place, false)
	if err != nil {
		return err
	}
	defer h.Close()
	var orgs []store.Organisation
	if err := h.store.View(e.ctx, store.System(store.WorkKeys), func(tx *store.Tx) error {
		orgs, err = tx.Organisations(e.ctx)
		return err
	}); err != nil {
		return err
	}
	for _, o := range orgs {
		keys, err := h.keys.Public(proof.Origin(o.ID))
		if err != nil {
			return err
		}
		fmt.Fprintf(e.stdout, "# %s\n%s\n", strings.Join(strings.Fields(o.Name), " "), strings.Join(keys, "\n"))
	}
	return nil
}
