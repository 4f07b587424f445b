package framework_test

import (
	"encoding/json"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"holdfast/internal/framework"
)

// copyData gives the built-in data with one text replaced in one file.
func copyData(t *testing.T, file, old, new string) fstest.MapFS {
	t.Helper()
	out := fstest.MapFS{}
	err := fs.WalkDir(framework.Files(), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		raw, err := fs.ReadFile(framework.Files(), name)
		out[name] = &fstest.MapFile{Data: raw}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if out[file] == nil || strings.Count(string(out[file].Data), old) == 0 {
		t.Fatalf("%s has no %q", file, old)
	}
	out[file].Data = []byte(strings.Replace(string(out[file].Data), old, new, 1))
	return out
}

// TestTheLoaderIsStrict breaks the data in one place at a time.
func TestTheLoaderIsStrict(t *testing.T) {
	t.Parallel()
	const (
		iso   = "catalogues/iso27001-2022.json"
		ce    = "mappings/cyber-essentials-3.3-to-iso27001-2022.json"
		csf   = "mappings/nist-csf-2.0-to-iso27001-2022.json"
		from  = "mappings/iso27001-2013-to-iso27001-2022.json"
		guide = "guidance/iso27001-2022-people.json"
		docs  = "guidance/iso27001-2022-clauses.json"
	)
	for _, c := range []struct{ what, file, old, new, pointer string }{
		{"a name that is not known", iso, `"owner":`, `"holder":`, iso + ":"},
		{"a name twice", iso, `"owner":`, `"name": "x", "owner":`, iso + ":"},
		{"an id twice", iso, `{"id": "A.5.2"`, `{"id": "A.5.1"`, iso + ":/items/31/id"},
		{"an item with the id of a heading", iso, `{"id": "4.1"`, `{"id": "6.1"`, iso + ":/items/0/id"},
		{"a value that is not listed", iso, `"theme": ["people"]`, `"theme": ["persons"]`, "/attributes/theme"},
		{"a value twice", iso, `"theme": ["people"]`, `"theme": ["people", "people"]`, "/attributes/theme"},
		{"an attribute that is not listed", iso, `"theme": ["people"]`, `"thema": ["people"]`, "/attributes/thema"},
		{"a value that nothing has", iso, `{"id": "crypto", "name": "Cryptography"}`, `{"id": "crypto", "name": "Cryptography"}, {"id": "magic", "name": "Magic"}`, iso + ":/attributes/6/values/"},
		{"a heading that is not there", iso, `"group": "A.6"`, `"group": "A.9"`, "/group"},
		{"a heading before its parent", iso, `"parent": "6"`, `"parent": "7.5"`, "/parent"},
		{"a title that is padded", iso, `"title": "Screening"`, `"title": " Screening"`, "/title"},
		{"a kind that is not known", iso, `"kind": "control"`, `"kind": "measure"`, "/kind"},
		{"text of a standard", iso, `"title": "Screening"`, `"title": "Screening", "text": "Checks shall be made."`, "/text"},
		{"letters", iso, `"letters": "a-c"`, `"letters": "c-a"`, "/letters"},
		{"no source", iso, `"certainty": "V2"`, `"certainty": "sure"`, "/facts/0"},
		{"no current edition", iso, `"current": true`, `"current": false`, "iso27001"},
		{"merged by its word, updated by its predecessors", iso, `"change": ["updated"]`, `"change": ["merged"]`, "iso27001:2022"},
		{"a predecessor lost", from, `{"from": "A.6.1.1", "to": "A.5.2", "type": "equal"},`, "", "iso27001:2022"},
		{"a clause that wants documents and gets none", iso, `"letters": "a-c", "notes"`, `"letters": "a-c", "documented": "context", "notes"`, "iso27001:2022"},
		{"a mapping to nowhere", ce, `"to": "A.8.20"`, `"to": "A.8.35"`, ce + ":/pairs/0/to"},
		{"a mapping from nowhere", ce, `"from": "CE-FW-1"`, `"from": "CE-FW-0"`, ce + ":/pairs/0/from"},
		{"a pair twice", ce, `"to": "A.8.21"`, `"to": "A.8.20"`, ce + ":/pairs/1"},
		{"an equivalence of our own", ce, `"type": "subset"`, `"type": "equal"`, ce + ":/pairs/0/type"},
		{"our own pairs with official types", ce, `"types": "authored"`, `"types": "official"`, ce + ":/types"},
		{"a type where the source gives none", csf, `"type": "related"`, `"type": "intersects"`, csf + ":/pairs/0/type"},
		{"a type that is not known", ce, `"type": "subset"`, `"type": "similar"`, ce + ":/pairs/0/type"},
		{"a composed type as data", ce, `"type": "subset"`, `"type": "possible"`, ce + ":/pairs/0/type"},
		{"a catalogue that is not there", ce, `"from": "cyber-essentials:3.3"`, `"from": "cyber-essentials:3.4"`, ce + ":/from"},
		{"a control without guidance", guide, `{"id": "A.6.8"`, `{"id": "A.6.9"`, guide + ":/items/7/id"},
		{"guidance twice", guide, `{"id": "A.6.8"`, `{"id": "A.6.7"`, guide + ":/items/7/id"},
		{"evidence that is fresh in no way", guide, `"fresh": "event"`, `"fresh": "often"`, "/fresh"},
		{"months without a period", guide, `"fresh": "event"`, `"fresh": "event", "months": 3`, "/months"},
		{"a period without months", guide, `"fresh": "period", "months": 36`, `"fresh": "period"`, "/months"},
		{"a document for no clause", docs, `{"clause": "4.3"`, `{"clause": "4.1"`, docs + ":/documents/0/clause"},
		{"an edition twice", "catalogues/caf-3.2.json", `"edition": "3.2"`, `"edition": "4.0"`, "catalogues/caf-4.0.json:/edition"},
	} {
		_, err := framework.Load(copyData(t, c.file, c.old, c.new))
		wantField(t, c.what, err, c.pointer)
	}
}

func TestTheHashIsOfTheData(t *testing.T) {
	t.Parallel()
	a, err := framework.Load(framework.Files())
	if err != nil {
		t.Fatal(err)
	}
	b, err := framework.Load(copyData(t, "catalogues/caf-3.2.json", "Board Direction", "Direction by the board"))
	if err != nil {
		t.Fatal(err)
	}
	if a.Hash() != framework.Default().Hash() || a.Hash() == b.Hash() || len(a.Hash()) != 16 {
		t.Errorf("hashes %s, %s and %s", framework.Default().Hash(), a.Hash(), b.Hash())
	}
}

func TestUnknownFoldersAreNotLeftUnread(t *testing.T) {
	t.Parallel()
	files := copyData(t, "catalogues/caf-3.2.json", "Board", "Board")
	files["catalogs/x.json"] = &fstest.MapFile{Data: []byte("{}")}
	_, err := framework.Load(files)
	wantField(t, "folder", err, "catalogs/x.json")
}

// mustJSON writes test input.
func mustJSON(t *testing.T, v any) []byte {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
