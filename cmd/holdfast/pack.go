package main

import (
	"os"

	"holdfast/internal/errs"
	"holdfast/internal/office/packfile"
	"holdfast/internal/proof"
)

type packCmd struct {
	Verify packVerifyCmd `cmd:"" help:"Verify an evidence pack, without a database or a network."`
}

type packVerifyCmd struct {
	Pack string   `arg:"" help:"The pack: a zip file."`
	Key  []string `name:"key" placeholder:"KEY" help:"The sender's public key, or a file with its keys, had another way than the pack: then it is told who made it, too."`
	JSON bool     `name:"json" help:"Print one JSON document."`
}

// Help is what "holdfast pack verify --help" adds.
func (packVerifyCmd) Help() string {
	return `Reads every file of the pack and says in its first line whether it is as it was made;
the first wrong file is named. The exit status is 0 when it is, 2 when something was
altered, and 1 when it cannot be read or is no pack. It needs no data folder.`
}

func (c packVerifyCmd) Run(e *env) error {
	var known *proof.Public
	if len(c.Key) > 0 {
		keys, err := trailVerifyCmd{Key: c.Key}.keys()
		if err != nil {
			return err
		}
		known = &keys
	}
	f, err := os.Open(c.Pack)
	if err != nil {
		return errs.Wrap(err, errs.Invalid, "UNREADABLE: %s cannot be opened.", c.Pack)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil || !info.Mode().IsRegular() {
		return errs.New(errs.Invalid, "UNREADABLE: %s is not a file.", c.Pack)
	}
	r, err := packfile.Verify(f, info.Size(), known)
	if err != nil {
		return errs.Wrap(err, errs.CodeOf(err), "UNREADABLE: %s was not verified", c.Pack)
	}
	if c.JSON {
		err = indented(e.stdout, r)
	} else {
		err = r.Print(e.stdout)
	}
	if err == nil && !r.Intact {
		err = exitCode(2)
	}
	return err
}
