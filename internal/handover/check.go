package handover

import (
	"cmp"
	"encoding/hex"
	"math"
	"slices"
	"strconv"
	"strings"

	"holdfast/internal/authz"
	"holdfast/internal/errs"
	"holdfast/internal/register"
	"holdfast/internal/trail"
)

// Checker looks at every row of a file before any of it is taken in: each in
// its place, whole, and in agreement with the others as far as that can be
// told row by row. Its memory does not grow with the records.
type Checker struct {
	// Org is the organisation that the file says it is of.
	Org string
	// Book are the registers of this program.
	Book *register.Book
	// Has says whether the file carries a file of this hash.
	Has func(hash string) bool
	// Trail proves the leaves.
	Trail Prover

	part   *Part
	last   Row
	rows   int64
	erased map[string][2]string // salt and hash by kind, id and version
	last0  map[string]int64     // the last number of each register
	prev   revision             // the revision before
	seq    int64
}

// Prover holds the trail against its checkpoints, which come first. An error is
// an errs.Invalid.
type Prover interface {
	Checkpoint(num, size int64, note string) error
	Leaf(leaf []byte) error
	End() error // after the last leaf
}

type revision struct {
	kind, id     string
	num, version int64
	to           int64
	deleted      bool
}

// forever is where the latest version ends.
const forever = int64(math.MaxInt64)

// Begin starts a part.
func (c *Checker) Begin(p *Part) {
	c.part, c.last, c.rows, c.prev = p, nil, 0, revision{}
	if c.erased == nil {
		c.erased, c.last0 = map[string][2]string{}, map[string]int64{}
	}
}

// Row checks the next row of the part. The error is an errs.Invalid.
func (c *Checker) Row(row Row) error {
	c.rows++
	if d := c.compare(c.last, row); c.last != nil && (d > 0 || d == 0 && !c.part.Repeats) {
		return errs.New(errs.Invalid, "it is not in order, or stands twice")
	}
	c.last = row
	switch c.part.Name {
	case Organisation:
		return c.organisation(row)
	case Members:
		return c.member(row)
	case Counts:
		c.last0[c.text(row, "kind")] = c.num(row, "last_num")
		return c.known(c.text(row, "kind"))
	case Erased:
		c.erased[versionKey(c.text(row, "kind"), c.text(row, "id"), c.num(row, "version"))] = [2]string{c.text(row, "salt"), c.text(row, "hash")}
	case Revisions:
		return c.revision(row)
	case Checkpoints:
		return c.Trail.Checkpoint(c.num(row, "num"), c.num(row, "size"), c.text(row, "note"))
	case Trail:
		return c.event(row)
	}
	return nil
}

// End checks what can be told only of a whole part.
func (c *Checker) End() error {
	switch c.part.Name {
	case Organisation:
		if c.rows != 1 {
			return errs.New(errs.Invalid, "it names %d organisations, and one is wanted", c.rows)
		}
	case Revisions:
		return c.ends()
	case Trail:
		return c.Trail.End()
	}
	return nil
}

// Size gives how many events of the trail there were.
func (c *Checker) Size() int64 { return c.seq }

func (c *Checker) text(row Row, column string) string {
	s, _ := row[c.part.At(column)].(string)
	return s
}

func (c *Checker) num(row Row, column string) int64 {
	n, _ := row[c.part.At(column)].(int64)
	return n
}

func (c *Checker) compare(a, b Row) int {
	if a == nil {
		return -1
	}
	for _, k := range c.part.Key {
		i := c.part.At(k)
		var d int
		if c.part.Columns[i].Type == Number {
			x, _ := a[i].(int64)
			y, _ := b[i].(int64)
			d = cmp.Compare(x, y)
		} else {
			x, _ := a[i].(string)
			y, _ := b[i].(string)
			d = strings.Compare(x, y)
		}
		if d != 0 {
			return d
		}
	}
	return 0
}

func (c *Checker) organisation(row Row) error {
	if strings.TrimSpace(c.text(row, "name")) == "" {
		return errs.New(errs.Invalid, "the organisation has no name")
	}
	return nil
}

func (c *Checker) member(row Row) error {
	switch {
	case c.text(row, "person_id") == "" || c.text(row, "name") == "":
		return errs.New(errs.Invalid, "a member has no name")
	case !slices.Contains(authz.Roles(), authz.Role(c.text(row, "role"))):
		return errs.New(errs.Invalid, "%q is not a role", c.text(row, "role"))
	case c.num(row, "active")&^1 != 0:
		return errs.New(errs.Invalid, "a member is either active or not")
	}
	_, err := authz.ParseScope(c.text(row, "scope"))
	return err
}

func (c *Checker) known(kind string) error {
	if c.Book.Of(register.Kind(kind)) == nil {
		return errs.New(errs.Invalid, "it holds records of a register that this version does not know (%s): a newer Holdfast wrote it", kind)
	}
	return nil
}

func (c *Checker) revision(row Row) error {
	r := revision{
		kind: c.text(row, "kind"), id: c.text(row, "id"), num: c.num(row, "num"), version: c.num(row, "version"),
		to: c.num(row, "valid_to"), deleted: c.num(row, "deleted") == 1,
	}
	if err := c.known(r.kind); err != nil {
		return err
	}
	same := r.kind == c.prev.kind && r.num == c.prev.num
	from := c.num(row, "valid_from")
	switch {
	case r.id == "" || r.num < 1 || r.version < 1 || r.num > c.last0[r.kind]:
		return errs.New(errs.Invalid, "a record has no id, no version, or a number that was never given")
	case same && (r.id != c.prev.id || c.prev.deleted || from < c.prev.to):
		return errs.New(errs.Invalid, "a version does not follow the one before it")
	case from > r.to || r.deleted && r.to != from:
		return errs.New(errs.Invalid, "a version ends before it begins")
	case !same:
		if err := c.ends(); err != nil {
			return err
		}
	}
	c.prev = r
	return c.body(row, r)
}

// ends checks the last version of the record before.
func (c *Checker) ends() error {
	if c.prev.id != "" && !c.prev.deleted && c.prev.to != forever {
		return errs.New(errs.Invalid, "the latest version of a record has an end")
	}
	return nil
}

// body proves a version's body by the hash that the trail commits to, or by
// that which an erasure left instead, and finds its files in the file.
func (c *Checker) body(row Row, r revision) error {
	salt, hash, body := c.text(row, "salt"), c.text(row, "hash"), c.text(row, "body")
	if salt == "" {
		left, ok := c.erased[versionKey(r.kind, r.id, r.version)]
		if !ok {
			return errs.New(errs.Invalid, "a version has no salt, and no erasure says why")
		}
		salt, hash = left[0], left[1]
	}
	if body == "" { // emptied: nothing to prove or to read
		return nil
	}
	b, err := hex.DecodeString(salt)
	if err != nil || trail.Hash(b, []byte(body)) != hash {
		return errs.New(errs.Invalid, "a record is not the one that its hash says")
	}
	reg := c.Book.Of(register.Kind(r.kind))
	v, err := reg.Decode([]byte(body))
	if err != nil {
		return errs.Wrap(err, errs.Invalid, "a record cannot be read")
	}
	for _, f := range reg.Declaration().Fields {
		if f.Type != register.File {
			continue
		}
		if h := reg.Text(v, f.Name); h != "" && !c.Has(h) {
			return errs.New(errs.Invalid, "%s names a file that the hand-over file does not hold", reg.Declaration().Number(r.num))
		}
	}
	return nil
}

func versionKey(kind, id string, version int64) string {
	return kind + "\x00" + id + "\x00" + strconv.FormatInt(version, 10)
}

func (c *Checker) event(row Row) error {
	salt, _ := row[c.part.At("salt")].([]byte)
	payload, given := row[c.part.At("payload")].(string)
	if given != (len(salt) > 0) {
		return errs.New(errs.Invalid, "a payload and its salt come together")
	}
	leaf, err := trail.Open([]byte(c.text(row, "leaf")), salt, []byte(payload))
	if err != nil {
		return errs.Wrap(err, errs.Invalid, "an event of the trail is damaged")
	}
	if leaf.Org != c.Org || leaf.Seq != c.seq || c.num(row, "seq") != c.seq {
		return errs.New(errs.Invalid, "an event of the trail is missing, or is of another organisation")
	}
	c.seq++
	return c.Trail.Leaf(leaf.Bytes)
}
