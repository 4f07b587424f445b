package main

import (
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"strings"
	"text/tabwriter"

	"holdfast/internal/errs"
	"holdfast/internal/ocds"
	"holdfast/internal/store"
	"holdfast/internal/strictjson"
	"holdfast/internal/win/bid"
	"holdfast/internal/win/notice"
)

// noticesCmd is about what buyers published.
type noticesCmd struct {
	Import noticesImportCmd `cmd:"" help:"Take in releases of Find a Tender, Contracts Finder, Public Contracts Scotland and Sell2Wales."`
	List   noticesListCmd   `cmd:"" help:"List notices, the nearest deadline first."`
}

// noticesImportCmd takes files of releases into the data folder.
type noticesImportCmd struct {
	place
	Files  []string `arg:"" name:"file" help:"OCDS packages, records, releases, or lines or lists of these; plain, gzip or zip. - is standard input."`
	JSON   bool     `name:"json" help:"Print one JSON document."`
	Strict bool     `name:"strict" help:"Store nothing at all when anything is rejected."`
}

// Help is what "holdfast notices import --help" adds.
func (noticesImportCmd) Help() string {
	return `A file that was cut off gives nothing; a release that cannot be used is rejected
with its place, and the rest is stored. Importing a file again changes nothing.
The exit status is 0, 3 when something was rejected and the rest stored, and 1
when nothing was stored because of a rejection or an error.`
}

// importMemory is what an import asks the collector to stay under: a batch, its
// trees and the database's page caches fit well. Below it the collector has no
// reason to hurry.
const (
	importMemory    = 64 << 20
	importCollector = 300 // percent of new memory for each byte that is kept
)

// limitMemory keeps an import of any size small, and quick where it is.
func limitMemory() {
	debug.SetMemoryLimit(importMemory)
	debug.SetGCPercent(importCollector)
}

func (c *noticesImportCmd) Run(e *env) error {
	limitMemory()
	o, err := c.options()
	if err != nil {
		return err
	}
	var feeds []notice.Feed
	out := notice.Result{Rejected: []notice.Rejection{}}
	var unopened []notice.Rejection
	stdin := false
	for _, name := range c.Files {
		var f *ocds.File
		if name == "-" {
			if stdin {
				return errs.New(errs.Invalid, "- stands twice: there is one standard input")
			}
			stdin = true
			f, err = ocds.Spool(e.ctx, "-", e.stdin, "")
		} else {
			f, err = ocds.Open(name)
		}
		if err != nil {
			if name == "-" {
				return err
			}
			unopened = append(unopened, notice.Rejection{File: name, Reason: openReason(err)})
			continue
		}
		defer f.Close()
		feeds = append(feeds, f)
	}
	if len(feeds) > 0 && (len(unopened) == 0 || !c.Strict) {
		st, err := store.Open(e.ctx, o)
		if err != nil {
			return err
		}
		defer st.Close()
		im := notice.Importer{Store: st, Find: findAsked, Now: e.now(), Strict: c.Strict}
		if out, err = im.Import(e.ctx, feeds...); err != nil {
			return c.interrupted(e, out, err)
		}
	}
	out.Rejected = append(unopened, out.Rejected...)
	return c.report(e, out)
}

// openReason says in words why a file cannot be opened, without its path, which
// is told beside it.
func openReason(err error) string {
	var p interface{ Unwrap() error }
	if errors.As(err, &p) && p.Unwrap() != nil {
		return "the file cannot be opened: " + p.Unwrap().Error()
	}
	return err.Error()
}

// interrupted says what was stored before the store failed: that stays.
func (c *noticesImportCmd) interrupted(e *env, out notice.Result, err error) error {
	if n := out.Stored(); n > 0 {
		fmt.Fprintf(e.stderr, "%d releases had been stored before this, and stay. Import the same files again to go on.\n", n)
	}
	return err
}

func (c *noticesImportCmd) report(e *env, out notice.Result) error {
	if c.JSON {
		b, err := strictjson.Marshal(out)
		if err != nil {
			return err
		}
		if _, err := fmt.Fprintf(e.stdout, "%s\n", b); err != nil {
			return err
		}
	} else {
		fmt.Fprintf(e.stdout, "%s read: %d new, %d updated, %d unchanged.\n", plural(out.Read, "release"), out.New, out.Updated, out.Unchanged)
		for _, r := range out.Rejected {
			fmt.Fprintf(e.stdout, "rejected: %s: %s\n", strings.TrimSuffix(r.File+": "+r.Pointer, ": "), r.Reason)
		}
		if c.Strict && len(out.Rejected) > 0 {
			fmt.Fprintln(e.stdout, "Nothing was stored, because --strict was given.")
		}
	}
	switch {
	case len(out.Rejected) == 0:
		return nil
	case out.Stored()+out.Unchanged > 0 && !c.Strict:
		return exitCode(3)
	}
	return exitCode(1)
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// findAsked reads what a notice asks for, for the inbox: the schemes in their
// order, and the demands with their sentences.
func findAsked(n *notice.Notice) notice.Found {
	found := bid.FoundIn(n)
	if len(found) == 0 {
		return notice.Found{}
	}
	var out notice.Found
	for _, r := range found {
		if !slices.Contains(out.Schemes, r.Scheme) {
			out.Schemes = append(out.Schemes, r.Scheme)
		}
	}
	out.Body, _ = strictjson.Marshal(found) // plain values: cannot fail
	return out
}

// noticesListCmd prints what was imported.
type noticesListCmd struct {
	place
	JSON   bool   `name:"json" help:"Print one JSON document."`
	Scheme string `name:"scheme" help:"Only notices that ask for this scheme, such as cyber-essentials-plus."`
	Asking bool   `name:"asking" help:"Only notices that ask for some scheme."`
	Portal string `name:"portal" enum:",find-a-tender,contracts-finder,public-contracts-scotland,sell2wales,other" default:"" help:"Only this portal's."`
	Search string `name:"search" help:"Words in title, buyer or reference."`
	All    bool   `name:"all" help:"Also what can no longer be answered."`
	Newest bool   `name:"newest" help:"The latest published first, instead of the nearest deadline."`
	Limit  int    `name:"limit" default:"50" help:"How many, up to 500."`
	After  string `name:"after" help:"The \"next\" of the page before."`
}

func (c *noticesListCmd) Run(e *env) error {
	o, err := c.options()
	if err != nil {
		return err
	}
	st, err := store.Open(e.ctx, o)
	if err != nil {
		return err
	}
	defer st.Close()
	q := notice.Query{
		Portal: notice.Portal(c.Portal), Scheme: c.Scheme, Asking: c.Asking, Search: c.Search, Newest: c.Newest, Limit: c.Limit, After: c.After,
	}
	if !c.All {
		q.OpenOn = e.today()
	}
	var page notice.Page
	err = st.View(e.ctx, store.System(store.WorkNotices), func(tx *store.Tx) (err error) {
		page, err = tx.Notices(e.ctx, q)
		return err
	})
	if err != nil {
		return err
	}
	if c.JSON {
		b, err := strictjson.Marshal(page)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(e.stdout, "%s\n", b)
		return err
	}
	if len(page.Lines) == 0 {
		fmt.Fprintln(e.stdout, "No notices. Import some: holdfast notices import FILE; or see closed ones with --all.")
		return nil
	}
	w := tabwriter.NewWriter(e.stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "DEADLINE\tASKS FOR\tBUYER\tTITLE\tNOTICE")
	for _, l := range page.Lines {
		deadline := l.Deadline.Short()
		if deadline == "" {
			deadline = "not stated"
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", deadline, strings.Join(l.Schemes, ", "), clip(l.Buyer, 32), clip(l.Title, 60), l.Key)
	}
	if page.Next != "" {
		fmt.Fprintf(w, "\nMore: --after %s\n", page.Next)
	}
	return w.Flush()
}

// clip shortens a text for a table, and keeps it on one line.
func clip(s string, most int) string {
	s = strings.Join(strings.Fields(s), " ")
	r := []rune(s)
	if len(r) <= most {
		return s
	}
	return string(r[:most-1]) + "…"
}
