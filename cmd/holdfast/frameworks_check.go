package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"holdfast/internal/errs"
	"holdfast/internal/framework"
)

type frameworksCheckCmd struct {
	File    string `arg:"" help:"The file; - reads standard input as JSON or YAML."`
	ID      string `name:"id" help:"For CSV: the catalogue's id."`
	Edition string `name:"edition" default:"1" help:"For CSV: its edition."`
	Name    string `name:"name" help:"For CSV: its name."`
}

// Help is what "holdfast frameworks check --help" adds.
func (frameworksCheckCmd) Help() string {
	return `A catalogue has id, edition, name, groups ({id,title,parent,text}) and items
({id,title,group,kind,text}). In CSV the first row names the columns: id and title,
and where there are any group, kind and text. Nothing is kept: what is wrong is
named with its place, and the exit status is 1.`
}

func (c *frameworksCheckCmd) Run(e *env) error {
	raw, err := c.read(e)
	if err != nil {
		return err
	}
	var f *framework.Catalogue
	if strings.EqualFold(filepath.Ext(c.File), ".csv") {
		f, err = framework.ReadOwnCSV(framework.Head{ID: c.ID, Edition: c.Edition, Name: c.Name}, raw)
	} else {
		f, err = framework.ReadOwn(raw)
	}
	if err == nil {
		_, err = framework.Default().With(f)
	}
	if fields := errs.FieldsOf(err); len(fields) > 0 {
		for _, fe := range fields {
			fmt.Fprintf(e.stderr, "%s: %s: %s\n", c.File, fe.Pointer, fe.Message)
		}
		return exitCode(1)
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(e.stdout, "%s (%s): %d items under %d headings, well formed\n", f.Name, f.Ref(), len(f.Items), len(f.Groups))
	return nil
}

// read reads a little more than the bound, so that the reader can say so.
func (c *frameworksCheckCmd) read(e *env) ([]byte, error) {
	in := e.stdin
	if c.File != "-" {
		f, err := os.Open(c.File)
		if errors.Is(err, os.ErrNotExist) {
			return nil, errs.New(errs.NotFound, "there is no file %s", c.File)
		}
		if err != nil {
			return nil, err
		}
		defer f.Close()
		in = f
	}
	var buf bytes.Buffer
	_, err := io.CopyN(&buf, in, framework.OwnMaxBytes+1)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	return buf.Bytes(), nil
}
