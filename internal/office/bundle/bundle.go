// Package bundle walks into files that hold other files: archives and e-mail,
// and those within each other, in one order each time. It holds one file at a
// time in memory and writes none.
package bundle

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"slices"
	"strconv"

	"holdfast/internal/errs"
	"holdfast/internal/office"
)

// unpackedOver is by how much a pack may be larger unpacked than packed may be.
const unpackedOver = 2

// Leaf is a file that holds no other, or why it could not be had.
type Leaf struct {
	Name string
	// Kind is how Bytes are read.
	Kind office.Kind
	// As is what the part is to people: Mail for the text of a message, whatever
	// that is written in; otherwise the same as Kind.
	As    office.Kind
	Bytes []byte
	// Head stands before the text: the fields of a message.
	Head string
	Size int64
	Hash string
	// Fault: the file is not to be read, and why.
	Fault *errs.Error
}

// Walk is one walk through one pack.
type Walk struct {
	Limits office.Limits
	// Done and Closed are what earlier walks dealt with, as office.Job has them.
	Done   int
	Closed []int
	// Open is told of each file before it is looked into.
	Open func(office.Opened) error
	// Leaf gets each file that holds no other. An error ends the walk.
	Leaf func(Leaf) error

	opened   int
	leaves   int
	leftOut  int
	unpacked int64
	names    map[string]bool
}

// source is a file within reach.
type source struct {
	at   io.ReaderAt
	size int64
}

// inMemory says where the whole file is in memory already.
func (s source) bytes(most int64) ([]byte, error) {
	if s.size > most {
		return nil, tooLarge(most)
	}
	b := make([]byte, s.size)
	if n, err := s.at.ReadAt(b, 0); int64(n) < s.size {
		return nil, errs.Wrap(err, errs.Invalid, "The file could not be read.")
	}
	return b, nil
}

func tooLarge(most int64) *errs.Error {
	return errs.New(errs.TooLarge, "The file is larger than %d MiB.", most>>20)
}

// Run walks through a file. The error is what Open or Leaf gave, or a defect.
func (w *Walk) Run(name string, at io.ReaderAt, size int64) (office.Ended, error) {
	w.names = map[string]bool{}
	s := source{at, size}
	kind, _ := office.Sniff(at, size)
	err := w.visit(cleanName(name, "file"), 0, s)
	return office.Ended{Kind: kind, LeftOut: w.leftOut}, err
}

// visit looks into one file and says of what depth it is.
func (w *Walk) visit(name string, depth int, s source) error {
	kind, err := office.Sniff(s.at, s.size)
	container := err == nil && (kind == office.Zip || kind == office.Mail)
	if container && depth >= w.Limits.Depth {
		container, err = false, errs.New(errs.TooLarge, "The file is inside of more than %d others: it is not opened.", w.Limits.Depth)
	}
	name = w.unique(name)
	number, past, err2 := w.open(name, depth, s.size, container)
	if err2 != nil {
		return err2
	}
	switch {
	case container && slices.Contains(w.Closed, number):
		return nil
	case container && kind == office.Zip:
		return w.zip(name, depth, s, past)
	case container:
		return w.mail(name, depth, s)
	case past:
		return nil
	}
	leaf := Leaf{Name: name, Kind: kind, As: kind, Size: s.size}
	if err != nil {
		leaf.Fault, leaf.Hash = asFault(err), hash(s)
		return w.leaf(leaf)
	}
	if leaf.Bytes, err = s.bytes(w.Limits.File); err != nil {
		leaf.Fault, leaf.Hash = asFault(err), hash(s)
	} else {
		leaf.Hash = hashOf(leaf.Bytes)
	}
	return w.leaf(leaf)
}

// open counts an opening and tells of it; past says that an earlier walk dealt
// with it.
func (w *Walk) open(name string, depth int, size int64, container bool) (number int, past bool, err error) {
	number = w.opened
	w.opened++
	past = number < w.Done
	if past && !container {
		w.leaves++
		return number, true, nil
	}
	return number, past, w.Open(office.Opened{Number: number, Name: name, Size: size, Depth: depth, Container: container})
}

// lost is a file that could not be had.
func (w *Walk) lost(name string, depth int, size int64, fault *errs.Error) error {
	name = w.unique(name)
	_, past, err := w.open(name, depth, size, false)
	if err != nil || past {
		return err
	}
	return w.leaf(Leaf{Name: name, Size: size, Fault: fault})
}

func (w *Walk) leaf(l Leaf) error {
	w.leaves++
	return w.Leaf(l)
}

// full says that no more files are taken.
func (w *Walk) full() bool { return w.leaves >= w.Limits.Parts }

// room takes so many bytes from what may be unpacked.
func (w *Walk) room(n int64) *errs.Error {
	if w.unpacked += n; w.unpacked > unpackedOver*w.Limits.Pack {
		return errs.New(errs.TooLarge, "The pack holds more than %d MiB when unpacked: this file is past that.", unpackedOver*w.Limits.Pack>>20)
	}
	return nil
}

// unique keeps names apart.
func (w *Walk) unique(name string) string {
	for i, first := 2, name; w.names[name]; i++ {
		name = first + " (" + strconv.Itoa(i) + ")"
	}
	w.names[name] = true
	return name
}

// take reads a member as far as it may go.
func (w *Walk) take(r io.Reader) (b []byte, fault *errs.Error) {
	left := min(w.Limits.File, unpackedOver*w.Limits.Pack-w.unpacked)
	b, err := io.ReadAll(io.LimitReader(r, left+1))
	if fault := w.room(int64(len(b))); fault != nil {
		return nil, fault
	}
	switch {
	case err != nil:
		return nil, errs.Wrap(err, errs.Invalid, "The file is damaged in its archive.")
	case int64(len(b)) > w.Limits.File:
		return nil, tooLarge(w.Limits.File)
	}
	return b, nil
}

func hash(s source) string {
	h := sha256.New()
	if _, err := io.Copy(h, io.NewSectionReader(s.at, 0, s.size)); err != nil {
		return ""
	}
	return hex.EncodeToString(h.Sum(nil))
}

func hashOf(b []byte) string { return hash(source{bytes.NewReader(b), int64(len(b))}) }

func asFault(err error) *errs.Error {
	var e *errs.Error
	if errors.As(err, &e) {
		return e
	}
	return errs.Wrap(err, errs.Invalid, "The file could not be read.")
}
