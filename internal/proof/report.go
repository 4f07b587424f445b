package proof

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

// conclude judges what was found, and says it in words.
func (v *verifier) conclude() {
	r := v.report
	r.Entries = v.tree.Size()
	v.tail()
	for _, reason := range v.lost.reasons {
		if n := v.lost.counts[reason]; n > 0 {
			r.Erased = append(r.Erased, Erased{reason, n})
		}
	}
	best := v.last
	if v.matched.Origin != "" && v.matched.Size >= best.Size {
		best, r.Outside = v.matched, true
	}
	if best.Origin != "" {
		r.Checkpoint = Signed{best.Number, best.Size, best.Root, best.At}
		r.Unsigned = r.Entries - best.Size
	} else if r.Entries > 0 && !v.signedOtherwise() {
		_ = v.find("unsigned", "No checkpoint in the bundle is signed with the key that you gave: nothing shows that these entries are the organisation's record.")
	}
	r.Intact = len(r.Findings) == 0
	v.cannot(best)
	if !r.Intact {
		r.Answer = "ALTERED: " + r.Findings[0].Says
		return
	}
	who := r.Bundle.Name
	if who == "" {
		who = v.org
	}
	if r.Entries == 0 {
		r.Answer = fmt.Sprintf("INTACT: the record of %s has no entry yet.", who)
		return
	}
	r.Answer = fmt.Sprintf("INTACT: the record of %s is complete up to %s; later removal cannot be excluded.", who, best.Says())
	if r.Outside {
		r.Answer = fmt.Sprintf("INTACT: the record of %s is complete up to %s, which you were given another way; later removal cannot be excluded.", who, best.Says())
	}
}

// signedOtherwise says that the key did sign checkpoints here, of other entries:
// that is told already.
func (v *verifier) signedOtherwise() bool {
	return slices.ContainsFunc(v.signed, func(p point) bool { return !p.unknown })
}

// tail looks at checkpoints that cover more entries than the bundle has.
func (v *verifier) tail() {
	if v.found >= tooMany {
		return // the reading ended before the entries did
	}
	n := v.tree.Size()
	for _, p := range v.given {
		if p.Size > n {
			_ = v.find("cut", "%s, which you gave as %s, covers %d entries, and the bundle has only %d. Entries were removed, unless the bundle is simply older than that checkpoint: it says that it was made on %s. Ask for a new one.",
				upper(p.Says()), p.name, p.Size, n, stamp(v.m.Made))
		} else if p.Size == 0 && p.Root != emptyRoot {
			_ = v.find("fork", "%s, which you gave as %s, is not of an empty record.", upper(p.Says()), p.name)
		}
	}
	for _, p := range v.signed {
		if p.Size > n {
			_ = v.find("cut", "%s covers %d entries, and the bundle has only %d: entries were removed.", upper(p.Says()), p.Size, n)
			break
		}
	}
}

func (v *verifier) cannot(best point) {
	r := v.report
	say := func(format string, args ...any) { r.Cannot = append(r.Cannot, fmt.Sprintf(format, args...)) }
	if best.Origin != "" {
		say("Entries made after %s and removed again before the bundle was made cannot be excluded. A later checkpoint, given with --checkpoint, shows them.", stamp(best.At))
		if !r.Outside {
			say("Whoever holds the signing key could have shown you another history than others. A checkpoint from another source, given with --checkpoint, excludes that up to its time.")
		}
	}
	if r.Unsigned > 0 {
		say("The last %d entries are not covered by a checkpoint yet: they can still be changed without a later bundle showing it.", r.Unsigned)
	}
	if r.LeftOut > 0 || !r.Bundle.Only.all() {
		say("What the bundle leaves out (the content of %d entries, and the records that it is not limited to) cannot be checked with it.", r.LeftOut)
	}
	say("The record shows what was entered, and that it was not changed since; not that it was true.")
	slices.SortFunc(r.Erased, func(a, b Erased) int { return strings.Compare(a.Reason, b.Reason) })
}

func upper(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

// Print writes the report for people: the answer first.
func (r *Report) Print(w io.Writer) error {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	line("%s", r.Answer)
	if len(r.Findings) > 1 || r.More > 0 {
		line("\nWhat is not as it was signed:")
		for _, f := range r.Findings {
			line("  - %s", f.Says)
		}
		if r.More > 0 {
			line("  - and %d more", r.More)
		}
	}
	line("\nWhat was looked at:")
	line("  bundle       %s, made %s by %s", r.Bundle.Name, stamp(r.Bundle.Made), r.Bundle.Program)
	if r.Entries > 0 {
		line("  entries      %d, from %s to %s", r.Entries, stamp(r.First), stamp(r.Last))
	} else {
		line("  entries      none")
	}
	if r.Bundle.Only.Until != 0 {
		line("  records      %d as they stood at %s, each compared with the last entry about it until then", r.Records, exact(r.Bundle.Only.Until))
	} else {
		line("  records      %d, each compared with the last entry about it", r.Records)
	}
	if r.Files > 0 {
		line("  files        %d", r.Files)
	}
	line("  checkpoints  %d hold", r.Checkpoints)
	if r.Checkpoint.Root != (tlog.Hash{}) {
		line("  the newest   number %d of %s over %d entries, root %s", r.Checkpoint.Number, stamp(r.Checkpoint.At), r.Checkpoint.Size, r.Checkpoint.Root)
	}
	if r.Unsigned > 0 {
		line("  not yet signed: %d entries after it", r.Unsigned)
	}
	for _, e := range r.Erased {
		line("  erased       the content of %d entries: %s", e.Entries, e.Reason)
	}
	if r.LeftOut > 0 {
		line("  left out     the content of %d entries, on purpose", r.LeftOut)
	}
	for _, n := range r.Notes {
		line("  note         %s", n)
	}
	line("\nWhat this cannot show:")
	for _, c := range r.Cannot {
		line("  - %s", c)
	}
	_, err := io.WriteString(w, b.String())
	return err
}
