package store_test

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"slices"
	"strings"
	"testing"

	"holdfast/internal/handover"
)

// zipped is a hand-over file in pieces, to be tampered with.
type zipped struct {
	names []string
	data  []string
}

func unzipped(t testing.TB, b []byte) *zipped {
	t.Helper()
	r, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	z := &zipped{}
	for _, f := range r.File {
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(in)
		if err != nil {
			t.Fatal(err)
		}
		z.add(f.Name, string(text))
	}
	return z
}

func (z *zipped) at(name string) int { return slices.Index(z.names, name) }

func (z *zipped) text(name string) string { return z.data[z.at(name)] }

func (z *zipped) add(name, text string) {
	z.names, z.data = append(z.names, name), append(z.data, text)
}

func (z *zipped) drop(name string) {
	i := z.at(name)
	z.names, z.data = slices.Delete(z.names, i, i+1), slices.Delete(z.data, i, i+1)
}

func (z *zipped) append(name, text string) { z.data[z.at(name)] += text }

// swap changes the first place where a text stands; it must be there.
func (z *zipped) swap(name, old, with string) {
	i := z.at(name)
	if !strings.Contains(z.data[i], old) {
		panic(name + " has no " + old + ": " + z.data[i][:min(300, len(z.data[i]))])
	}
	z.data[i] = strings.Replace(z.data[i], old, with, 1)
}

// zip packs the pieces again, with the manifest's sums put right or as they
// were.
func (z *zipped) zip(t testing.TB, right bool) []byte {
	t.Helper()
	data := slices.Clone(z.data)
	if i := z.at("manifest.json"); right && i >= 0 {
		var m handover.Manifest
		if err := json.Unmarshal([]byte(data[i]), &m); err != nil {
			t.Fatal(err)
		}
		for j := range m.Parts {
			text := z.text(m.Parts[j].Name + ".jsonl")
			h := sha256.Sum256([]byte(text))
			m.Parts[j].Bytes, m.Parts[j].Rows, m.Parts[j].SHA256 = int64(len(text)), int64(strings.Count(text, "\n")), hex.EncodeToString(h[:])
		}
		b, err := json.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		data[i] = string(b)
	}
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for i, name := range z.names {
		f, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(f, data[i]); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
