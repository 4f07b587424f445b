package bundle_test

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"holdfast/internal/office"
	"holdfast/internal/office/bundle"
)

type member struct {
	name string
	body []byte
}

func zipped(t testing.TB, members ...member) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, m := range members {
		w, err := z.Create(m.name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(m.body); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// limits are small, so that bombs need not be large.
func limits() office.Limits {
	return office.Limits{File: 1 << 20, Pages: 10, Text: 1 << 20, Pack: 4 << 20, Parts: 10, Total: 1 << 20, Depth: 3}
}

// tell walks a file and writes a line for each leaf.
func tell(t testing.TB, w *bundle.Walk, name string, file []byte) string {
	t.Helper()
	var b strings.Builder
	w.Open = func(o office.Opened) error {
		if o.Number < w.Done && !o.Container {
			t.Errorf("%s was opened again", o.Name)
		}
		return nil
	}
	w.Leaf = func(l bundle.Leaf) error {
		fmt.Fprintf(&b, "%s %s", l.Name, l.As)
		if l.Fault != nil {
			fmt.Fprintf(&b, " ! %s", l.Fault.Message)
		} else {
			fmt.Fprintf(&b, " %q", l.Head+string(l.Bytes))
		}
		b.WriteByte('\n')
		return nil
	}
	ended, err := w.Run(name, bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	if ended.LeftOut > 0 {
		fmt.Fprintf(&b, "and %d more\n", ended.LeftOut)
	}
	return b.String()
}

func attachment(name string, body []byte) string {
	return "--b\r\nContent-Type: application/octet-stream; name=\"" + name + "\"\r\nContent-Disposition: attachment; filename=\"" + name + "\"\r\nContent-Transfer-Encoding: base64\r\n\r\n" +
		base64.StdEncoding.EncodeToString(body) + "\r\n"
}

const head = "From: Buyer <buyer@example.org>\r\nSubject: Tender\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"

func TestMail(t *testing.T) {
	t.Parallel()
	both := "--b\r\nContent-Type: multipart/alternative; boundary=c\r\n\r\n--c\r\nContent-Type: text/plain; charset=iso-8859-15\r\nContent-Transfer-Encoding: 8bit\r\n\r\nPrice \xa4\r\n" +
		"--c\r\nContent-Type: text/html\r\n\r\n<p>Price</p>\r\n--c--\r\n"
	named := "Subject: Tender\nFrom: Buyer <buyer@example.org>\n\n"
	for name, tt := range map[string]struct{ mail, want string }{
		"alternatives and a file": {
			head + both + attachment("a.txt", []byte("Hello")) + "--b--\r\n",
			fmt.Sprintf("m.eml mail %q\na.txt text \"Hello\"\n", named+"Price €\n"),
		},
		"HTML alone": {
			"From: a@example.org\nTo: b@example.org\nSubject: =?ISO-8859-1?Q?Caf=E9?=\nContent-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n<p>One=\n two</p>",
			fmt.Sprintf("m.eml mail %q\n", "Subject: Café\nFrom: a@example.org\nTo: b@example.org\n\n<p>One two</p>\n"),
		},
		"a message in a message": {
			head + "--b\r\nContent-Type: message/rfc822\r\n\r\nFrom: x@example.org\r\nTo: y@example.org\r\nSubject: In/ner\r\n\r\nText\r\n--b--\r\n",
			fmt.Sprintf("m.eml mail %q\nIn-ner.eml mail %q\n", named, "Subject: In/ner\nFrom: x@example.org\nTo: y@example.org\n\nText\n"),
		},
		"a logo, a name in the way of RFC 2231, a zip": {
			head + "--b\r\nContent-Type: image/png\r\nContent-ID: <x>\r\n\r\nxx\r\n" +
				"--b\r\nContent-Type: text/plain\r\nContent-Disposition: attachment; filename*=utf-8''Caf%C3%A9.txt\r\n\r\nx\r\n" +
				attachment("p.zip", zipped(t, member{"in.txt", []byte("y")})) + "--b--",
			fmt.Sprintf("m.eml mail %q\nCafé.txt text \"x\"\np.zip/in.txt text \"y\"\n", named),
		},
		"cut off": {
			head + attachment("a.txt", []byte("Hello")) + "--b\r\nContent-Type: application/x\r\n\r\nHalf",
			"m.eml mail ! The message is damaged or cut off.\na.txt text \"Hello\"\nattachment text \"Half\"\nrest of the message  ! The message is damaged, cut off or made of too many pieces: what is attached further on is not read.\n",
		},
		"a boundary that breaks the rules": {
			"From: a@example.org\r\nSubject: s\r\nTo: b\r\nContent-Type: multipart/mixed; boundary=b; boundary=b; x\r\n\r\n--b\r\n\r\nText\r\n--b--\r\n",
			fmt.Sprintf("m.eml mail %q\n", "Subject: s\nFrom: a@example.org\nTo: b\n\nText\n"),
		},
		"attachments named alike": {
			head + attachment("a.txt", []byte("1")) + attachment("a.txt", []byte("2")) + "--b--",
			fmt.Sprintf("m.eml mail %q\na.txt text \"1\"\na.txt (2) text \"2\"\n", named),
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := tell(t, &bundle.Walk{Limits: limits()}, "m.eml", []byte(tt.mail)); got != tt.want {
				t.Errorf("told\n%s\nwant\n%s", got, tt.want)
			}
		})
	}
}

// raw is a zip member whose head says another size than its bytes have.
func raw(t testing.TB, name string, body []byte, says uint64, flags uint16) []byte {
	t.Helper()
	var packed, b bytes.Buffer
	f, err := flate.NewWriter(&packed, flate.BestSpeed)
	if err != nil {
		t.Fatal(err)
	}
	f.Write(body)
	f.Close()
	z := zip.NewWriter(&b)
	w, err := z.CreateRaw(&zip.FileHeader{Name: name, Method: zip.Deflate, Flags: flags, CompressedSize64: uint64(packed.Len()), UncompressedSize64: says})
	if err != nil {
		t.Fatal(err)
	}
	w.Write(packed.Bytes())
	z.Close()
	return b.Bytes()
}

// Archives made to do harm lose the file that does it, by name, and no other.
func TestHostile(t *testing.T) {
	t.Parallel()
	zeros := make([]byte, 8<<20)
	nest := []byte("x")
	for range 6 {
		nest = zipped(t, member{"n.zip", nest}, member{"beside.txt", []byte("b")})
	}
	many := make([]member, 13)
	for i := range many {
		many[i] = member{fmt.Sprintf("%d.txt", i), []byte("x")}
	}
	var big []member
	for i := range 10 {
		big = append(big, member{fmt.Sprintf("%d.txt", i), zeros[:1<<20]})
	}
	for name, tt := range map[string]struct {
		file []byte
		want []string
	}{
		"a member that is too large":  {zipped(t, member{"bomb.txt", zeros}, member{"a.txt", []byte("a")}), []string{"bomb.txt  ! The file is larger than 1 MiB.", `a.txt text "a"`}},
		"one that says it is smaller": {raw(t, "bomb.txt", zeros, 10, 0), []string{"bomb.txt  ! The file is damaged in its archive."}},
		"one of 1 GiB":                {raw(t, "bomb.pdf", []byte("x"), 1<<30, 0), []string{"bomb.pdf  ! The file is larger than 1 MiB."}},
		"one of more than there is":   {raw(t, "bomb.pdf", []byte("x"), 1<<63, 0), []string{"bomb.pdf  ! The file is larger than 1 MiB."}},
		"a locked one":                {raw(t, "secret.pdf", []byte("x"), 1, 1), []string{"secret.pdf  ! The file is locked"}},
		"archives in archives":        {nest, []string{`n.zip/n.zip/n.zip zip ! The file is inside of more than 3 others: it is not opened.`, `n.zip/n.zip/beside.txt text "b"`, `n.zip/beside.txt text "b"`, `beside.txt text "b"`}},
		"more files than are read":    {zipped(t, many...), []string{`9.txt text "x"`, "and 3 more"}},
		"more bytes than are read":    {zipped(t, big...), []string{"8.txt  ! The pack holds more than 8 MiB when unpacked: this file is past that."}},
		"ways out": {
			zipped(t, member{"../../etc/passwd", []byte("a")}, member{`..\..\x.txt`, []byte("b")}, member{"/abs.txt", []byte("c")}, member{"C:/w.txt", []byte("d")}, member{"a\x00\u202eb.txt", []byte("e")}, member{"..", []byte("f")}),
			[]string{`etc/passwd text "a"`, `x.txt text "b"`, `abs.txt text "c"`, `w.txt text "d"`, `ab.txt text "e"`, `file text "f"`},
		},
		"what systems leave":      {zipped(t, member{"__MACOSX/._a.txt", []byte("x")}, member{".DS_Store", []byte("x")}, member{"a.txt", []byte("a")}), []string{`a.txt text "a"`}},
		"a long list":             {zipped(t, member{"a.txt", []byte("a")}, member{strings.Repeat("n", 60_000), nil}), []string{`a.txt text "a"`}},
		"an archive cut off":      {zipped(t, many...)[:300], []string{"pack.zip  ! The archive is damaged or cut off."}},
		"mail nested without end": {[]byte(nestedMail(40)), []string{"m.zip"}},
		"mail of 10,000 pieces":   {[]byte(head + strings.Repeat("--b\r\nContent-Type: text/plain\r\n\r\nx\r\n", 10_000) + "--b--"), []string{"too many pieces"}},
		"mail with a long head":   {[]byte("From: a\nTo: b\nSubject: c\nX: " + strings.Repeat("x", 300<<10) + "\n\nx"), []string{"longer than 256 KiB"}},
		"mail whose text is long": {[]byte(head + "--b\r\n\r\n" + strings.Repeat("x", 1<<20-500) + "\r\n--b--"), []string{`pack.zip mail "Subject`}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := tell(t, &bundle.Walk{Limits: limits()}, "pack.zip", tt.file)
			at := 0
			for _, want := range tt.want {
				i := strings.Index(got[at:], want)
				if want != "m.zip" && i < 0 {
					t.Fatalf("told\n%.2000s\nwant %q after %d", got, want, at)
				}
				at += max(i, 0)
			}
		})
	}
}

func nestedMail(n int) string {
	s := "From: a@example.org\r\nTo: b\r\nSubject: s\r\n\r\nx\r\n"
	for i := range n {
		s = fmt.Sprintf("From: a@example.org\r\nTo: b\r\nSubject: s\r\nContent-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\nContent-Type: message/rfc822\r\n\r\n%s\r\n--b%d--\r\n", i, i, s, i)
	}
	return s
}

// The list of an archive is not read beyond its bound.
func TestLongList(t *testing.T) {
	t.Parallel()
	var members []member
	for i := range 60_000 {
		members = append(members, member{fmt.Sprintf("%050d", i), nil})
	}
	got := tell(t, &bundle.Walk{Limits: limits()}, "pack.zip", zipped(t, members...))
	if want := "pack.zip  ! The archive lists more files than are looked at.\n"; got != want {
		t.Errorf("told %.200q", got)
	}
}

// A walk that begins where another ended gives what that did not, and the two
// together the whole, wherever it was broken off.
func TestGoesOn(t *testing.T) {
	t.Parallel()
	mail := head + "--b\r\n\r\nText\r\n" + attachment("a.zip", zipped(t, member{"x.txt", []byte("x")}, member{"y.txt", []byte("y")})) + "--b--"
	pack := zipped(t, member{"1.txt", []byte("1")}, member{"m.eml", []byte(mail)}, member{"z.zip", zipped(t, member{"2.txt", []byte("2")})}, member{"3.txt", []byte("3")})
	whole := tell(t, &bundle.Walk{Limits: limits()}, "p.zip", pack)
	stop := errors.New("stop")
	for n := range strings.Count(whole, "\n") {
		var first strings.Builder
		last, seen := 0, 0
		w := &bundle.Walk{Limits: limits()}
		w.Open = func(o office.Opened) error { last = o.Number; return nil }
		w.Leaf = func(l bundle.Leaf) error {
			if seen++; seen > n {
				return stop
			}
			fmt.Fprintf(&first, "%s %s %q\n", l.Name, l.As, l.Head+string(l.Bytes))
			return nil
		}
		if _, err := w.Run("p.zip", bytes.NewReader(pack), int64(len(pack))); !errors.Is(err, stop) {
			t.Fatal(err)
		}
		if got := first.String() + tell(t, &bundle.Walk{Limits: limits(), Done: last}, "p.zip", pack); got != whole {
			t.Errorf("broken off after %d:\n%s\nwant\n%s", n, got, whole)
		}
	}
}

// FuzzWalk: a walk ends, within its limits, whatever it walks through.
func FuzzWalk(f *testing.F) {
	f.Add([]byte(head + attachment("a.zip", zipped(f, member{"x.txt", []byte("x")})) + "--b--"))
	f.Add(zipped(f, member{"a.txt", []byte("a")}, member{"b/c.zip", zipped(f, member{"d", []byte("d")})}))
	f.Add([]byte(nestedMail(3)))
	f.Fuzz(func(t *testing.T, b []byte) {
		names := map[string]bool{}
		w := &bundle.Walk{Limits: limits(), Open: func(office.Opened) error { return nil }}
		w.Leaf = func(l bundle.Leaf) error {
			if names[l.Name] {
				t.Fatalf("two files are called %q", l.Name)
			}
			names[l.Name] = true
			for part := range strings.SplitSeq(l.Name, "/") {
				if part == ".." || part == "" {
					t.Fatalf("a name that leads out: %q", l.Name)
				}
			}
			if int64(len(l.Bytes)) > limits().File {
				t.Fatalf("%d bytes", len(l.Bytes))
			}
			return nil
		}
		if _, err := w.Run("f", bytes.NewReader(b), int64(len(b))); err != nil && !errors.Is(err, io.EOF) {
			t.Fatal(err)
		}
		if len(names) > limits().Parts+40 {
			t.Fatalf("%d parts", len(names))
		}
	})
}
