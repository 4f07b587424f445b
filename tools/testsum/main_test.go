package main

import (
	"strings"
	"testing"
)

func TestSummary(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		in   []string
		want []string
		ok   bool
	}{
		"all well": {
			in: []string{
				`{"Action":"pass","Package":"p","Test":"TestA"}`,
				`{"Action":"output","Package":"p","Test":"TestB","Output":"    b_test.go:7: no browser here\n"}`,
				`{"Action":"skip","Package":"p","Test":"TestB"}`,
				`{"Action":"pass","Package":"p","Elapsed":0.5}`,
			},
			want: []string{"ok  \tp\t0.500s", "p TestB: no browser here", "1 passed, 0 failed, 1 skipped"},
			ok:   true,
		},
		"a failure shows its output": {
			in: []string{
				`{"Action":"pass","Package":"p","Test":"TestA"}`,
				`{"Action":"output","Package":"p","Test":"TestB","Output":"got 1, want 2\n"}`,
				`{"Action":"fail","Package":"p","Test":"TestB"}`,
				`{"Action":"fail","Package":"p"}`,
			},
			want: []string{"got 1, want 2", "FAIL\tp", "1 passed, 1 failed"},
		},
		"a package that does not build": {
			in: []string{
				`{"ImportPath":"p [p.test]","Action":"build-output","Output":"undefined: x\n"}`,
				`{"Action":"pass","Package":"q","Test":"TestA"}`,
				`{"Action":"fail","Package":"p","FailedBuild":"p [p.test]"}`,
			},
			want: []string{"undefined: x", "1 failed"},
		},
		"a crash shows the test that never ended": {
			in: []string{
				`{"Action":"pass","Package":"p","Test":"TestA"}`,
				`{"Action":"output","Package":"p","Test":"TestB","Output":"panic: boom\n"}`,
				`{"Action":"fail","Package":"p"}`,
			},
			want: []string{"panic: boom", "1 failed"},
		},
		"nothing ran": {want: []string{"no test ran"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var out strings.Builder
			s := newSummary(&out)
			if err := s.read(strings.NewReader(strings.Join(c.in, "\n"))); err != nil {
				t.Fatal(err)
			}
			if got := s.close(); got != c.ok {
				t.Errorf("close() = %v, want %v", got, c.ok)
			}
			for _, w := range c.want {
				if !strings.Contains(out.String(), w) {
					t.Errorf("%q is missing in:\n%s", w, out.String())
				}
			}
		})
	}
}
