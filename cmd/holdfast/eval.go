package main

import (
	"fmt"
	"os"
	"path/filepath"

	"holdfast/internal/win/requirement/measure"
)

// evalCmd is for the people who work on Holdfast: it measures, and is hidden.
type evalCmd struct {
	Requirements evalRequirementsCmd `cmd:"" help:"Score requirement detection on labelled passages."`
}

type evalRequirementsCmd struct {
	Verbose  bool     `short:"v" help:"List what was missed, false or read otherwise, with its sentence."`
	Buyers   bool     `help:"Leave one buyer out at a time."`
	Together bool     `help:"Add a table of all files together."`
	Files    []string `arg:"" type:"existingfile" help:"Labelled passages, one JSON object a line."`
}

func (c *evalRequirementsCmd) Run(e *env) error {
	var all []measure.Passage
	for _, name := range c.Files {
		ps, err := readPassages(name)
		if err != nil {
			return err
		}
		all = append(all, ps...)
		r := measure.Score(ps)
		r.Print(e.stdout, filepath.Base(name), c.Verbose)
		if c.Buyers && !c.Together {
			r.PrintBuyers(e.stdout)
		}
	}
	if c.Together {
		r := measure.Score(all)
		r.Print(e.stdout, "together", false)
		if c.Buyers {
			r.PrintBuyers(e.stdout)
		}
	}
	return nil
}

func readPassages(name string) ([]measure.Passage, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	ps, err := measure.Read(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return ps, nil
}
