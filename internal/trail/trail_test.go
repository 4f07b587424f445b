package trail_test

import (
	"bytes"
	"strings"
	"testing"

	"holdfast/internal/trail"
)

var event = trail.Event{
	Org: "o", Seq: 7, At: 1_800_000_000_000_000, Who: "p", Role: "owner", Action: "thing.update", Change: "c",
	Kind: "thing", ID: "i", Ref: "THING-1", Version: 2, Before: "aa", After: "bb", Payload: map[string]any{"z": 1, "a": "Orla"},
}

// TestFormat: the bytes of a leaf are a format; a proof made over them must
// still hold in ten years.
func TestFormat(t *testing.T) {
	t.Parallel()
	l, err := trail.Seal(event)
	if err != nil {
		t.Fatal(err)
	}
	want := `{"action":"thing.update","after":"bb","at":1800000000000000,"before":"aa","change":"c","id":"i","kind":"thing","org":"o","payload":"` +
		trail.Hash(l.Salt, l.Payload) + `","ref":"THING-1","role":"owner","seq":7,"v":1,"version":2,"who":"p"}`
	if string(l.Bytes) != want {
		t.Errorf("leaf\n%s, want\n%s", l.Bytes, want)
	}
	if string(l.Payload) != `{"a":"Orla","z":1}` {
		t.Errorf("payload %s", l.Payload)
	}
	again, err := trail.Seal(event)
	if err != nil || bytes.Equal(again.Bytes, l.Bytes) {
		t.Errorf("two events with one payload can be told to be alike: %v", err)
	}
}

func TestOpen(t *testing.T) {
	t.Parallel()
	l, err := trail.Seal(event)
	if err != nil {
		t.Fatal(err)
	}
	back, err := trail.Open(l.Bytes, l.Salt, l.Payload)
	if err != nil || back.Seq != 7 || back.After != "bb" || back.Ref != "THING-1" {
		t.Errorf("read back %+v, %v", back.Event, err)
	}
	if _, err := trail.Open(l.Bytes, nil, nil); err != nil {
		t.Errorf("an erased payload: %v", err)
	}
	for name, c := range map[string][3][]byte{
		"payload edited": {l.Bytes, l.Salt, []byte(`{"a":"Anna","z":1}`)},
		"another salt":   {l.Bytes, trail.NewSalt(), l.Payload},
		"another form":   {bytes.Replace(l.Bytes, []byte(`,"at"`), []byte(`, "at"`), 1), l.Salt, l.Payload},
		"a later form":   {bytes.Replace(l.Bytes, []byte(`"v":1`), []byte(`"v":2`), 1), nil, nil},
		"a field more":   {bytes.Replace(l.Bytes, []byte(`{`), []byte(`{"x":1,`), 1), l.Salt, l.Payload},
		"no leaf":        {[]byte(strings.Repeat("[", 9)), nil, nil},
	} {
		if _, err := trail.Open(c[0], c[1], c[2]); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
}

func TestRead(t *testing.T) {
	t.Parallel()
	l, err := trail.Seal(event)
	if err != nil {
		t.Fatal(err)
	}
	e, payload, err := trail.Read(l.Bytes)
	want := event
	want.Payload = nil
	if err != nil || e != want || payload != trail.Hash(l.Salt, l.Payload) {
		t.Errorf("read %+v, %s, %v", e, payload, err)
	}
	if _, _, err := trail.Read([]byte(`{"v":1,"V":1}`)); err == nil {
		t.Error("a field in another case was taken")
	}
}
