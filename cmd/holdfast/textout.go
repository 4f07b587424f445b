package main

import "holdfast/internal/office/textout"

// textOutWords is how the program starts itself as the reader of one document.
const textOutWords = "text-out"

// textOutCmd is the child process that reads one document: a file on standard
// input, one line of JSON on standard output. It is not for people.
type textOutCmd struct{}

func (textOutCmd) Run(e *env) error { return textout.Child(e.ctx, e.stdin, e.stdout) }
