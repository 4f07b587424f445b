package tender

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"path"
	"slices"
	"strings"
	"unicode"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/errs"
)

const (
	// MaxFile bounds one file that is dropped in, MaxDrop all of one drop.
	MaxFile = 100 << 20
	MaxDrop = 200 << 20
	// MaxFiles bounds how many files are dropped in together.
	MaxFiles = 100
	// AtOnce bounds what is read while somebody waits for the answer, in bytes of
	// all files together, and AtOnceFiles how many they are.
	AtOnce      = 6 << 20
	AtOnceFiles = 8
	// Work is the name of the job that reads a document.
	Work = "tender.read"
	// attempts is how often a document is tried to be read before it is given up.
	attempts = 4
)

// Dropped is a file that is stored already.
type Dropped struct {
	Name string `json:"name"`
	Hash string `json:"hash"`
	Size int64  `json:"size"`
}

// Drop is what came of a drop.
type Drop struct {
	// Pack names the drop; Bid the bid that it went to, by id.
	Pack string `json:"pack,omitempty"`
	Bid  string `json:"bid,omitempty"`
	// Documents are the numbers of all documents, also of those that were there
	// before; New how many were not.
	Documents []string `json:"documents"`
	New       int      `json:"new"`
	// Later says that some are still to be read, in the background.
	Later bool `json:"later,omitempty"`
}

// Put takes files in: for the bid of a number or id, or with an empty one as a
// pack that a bid is to be made of. Small ones are read before it answers; then a
// drop of which nothing can be used is refused, Invalid at /file with the name of
// each part and its fault, and nothing of it is kept. Larger ones are read by a
// job. The same file twice is the same document.
func (s *Service) Put(ctx context.Context, by change.By, ref string, files []Dropped) (Drop, error) {
	if err := s.admit(ctx, by, ref, files); err != nil {
		return Drop{}, err
	}
	read := s.now(ctx, files)
	if read != nil {
		if err := usable(files, read); err != nil {
			return Drop{}, err
		}
		if err := s.keepTexts(ctx, read); err != nil {
			return Drop{}, err
		}
	}
	pack := strings.ToLower(rand.Text()[:16])
	var out Drop
	err := s.change(ctx, by, string(Kind)+".create", []any{ref, files}, &out, func(tx *change.Tx) error {
		out = Drop{Documents: []string{}}
		d := Document{Dropped: by.Now.UnixMicro(), By: by.Person}
		if ref == "" {
			out.Pack, d.Pack = pack, pack
		} else {
			b, err := s.Bid(tx, ref)
			if err != nil {
				return err
			}
			out.Bid, d.Bid = b.ID, b.ID
		}
		var there []Row
		if d.Bid != "" {
			var err error
			if there, err = s.Of(tx, d.Bid); err != nil {
				return err
			}
		}
		if len(there)+len(files) > MaxDocuments {
			return errs.At("/file", "A bid holds no more than %d documents.", MaxDocuments)
		}
		for i, f := range files {
			if was := slices.IndexFunc(there, func(r Row) bool { return r.Value.Content == f.Hash }); was >= 0 {
				out.Documents = append(out.Documents, there[was].Number)
				continue
			}
			own := d
			own.Name, own.FileName, own.File, own.Content, own.Size, own.State = f.Name, path.Base(f.Name), f.Hash, f.Hash, f.Size, Reading
			row, err := change.Insert(tx, s.Documents, own)
			if err != nil {
				return err
			}
			out.New++
			out.Documents = append(out.Documents, row.Number)
			there = append(there, row)
			if read == nil {
				out.Later = true
				if err := s.later(tx, row.ID); err != nil {
					return err
				}
				continue
			}
			if there, err = s.take(tx, row, &read[i], there); err != nil {
				return err
			}
		}
		return nil
	})
	return out, err
}

// admit refuses what cannot be taken in before anything of it is read.
func (s *Service) admit(ctx context.Context, by change.By, ref string, files []Dropped) error {
	if err := fits(files); err != nil {
		return err
	}
	return s.May(ctx, by, ref)
}

// May says whether somebody may add documents, to the bid of ref when there is one:
// nil, Forbidden or NotFound.
func (s *Service) May(ctx context.Context, by change.By, ref string) error {
	if !by.May(authz.Create, authz.Win) {
		return errs.New(errs.Forbidden, "Your role does not add documents of tenders.")
	}
	if ref == "" {
		return nil
	}
	return s.Door.See(ctx, by.Actor, func(v *change.View) error {
		_, err := s.Bid(v, ref)
		return err
	})
}

func fits(files []Dropped) error {
	total := int64(0)
	for _, f := range files {
		total += f.Size
	}
	switch {
	case len(files) == 0:
		return errs.At("/file", "Choose the files first.")
	case len(files) > MaxFiles:
		return errs.At("/file", "No more than %d files are taken together: put them into a zip.", MaxFiles)
	case total > MaxDrop:
		return errs.At("/file", "The files together are larger than %d MB: drop them in one by one.", MaxDrop>>20)
	}
	return nil
}

// later asks for a document to be read in the background.
func (s *Service) later(tx *change.Tx, id string) error {
	payload, err := json.Marshal(work{Document: id})
	if err != nil {
		return err
	}
	_, err = tx.Enqueue(change.Job{Work: Work, Unique: id, Payload: payload})
	return err
}

// reading is what was read of one file.
type reading struct {
	kept  []part
	holds bool
	kind  string
	left  int
	err   error
}

// part is a part with its text stored.
type part struct {
	Part
	hash string // of the stored text
	text Text
}

// now reads files while somebody waits, when they are few and small and there is
// room; nil: they are to be read later.
func (s *Service) now(ctx context.Context, files []Dropped) []reading {
	total := int64(0)
	for _, f := range files {
		total += f.Size
	}
	if total > AtOnce || len(files) > AtOnceFiles {
		return nil
	}
	select {
	case s.Room <- struct{}{}:
		defer func() { <-s.Room }()
	default:
		return nil
	}
	out := make([]reading, len(files))
	for i, f := range files {
		out[i] = s.read(ctx, f.Name, f.Hash)
		if code := errs.CodeOf(out[i].err); code != "" && code != errs.Invalid && code != errs.TooLarge {
			return nil // not the file's fault: the job tries again
		}
	}
	return out
}

// read reads a stored file.
func (s *Service) read(ctx context.Context, name, hash string) reading {
	f, _, err := s.Files.Get(hash)
	if err != nil {
		return reading{err: err}
	}
	defer f.Close()
	pack, err := s.Read(ctx, path.Base(name), f)
	if err != nil {
		return reading{err: err}
	}
	out := reading{holds: pack.Holds, kind: pack.Type, left: pack.LeftOut}
	for _, p := range pack.Parts {
		own := part{Part: p, text: Text{Pages: portions(p.Pages)}}
		if p.Hash == "" || !pack.Holds {
			own.Hash = nameless(hash, p.Name)
		}
		if p.Fault == "" && own.text.Empty() {
			own.Scanned = true
		}
		out.kept = append(out.kept, own)
	}
	return out
}

// nameless stands for the content of a part that could not be had.
func nameless(file, name string) string {
	sum := sha256.Sum256([]byte(file + "\x00" + name))
	return hex.EncodeToString(sum[:])
}

// keepTexts stores the texts that were read.
func (s *Service) keepTexts(ctx context.Context, read []reading) error {
	for n := range read {
		for i := range read[n].kept {
			p := &read[n].kept[i]
			if p.Fault != "" || p.Scanned {
				continue
			}
			b, err := p.text.Encode()
			if err != nil {
				return err
			}
			if p.hash, _, err = s.Files.Put(ctx, bytes.NewReader(b), MaxText); err != nil {
				return err
			}
		}
	}
	return nil
}

// usable refuses a drop of which no part can be used, and any file that is
// refused as a whole: it names each with its fault.
func usable(files []Dropped, read []reading) error {
	var faults []string
	some := false
	for i, r := range read {
		if r.err != nil {
			return errs.At("/file", "%s: %s", files[i].Name, errs.Safe(r.err))
		}
		for _, p := range r.kept {
			if p.Fault == "" || p.Scanned {
				some = true
				continue
			}
			name := files[i].Name
			if r.holds {
				name += "/" + CleanName(p.Name)
			}
			faults = append(faults, name+": "+p.Fault)
		}
		if len(r.kept) == 0 {
			faults = append(faults, files[i].Name+": There is nothing in it that can be read.")
		}
	}
	if some {
		return nil
	}
	if len(faults) > 5 {
		faults = append(faults[:5], "and more")
	}
	return errs.At("/file", "%s", strings.Join(faults, " "))
}

// CleanName makes the name of a file fit to be shown and stored: its path in the
// pack without what a terminal, a header or a folder would act on.
func CleanName(name string) string {
	name = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == '\uFFFD' || unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(strings.ReplaceAll(name, `\`, "/"), ""))
	var kept []string
	for p := range strings.SplitSeq(name, "/") {
		if p = strings.TrimSpace(p); p != "" && p != "." && p != ".." {
			kept = append(kept, p)
		}
	}
	name = strings.Join(kept, "/")
	if r := []rune(name); len(r) > 200 {
		ext := path.Ext(name)
		if len([]rune(ext)) > 10 {
			ext = ""
		}
		name = string(r[:200-len([]rune(ext))]) + ext
	}
	if name == "" {
		return "unnamed"
	}
	return name
}

// Enter takes a document in that was read elsewhere already.
func (s *Service) Enter(ctx context.Context, by change.By, ref string, f Dropped, p Part) error {
	read := []reading{{kind: p.Type, kept: []part{{Part: p, text: Text{Pages: portions(p.Pages)}}}}}
	if err := s.admit(ctx, by, ref, []Dropped{f}); err != nil {
		return err
	}
	if err := s.keepTexts(ctx, read); err != nil {
		return err
	}
	_, err := s.Door.Do(ctx, by.Request(string(Kind)+".create", []any{ref, f}), func(tx *change.Tx) error {
		b, err := s.Bid(tx, ref)
		if err != nil {
			return err
		}
		row, err := change.Insert(tx, s.Documents, Document{
			Bid: b.ID, Name: f.Name, FileName: path.Base(f.Name), File: f.Hash, Content: f.Hash, Size: f.Size, State: Reading, Dropped: by.Now.UnixMicro(), By: by.Person,
		})
		if err == nil {
			_, err = s.take(tx, row, &read[0], nil)
		}
		return err
	})
	return err
}
