package main

import (
	"bufio"
	"os"
	"path/filepath"

	"holdfast/internal/errs"
	"holdfast/internal/office"
	"holdfast/internal/strictjson"
	"holdfast/internal/win/requirement"
)

// documentOut is the line about one page of a document that asks for something,
// or about a document that could not be read. Start and end of a requirement
// count the characters of that page's text.
type documentOut struct {
	Document     string           `json:"document"`
	Page         string           `json:"page,omitempty"`
	Requirements []requirementOut `json:"requirements,omitempty"`
	Fault        string           `json:"fault,omitempty"`
}

// files reads documents, and what is in archives and messages, and prints what
// each page asks for. A document that cannot be read has a line that says why,
// and makes the exit status 1.
func (c *requirementsCmd) files(e *env) error {
	reader, err := office.Self(textOutWords)
	if err != nil {
		return err
	}
	folder, done := pdfCache()
	defer done()
	reader.Cache = folder
	w := bufio.NewWriter(e.stdout)
	bad := false
	for _, path := range c.Files {
		lines, err := documentLines(e, reader, path)
		if err != nil {
			return err
		}
		for _, line := range lines {
			bad = bad || line.Fault != ""
			b, err := strictjson.Marshal(line)
			if err != nil {
				return err
			}
			if _, err := w.Write(append(b, '\n')); err != nil {
				return err
			}
		}
		if err := w.Flush(); err != nil {
			return err
		}
	}
	if bad {
		return exitCode(1)
	}
	return nil
}

func documentLines(e *env, reader office.Reader, path string) ([]documentOut, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, errs.Wrap(err, errs.Invalid, "%s cannot be opened.", path)
	}
	defer f.Close()
	pack, err := reader.Pack(e.ctx, filepath.Base(path), f)
	switch errs.CodeOf(err) {
	case "":
	case errs.Invalid, errs.TooLarge:
		return []documentOut{{Document: path, Fault: errs.Safe(err)}}, nil
	default:
		return nil, err
	}
	var out []documentOut
	for _, p := range pack.Parts {
		name := path
		if p.Name != filepath.Base(path) {
			name += "/" + p.Name
		}
		if p.Fault != nil {
			out = append(out, documentOut{Document: name, Fault: p.Fault.Message})
			continue
		}
		out = append(out, pageLines(name, *p.Document)...)
	}
	return out, nil
}

// pageLines gives the pages that ask for something. The document is read as one:
// a heading holds over the pages that follow.
func pageLines(name string, d office.Document) []documentOut {
	texts := make([]string, len(d.Pages))
	for i, p := range d.Pages {
		texts[i] = p.Text
	}
	var out []documentOut
	last := -1
	for _, found := range requirement.FindPages(texts) {
		if found.Page != last {
			out, last = append(out, documentOut{Document: name, Page: d.Pages[found.Page].Label}), found.Page
		}
		line := &out[len(out)-1]
		line.Requirements = append(line.Requirements, outOf(found.Requirement))
	}
	return out
}

// pdfCache is a folder for the compiled reader of PDFs where a command has no
// data folder: among what this person's programs may lose, or one that done takes
// away.
func pdfCache() (folder string, done func()) {
	if base, err := os.UserCacheDir(); err == nil {
		folder = filepath.Join(base, "holdfast")
		if os.MkdirAll(folder, 0o700) == nil {
			return folder, func() {}
		}
	}
	folder, err := os.MkdirTemp("", "holdfast-cache-")
	if err != nil {
		return "", func() {}
	}
	return folder, func() { _ = os.RemoveAll(folder) }
}
