package proof

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"holdfast/internal/errs"
)

// records compares the records with what the entries made of each, in as many
// readings as the memory needs.
func (v *verifier) records() error {
	for {
		v.led.settle()
		if err := v.compareRecords(); err != nil {
			return err
		}
		if v.led.prefix++; v.led.prefix>>v.led.bits > 0 {
			return nil
		}
		v.led.begin(v.m.Only.Until)
		s, err := v.archive.open(leavesFile)
		if err != nil || s == nil {
			return err
		}
		err = eachChunk(s, leavesFile, v.reader.entries, func(out []entry) error {
			for i := range out {
				if e := &out[i]; e.isVersion && e.fault == "" && !v.led.follow(e, v.m.Only.shows(e.kind, e.id)) {
					if err := v.find("record-changed", "Entry %d (%.100s) does not continue what the entries before it made of that record: it was changed without an entry.", e.seq, plain(e.ref)); err != nil {
						return err
					}
				}
			}
			return nil
		})
		_ = s.in.Close()
		if err != nil {
			return err
		}
	}
}

func (v *verifier) compareRecords() error {
	s, err := v.archive.open(recordsFile)
	if err != nil {
		return err
	}
	if s != nil {
		defer s.in.Close()
		line := int64(0)
		err := eachChunk(s, recordsFile, v.reader.rows, func(out []row) error {
			for i := range out {
				line++
				if err := v.record(&out[i], line); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		if v.led.prefix == 0 {
			if v.report.Records = line; line != v.m.Records {
				if err := v.find("count", "The bundle was made with %d records, and has %d.", v.m.Records, line); err != nil {
					return err
				}
			}
			if err := v.same(recordsFile, hexSum(s.sum)); err != nil {
				return err
			}
		}
	}
	var missing []objectKey
	for k, h := range v.led.last {
		if h.after != (digest{}) && h.wanted && v.lost.gone[k] < int64(h.version) {
			missing = append(missing, k)
		}
	}
	if len(missing) > 0 {
		return v.find("record-missing", "%d records that the entries tell of are not there%s.", len(missing), v.example(missing))
	}
	return nil
}

func (v *verifier) record(o *row, line int64) error {
	if o.fault != "" {
		if v.led.prefix > 0 {
			return nil
		}
		return v.find("unreadable", "Line %d of %s %s.", line, recordsFile, o.fault)
	}
	if !v.led.mine(o.key) {
		return nil
	}
	name := plain(fmt.Sprintf("%.40s %.60s", o.kind, o.id))
	h, known := v.led.last[o.key]
	rewritten, erased := v.lost.now[version{o.key, o.version}]
	switch {
	case !known || h.after == digest{}:
		return v.find("record-extra", "The record %s is there, and no entry made it, or it was deleted or named twice.", name)
	case o.version != int64(h.version):
		return v.find("record-differs", "The record %s is there in version %d; the last entry about it made version %d.", name, o.version, h.version)
	case erased && o.hash == rewritten: // an erasure rewrote it, and says so
	case o.hash != h.after:
		return v.find("record-differs", "The record %s is not as the last entry about it left it: it was changed afterwards, without an entry.", name)
	}
	delete(v.led.last, o.key) // so that a second one is an extra one
	return nil
}

// example names some of the records that are missing, reading the entries once
// more.
func (v *verifier) example(missing []objectKey) string {
	names := map[objectKey]string{}
	for _, k := range missing[:min(len(missing), 10)] {
		names[k] = ""
	}
	s, err := v.archive.open(leavesFile)
	if err != nil || s == nil {
		return ""
	}
	defer s.in.Close()
	if err := eachChunk(s, leavesFile, v.reader.entries, func(out []entry) error {
		for i := range out {
			if _, is := names[out[i].key]; is && out[i].isVersion {
				_, number, _ := strings.Cut(out[i].ref, " ")
				names[out[i].key] = fmt.Sprintf("%.60s (last in entry %d)", plain(number), out[i].seq)
			}
		}
		return nil
	}); err != nil {
		return ""
	}
	var list []string
	for _, k := range missing[:min(len(missing), 10)] {
		list = append(list, names[k])
	}
	return ", such as " + strings.Join(list, ", ")
}

// parts looks at the members that nothing was asked of yet.
func (v *verifier) parts() error {
	for _, name := range []string{readmeFile, listFile} {
		_, sum, err := v.archive.whole(name)
		if err != nil {
			return err
		}
		if sum != "" {
			if err := v.same(name, sum); err != nil {
				return err
			}
		}
	}
	return nil
}

// files proves that each evidence file is what its name says, and that those of
// the list are there and no others.
func (v *verifier) files() error {
	b, _, err := v.archive.whole(listFile)
	if err != nil {
		return err
	}
	listed := map[string]bool{}
	for line := range bytes.Lines(b) {
		sum, name, ok := strings.Cut(strings.TrimSuffix(string(line), "\n"), "\t")
		if !ok || !isSum(sum) || listed[sum] || len(listed) > maxFiles {
			return errs.New(errs.Invalid, "%s cannot be read", listFile)
		}
		listed[sum] = true
		s, err := v.archive.open(evidenceFolder + sum)
		if err != nil {
			return err
		}
		if s == nil {
			if err := v.find("file-missing", "The file %.100s is not there.", plain(name)); err != nil {
				return err
			}
			continue
		}
		_, err = io.Copy(io.Discard, s)
		_ = s.in.Close()
		v.read[evidenceFolder+sum] = true
		if v.report.Files++; err != nil || hexSum(s.sum) != sum {
			if err := v.find("file-altered", "The file %.100s was altered.", plain(name)); err != nil {
				return err
			}
		}
	}
	return nil
}

// others: a member that the manifest does not name was put in, and one that it
// names and that is not there was taken out.
func (v *verifier) others() error {
	for _, m := range v.m.members {
		if v.archive.files[m.name] == nil {
			if err := v.find("missing", "%.80s is missing in the bundle.", plain(m.name)); err != nil {
				return err
			}
		}
	}
	for name := range v.archive.files {
		if !v.read[name] || !strings.HasPrefix(name, evidenceFolder) && name != manifestFile && v.m.sum(name) == "" {
			if err := v.find("extra", "%s was put into the bundle after it was signed.", name); err != nil {
				return err
			}
		}
	}
	return nil
}
