package ocds_test

import (
	"bytes"
	"context"
	"os"
	"testing"

	"holdfast/internal/ocds"
	"holdfast/internal/win/notice"
)

func BenchmarkOne(b *testing.B) {
	var buf bytes.Buffer
	for _, p := range realData(b) {
		raw, _ := os.ReadFile(p)
		buf.Write(raw)
		buf.WriteByte('\n')
	}
	raw := bytes.Repeat(buf.Bytes(), 10)
	b.SetBytes(int64(len(raw)))
	b.ReportAllocs()
	for b.Loop() {
		ocds.Decode(context.Background(), "x", bytes.NewReader(raw), func(r notice.Release) error { return nil }, func(r notice.Rejection) { b.Error(r) })
	}
}

func BenchmarkCompile(b *testing.B) {
	var buf bytes.Buffer
	for _, p := range realData(b) {
		raw, _ := os.ReadFile(p)
		buf.Write(raw)
		buf.WriteByte('\n')
	}
	raw := buf.Bytes()
	rels := decodeBytes(b, raw)
	b.SetBytes(int64(len(raw)))
	b.ReportAllocs()
	for b.Loop() {
		for i := range rels {
			notice.Compile(rels[i : i+1])
		}
	}
}
