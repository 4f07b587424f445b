package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"holdfast/internal/blob"
	"holdfast/internal/civil"
	"holdfast/internal/errs"
	"holdfast/internal/scheme"
	"holdfast/internal/store"
)

const (
	// littleSpace is when doctor warns, and noSpace when writes would soon fail.
	littleSpace = 1 << 30
	noSpace     = 100 << 20
	// staleAfter is how old the rule data may be before doctor asks for a newer
	// version: schemes change every spring.
	staleAfter = 400
)

// doctorCmd looks and changes nothing.
type doctorCmd struct {
	place
	JSON bool `name:"json" help:"Print one JSON document."`
}

// Help is what "holdfast doctor --help" adds.
func (doctorCmd) Help() string {
	return `Looks at the data folder, the database, the clock, the disk and the rule data, and
says of each "ok", "warn" or "fail" and what to do. It creates and migrates nothing,
and may run beside a server. The exit status is 1 when something fails, 0 otherwise.`
}

// finding is one line of the report.
type finding struct {
	Check  string `json:"check"`
	State  string `json:"state"` // ok, warn, fail
	Says   string `json:"says"`
	Remedy string `json:"remedy,omitempty"`
}

type examination struct {
	OK       bool      `json:"ok"` // nothing fails
	Findings []finding `json:"findings"`
}

func (x *examination) ok(check, format string, args ...any) {
	x.Findings = append(x.Findings, finding{check, "ok", fmt.Sprintf(format, args...), ""})
}

func (x *examination) warn(check, says, remedy string) {
	x.Findings = append(x.Findings, finding{check, "warn", says, remedy})
}

func (x *examination) fail(check, says, remedy string) {
	x.OK = false
	x.Findings = append(x.Findings, finding{check, "fail", says, remedy})
}

func (c *doctorCmd) Run(e *env) error {
	o, err := c.options()
	if err != nil {
		return err
	}
	x := &examination{OK: true}
	a := buildInfo()
	x.ok("program", "holdfast %s, %s, %s", a.Version, a.Go, a.Platform)
	if x.folder(o.Dir) {
		x.key(o.Dir)
		x.disk(o.Dir)
	}
	x.keys(c.place, o.Dir)
	x.files(e.ctx, filepath.Join(o.Dir, filesFolder))
	st, err := store.Inspect(e.ctx, o)
	x.database(st, err)
	if err == nil && st.Found && st.Missing == 0 && len(st.Damage) == 0 {
		x.trail(e, c.place, o)
		x.overdue(e, o)
	}
	x.clock(e.now())
	x.rules(e.today())

	if c.JSON {
		enc := json.NewEncoder(e.stdout)
		enc.SetIndent("", "  ")
		if err := enc.Encode(x); err != nil {
			return err
		}
	} else {
		for _, f := range x.Findings {
			fmt.Fprintf(e.stdout, "%-5s %-10s %s\n", f.State, f.Check, f.Says)
			if f.Remedy != "" {
				fmt.Fprintf(e.stdout, "%-5s %-10s → %s\n", "", "", f.Remedy)
			}
		}
	}
	if !x.OK {
		return exitCode(1)
	}
	return nil
}

// folder looks at the data folder; false when there is none to look into.
func (x *examination) folder(dir string) bool {
	const check = "folder"
	info, err := os.Stat(dir)
	switch {
	case os.IsNotExist(err):
		x.warn(check, dir+" is not there yet.", "`holdfast serve` makes it at its first start; for another place say --data DIR.")
		return false
	case err != nil:
		x.fail(check, dir+" cannot be looked at: "+reasonOf(err)+".", "Give the person who runs Holdfast the right to it.")
		return false
	case !info.IsDir():
		x.fail(check, dir+" is a file.", "Say --data DIR with a folder.")
		return false
	}
	// Permission bits say little under other rules (read-only mounts, lists of
	// access), so it is tried.
	f, err := os.CreateTemp(dir, "doctor-*")
	if err != nil {
		x.fail(check, dir+" cannot be written to: "+reasonOf(err)+".", "Give the person who runs Holdfast the right to write there, or free the disk.")
		return true
	}
	_ = f.Close()
	_ = os.Remove(f.Name())
	if loose := info.Mode().Perm() & 0o077; loose != 0 {
		x.warn(check, fmt.Sprintf("%s is open to other people of this machine (%o).", dir, info.Mode().Perm()), "chmod 700 "+dir)
		return true
	}
	x.ok(check, "%s, for its owner alone", dir)
	return true
}

func (x *examination) key(dir string) {
	const check = "key"
	path := filepath.Join(dir, keyFile)
	info, err := os.Stat(path)
	if os.IsNotExist(err) {
		return // made at the first start of serve
	}
	b, rerr := os.ReadFile(path)
	switch {
	case err != nil || rerr != nil || !validKey(strings.TrimSpace(string(b))):
		x.fail(check, path+" cannot be used.", "Delete it: a new key is made at the next start, and the printed address changes.")
	case info.Mode().Perm()&0o077 != 0:
		x.warn(check, path+" can be read by other people of this machine.", "Delete it, so that the next start makes a new one.")
	default:
		x.ok(check, "the access key is there, for its owner alone")
	}
}

// files proves that every stored file still is what its name says.
func (x *examination) files(ctx context.Context, dir string) {
	const check = "files"
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return // made with the first file
	}
	f, err := blob.Open(dir)
	if err != nil {
		x.fail(check, errs.Safe(err), "Give the person who runs Holdfast the right to "+dir+".")
		return
	}
	var total int64
	var n int
	var damaged []string
	err = f.Verify(ctx, func(hash string, size int64, problem error) {
		n, total = n+1, total+size
		if problem != nil {
			damaged = append(damaged, hash+": "+errs.Safe(problem))
		}
	})
	switch {
	case err != nil:
		x.fail(check, errs.Safe(err), "Look at the rights and the disk of "+dir+".")
	case len(damaged) > 0:
		x.fail(check, fmt.Sprintf("%d of %d files are damaged: %s", len(damaged), n, strings.Join(damaged, "; ")), "`holdfast verify` names the records that they belong to. Restore them from a backup: they lie below "+dir+" by their hash.")
	default:
		x.ok(check, "%d files, %d kB, all as they were stored", n, total>>10)
	}
}

func (x *examination) database(st store.State, err error) {
	const check = "database"
	switch {
	case err != nil:
		x.fail(check, errs.Safe(err), "Look at the address and the rights. A damaged file is replaced from a backup: holdfast.db with what lies beside it.")
		return
	case !st.Found:
		x.warn(check, "There is no database yet ("+st.Engine+").", "`holdfast serve` makes it at its first start.")
		return
	case st.Schema > st.Wanted:
		x.fail(check, fmt.Sprintf("It was written by a newer Holdfast: schema %d, and this one knows %d.", st.Schema, st.Wanted), "Run the newer version, or restore a backup made with this one.")
	case st.Missing > 0:
		x.warn(check, fmt.Sprintf("Its schema is %d, and this version's is %d.", st.Schema, st.Wanted), "The next start brings it up to date. Take a copy of the data folder first.")
	default:
		x.ok(check, "%s, schema %d%s", st.Engine, st.Schema, size(st.Bytes))
	}
	if len(st.Damage) > 0 {
		x.fail("integrity", "The database is damaged: "+strings.Join(st.Damage, "; "), "Stop the server, keep a copy of the folder, and restore the last backup.")
	} else if st.Engine == "sqlite" {
		x.ok("integrity", "every page of the database is sound")
	}
	if st.Server != "" {
		x.ok("server", "process %s serves from this folder", st.Server)
	}
}

// clock checks the day against the rule data, which cannot be younger than
// today, and the zone that turns instants into days.
func (x *examination) clock(now time.Time) {
	const check = "clock"
	asOf := rulesAsOf(scheme.Default())
	today := civil.FromTime(now.In(london))
	summer := time.Date(2026, time.July, 1, 12, 0, 0, 0, time.UTC).In(london).Hour()
	switch {
	case today < asOf:
		x.fail(check, fmt.Sprintf("It says %s, before the day that this version's rules were read (%s).", today.Long(), asOf.Long()), "Set the clock: every verdict depends on the day.")
	case summer != 13:
		x.fail(check, "The zone data for Europe/London is wrong.", "Install this system's zone data again, or use the released binary, which carries its own.")
	default:
		x.ok(check, "%s, %s in London", today.LongDay(), now.In(london).Format("15:04"))
	}
}

func (x *examination) disk(dir string) {
	const check = "disk"
	var s unix.Statfs_t
	if err := unix.Statfs(dir, &s); err != nil {
		x.warn(check, "The free space cannot be told: "+reasonOf(err)+".", "Look with df.")
		return
	}
	free := int64(s.Bavail) * int64(s.Bsize) //nolint:unconvert // the types differ between systems
	says := fmt.Sprintf("%d MB free where the data lies", free>>20)
	switch {
	case free < noSpace:
		x.fail(check, says+".", "Free some: without space nothing new is stored, and reading goes on.")
	case free < littleSpace:
		x.warn(check, says+".", "Free some soon.")
	default:
		x.ok(check, "%s", says)
	}
}

// rules tells which facts the verdicts rest on and until when days are known.
func (x *examination) rules(today civil.Date) {
	const check = "rules"
	b := scheme.Default()
	asOf := rulesAsOf(b)
	if age := asOf.DaysUntil(today); age > staleAfter {
		x.warn(check, fmt.Sprintf("The rule data was read on %s, %d days ago (%s).", asOf.Long(), age, b.Hash()), "Install a newer version, or override what has changed.")
	} else {
		x.ok(check, "%d schemes and %d rules as of %s (%s)", len(b.Schemes()), len(b.Rules()), asOf.Long(), b.Hash())
	}
	w, err := civil.Calendar(civil.EnglandWales)
	if err != nil {
		x.fail("holidays", errs.Safe(err), "Install Holdfast again.")
		return
	}
	if _, last := w.Known(); today.Year() >= last {
		x.warn("holidays", fmt.Sprintf("Bank holidays are known up to %d.", last), "Install a newer version: working days after that are answered as unknown.")
	} else {
		x.ok("holidays", "bank holidays are known up to %d", last)
	}
}

// rulesAsOf gives the latest day on which a fact of the rules was read.
func rulesAsOf(b *scheme.Book) civil.Date {
	var latest civil.Date
	for _, r := range b.Rules() {
		latest = max(latest, r.Fact.AsOf)
	}
	return latest
}

// reasonOf gives the last part of an error of the system, without its path.
func reasonOf(err error) string {
	s := err.Error()
	return strings.TrimSpace(s[strings.LastIndex(s, ": ")+1:])
}

func size(bytes int64) string {
	if bytes == 0 {
		return ""
	}
	return fmt.Sprintf(", %d kB", bytes>>10)
}
