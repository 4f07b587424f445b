package ocds_test

import (
	"bytes"
	"context"
	"testing"

	"holdfast/internal/ocds"
	"holdfast/internal/win/notice"
)

func decodeBytes(t testing.TB, raw []byte) []notice.Release {
	t.Helper()
	var out []notice.Release
	err := ocds.Decode(context.Background(), "x", bytes.NewReader(raw), func(r notice.Release) error {
		out = append(out, r)
		return nil
	}, func(r notice.Rejection) { t.Error(r) })
	if err != nil {
		t.Fatal(err)
	}
	return out
}
