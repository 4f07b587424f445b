package measure_test

import (
	"strings"
	"testing"

	"holdfast/internal/win/requirement/measure"
)

func TestScoreCountsPairs(t *testing.T) {
	t.Parallel()
	ps, err := measure.Read(strings.NewReader(`
{"id":"1","buyer":"A","text":"The supplier must hold ISO 9001.","labels":[{"scheme":"iso9001","strength":"mandatory","when":"unspecified"}],"or_policy":false,"extra":1}
{"id":"2","buyer":"A","text":"The supplier must hold ISO 9001.","labels":[{"scheme":"iso9001","strength":"mention-only","when":"unspecified"}]}
{"id":"3","buyer":"B","text":"Nothing here.","labels":[{"scheme":"dspt","strength":"expected","when":"unspecified"},{"scheme":"other","name":"x","strength":"mandatory"}]}
`))
	if err != nil {
		t.Fatal(err)
	}
	r := measure.Score(ps)
	if want := (measure.Count{Found: 1, False: 1, Missed: 1}); r.Required != want {
		t.Errorf("required %+v, want %+v", r.Required, want)
	}
	if want := (measure.Count{Found: 2, Missed: 1}); r.Named != want {
		t.Errorf("named %+v, want %+v", r.Named, want)
	}
	if got := r.Required.F1(); got != 0.5 {
		t.Errorf("F1 %v, want 0.5", got)
	}
	if r.OrPolicy.Of != 1 {
		t.Errorf("or_policy scored on %d passages, want the one that labels it", r.OrPolicy.Of)
	}
	if len(r.Failures) == 0 || r.Low > r.High {
		t.Errorf("%d failures, interval %v to %v", len(r.Failures), r.Low, r.High)
	}
}

func TestReadNamesTheLine(t *testing.T) {
	t.Parallel()
	_, err := measure.Read(strings.NewReader("{}\n{"))
	if err == nil || !strings.Contains(err.Error(), "line 2") {
		t.Errorf("error %v, want one that names line 2", err)
	}
}
