package ocds

import (
	"context"
	"strconv"
	"strings"
)

// sink takes what the walker finds. With both nil the walk only checks that the
// file is whole.
type sink struct {
	// release gets the bytes of one release, good until it returns. ocid is the
	// one of the record around it, if any. linked: it was only a link to one.
	release func(pointer string, raw []byte, ocid string) (linked bool, err error)
	reject  func(pointer, reason string)
}

// walker finds the releases in the values of one file.
type walker struct {
	*scanner
	ctx    context.Context
	sink   sink
	values int // top-level values so far
}

// document walks over a whole file.
func (w *walker) document() error {
	for {
		c, ok := w.next()
		if !ok {
			break
		}
		w.values++
		var err error
		switch c {
		case '{':
			err = w.object("", 0)
		case '[':
			err = w.array("", func(ptr string) error { return w.object(ptr, 1) })
		case 0xEF: // a byte order mark before a further value
			w.pos++
			if w.eat(0xBB) && w.eat(0xBF) {
				w.values--
				continue
			}
			err = notJSON(c)
		default:
			err = notJSON(c)
			if w.values > 1 {
				err = brokenf("", "byte %d: %q is not the beginning of a release or package", w.offset(), c)
			}
		}
		if err != nil {
			return w.onLine(err)
		}
	}
	if w.err != nil {
		return w.ended("")
	}
	if w.values == 0 {
		return brokenf("", "the file is empty")
	}
	return nil
}

func notJSON(c byte) error {
	switch {
	case c == '<':
		return brokenf("", "this is not JSON but HTML or XML")
	case c == 0 || c > 0x7e:
		return brokenf("", "this is not JSON: it begins with the byte 0x%02x", c)
	}
	return brokenf("", "this is not JSON: it begins with %q", c)
}

// onLine tells which of several values in a file is meant.
func (w *walker) onLine(err error) error {
	if b, ok := err.(*broken); ok && w.values > 1 {
		return &broken{b.pointer, "value " + strconv.Itoa(w.values) + " of the file: " + b.reason}
	}
	return err
}

func (w *walker) rejected(pointer, reason string) {
	if w.sink.reject == nil {
		return
	}
	if w.values > 1 {
		reason = "value " + strconv.Itoa(w.values) + " of the file: " + reason
	}
	w.sink.reject(pointer, reason)
}

func (w *walker) eat(c byte) bool {
	if w.pos >= w.end && !w.fill() || w.buf[w.pos] != c {
		return false
	}
	w.pos++
	return true
}

// array walks over the elements of an array.
func (w *walker) array(ptr string, each func(ptr string) error) error {
	w.pos++ // the bracket
	for i := 0; ; i++ {
		c, ok := w.next()
		switch {
		case !ok:
			return w.cut(ptr)
		case c == ']':
			w.pos++
			return nil
		case i > 0 && c == ',':
			w.pos++
			if c, ok = w.next(); !ok {
				return w.cut(ptr)
			}
			if c == ']' { // a comma too many loses nothing
				w.pos++
				return nil
			}
		case i > 0:
			return brokenf(ptr, "the JSON is broken at byte %d: a comma is missing before %q", w.offset(), c)
		}
		at := ptr + "/" + strconv.Itoa(i)
		if err := w.ctx.Err(); err != nil {
			return err
		}
		if w.buf[w.pos] != '{' {
			if err := w.skip(at); err != nil {
				return err
			}
			w.rejected(at, "a release is wanted here, not another kind of value")
			continue
		}
		if err := each(at); err != nil {
			return err
		}
	}
}

// What the member names of an object say about it.
var (
	packageNames = set("uri", "version", "extensions", "publishedDate", "publisher", "license", "publicationPolicy",
		"packages", "releases", "records")
	recordNames  = set("compiledRelease", "versionedRelease")
	releaseNames = set("tag", "tender", "parties", "buyer", "awards", "contracts", "planning", "initiationType", "bids")
)

func set(names ...string) map[string]bool {
	m := map[string]bool{}
	for _, n := range names {
		m[n] = true
	}
	return m
}

type nature int

const (
	undecided nature = iota
	aPackage
	aRecord
	aRelease
)

// object walks over an object that may be a package, a record or a release; its
// first members tell. Until they do, what is walked over is captured, because a
// release is wanted whole.
func (w *walker) object(ptr string, level int) error {
	if level > 8 {
		return brokenf(ptr, "packages inside packages inside packages")
	}
	w.capture()
	w.pos++ // the brace
	is := undecided
	var kept compiled
	seen, releases, deep := 0, 0, 0
	for i := 0; ; i++ {
		end, err := w.member(ptr, i)
		if err != nil {
			return err
		}
		if end {
			break
		}
		name, err := w.name(ptr)
		if err != nil {
			return err
		}
		seen++
		at := ptr + "/" + pointerEscape(name)
		if is == undecided {
			switch {
			case name == "releases" && kept.ocid != "":
				is = aRecord
			case packageNames[name]:
				is = aPackage
			case recordNames[name]:
				is = aRecord
			case releaseNames[name]:
				is = aRelease
			}
			if is == aPackage || is == aRecord {
				w.drop()
			}
		}
		c, ok := w.next()
		if !ok {
			return w.cut(at)
		}
		switch {
		case is == aRelease || is == undecided:
			if name == "ocid" && c == '"' {
				kept.ocid, err = w.short(at)
			} else {
				err = w.skip(at)
			}
			deep = max(deep, w.deepest+1)
		case name == "releases" && c == '[':
			err = w.array(at, func(ptr string) error {
				linked, err := w.one(ptr, kept.ocid)
				if !linked {
					releases++
				}
				return err
			})
		case name == "records" && c == '[':
			err = w.array(at, func(ptr string) error { return w.object(ptr, level+1) })
		case name == "compiledRelease" && c == '{':
			err = w.keep(at, &kept)
		case name == "ocid" && c == '"':
			kept.ocid, err = w.short(at)
		default:
			if err = w.skip(at); err == nil && w.deepest > MaxDepth {
				err = brokenf(at, "the JSON is nested more than %d deep", MaxDepth)
			}
		}
		if err != nil {
			return err
		}
	}
	switch {
	case is == aRelease, is == undecided && kept.ocid != "":
		raw, over := w.captured()
		_, err := w.give(ptr, raw, over, deep, "")
		return err
	case is == aRecord || level > 0 && is == aPackage:
		if releases == 0 && kept.there {
			_, err := w.give(kept.ptr, kept.raw, kept.over, kept.deep, kept.ocid)
			return err
		}
		return nil
	case is == aPackage:
		return nil
	}
	w.drop()
	w.rejected(ptr, "this is neither a release nor a package of releases")
	return nil
}

// compiled is the merged release of a record, kept until it is known whether
// the releases that it was made of are there.
type compiled struct {
	ptr, ocid   string
	raw         []byte
	there, over bool
	deep        int
}

func (w *walker) keep(ptr string, c *compiled) error {
	w.capture()
	if err := w.skip(ptr); err != nil {
		return err
	}
	raw, over := w.captured()
	c.ptr, c.there, c.over, c.deep = ptr, true, over, w.deepest
	if !over && w.sink.release != nil {
		c.raw = append([]byte(nil), raw...)
	}
	return nil
}

// one walks over one element of "releases".
func (w *walker) one(ptr, ocid string) (linked bool, err error) {
	w.capture()
	if err := w.skip(ptr); err != nil {
		return false, err
	}
	deep := w.deepest
	raw, over := w.captured()
	return w.give(ptr, raw, over, deep, ocid)
}

func (w *walker) give(ptr string, raw []byte, over bool, deep int, ocid string) (linked bool, err error) {
	switch {
	case over:
		w.rejected(ptr, "this release is larger than 16 MiB")
	case deep > MaxDepth:
		w.rejected(ptr, "this release is nested more than 100 deep")
	case w.sink.release != nil:
		return w.sink.release(ptr, raw, ocid)
	}
	return false, nil
}

// member walks to the i-th member of an object; end when there is none.
func (w *walker) member(ptr string, i int) (end bool, err error) {
	c, ok := w.next()
	switch {
	case !ok:
		return false, w.cut(ptr)
	case c == '}':
		w.pos++
		return true, nil
	case i > 0 && c == ',':
		w.pos++
		if c, ok = w.next(); !ok {
			return false, w.cut(ptr)
		}
		if c == '}' {
			w.pos++
			return true, nil
		}
	case i > 0:
		return false, brokenf(ptr, "the JSON is broken at byte %d: a comma is missing before %q", w.offset(), c)
	}
	if c != '"' {
		return false, brokenf(ptr, "the JSON is broken at byte %d: a name in quotation marks is wanted, not %q", w.offset(), c)
	}
	return false, nil
}

// name reads the name of a member and the colon behind it.
func (w *walker) name(ptr string) (string, error) {
	name, err := w.short(ptr)
	if err != nil {
		return "", err
	}
	c, ok := w.next()
	if !ok {
		return "", w.cut(ptr)
	}
	if c != ':' {
		return "", brokenf(ptr, "the JSON is broken at byte %d: a colon is missing", w.offset())
	}
	w.pos++
	return name, nil
}

// short reads a string of the frame; one that is too long to be a name or an
// identifier counts as another name, and is walked over.
func (w *walker) short(ptr string) (string, error) {
	const most = 512
	w.pos++
	var b []byte
	for {
		if w.pos >= w.end && !w.fill() {
			return "", w.cut(ptr)
		}
		c := w.buf[w.pos]
		w.pos++
		switch {
		case c == '"':
			if len(b) > most {
				return "…", nil
			}
			return decodeText(b, false), nil
		case c == '\\':
			if w.pos >= w.end && !w.fill() {
				return "", w.cut(ptr)
			}
			if len(b) <= most {
				b = append(b, c, w.buf[w.pos])
			}
			w.pos++
		case len(b) <= most:
			b = append(b, c)
		}
	}
}

func pointerEscape(token string) string {
	if !strings.ContainsAny(token, "~/") {
		return token
	}
	return strings.NewReplacer("~", "~0", "/", "~1").Replace(token)
}
