package web

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"unicode/utf8"
)

// kinds are the few types of file that are named to the browser, each by how
// its content begins. The file's name says nothing: it was chosen by whoever
// sent it.
var kinds = []struct{ begins, is string }{
	{"%PDF-", "application/pdf"},
	{"\x89PNG\r\n\x1a\n", "image/png"},
	{"\xff\xd8\xff", "image/jpeg"},
	{"PK\x03\x04", "application/zip"}, // office documents too
}

const binary = "application/octet-stream"

// TypeOf gives the type of a file by its content, of which it wants the first
// 512 bytes: PDF, PNG, JPEG, zip, plain text, or else a stream of bytes.
func TypeOf(head []byte) string {
	for _, k := range kinds {
		if bytes.HasPrefix(head, []byte(k.begins)) {
			return k.is
		}
	}
	if len(head) == 0 {
		return binary
	}
	for i, b := range head {
		if b < ' ' && b != '\t' && b != '\n' && b != '\r' || b == 0x7f {
			return binary
		}
		if b >= utf8.RuneSelf && !utf8.FullRune(head[i:]) {
			head = head[:i] // a letter that was cut in two
			break
		}
	}
	if utf8.Valid(head) {
		return "text/plain; charset=utf-8"
	}
	return binary
}

// SendFile serves a file that somebody else made: to be saved and never to be
// shown, under a name that can do no harm. file is read from its start; an error
// on the way cuts the connection, so that a part never looks whole.
func SendFile(w http.ResponseWriter, r *http.Request, name string, size int64, file io.ReadSeeker) error {
	head := make([]byte, 512)
	n, err := io.ReadFull(file, head)
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF { //nolint:errorlint // as io documents them
		return err
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", TypeOf(head[:n]))
	h.Set("Content-Disposition", Disposition(name))
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Length", strconv.FormatInt(size, 10))
	if r.Method == http.MethodHead {
		return nil
	}
	_, err = io.Copy(w, file)
	return err
}

// Disposition gives the header that makes a browser save what follows under a
// name (RFC 6266): in plain letters for old programs, and as it is for others
// (RFC 8187). Folders, control characters and marks that turn the direction of
// writing are taken out of it.
func Disposition(name string) string {
	name = fileName(name)
	var plain, full strings.Builder
	for _, r := range name {
		if r < utf8.RuneSelf && r != '"' && r != '\\' && r != '%' {
			plain.WriteRune(r)
		} else {
			plain.WriteByte('_')
		}
	}
	for _, b := range []byte(name) {
		if b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9' || strings.IndexByte("!#$&+-.^_`|~", b) >= 0 {
			full.WriteByte(b)
		} else {
			fmt.Fprintf(&full, "%%%02X", b)
		}
	}
	out := `attachment; filename="` + plain.String() + `"`
	if plain.String() != name {
		out += "; filename*=UTF-8''" + full.String()
	}
	return out
}

// maxFileName bounds a name in bytes: file systems take 255.
const maxFileName = 150

func fileName(name string) string {
	name = strings.ToValidUTF8(name, "_")
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	name = strings.Map(func(r rune) rune {
		switch {
		case r < ' ' || r >= 0x7f && r < 0xa0, r >= 0x200b && r <= 0x200f, r >= 0x2028 && r <= 0x202e, r >= 0x2060 && r <= 0x206f, r == 0xfeff:
			return -1
		case strings.ContainsRune(`<>:"|?*`, r):
			return '_'
		}
		return r
	}, name)
	for len(name) > maxFileName { // the end tells what it is: the middle goes
		cut := []rune(name)
		name = string(append(cut[:len(cut)/2:len(cut)/2], cut[len(cut)/2+1:]...))
	}
	if name = strings.Trim(name, " ."); name == "" {
		return "file"
	}
	return name
}
