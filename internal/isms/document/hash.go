package document

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
)

// Content is what an approval is bound to. Its members stand in alphabetical
// order: the JSON is what is hashed.
type Content struct {
	Body           string   `json:"body"`
	Classification string   `json:"classification"`
	Refs           []string `json:"refs"`
	Title          string   `json:"title"`
	Type           string   `json:"type"`
}

// Hash gives the SHA-256 of the content in hex.
func Hash(c Content) string {
	c.Refs = slices.Sorted(slices.Values(c.Refs))
	if c.Refs == nil {
		c.Refs = []string{}
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(c) // texts only: it cannot fail
	sum := sha256.Sum256(bytes.TrimSuffix(b.Bytes(), []byte("\n")))
	return hex.EncodeToString(sum[:])
}

// content gives what an approval of the draft would be bound to.
func (d *Document) content(body string) Content {
	return Content{Title: d.Title, Type: d.Type, Classification: d.Classification, Refs: d.Refs, Body: body}
}

// HashWith gives the hash to which an approval of the text would be bound now.
func (d *Document) HashWith(body string) string { return Hash(d.content(body)) }

func (v *Version) content() Content {
	return Content{Title: v.Title, Type: v.Type, Classification: v.Classification, Refs: v.Refs, Body: v.Body}
}

// Intact says that the version is still what was approved. An erasure that took
// a person out of it has changed it.
func (v *Version) Intact() bool { return Hash(v.content()) == v.Hash }

// Outside names what was changed about a document since its version was
// approved: that is not part of the approval until the next one.
func (d *Document) Outside(v *Version) []string {
	var out []string
	say := func(name string, same bool) {
		if !same {
			out = append(out, name)
		}
	}
	say("title", d.Title == v.Title)
	say("type", d.Type == v.Type)
	say("classification", d.Classification == v.Classification)
	say("clauses and controls", slices.Equal(slices.Sorted(slices.Values(d.Refs)), slices.Sorted(slices.Values(v.Refs))))
	return out
}
