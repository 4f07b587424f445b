package framework

import (
	"bytes"
	"errors"
	"io"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"
	"go.yaml.in/yaml/v3"

	"holdfast/internal/errs"
)

// yamlToJSON turns YAML into JSON for the strict reader. Each scalar becomes
// the text that stands there, so 4.10 stays 4.10 and "no" stays a word. What
// lets YAML surprise people is refused: anchors, aliases, tags, merge keys,
// several documents.
func yamlToJSON(raw []byte) ([]byte, error) {
	dec := yaml.NewDecoder(bytes.NewReader(raw))
	var doc, more yaml.Node
	if err := dec.Decode(&doc); err != nil {
		return nil, errs.At("", "the YAML cannot be read: %s", err)
	}
	if err := dec.Decode(&more); !errors.Is(err, io.EOF) {
		return nil, errs.At("", "the YAML has more than one document")
	}
	if len(doc.Content) != 1 || doc.Content[0].Kind != yaml.MappingNode {
		return nil, errs.At("", "the YAML is not a list of names and values: it begins with id, edition and name")
	}
	var out bytes.Buffer
	// Names that are there twice are left for the strict reader to name.
	enc := jsontext.NewEncoder(&out, jsontext.AllowDuplicateNames(true))
	if err := writeNode(enc, doc.Content[0], 0); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// yamlDepth bounds nesting; a catalogue is four deep.
const yamlDepth = 20

func writeNode(enc *jsontext.Encoder, n *yaml.Node, depth int) error {
	place := "line " + strconv.Itoa(n.Line)
	if depth > yamlDepth {
		return errs.At(place, "the YAML is nested more than %d deep", yamlDepth)
	}
	if n.Anchor != "" || n.Kind == yaml.AliasNode || n.Style&yaml.TaggedStyle != 0 || n.Tag == "!!merge" {
		return errs.At(place, "anchors, aliases, tags and merge keys are not read: write the value out")
	}
	var err error
	switch n.Kind {
	case yaml.MappingNode:
		err = enc.WriteToken(jsontext.BeginObject)
	case yaml.SequenceNode:
		err = enc.WriteToken(jsontext.BeginArray)
	default:
		text := n.Value
		if n.Tag == "!!null" {
			text = "" // nothing, as if it were left out
		}
		err = enc.WriteToken(jsontext.String(text))
	}
	if err != nil {
		return errs.At(place, "the YAML cannot be read: %s", err)
	}
	for i, child := range n.Content {
		if n.Kind == yaml.MappingNode && i%2 == 0 && child.Kind != yaml.ScalarNode {
			return errs.At(place, "a name must be plain text")
		}
		if err := writeNode(enc, child, depth+1); err != nil {
			return err
		}
	}
	switch n.Kind {
	case yaml.MappingNode:
		err = enc.WriteToken(jsontext.EndObject)
	case yaml.SequenceNode:
		err = enc.WriteToken(jsontext.EndArray)
	}
	if err != nil {
		return errs.At(place, "the YAML cannot be read: %s", err)
	}
	return nil
}
