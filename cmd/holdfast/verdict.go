package main

import (
	"bufio"

	"holdfast/internal/scheme"
	"holdfast/internal/strictjson"
	"holdfast/internal/verdict"
)

// verdictCmd answers cases given as JSON lines; it keeps no data.
type verdictCmd struct{}

// Help is what "holdfast verdict --help" adds.
func (verdictCmd) Help() string {
	return `Reads one case a line on standard input and writes one verdict a line, in the
same order. A line that cannot be read is named on standard error with its place;
the others are answered all the same, and the exit status is 1.`
}

func (verdictCmd) Run(e *env) error {
	book := scheme.Default()
	out := bufio.NewWriter(e.stdout)
	bad := false
	err := strictjson.Lines(e.stdin, func(line int, b []byte) error {
		c, err := verdict.Read(book, b)
		if err != nil {
			bad = true
			printLineError(e, line, err)
			return nil
		}
		text, err := strictjson.Marshal(verdict.Judge(book, c))
		if err != nil {
			return err
		}
		if _, err := out.Write(text); err != nil {
			return err
		}
		return out.WriteByte('\n')
	})
	if err == nil {
		err = out.Flush()
	}
	if err != nil {
		return err
	}
	if bad {
		return exitCode(1)
	}
	return nil
}
