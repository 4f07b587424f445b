package office_test

import (
	"archive/zip"
	"bytes"
	"compress/zlib"
	"context"
	"fmt"
	"image"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"codeberg.org/go-pdf/fpdf"

	"holdfast/internal/errs"
	"holdfast/internal/office"
	"holdfast/internal/office/textout"
)

// child makes the test binary its own child process, as the product does.
const child = "HOLDFAST_TEST_CHILD"

func TestMain(m *testing.M) {
	switch os.Getenv(child) {
	case "read":
		if err := textout.Child(context.Background(), os.Stdin, os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	case "measured":
		measured()
	case "hang":
		time.Sleep(time.Minute)
		os.Exit(0)
	case "flood":
		for range 64 {
			os.Stdout.Write(bytes.Repeat([]byte("x"), 1<<20))
		}
		os.Exit(0)
	case "env":
		fmt.Fprintln(os.Stderr, strings.Join(os.Environ(), " "))
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// memoryFile names the file to which a measured child's peak is added, a line
// each, in kibibytes.
const memoryFile = "HOLDFAST_TEST_MEMORY"

// measured runs the reading child from a process of its own. The kernel counts
// what a process had before exec among its peak, and a child begins as a copy of
// its parent: started by the tests themselves, with their hostile files in
// memory, it would be charged with those.
func measured() {
	cmd := exec.Command(os.Args[0])
	cmd.Env = []string{child + "=read"}
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	err := cmd.Run()
	if used, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		f, openErr := os.OpenFile(os.Getenv(memoryFile), os.O_APPEND|os.O_WRONLY|os.O_CREATE, 0o600)
		if openErr == nil {
			fmt.Fprintln(f, used.Maxrss)
			f.Close()
		}
	}
	if status, ok := cmd.ProcessState.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		_ = syscall.Kill(os.Getpid(), status.Signal()) // end as the child did
		time.Sleep(time.Second)
	}
	if err != nil {
		os.Exit(1)
	}
	os.Exit(0)
}

// peaks gives the largest peak of the measured children, in MiB, and how many
// there were.
func peaks(t *testing.T, file string) (largest, n int) {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.FieldsSeq(string(b)) {
		kib, err := strconv.Atoi(line)
		if err != nil {
			t.Fatal(err)
		}
		largest, n = max(largest, kib>>10), n+1
	}
	return largest, n
}

func reader(what string) office.Reader {
	// Generous, for a machine that is busy with the other tests.
	return office.Reader{Command: []string{os.Args[0]}, Env: []string{child + "=" + what}, Time: time.Minute}
}

func pdf(t *testing.T, draw func(p *fpdf.Fpdf)) []byte {
	t.Helper()
	p := fpdf.New("P", "mm", "A4", "")
	p.SetFont("Helvetica", "", 11)
	draw(p)
	var b bytes.Buffer
	if err := p.Output(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestReadPDF(t *testing.T) {
	t.Parallel()
	b := pdf(t, func(p *fpdf.Fpdf) {
		p.AddPage()
		p.Cell(60, 8, "Certificate number")
		p.Cell(60, 8, "NGC-IS-48213")
		p.Ln(8)
		// Labels first, then values: the order of the eye differs from that of
		// the file.
		p.Text(10, 60, "Issue date")
		p.Text(10, 70, "Expiry date")
		p.Text(90, 60, "1 May 2024")
		p.Text(90, 70, "30 April 2027")
		p.AddPage()
		p.Cell(60, 8, "Page two")
	})
	doc, err := reader("read").Read(t.Context(), bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	if doc.Kind != office.PDF || doc.PageCount != 2 || len(doc.Pages) != 2 {
		t.Fatalf("kind %q, %d pages of %d", doc.Kind, len(doc.Pages), doc.PageCount)
	}
	if !strings.Contains(doc.Text(), "NGC-IS-48213") || !strings.Contains(doc.Pages[1].Text, "Page two") {
		t.Errorf("text is %q", doc.Text())
	}
	for _, want := range []string{"Issue date\t1 May 2024\n", "Expiry date\t30 April 2027\n"} {
		if !strings.Contains(doc.Lines(), want) {
			t.Errorf("lines %q lack %q", doc.Lines(), want)
		}
	}
}

func docx(t *testing.T, xml string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, body := range map[string]string{"[Content_Types].xml": "<Types/>", "word/document.xml": xml} {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(body)); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestReadOthers(t *testing.T) {
	t.Parallel()
	word := docx(t, `<w:document xmlns:w="w"><w:body><w:p><w:r><w:t>Scope: </w:t></w:r><w:r><w:t>hosting</w:t></w:r></w:p>`+
		`<w:tbl><w:tr><w:tc><w:p><w:r><w:t>Valid until</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>3 May 2027</w:t></w:r></w:p></w:tc></w:tr></w:tbl></w:body></w:document>`)
	doc, err := reader("read").Read(t.Context(), bytes.NewReader(word))
	if err != nil || doc.Kind != office.DOCX {
		t.Fatalf("%v %q", err, doc.Kind)
	}
	if want := "Scope: hosting\nValid until\t3 May 2027\n\n"; doc.Text() != want {
		t.Errorf("Word text is %q, want %q", doc.Text(), want)
	}
	doc, err = reader("read").Read(t.Context(), strings.NewReader("\ufeffIssued:\u00a01 May 2024\r\nPage\fTwo"))
	if err != nil || doc.Kind != office.Text || doc.Text() != "Issued: 1 May 2024\nPage Two" {
		t.Errorf("plain text is %q, %v", doc.Text(), err)
	}
}

func flate(b []byte) []byte {
	var out bytes.Buffer
	w := zlib.NewWriter(&out)
	w.Write(b)
	w.Close()
	return out.Bytes()
}

// rawPDF builds a file from objects without a cross-reference table: readers
// repair that, and hostile files look like this.
func rawPDF(objects ...string) []byte {
	var b strings.Builder
	b.WriteString("%PDF-1.7\n")
	for i, o := range objects {
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	b.WriteString("trailer << /Root 1 0 R >>\n%%EOF\n")
	return []byte(b.String())
}

func page(stream, dict string) []byte {
	return rawPDF("<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 500 500] /Contents 4 0 R /Resources << /Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
		fmt.Sprintf("<< %s /Length %d >>\nstream\n%s\nendstream", dict, len(stream), stream))
}

func TestHostileFiles(t *testing.T) {
	t.Parallel()
	honest := pdf(t, func(p *fpdf.Fpdf) { p.AddPage(); p.Cell(60, 8, "Certificate") })
	zeros := make([]byte, 1<<30>>2)
	var picture bytes.Buffer
	if err := png.Encode(&picture, image.NewGray(image.Rect(0, 0, 20, 20))); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name string
		file []byte
		code errs.Code // empty: either a clear refusal or an empty reading
		want string
	}{
		{"empty", nil, errs.Invalid, "empty"},
		{"blank", []byte(" \n\t"), errs.Invalid, "empty"},
		{"a picture called certificate.pdf", picture.Bytes(), errs.Invalid, "picture"},
		{"another archive", docxAs(t, "xl/workbook.xml"), errs.Invalid, "zip archive"},
		{"binary", []byte{1, 2, 3, 0, 255}, errs.Invalid, "neither"},
		{"not UTF-8", []byte("Gültig\xff"), errs.Invalid, "neither"},
		{"PDF cut in half", honest[:len(honest)/4], errs.Invalid, "damaged"},
		{"PDF of nothing", []byte("%PDF-1.7\n"), errs.Invalid, "damaged"},
		{"scanned", pdf(t, func(p *fpdf.Fpdf) {
			p.AddPage()
			p.RegisterImageOptionsReader("scan", fpdf.ImageOptions{ImageType: "png"}, bytes.NewReader(picture.Bytes()))
			p.Image("scan", 0, 0, 200, 200, false, "png", 0, "")
		}), errs.Invalid, "scanned"},
		{"locked", pdf(t, func(p *fpdf.Fpdf) { p.SetProtection(0, "secret", "owner"); p.AddPage(); p.Cell(60, 8, "hidden") }), errs.Invalid, "password"},
		{"stream bomb", page(string(flate(flate(zeros))), "/Filter [/FlateDecode /FlateDecode]"), "", ""},
		{"text bomb", page(string(flate(bytes.Repeat([]byte("BT /F 9 Tf 10 10 Td (aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa) Tj ET\n"), 400_000))), "/Filter /FlateDecode"), "", ""},
		{"endless work", rawPDF("<< /Type /Catalog /Pages 2 0 R /X " + strings.Repeat("[", 200_000) + strings.Repeat("]", 200_000) + " >>"), errs.TooLarge, "too much work"},
		{"page tree that loops", rawPDF("<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2000000000 >>"), "", ""},
		{"deep arrays", rawPDF("<< /Type /Catalog /Pages 2 0 R /X " + strings.Repeat("[", 5_000) + strings.Repeat("]", 5_000) + " >>"), errs.Invalid, ""},
		{"Word bomb", docx(t, "<w:document xmlns:w='w'>"+strings.Repeat("<w:r></w:r>", 4<<20)+"</w:document>"), errs.TooLarge, "unpacked"},
		{"deep Word", docx(t, strings.Repeat("<a>", 100_000)), errs.TooLarge, "deep"},
		{"Word with a broken tag", docx(t, "<w:document><w:p>"), errs.Invalid, "damaged"},
	}
	memory := filepath.Join(t.TempDir(), "memory")
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := reader("measured")
			r.Env = append(r.Env, memoryFile+"="+memory)
			doc, err := r.Read(t.Context(), bytes.NewReader(tt.file))
			t.Logf("%d pages, %v", len(doc.Pages), err)
			if err == nil {
				if tt.code != "" || strings.TrimSpace(doc.Text()) != "" {
					t.Fatalf("was read as %.80q", doc.Text())
				}
				return
			}
			if code := errs.CodeOf(err); code == errs.Internal || (tt.code != "" && code != tt.code) {
				t.Errorf("code is %s, want %s", code, tt.code)
			}
			if !strings.Contains(errs.Safe(err), tt.want) {
				t.Errorf("message %q lacks %q", errs.Safe(err), tt.want)
			}
		})
	}
	largest, n := peaks(t, memory)
	// Linux gives kibibytes.
	if runtime.GOOS == "linux" && largest > 256 {
		t.Errorf("the largest child used %d MiB, more than 256", largest)
	}
	t.Logf("the largest of %d children used %d MiB", n, largest)
}

func docxAs(t *testing.T, name string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	if _, err := z.Create(name); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestLimitsOfTheChild(t *testing.T) {
	t.Parallel()
	text := strings.NewReader
	r := reader("hang")
	r.Time = 300 * time.Millisecond
	if _, err := r.Read(t.Context(), text("some text")); errs.CodeOf(err) != errs.TooLarge || !strings.Contains(err.Error(), "longer than") {
		t.Errorf("a child that hangs: %v", err)
	}
	if _, err := reader("flood").Read(t.Context(), text("some text")); errs.CodeOf(err) != errs.TooLarge || !strings.Contains(err.Error(), "too long") {
		t.Errorf("a child that floods: %v", err)
	}
	if _, err := reader("read").Read(t.Context(), bytes.NewReader(bytes.Repeat([]byte("a"), office.MaxFile+1))); errs.CodeOf(err) != errs.TooLarge {
		t.Errorf("a large file: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := reader("hang").Read(ctx, text("some text")); errs.CodeOf(err) != errs.Unavailable {
		t.Errorf("given up: %v", err)
	}
}

// The child inherits nothing: a password in the server's environment is out of
// a hostile document's reach.
func TestChildHasNoEnvironment(t *testing.T) {
	t.Setenv("HOLDFAST_SECRET", "hunter2")
	_, err := reader("env").Read(t.Context(), strings.NewReader("some text"))
	if err == nil || strings.Contains(err.Error(), "hunter2") || !strings.Contains(err.Error(), child) {
		t.Errorf("the child's environment: %v", err)
	}
}
