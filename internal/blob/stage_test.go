package blob_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"holdfast/internal/errs"
)

func TestStaged(t *testing.T) {
	t.Parallel()
	f, dir := setup(t)
	s, err := f.Stage(t.Context(), strings.NewReader(text), 100)
	if err != nil || s.Hash != sum || s.Size != int64(len(text)) || string(s.Head) != text {
		t.Fatalf("%+v, %v", s, err)
	}
	if _, _, err := f.Get(sum); errs.CodeOf(err) != errs.NotFound {
		t.Errorf("what is only staged can be read: %v", err)
	}
	s.Drop()
	if left := files(t, dir); len(left) != 0 {
		t.Errorf("dropped, and left: %v", left)
	}

	if s, err = f.Stage(t.Context(), strings.NewReader(text), 100); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := s.Keep(); err != nil {
			t.Fatal(err)
		}
	}
	s.Drop()
	if _, err := f.Prove(sum); err != nil || len(files(t, dir)) != 1 {
		t.Errorf("kept: %v, %v", files(t, dir), err)
	}
	if err := s.Undo(); err != nil || len(files(t, dir)) != 0 {
		t.Errorf("undone, and left: %v, %v", files(t, dir), err)
	}
	long, err := f.Stage(t.Context(), strings.NewReader(strings.Repeat("x", 5000)), 5000)
	if err != nil || len(long.Head) != 512 {
		t.Errorf("the head of a long file has %d bytes, %v", len(long.Head), err)
	}
	long.Drop()
	if _, err := f.Stage(t.Context(), strings.NewReader(text), 3); errs.CodeOf(err) != errs.TooLarge || len(files(t, dir)) != 0 {
		t.Errorf("%v, left %v", err, files(t, dir))
	}
}

// TestUndoTakesNothingOfOthers: what somebody else stored before or after, under
// the same hash, stays.
func TestUndoTakesNothingOfOthers(t *testing.T) {
	t.Parallel()
	for name, others := range map[string][2]bool{"stored before": {true, false}, "stored after": {false, true}} {
		f, dir := setup(t)
		if others[0] {
			put(t, f, text)
		}
		s, err := f.Stage(t.Context(), strings.NewReader(text), 100)
		if err == nil {
			err = s.Keep()
		}
		if err != nil {
			t.Fatal(err)
		}
		if others[1] {
			put(t, f, text)
			later := time.Now().Add(time.Second)
			if err := os.Chtimes(filepath.Join(dir, sum[:2], sum[2:]), later, later); err != nil {
				t.Fatal(err)
			}
		}
		if err := s.Undo(); err != nil {
			t.Error(err)
		}
		if _, err := f.Prove(sum); err != nil {
			t.Errorf("%s: the other's file is gone: %v", name, err)
		}
	}
}
