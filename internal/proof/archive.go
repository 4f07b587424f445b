package proof

import (
	"archive/zip"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"io"
	"strings"

	"holdfast/internal/errs"
	"holdfast/internal/zipdir"
)

const (
	// maxDirectory bounds what is read to learn which members a bundle has.
	maxDirectory = 16 << 20
	// maxRatio is how many times its size a member may grow. Leaves are mostly
	// hashes and grow less than tenfold.
	maxRatio = 200
	// maxSmall bounds the members that are read as a whole.
	maxSmall = 4 << 20
)

// archive is an open bundle.
type archive struct{ files map[string]*zip.File }

// openArchive reads which members there are. Nothing is ever written to a place
// that a name in it says.
func openArchive(r io.ReaderAt, size int64) (*archive, error) {
	z, err := zipdir.Open(r, size, maxDirectory)
	switch {
	case errors.Is(err, zipdir.ErrTooLarge):
		return nil, errs.New(errs.TooLarge, "it lists more files than any bundle has")
	case err != nil && !errors.Is(err, zip.ErrInsecurePath):
		return nil, errs.New(errs.Invalid, "it is not a ZIP file, or it is cut off")
	}
	a := &archive{files: map[string]*zip.File{}}
	var packed uint64
	for _, f := range z.File {
		name := f.Name
		evidence, isEvidence := strings.CutPrefix(name, evidenceFolder)
		switch {
		case !isMember(name) && !(isEvidence && isSum(evidence)):
			return nil, errs.New(errs.Invalid, "it holds a file that no bundle has: %.80q", name)
		case a.files[name] != nil:
			return nil, errs.New(errs.Invalid, "it holds %s twice", name)
		case f.Flags&1 != 0:
			return nil, errs.New(errs.Invalid, "%s in it is encrypted", name)
		case f.Method != zip.Store && (f.Method != zip.Deflate || isEvidence):
			return nil, errs.New(errs.Invalid, "%s in it is packed in a way that no bundle uses", name)
		case len(a.files) > maxFiles+10:
			return nil, errs.New(errs.TooLarge, "it lists more files than any bundle has")
		}
		// Members that overlap are how a small file unpacks to a huge one.
		if packed += f.CompressedSize64; packed > uint64(size) || f.CompressedSize64 > uint64(size) {
			return nil, errs.New(errs.Invalid, "its files overlap")
		}
		a.files[name] = f
	}
	if a.files[manifestFile] == nil {
		return nil, errs.New(errs.Invalid, "it has no %s: it is not a bundle of Holdfast's trail", manifestFile)
	}
	return a, nil
}

func isMember(name string) bool {
	switch name {
	case manifestFile, leavesFile, recordsFile, checkpointsFile, latestFile, listFile, readmeFile:
		return true
	}
	return false
}

// stream reads a member, its hash and its size on the way.
type stream struct {
	in   io.ReadCloser
	name string
	sum  hash.Hash
	left int64
}

// open gives a member to read; nil when it is not there.
func (a *archive) open(name string) (*stream, error) {
	f := a.files[name]
	if f == nil {
		return nil, nil
	}
	in, err := f.Open()
	if err != nil {
		return nil, errs.New(errs.Invalid, "%s in it cannot be read", name)
	}
	return &stream{in: in, name: name, sum: sha256.New(), left: int64(f.CompressedSize64)*maxRatio + 1<<20}, nil
}

func (s *stream) Read(b []byte) (int, error) {
	n, err := s.in.Read(b)
	s.sum.Write(b[:n])
	if s.left -= int64(n); s.left < 0 {
		return 0, errs.New(errs.TooLarge, "%s unpacks to more than %d times its size", s.name, maxRatio)
	}
	if err != nil && !errors.Is(err, io.EOF) {
		err = errs.New(errs.Invalid, "%s in it is damaged: it cannot be unpacked", s.name)
	}
	return n, err
}

// whole reads a small member.
func (a *archive) whole(name string) (b []byte, sum string, err error) {
	s, err := a.open(name)
	if err != nil || s == nil {
		return nil, "", err
	}
	defer s.in.Close()
	b, err = io.ReadAll(io.LimitReader(s, maxSmall+1))
	if err == nil && len(b) > maxSmall {
		err = errs.New(errs.TooLarge, "%s is longer than %d MiB", name, maxSmall>>20)
	}
	return b, hexSum(s.sum), err
}

// errCut is a member whose last line has no end.
func errLine(name string, line int64, what string) error {
	return errs.New(errs.Invalid, "line %d of %s %s", line, name, what)
}

func tooLong(name string, line int64) error {
	return errLine(name, line, fmt.Sprintf("is longer than %d MiB", maxLine>>20))
}
