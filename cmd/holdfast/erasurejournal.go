package main

import (
	"bufio"
	"bytes"
	"crypto/rand"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync"

	"holdfast/internal/errs"
	"holdfast/internal/retention"
)

// erasuresSuffix makes the name of the journal of erasures from the key file's:
// it lies where the keys lie, outside the data folder and its backups, so that
// a backup that is restored cannot bring back what was erased.
const erasuresSuffix = ".erasures"

// erasureJournal is that file: JSON lines, the first of which holds the key of
// the hashes in the others. It is for its owner alone.
type erasureJournal struct {
	path string
	mu   sync.Mutex
}

// journalHead is the first line.
type journalHead struct {
	Format int    `json:"holdfastErasures"`
	Key    []byte `json:"key"`
}

const journalKeyBytes = 32

// Key implements retention.Journal.
func (j *erasureJournal) Key() ([]byte, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	head, _, err := j.read()
	if !errors.Is(err, fs.ErrNotExist) {
		return head.Key, err
	}
	head = journalHead{Format: 1, Key: make([]byte, journalKeyBytes)}
	_, _ = rand.Read(head.Key) // never fails: crypto/rand stops the program instead
	line, err := json.Marshal(head)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(filepath.Dir(j.path), 0o700); err != nil {
		return nil, j.fault(err)
	}
	// Under another name first: a half-written key is never there, and of two
	// processes the first one's counts.
	next := j.path + "." + rand.Text()
	defer os.Remove(next)
	if err := writeSynced(next, append(line, '\n')); err != nil {
		return nil, j.fault(err)
	}
	if err := os.Link(next, j.path); err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, j.fault(err)
	}
	if err := syncFolder(filepath.Dir(j.path)); err != nil {
		return nil, j.fault(err)
	}
	head, _, err = j.read()
	return head.Key, err
}

// Add implements retention.Journal.
func (j *erasureJournal) Add(e retention.Entry) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	_, all, err := j.read()
	if err != nil {
		return err
	}
	for _, old := range all {
		if old.Key == e.Key {
			return nil
		}
	}
	line, err := json.Marshal(e)
	if err != nil {
		return err
	}
	if err := j.append(append(line, '\n')); err != nil {
		return j.fault(err)
	}
	return nil
}

// append writes a line after the last whole one, durably.
func (j *erasureJournal) append(line []byte) error {
	b, err := os.ReadFile(j.path)
	if err != nil {
		return err
	}
	f, err := os.OpenFile(j.path, os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	whole := int64(bytes.LastIndexByte(b, '\n') + 1)
	_, err = f.WriteAt(line, whole)
	if err == nil {
		err = f.Truncate(whole + int64(len(line)))
	}
	return errors.Join(err, f.Sync(), f.Close())
}

// Entries implements retention.Journal.
func (j *erasureJournal) Entries() ([]retention.Entry, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	_, all, err := j.read()
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return all, err
}

func (j *erasureJournal) read() (head journalHead, all []retention.Entry, err error) {
	b, err := os.ReadFile(j.path)
	if err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return head, nil, err
		}
		return head, nil, j.fault(err)
	}
	damaged := errs.New(errs.Invalid, "The journal of erasures %s is damaged. Bring it back from a copy: without it, a restored backup would bring back whom it took out.", j.path)
	r := bufio.NewReader(bytes.NewReader(b))
	first, _ := r.ReadBytes('\n')
	if json.Unmarshal(first, &head) != nil || len(head.Key) != journalKeyBytes {
		return head, nil, damaged
	}
	if head.Format != 1 {
		return head, nil, errs.New(errs.Invalid, "The journal of erasures %s was written by a newer Holdfast.", j.path)
	}
	for {
		line, err := r.ReadBytes('\n')
		if err != nil {
			// The end. A line that a crash cut short is of an erasure that had not
			// begun.
			return head, all, nil
		}
		var e retention.Entry
		if json.Unmarshal(line, &e) != nil || e.Key == "" {
			return head, nil, damaged
		}
		all = append(all, e)
	}
}

func (j *erasureJournal) fault(err error) error {
	return errs.Wrap(err, errs.Unavailable, "The journal of erasures %s cannot be used; nothing is erased without it.", j.path)
}

func syncFolder(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
