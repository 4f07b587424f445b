package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"holdfast/internal/blob"
	"holdfast/internal/errs"
	"holdfast/internal/store"
)

// verifyCmd proves the files that records carry.
type verifyCmd struct {
	place
	JSON bool `name:"json" help:"Print one JSON document."`
}

// Help is what "holdfast verify --help" adds.
func (verifyCmd) Help() string {
	return `Reads every stored file and compares it with the SHA-256 under which it is kept, and
looks up every file that a record, or an earlier version of one, names. It says which
files are missing or changed and which records they belong to, and which files no
record names. The exit status is 2 when a file is missing or changed, 0 otherwise. It
may run beside a server. Damaged files are mended by putting back the file from a
backup: it lies below the folder files of the data folder, by its hash.`
}

// verifyFault is one thing that is not as it should be.
type verifyFault struct {
	File    string   `json:"file"`  // its hash, or its path when it is no stored file
	Fault   string   `json:"fault"` // missing, changed, stranger
	Says    string   `json:"says"`
	Records []string `json:"records"` // "CERT-12", "CERT-12, version 3", after the organisation's name where there are several
}

// verifyReport is what was found.
type verifyReport struct {
	OK         bool          `json:"ok"`
	Files      int           `json:"files"` // stored
	Bytes      int64         `json:"bytes"`
	References int           `json:"references"` // places in records and their versions that name a file
	Missing    int           `json:"missing"`
	Changed    int           `json:"changed"`
	Strangers  int           `json:"strangers"` // in the folder, and no stored files
	Orphaned   int           `json:"orphaned"`  // named by no record
	Faults     []verifyFault `json:"faults"`
	Orphans    []string      `json:"orphans"`
}

func (c verifyCmd) Run(e *env) error {
	o, err := c.options()
	if err != nil {
		return err
	}
	state, err := store.Inspect(e.ctx, o)
	if err != nil {
		return err
	}
	if !state.Found {
		return errs.New(errs.NotFound, "There is no database yet (%s): nothing to verify.", state.Engine)
	}
	st, err := store.Open(e.ctx, o)
	if err != nil {
		return err
	}
	defer st.Close()
	book, err := rules(o.Dir)
	if err != nil {
		return err
	}
	folder, err := blob.Open(filepath.Join(o.Dir, filesFolder))
	if err != nil {
		return err
	}
	r, err := wire(st, book).verify(e, folder)
	if err != nil {
		return err
	}
	if c.JSON {
		enc := json.NewEncoder(e.stdout)
		enc.SetIndent("", "  ")
		err = enc.Encode(r)
	} else {
		r.print(e)
	}
	if err == nil && !r.OK {
		return exitCode(2)
	}
	return err
}

// verify proves every file of the folder and every reference to one.
func (h *app) verify(e *env, folder *blob.Folder) (*verifyReport, error) {
	r := &verifyReport{Faults: []verifyFault{}, Orphans: []string{}}
	names, err := h.organisationNames(e)
	if err != nil {
		return nil, err
	}
	named := map[string][]string{}
	err = h.store.FileReferences(e.ctx, h.door.Book(), func(f store.FileReference) {
		r.References++
		said := f.Number
		if !f.Present {
			said = fmt.Sprintf("%s, version %d", f.Number, f.Version)
		}
		if len(names) > 1 {
			said = cmp.Or(names[f.Org], f.Org) + ": " + said
		}
		if !slices.Contains(named[f.Hash], said) {
			named[f.Hash] = append(named[f.Hash], said)
		}
	})
	if err != nil {
		return nil, err
	}
	stored := map[string]bool{}
	err = folder.Verify(e.ctx, func(name string, size int64, problem error) {
		stored[name] = true
		switch {
		case errs.CodeOf(problem) == errs.Invalid:
			r.Strangers++
			r.fault(name, "stranger", problem, nil)
			return
		case errs.CodeOf(problem) == errs.NotFound:
			return // gone since the folder was read; a reference to it will say so
		}
		r.Files, r.Bytes = r.Files+1, r.Bytes+size
		if problem != nil {
			r.Changed++
			r.fault(name, "changed", problem, named[name])
		} else if named[name] == nil {
			r.Orphaned++
			r.Orphans = append(r.Orphans, name)
		}
	})
	if err != nil {
		return nil, err
	}
	for name, records := range named {
		if stored[name] {
			continue
		}
		// It may have been stored after the folder was read.
		if _, err := folder.Prove(name); err != nil {
			r.Missing++
			r.fault(name, "missing", err, records)
		}
	}
	slices.SortFunc(r.Faults, func(a, b verifyFault) int {
		return cmp.Or(strings.Compare(a.Fault, b.Fault), strings.Compare(a.File, b.File))
	})
	r.OK = r.Missing+r.Changed+r.Strangers == 0
	return r, nil
}

func (r *verifyReport) fault(file, kind string, err error, records []string) {
	if records == nil {
		records = []string{}
	}
	r.Faults = append(r.Faults, verifyFault{File: file, Fault: kind, Says: errs.Safe(err), Records: records})
}

// organisationNames gives the names of the installation's organisations by id.
func (h *app) organisationNames(e *env) (map[string]string, error) {
	out := map[string]string{}
	err := h.store.View(e.ctx, store.System(store.WorkDoctor), func(tx *store.Tx) error {
		orgs, err := tx.Organisations(e.ctx)
		for _, o := range orgs {
			out[o.ID] = o.Name
		}
		return err
	})
	return out, err
}

func (r *verifyReport) print(e *env) {
	for _, f := range r.Faults {
		fmt.Fprintf(e.stdout, "%-8s  %s\n          %s\n", f.Fault, f.File, f.Says)
		switch {
		case len(f.Records) > 0:
			fmt.Fprintf(e.stdout, "          named by %s\n", strings.Join(f.Records, "; "))
		case f.Fault != "stranger":
			fmt.Fprintf(e.stdout, "          no record names it\n")
		}
	}
	for _, o := range r.Orphans {
		fmt.Fprintf(e.stdout, "orphaned  %s\n          no record names it: left by a draft that was not confirmed, or erased\n", o)
	}
	if r.OK {
		fmt.Fprintf(e.stdout, "All sound: ")
	} else {
		fmt.Fprintf(e.stdout, "Not sound: %d missing, %d changed, %d in the folder that are no stored files; ", r.Missing, r.Changed, r.Strangers)
	}
	fmt.Fprintf(e.stdout, "%d files, %d kB, %d references to them, %d orphaned.\n", r.Files, r.Bytes>>10, r.References, r.Orphaned)
}
