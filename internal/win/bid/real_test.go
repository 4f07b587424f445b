package bid_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"holdfast/internal/ocds"
	"holdfast/internal/scheme"
	"holdfast/internal/win/bid"
	"holdfast/internal/win/notice"
)

// TestRealNoticesCanBeTakenOn: every notice of the portals' samples, where they
// are at hand, makes a bid that the register takes.
func TestRealNoticesCanBeTakenOn(t *testing.T) {
	t.Parallel()
	files, _ := filepath.Glob("../../../../shared/data/notices/*/*.json")
	if len(files) == 0 {
		t.Skip("no sample notices are at hand")
	}
	reg, demands := bid.Register(scheme.Default()), 0
	for _, path := range files {
		f, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		byOCID := map[string][]notice.Release{}
		err = ocds.Decode(t.Context(), path, f, func(r notice.Release) error {
			byOCID[r.OCID] = append(byOCID[r.OCID], r)
			return nil
		}, func(r notice.Rejection) { t.Error(r) })
		_ = f.Close()
		if err != nil {
			t.Fatal(err)
		}
		for _, rs := range byOCID {
			for _, n := range notice.Compile(rs) {
				b := bid.FromNotice(&n)
				if faults := reg.Check(nil, &b); len(faults) > 0 {
					t.Errorf("%s: %v", n.Key, faults)
				}
				demands += len(b.Requirements)
			}
		}
	}
	if demands == 0 {
		t.Error("nothing was found in any of them")
	}
}

// TestLabelledTextsCanBeTakenOn: no words of a buyer make a demand that the
// register refuses.
func TestLabelledTextsCanBeTakenOn(t *testing.T) {
	t.Parallel()
	files, _ := filepath.Glob("../../../../shared/data/requirements/*.jsonl")
	if len(files) == 0 {
		t.Skip("no labelled texts are at hand")
	}
	book := scheme.Default()
	for _, path := range files {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for line := range bytes.SplitSeq(text, []byte("\n")) {
			var l struct{ ID, Text string }
			if len(line) == 0 {
				continue
			}
			if err := json.Unmarshal(line, &l); err != nil {
				t.Fatal(err)
			}
			b := bid.FromNotice(&notice.Notice{Key: l.ID, Texts: []notice.Passage{{Pointer: "/x", Value: l.Text}}})
			if faults := b.Check(book); len(faults) > 0 {
				t.Errorf("%s: %v", l.ID, faults)
			}
		}
	}
}
