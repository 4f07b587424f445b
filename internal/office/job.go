package office

import "holdfast/internal/errs"

// Task is what a child is started for.
type Task string

const (
	// TaskRead reads the document that follows on standard input.
	TaskRead Task = "read"
	// TaskPack walks the file at Path and reads its parts.
	TaskPack Task = "pack"
	// TaskCompile compiles the reader of PDFs into Cache.
	TaskCompile Task = "compile"
)

// Job is the first line on the child's standard input.
type Job struct {
	Task   Task   `json:"task"`
	Limits Limits `json:"limits"`
	// Cache is the folder of the compiled reader of PDFs; empty: there is none,
	// and it is interpreted.
	Cache string `json:"cache,omitempty"`
	// MayCompile says that there can be a compiled one: a child that meets long
	// PDFs without it asks for it and ends.
	MayCompile bool `json:"mayCompile,omitempty"`

	// Path and Name are the pack's file on this machine and its name to people.
	Path string `json:"path,omitempty"`
	Name string `json:"name,omitempty"`
	// Done is how many openings of the pack an earlier child dealt with: they are
	// walked over and not read again.
	Done int `json:"done,omitempty"`
	// Closed are the openings of containers that are not to be walked into,
	// because a child ended there.
	Closed []int `json:"closed,omitempty"`
	// Said is how much text the earlier ones gave, in bytes.
	Said int `json:"said,omitempty"`
}

// Answer is a line of what the child writes. TaskRead gives one, with Document
// or Error. TaskPack gives an Opened before each file it looks into, a Part
// after each that is none with others inside, and Ended last; or Compile.
type Answer struct {
	Document *Document   `json:"document,omitempty"`
	Error    *errs.Error `json:"error,omitempty"`
	Opened   *Opened     `json:"opened,omitempty"`
	Part     *Part       `json:"part,omitempty"`
	Ended    *Ended      `json:"ended,omitempty"`
	// Compile asks for the compiled reader of PDFs, and for a new child with it.
	Compile bool `json:"compile,omitempty"`
}

// Opened says which file the child looks into now, so that the parent knows
// where it was when it dies there.
type Opened struct {
	// Number counts the openings from 0 in the order of the walk.
	Number int    `json:"number"`
	Name   string `json:"name"`
	Size   int64  `json:"size"`
	// Depth is how many containers it is in.
	Depth int `json:"depth"`
	// Container says that other files are inside.
	Container bool `json:"container,omitempty"`
}

// Ended is the last line about a pack.
type Ended struct {
	Kind    Kind `json:"kind,omitempty"`
	LeftOut int  `json:"leftOut,omitempty"`
}
