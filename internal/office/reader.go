package office

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"time"

	"holdfast/internal/errs"
	"holdfast/internal/strictjson"
)

const (
	// ReadTime bounds the child by the clock. What it may take of a processor is
	// bounded by the child itself, to five seconds; this is for a machine that is
	// busy with something else, and for systems without that bound.
	ReadTime = 20 * time.Second
	// maxAnswer bounds what is taken from the child: both readings of the text
	// with every byte escaped.
	maxAnswer = 16 << 20
)

// Reader reads documents in a child process.
type Reader struct {
	// Command starts the child: the program itself and the words that lead to
	// textout.Child.
	Command []string
	// Env is the whole environment of the child; it needs nothing, and inherits
	// nothing.
	Env []string
	// Time bounds one document; zero means ReadTime.
	Time time.Duration
}

// Self is the Reader that starts the running program again with these words.
func Self(words ...string) (Reader, error) {
	exe, err := os.Executable()
	if err != nil {
		return Reader{}, fmt.Errorf("find the running program: %w", err)
	}
	return Reader{Command: append([]string{exe}, words...)}, nil
}

// Answer is what the child writes: a document or the reason why not.
type Answer struct {
	Document *Document   `json:"document,omitempty"`
	Error    *errs.Error `json:"error,omitempty"`
}

// Read gives the text of a file. The error is an errs.Error: Invalid when the
// file is not one that can be read or holds no text, TooLarge when it passes a
// limit of size, time or memory.
func (r Reader) Read(ctx context.Context, file io.Reader) (Document, error) {
	b, err := io.ReadAll(io.LimitReader(file, MaxFile+1))
	if err != nil {
		return Document{}, errs.Wrap(err, errs.Invalid, "The file could not be read.")
	}
	if len(b) > MaxFile {
		return Document{}, errs.New(errs.TooLarge, "The file is larger than %d MiB.", MaxFile>>20)
	}
	// Refused here already, so that no child is started for a picture.
	if _, err := KindOf(b); err != nil {
		return Document{}, err
	}
	limit := r.Time
	if limit == 0 {
		limit = ReadTime
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	cmd := exec.CommandContext(ctx, r.Command[0], r.Command[1:]...)
	cmd.Stdin = bytes.NewReader(b)
	cmd.Env = append([]string{}, r.Env...)
	cmd.WaitDelay = time.Second
	out := &capped{left: maxAnswer}
	complaint := &capped{left: 64 << 10}
	cmd.Stdout, cmd.Stderr = out, complaint
	err = cmd.Run()
	switch {
	case ctx.Err() != nil && errors.Is(ctx.Err(), context.DeadlineExceeded):
		return Document{}, errs.New(errs.TooLarge, "Reading the file took longer than %s: it was given up. Type the fields instead.", limit)
	case ctx.Err() != nil:
		return Document{}, errs.Wrap(ctx.Err(), errs.Unavailable, "Reading the file was broken off.")
	case out.over:
		return Document{}, errs.New(errs.TooLarge, "The text of the file is too long to be read.")
	case err != nil && killed(err):
		return Document{}, errs.New(errs.TooLarge, "Reading the file took too much work: it was given up. Type the fields instead.")
	case err != nil && outOfMemory(complaint.Bytes()):
		return Document{}, errs.New(errs.TooLarge, "Reading the file took too much memory: it was given up. Type the fields instead.")
	case err != nil:
		return Document{}, errs.Wrap(fmt.Errorf("%w: %s", err, firstLine(complaint.Bytes())), errs.Invalid,
			"The file could not be read: it is damaged, or made to do harm. Type the fields instead.")
	}
	var a Answer
	if err := strictjson.Unmarshal(out.Bytes(), &a); err != nil {
		return Document{}, errs.Wrap(err, errs.Internal, "The reader of documents gave an answer that cannot be understood.")
	}
	if a.Error != nil {
		return Document{}, a.Error
	}
	if a.Document == nil {
		return Document{}, errs.New(errs.Internal, "The reader of documents gave no answer.")
	}
	return *a.Document, nil
}

// killed says that the kernel ended the child, as it does at the bound of
// processor time.
func killed(err error) bool { return strings.HasSuffix(err.Error(), "signal: killed") }

// outOfMemory knows the last words of Go's runtime when memory is refused.
func outOfMemory(b []byte) bool {
	for _, words := range []string{"cannot allocate memory", "out of memory", "pthread_create failed"} {
		if bytes.Contains(b, []byte(words)) {
			return true
		}
	}
	return false
}

func firstLine(b []byte) []byte {
	line, _, _ := bytes.Cut(b, []byte("\n"))
	return line[:min(len(line), 200)]
}

// capped keeps the first bytes written and remembers that there were more.
type capped struct {
	kept bytes.Buffer // not embedded: its ReadFrom would pass the cap by
	left int
	over bool
}

func (c *capped) Bytes() []byte { return c.kept.Bytes() }

func (c *capped) Write(p []byte) (int, error) {
	if len(p) > c.left {
		c.over = true
		c.kept.Write(p[:c.left])
		c.left = 0
		return len(p), nil // the child may go on: it is bounded by its time
	}
	c.left -= len(p)
	return c.kept.Write(p)
}
