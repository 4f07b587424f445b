package main

import (
	"fmt"
	"io"
	"log/slog"
	"os"

	"holdfast/internal/errs"
	"holdfast/internal/rest"
	"holdfast/internal/scheme"
)

type openapiCmd struct {
	Print openapiPrintCmd `cmd:"" default:"1" help:"Print the specification of the API (OpenAPI 3.1). Keeps no data."`
	Check openapiCheckCmd `cmd:"" help:"Compare two specifications; exit status 1 when the newer one breaks clients of the older."`
}

type openapiPrintCmd struct{}

func (openapiPrintCmd) Run(e *env) error {
	_, err := e.stdout.Write(specification(e))
	return err
}

// specification gives the API's specification, with the rule data that the
// program carries; it needs no database.
func specification(e *env) []byte {
	return wire(nil, scheme.Default()).api(e, nil, nil, slog.New(slog.DiscardHandler)).Spec()
}

type openapiCheckCmd struct {
	Old string `arg:"" help:"The specification that clients know."`
	New string `arg:"" optional:"" help:"The newer one; without it the one of this program."`
}

func (c openapiCheckCmd) Run(e *env) error {
	was, err := readSmall(c.Old)
	if err != nil {
		return err
	}
	now := specification(e)
	if c.New != "" {
		if now, err = readSmall(c.New); err != nil {
			return err
		}
	}
	breaks, err := rest.Breaks(was, now)
	if err != nil {
		return err
	}
	for _, b := range breaks {
		fmt.Fprintln(e.stdout, b)
	}
	if len(breaks) > 0 {
		return exitCode(1)
	}
	_, err = fmt.Fprintln(e.stdout, "Nothing breaks.")
	return err
}

// maxSpec bounds a specification that is read.
const maxSpec = 16 << 20

func readSmall(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, errs.Wrap(err, errs.Invalid, "%s cannot be read.", path)
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxSpec+1))
	if err == nil && len(b) > maxSpec {
		err = errs.New(errs.TooLarge, "%s is larger than %d MiB.", path, maxSpec>>20)
	}
	return b, err
}
