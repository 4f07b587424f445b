package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"

	"holdfast/internal/errs"
	"holdfast/internal/proof"
	"holdfast/internal/store"
)

type trailCmd struct {
	Export     trailExportCmd     `cmd:"" help:"Write the record of an organisation as a bundle that anybody can verify."`
	Verify     trailVerifyCmd     `cmd:"" help:"Verify a bundle or a proof, without a database or a network."`
	Checkpoint trailCheckpointCmd `cmd:"" help:"The newest signed checkpoint, to hand to outsiders."`
	Key        trailKeyCmd        `cmd:"" help:"The public keys that verify an organisation's bundles and checkpoints."`
	Prove      trailProveCmd      `cmd:"" help:"Prove that one entry is in the record, or that the record only grew."`
}

// ofOrg chooses an organisation of the installation.
type ofOrg struct {
	Org string `name:"org" placeholder:"ID" help:"Of which organisation. Default: the first of this installation."`
}

// choose gives the organisation. An id that is none is not found.
func (c ofOrg) choose(e *env, h *app) (store.Organisation, error) {
	if c.Org == "" {
		return h.org, nil
	}
	var out store.Organisation
	err := h.store.View(e.ctx, store.System(store.WorkTrail), func(tx *store.Tx) error {
		orgs, err := tx.Organisations(e.ctx)
		for _, o := range orgs {
			if o.ID == c.Org {
				out = o
			}
		}
		return err
	})
	if err == nil && out.ID == "" {
		err = errs.New(errs.NotFound, "There is no organisation %q here.", c.Org)
	}
	return out, err
}

type trailExportCmd struct {
	place
	ofOrg
	Out  string   `name:"out" required:"" placeholder:"BUNDLE" help:"The file to write; it must not be there yet."`
	Kind []string `name:"kind" placeholder:"KIND" help:"Show the content of entries and records of this kind alone (may be repeated). Entries are always complete."`
	ID   []string `name:"id" placeholder:"ID" help:"Show the content of the record with this id alone (may be repeated)."`
}

func (c trailExportCmd) Run(e *env) error {
	h, err := openApp(e, c.place, false)
	if err != nil {
		return err
	}
	defer h.Close()
	org, err := c.choose(e, h)
	if err != nil {
		return err
	}
	// A trail that is refused is still handed out: whoever verifies it is told.
	if _, _, err := h.sealer().Checkpoint(e.ctx, org.ID, e.now()); errs.CodeOf(err) == errs.Conflict {
		fmt.Fprintf(e.stderr, "Warning: %s The bundle holds what was signed before.\n", errs.Safe(err))
	} else if err != nil && errs.CodeOf(err) != errs.NotFound {
		return err
	}
	f, err := os.OpenFile(c.Out, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return errs.Wrap(err, errs.Invalid, "%s cannot be written.", c.Out)
	}
	var m proof.Manifest
	err = h.store.ExportTrail(e.ctx, org.ID, func(src proof.Source) (err error) {
		m, err = proof.Write(e.ctx, f, src, h.keys, proof.Export{
			Org: org.ID, Name: org.Name, Made: e.now(), Program: "holdfast " + buildInfo().Version,
			Only: proof.Only{Kinds: c.Kind, IDs: c.ID},
		})
		return err
	})
	if err == nil {
		err = f.Sync()
	}
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err != nil {
		_ = os.Remove(c.Out) // half a bundle is none
		return err
	}
	fmt.Fprintf(e.stdout, "%s holds %d entries and %d records of %s.\nVerify it: holdfast trail verify %s --key KEY, with the key that holdfast trail key prints.\n",
		c.Out, m.Leaves, m.Records, org.Name, c.Out)
	return nil
}

type trailVerifyCmd struct {
	Bundle     string   `arg:"" help:"The bundle, or the JSON of a proof."`
	Key        []string `name:"key" required:"" placeholder:"KEY" help:"The organisation's public key, or a file with its keys, had another way than the bundle."`
	Checkpoint []string `name:"checkpoint" placeholder:"FILE" help:"A checkpoint that you were given at another time (may be repeated): entries removed since come to light."`
	JSON       bool     `name:"json" help:"Print one JSON document."`
}

// Help is what "holdfast trail verify --help" adds.
func (trailVerifyCmd) Help() string {
	return `Says in its first line whether the record is intact. The exit status is 0 when it is,
2 when something was altered, and 1 when it cannot be read. It needs no data folder.`
}

func (c trailVerifyCmd) Run(e *env) error {
	known, err := c.keys()
	if err != nil {
		return err
	}
	var given []proof.Given
	for _, path := range c.Checkpoint {
		b, err := small(path)
		if err != nil {
			return err
		}
		given = append(given, proof.Given{Name: path, Note: fromMail(b)})
	}
	f, err := os.Open(c.Bundle)
	if err != nil {
		return errs.Wrap(err, errs.Invalid, "UNREADABLE: %s cannot be opened.", c.Bundle)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil || !info.Mode().IsRegular() {
		return errs.New(errs.Invalid, "UNREADABLE: %s is not a file.", c.Bundle)
	}
	head := make([]byte, 1)
	if _, err := f.ReadAt(head, 0); err == nil && head[0] == '{' {
		return c.proof(e, known)
	}
	r, err := proof.Verify(f, info.Size(), known, given)
	if err != nil {
		return errs.Wrap(err, errs.CodeOf(err), "UNREADABLE: %s was not verified", c.Bundle)
	}
	if c.JSON {
		err = indented(e.stdout, r)
	} else {
		err = r.Print(e.stdout)
	}
	if err == nil && !r.Intact {
		err = exitCode(2)
	}
	return err
}

func (c trailVerifyCmd) keys() (proof.Public, error) {
	var text strings.Builder
	for _, k := range c.Key {
		// A key is one word with two plus signs; anything else is a file's name.
		if strings.Count(k, "+") < 2 {
			b, err := small(k)
			if err != nil {
				return proof.Public{}, err
			}
			k = string(b)
		}
		text.WriteString(k + "\n")
	}
	return proof.ParsePublic(text.String())
}

// proof verifies the JSON of a proof.
func (c trailVerifyCmd) proof(e *env, known proof.Public) error {
	b, err := small(c.Bundle)
	if err != nil {
		return err
	}
	in, grew, err := proof.ReadProof(b)
	if err != nil {
		return err
	}
	answer := ""
	if in != nil {
		var to proof.Checkpoint
		if to, err = in.Check(known); err == nil {
			answer = fmt.Sprintf("PROVED: entry %d is in the record that %s signed.\n%s", in.Seq, to.Says(), in.Leaf)
		}
	} else {
		var older, newer proof.Checkpoint
		if older, newer, err = grew.Check(known); err == nil {
			answer = fmt.Sprintf("PROVED: the record of %s continues that of %s; nothing before it was altered.", newer.Says(), older.Says())
		}
	}
	proved := err == nil
	if !proved {
		answer = "NOT PROVED: " + errs.Safe(err)
	}
	if c.JSON {
		err = indented(e.stdout, map[string]any{"proved": proved, "answer": answer})
	} else {
		_, err = fmt.Fprintln(e.stdout, answer)
	}
	if err == nil && !proved {
		err = exitCode(2)
	}
	return err
}

// small reads a file of a key, a checkpoint or a proof.
func small(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, errs.Wrap(err, errs.Invalid, "%s cannot be opened.", path)
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, 1<<20+1))
	if err == nil && len(b) > 1<<20 {
		err = errs.New(errs.TooLarge, "%s is longer than any key, checkpoint or proof.", path)
	}
	return bytes.ReplaceAll(b, []byte("\r\n"), []byte("\n")), err
}

// fromMail finds a checkpoint in a text that has more before it or after it.
func fromMail(b []byte) []byte {
	if i := bytes.Index(b, []byte("\n"+proof.Origin(""))); i >= 0 && !bytes.HasPrefix(b, []byte(proof.Origin(""))) {
		b = b[i+1:]
	}
	if i := bytes.LastIndex(b, []byte("\n— ")); i >= 0 {
		if end := bytes.IndexByte(b[i+1:], '\n'); end >= 0 {
			b = b[:i+1+end+1]
		} else {
			b = append(bytes.Clone(b), '\n')
		}
	}
	return b
}

func indented(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}

type trailCheckpointCmd struct {
	place
	ofOrg
	Now bool `name:"now" help:"Sign a new one first, when something has happened since."`
}

func (c trailCheckpointCmd) Run(e *env) error {
	h, err := openApp(e, c.place, false)
	if err != nil {
		return err
	}
	defer h.Close()
	org, err := c.choose(e, h)
	if err != nil {
		return err
	}
	s := h.sealer()
	if c.Now {
		if _, _, err := s.Checkpoint(e.ctx, org.ID, e.now()); err != nil {
			return err
		}
	}
	st, err := s.State(e.ctx, org.ID)
	if err != nil {
		return err
	}
	if st.Trouble != nil {
		return st.Trouble
	}
	if st.Last == nil {
		return errs.New(errs.NotFound, "Nothing is signed yet: holdfast trail checkpoint --now signs.")
	}
	_, err = e.stdout.Write(st.Note)
	return err
}

type trailKeyCmd struct {
	place
	ofOrg
}

func (c trailKeyCmd) Run(e *env) error {
	h, err := openApp(e, c.place, false)
	if err != nil {
		return err
	}
	defer h.Close()
	org, err := c.choose(e, h)
	if err != nil {
		return err
	}
	public, err := h.keys.Public(proof.Origin(org.ID))
	if err == nil {
		_, err = fmt.Fprintln(e.stdout, strings.Join(public, "\n"))
	}
	return err
}

type trailProveCmd struct {
	place
	ofOrg
	Entry *int64 `name:"entry" placeholder:"N" help:"Prove that entry N is in the record that was signed last."`
	From  int64  `name:"from" placeholder:"N" help:"With --to: prove that the record of checkpoint M continues that of checkpoint N."`
	To    int64  `name:"to" placeholder:"M" help:"See --from."`
}

func (c trailProveCmd) Run(e *env) error {
	if (c.Entry != nil) == (c.From > 0 && c.To > 0) {
		return errs.New(errs.Invalid, "Say --entry N, or --from N --to M.")
	}
	h, err := openApp(e, c.place, false)
	if err != nil {
		return err
	}
	defer h.Close()
	org, err := c.choose(e, h)
	if err != nil {
		return err
	}
	var p any
	if c.Entry != nil {
		p, err = h.sealer().Prove(e.ctx, org.ID, *c.Entry)
	} else {
		p, err = h.sealer().ProveGrowth(e.ctx, org.ID, c.From, c.To)
	}
	if err != nil {
		return err
	}
	return indented(e.stdout, p)
}
