package office

import (
	"bufio"
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
	// ReadTime bounds the reading of one document by the clock. What it may take of
	// a processor is bounded by the child itself, to five seconds; this is for a
	// machine that is busy with something else, and for systems without that bound.
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
	// Limits bound a Pack; the zero value means TenderLimits.
	Limits Limits
	// Cache is a folder that keeps the reader of PDFs compiled for this machine,
	// made when first needed. Without one, or where it cannot be written, PDFs are
	// read all the same, a hundred times slower.
	Cache string
}

// Self is the Reader that starts the running program again with these words.
func Self(words ...string) (Reader, error) {
	exe, err := os.Executable()
	if err != nil {
		return Reader{}, fmt.Errorf("find the running program: %w", err)
	}
	return Reader{Command: append([]string{exe}, words...)}, nil
}

// Read gives the text of a file within the limits of a certificate. The error
// is an errs.Error: Invalid when the file is not one that can be read or holds
// no text, TooLarge when it passes a limit of size, time or memory.
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
	var a Answer
	err = r.run(ctx, Job{Task: TaskRead, Limits: CertificateLimits(), Cache: r.compiled()}, b, maxAnswer, func(line []byte) error {
		return strictjson.Unmarshal(line, &a)
	})
	switch {
	case err != nil:
		return Document{}, err
	case a.Error != nil:
		return Document{}, a.Error
	case a.Document == nil:
		return Document{}, errs.New(errs.Internal, "The reader of documents gave no answer.")
	}
	return *a.Document, nil
}

// Advice that ends what is said of a file that was given up.
const (
	typeInstead = "Type the fields instead."
	lookInstead = "Look into it by hand."
)

// run starts a child with a job and gives each line it answers to take, which
// starts the time anew. The error is about the child as a whole: an errs.Error
// that people may read.
func (r Reader) run(ctx context.Context, job Job, file []byte, most int, take func(line []byte) error) error {
	head, err := strictjson.Marshal(job)
	if err != nil {
		return err
	}
	limit := r.Time
	if limit == 0 {
		limit = ReadTime
	}
	instead := lookInstead
	if job.Task == TaskRead {
		instead = typeInstead
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	late := time.AfterFunc(limit, func() { cancel(errLate) })
	defer late.Stop()
	cmd := exec.CommandContext(ctx, r.Command[0], r.Command[1:]...)
	cmd.Stdin = io.MultiReader(bytes.NewReader(append(head, '\n')), bytes.NewReader(file))
	cmd.Env = append([]string{}, r.Env...)
	cmd.WaitDelay = time.Second
	complaint := &capped{left: 64 << 10}
	cmd.Stderr = complaint
	out, err := cmd.StdoutPipe()
	if err != nil {
		return errs.Wrap(err, errs.Unavailable, "The reader of documents could not start.")
	}
	if err := cmd.Start(); err != nil {
		return errs.Wrap(err, errs.Unavailable, "The reader of documents could not start.")
	}
	taken := lines(out, most, func(line []byte) error {
		late.Reset(limit)
		return take(line)
	})
	if taken != nil {
		cancel(taken)
	}
	err = cmd.Wait()
	switch why := context.Cause(ctx); {
	case errors.Is(why, errLate):
		return errs.New(errs.TooLarge, "Reading the file took longer than %s: it was given up. %s", limit, instead)
	case errors.Is(taken, errFlood):
		return errs.New(errs.TooLarge, "The text of the file is too long to be read.")
	case taken != nil && !errors.Is(taken, io.ErrClosedPipe):
		return errs.Wrap(taken, errs.Internal, "The reader of documents gave an answer that cannot be understood.")
	case why != nil:
		return errs.Wrap(why, errs.Unavailable, "Reading the file was broken off.")
	case err != nil && killed(err):
		return errs.New(errs.TooLarge, "Reading the file took too much work: it was given up. %s", instead)
	case err != nil && outOfMemory(complaint.Bytes()):
		return errs.New(errs.TooLarge, "Reading the file took too much memory: it was given up. %s", instead)
	case err != nil:
		return errs.Wrap(fmt.Errorf("%w: %s", err, firstLine(complaint.Bytes())), errs.Invalid,
			"The file could not be read: it is damaged, or made to do harm. %s", instead)
	}
	return nil
}

var (
	errLate  = errors.New("too late")
	errFlood = errors.New("more than was asked for")
)

// lines gives each line of in to take, until together they are longer than most.
func lines(in io.Reader, most int, take func(line []byte) error) error {
	b := bufio.NewReaderSize(in, 64<<10)
	var line []byte
	for {
		part, err := b.ReadSlice('\n')
		if most -= len(part); most < 0 {
			return errFlood
		}
		line = append(line, part...)
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case err != nil: // the child has ended: how, is for Wait to say
			return nil
		}
		if err := take(line); err != nil {
			return err
		}
		line = line[:0]
	}
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
