package zipdir_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"testing"

	"holdfast/internal/zipdir"
)

// TestOpen: a long list of members is refused before it is read, and members may
// be read afterwards, however much they hold.
func TestOpen(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	long := bytes.Repeat([]byte("word "), 40_000)
	for i := range 300 {
		f, err := w.CreateHeader(&zip.FileHeader{Name: fmt.Sprint("member ", i), Method: zip.Store})
		if err != nil {
			t.Fatal(err)
		}
		if i == 0 {
			_, err = f.Write(long)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	r, size := bytes.NewReader(b.Bytes()), int64(b.Len())
	if _, err := zipdir.Open(r, size, 8<<10); !errors.Is(err, zipdir.ErrTooLarge) {
		t.Errorf("with too little to read it says %v", err)
	}
	z, err := zipdir.Open(r, size, 64<<10)
	if err != nil || len(z.File) != 300 {
		t.Fatalf("%d members, %v", len(z.File), err)
	}
	f, err := z.File[0].Open()
	if err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(f); err != nil || !bytes.Equal(got, long) {
		t.Errorf("%d bytes, %v", len(got), err)
	}
}
