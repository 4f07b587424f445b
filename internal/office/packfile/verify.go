package packfile

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"strings"

	"golang.org/x/mod/sumdb/note"

	"holdfast/internal/errs"
	"holdfast/internal/proof"
	"holdfast/internal/strictjson"
	"holdfast/internal/zipdir"
)

const (
	// maxDirectory bounds what is read to learn which members there are.
	maxDirectory = 1 << 20
	// maxSmall bounds the members that are read as a whole.
	maxSmall = 4 << 20
	// maxRatio is how many times its packed size a member may grow. Packs are
	// written unpacked; who unpacks and packs one again makes PDFs a little
	// smaller.
	maxRatio = 100
)

// Report is what a verification found.
type Report struct {
	Intact   bool      `json:"intact"`
	Answer   string    `json:"answer"` // in a sentence or two; names the first wrong member
	Findings []Finding `json:"findings"`
	Pack     Manifest  `json:"pack"`
	Files    int       `json:"files"`
	Bytes    int64     `json:"bytes"`
	// Signed: the manifest is signed with a key that was given.
	Signed bool `json:"signed"`
	// Checkpoint says which state of the record the pack carries, when a key that
	// was given has signed it.
	Checkpoint string `json:"checkpoint,omitempty"`
	// Cannot says what this verification cannot exclude.
	Cannot []string `json:"cannot"`
}

// Finding is something that is not as the pack was made.
type Finding struct {
	Member string `json:"member"`
	Code   string `json:"code"`
	Says   string `json:"says"`
}

// Verify reads a pack from its first byte to its last. known are the public keys
// that were given, nil for none. An error says that it is no pack, or that it
// cannot be read; everything that was altered is in the report. Nothing is
// written anywhere, whatever names stand in it.
func Verify(r io.ReaderAt, size int64, known *proof.Public) (*Report, error) {
	files, order, err := directory(r, size)
	if err != nil {
		return nil, err
	}
	v := &verifier{files: files, report: &Report{Findings: []Finding{}, Cannot: []string{}}}
	manifest, err := v.manifest()
	if err != nil {
		return nil, err
	}
	if err := v.members(order, manifest); err != nil {
		return nil, err
	}
	v.signatures(known, hexOf(manifest))
	v.answer(known != nil)
	return v.report, nil
}

// directory reads which members there are, and refuses what no pack has.
func directory(r io.ReaderAt, size int64) (map[string]*zip.File, []string, error) {
	z, err := zipdir.Open(r, size, maxDirectory)
	switch {
	case errors.Is(err, zipdir.ErrTooLarge):
		return nil, nil, errs.New(errs.TooLarge, "it lists more files than any pack has")
	case err != nil && !errors.Is(err, zip.ErrInsecurePath):
		return nil, nil, errs.New(errs.Invalid, "it is not a ZIP file, or it is cut off")
	case len(z.File) > 2*MaxFiles:
		return nil, nil, errs.New(errs.TooLarge, "it lists more files than any pack has")
	}
	out, folded, order := map[string]*zip.File{}, map[string]string{}, []string{}
	var packed, unpacked uint64
	for _, f := range z.File {
		if err := checkName(f.Name); err != nil {
			return nil, nil, err
		}
		if strings.HasSuffix(f.Name, "/") && f.UncompressedSize64 == 0 {
			continue // a folder, as other programs write them
		}
		low := strings.ToLower(f.Name)
		switch {
		case folded[low] != "":
			return nil, nil, errs.New(errs.Invalid, "it holds two files that some systems take for one: %.80q", f.Name)
		case f.Flags&1 != 0:
			return nil, nil, errs.New(errs.Invalid, "%s in it is encrypted", f.Name)
		case f.Method != zip.Store && f.Method != zip.Deflate:
			return nil, nil, errs.New(errs.Invalid, "%s in it is packed in a way that no pack uses", f.Name)
		case f.UncompressedSize64 > MaxFile || f.UncompressedSize64 > f.CompressedSize64*maxRatio+1<<16:
			return nil, nil, errs.New(errs.TooLarge, "%s unpacks to more than any file of a pack", f.Name)
		case !sameName(r, f):
			return nil, nil, errs.New(errs.Invalid, "%s bears another name inside: programs would not agree on what is in it", f.Name)
		}
		packed, unpacked = packed+f.CompressedSize64, unpacked+f.UncompressedSize64
		if packed > uint64(size) || f.CompressedSize64 > uint64(size) {
			return nil, nil, errs.New(errs.Invalid, "its files overlap")
		}
		if unpacked > MaxPack+maxSmall {
			return nil, nil, errs.New(errs.TooLarge, "it unpacks to more than any pack")
		}
		out[f.Name], folded[low] = f, f.Name
		order = append(order, f.Name)
	}
	if out[ManifestFile] == nil {
		return nil, nil, errs.New(errs.Invalid, "it has no %s: it is not an evidence pack of Holdfast", ManifestFile)
	}
	return out, order, nil
}

// maxExtra bounds what stands between a member's name and its data: times of the
// file, and sizes of large ones.
const maxExtra = 512

// sameName says that the name before a member's data is the one of the list at
// the end: some programs go by the one, some by the other.
func sameName(r io.ReaderAt, f *zip.File) bool {
	data, err := f.DataOffset()
	if err != nil {
		return false
	}
	block := make([]byte, min(data, int64(30+len(f.Name)+maxExtra)))
	if _, err := r.ReadAt(block, data-int64(len(block))); err != nil {
		return false
	}
	// The header is 30 bytes, the name, and what is extra, whose length stands in it.
	for extra := 0; extra <= maxExtra; extra++ {
		start := len(block) - extra - len(f.Name) - 30
		if start < 0 {
			return false
		}
		h := block[start:]
		if string(h[:4]) == "PK\x03\x04" && int(h[26])|int(h[27])<<8 == len(f.Name) && int(h[28])|int(h[29])<<8 == extra {
			return string(h[30:30+len(f.Name)]) == f.Name
		}
	}
	return false
}

type verifier struct {
	files  map[string]*zip.File
	report *Report
}

func (v *verifier) find(member, code, format string, args ...any) {
	v.report.Findings = append(v.report.Findings, Finding{Member: member, Code: code, Says: fmt.Sprintf(format, args...)})
}

func (v *verifier) manifest() ([]byte, error) {
	b, err := v.whole(ManifestFile)
	if err != nil {
		return nil, err
	}
	m := &v.report.Pack
	if err := strictjson.Unmarshal(b, m); err != nil {
		return nil, errs.New(errs.Invalid, "%s cannot be read: %s", ManifestFile, errs.Safe(err))
	}
	if m.Format != Format {
		return nil, errs.New(errs.Invalid, "it is a pack of the form %.20q, which this program does not know", m.Format)
	}
	seen := map[string]bool{ManifestFile: true, SignatureFile: true, SumsFile: true}
	for _, x := range m.Members {
		if err := checkName(x.Name); err != nil {
			return nil, err
		}
		if seen[x.Name] {
			return nil, errs.New(errs.Invalid, "%s lists %.80q twice, or a file that is not to be listed", ManifestFile, x.Name)
		}
		seen[x.Name] = true
	}
	for _, item := range m.Items {
		for _, name := range item.Files {
			if !seen[name] {
				v.find(ManifestFile, "manifest", "%s names %.80q in an item and lists no such file.", ManifestFile, name)
			}
		}
	}
	return b, nil
}

// members proves every file that is listed, and finds those that are not.
func (v *verifier) members(order []string, manifest []byte) error {
	m := &v.report.Pack
	listed := map[string]bool{ManifestFile: true, SignatureFile: true, SumsFile: true}
	for _, x := range m.Members {
		listed[x.Name] = true
		f := v.files[x.Name]
		if f == nil {
			v.find(x.Name, "missing", "%s is listed and is not there.", x.Name)
			continue
		}
		n, sum, err := sumOf(f)
		v.report.Files++
		v.report.Bytes += n
		switch {
		case err != nil:
			v.find(x.Name, "damaged", "%s is damaged: it cannot be unpacked.", x.Name)
		case sum != x.Hash || n != x.Size:
			v.find(x.Name, "changed", "%s is not the file that the pack was made with.", x.Name)
		}
	}
	for _, name := range order {
		if !listed[name] {
			v.find(name, "unlisted", "%s is there and is not listed: it was put in afterwards.", name)
		}
	}
	want := append(m.Members[:len(m.Members):len(m.Members)], Member{Name: ManifestFile, Hash: hexOf(manifest)})
	if f := v.files[SignatureFile]; f != nil {
		b, err := v.whole(SignatureFile)
		if err != nil {
			return err
		}
		want = append(want, Member{Name: SignatureFile, Hash: hexOf(b)})
	}
	if v.files[SumsFile] == nil {
		v.find(SumsFile, "missing", "%s is not there.", SumsFile)
		return nil
	}
	b, err := v.whole(SumsFile)
	if err != nil {
		v.find(SumsFile, "damaged", "%s is damaged: it cannot be unpacked.", SumsFile)
		return nil
	}
	if string(b) != sumLines(want) {
		name := firstOther(string(b), want)
		v.find(name, "sums", "%s and %s do not say the same of %s.", SumsFile, ManifestFile, name)
	}
	return nil
}

// firstOther gives the first member of which the list of sums says something else.
func firstOther(have string, want []Member) string {
	lines := strings.SplitAfter(have, "\n")
	for i, m := range want {
		if i >= len(lines) || lines[i] != sumLines([]Member{m}) {
			return m.Name
		}
	}
	return SumsFile
}

func sumOf(f *zip.File) (int64, string, error) {
	in, err := f.Open()
	if err != nil {
		return 0, "", err
	}
	defer in.Close()
	var h hash.Hash = sha256.New()
	n, err := io.Copy(h, io.LimitReader(in, MaxFile+1))
	return n, hex.EncodeToString(h.Sum(nil)), err
}

// whole reads a small member.
func (v *verifier) whole(name string) ([]byte, error) {
	f := v.files[name]
	in, err := f.Open()
	if err != nil {
		return nil, errs.New(errs.Invalid, "%s in it cannot be read", name)
	}
	defer in.Close()
	b, err := io.ReadAll(io.LimitReader(in, maxSmall+1))
	switch {
	case err != nil:
		return nil, errs.New(errs.Invalid, "%s in it is damaged: it cannot be unpacked", name)
	case len(b) > maxSmall:
		return nil, errs.New(errs.TooLarge, "%s is longer than %d MiB", name, maxSmall>>20)
	}
	return b, nil
}

// signatures checks who made the pack, and which state of the record it carries.
func (v *verifier) signatures(known *proof.Public, manifest string) {
	r := v.report
	if known == nil {
		r.Cannot = append(r.Cannot, "Who made it: without the sender’s key somebody could have made the whole pack anew.")
		return
	}
	if v.files[SignatureFile] == nil {
		v.find(SignatureFile, "missing", "%s is not there: nobody signed what the pack holds.", SignatureFile)
	} else if b, err := v.whole(SignatureFile); err != nil {
		v.find(SignatureFile, "damaged", "%s cannot be read.", SignatureFile)
	} else if n, err := note.Open(b, known); err != nil {
		v.find(SignatureFile, "signature", "%s is not signed with the key that was given.", SignatureFile)
	} else if n.Text != signedText(&r.Pack, manifest) || !strings.HasPrefix(r.Pack.Origin, "holdfast/trail/") || n.Sigs[0].Name != r.Pack.Origin {
		v.find(SignatureFile, "signature", "%s is of another pack.", SignatureFile)
	} else {
		r.Signed = true
	}
	listed := r.Pack.Of(CheckpointFile).Name != ""
	if !listed {
		r.Cannot = append(r.Cannot, "Which state of the record it was made from: it carries no checkpoint.")
		return
	}
	if v.files[CheckpointFile] == nil {
		return // found missing already
	}
	b, err := v.whole(CheckpointFile)
	if err != nil {
		return // found damaged already
	}
	c, err := proof.ReadCheckpoint(b, known)
	switch {
	case err != nil:
		v.find(CheckpointFile, "signature", "%s cannot be relied on: %s.", CheckpointFile, err)
	case c.Origin != r.Pack.Origin:
		v.find(CheckpointFile, "signature", "%s is of another organisation’s record.", CheckpointFile)
	default:
		r.Checkpoint = c.Says()
	}
}

// answer says it in a sentence or two.
func (v *verifier) answer(keyed bool) {
	r := v.report
	if r.Intact = len(r.Findings) == 0; !r.Intact {
		r.Answer = "ALTERED: " + r.Findings[0].Says
		if n := len(r.Findings) - 1; n > 0 {
			r.Answer += fmt.Sprintf(" %d more below.", n)
		}
		return
	}
	r.Answer = fmt.Sprintf("INTACT: %d files of %s, as %s made it on %s.", r.Files, r.Pack.Number, r.Pack.Organisation, r.Pack.Made.Format("2 January 2006, 15:04:05 UTC"))
	if keyed && r.Signed {
		r.Answer += " It is signed with the key that was given"
		if r.Checkpoint != "" {
			r.Answer += ", and carries " + r.Checkpoint
		}
		r.Answer += "."
	}
}

// Print writes the report for people: the answer first.
func (r *Report) Print(w io.Writer) error {
	var b bytes.Buffer
	fmt.Fprintln(&b, plain(r.Answer))
	if len(r.Findings) > 1 {
		for _, f := range r.Findings {
			fmt.Fprintln(&b, "  "+plain(f.Says))
		}
	}
	for _, c := range r.Cannot {
		fmt.Fprintln(&b, "It cannot be excluded: "+plain(c))
	}
	_, err := w.Write(b.Bytes())
	return err
}

// plain keeps what a hostile pack says from doing anything to a terminal.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r >= 0x7f && r < 0xa0 {
			return '?'
		}
		return r
	}, s)
}
