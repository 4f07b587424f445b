package proof

import (
	"bytes"
	"errors"
	"io"
	"runtime"
	"sync"
)

// chunkSize is how many bytes of lines are worked on at a time: enough that
// handing them over costs nothing beside the hashing.
const chunkSize = 256 << 10

// chunk is a stretch of whole lines.
type chunk struct {
	first int64 // number of its first line, from 1
	text  []byte
}

// eachChunk reads lines in stretches, works on several of them side by side,
// and takes the results in their order. Memory is bounded by a few stretches,
// or a few times the longest line.
func eachChunk[T any](r io.Reader, name string, work func(chunk) T, take func(T) error) error {
	workers := runtime.GOMAXPROCS(0)
	type slot struct {
		chunk chunk
		done  chan T
	}
	jobs := make(chan slot, workers)
	ordered := make(chan slot, 2*workers)
	stop := make(chan struct{})
	var all sync.WaitGroup
	for range workers {
		all.Go(func() {
			for s := range jobs {
				s.done <- work(s.chunk)
			}
		})
	}
	var readErr error
	all.Go(func() {
		defer close(ordered)
		defer close(jobs)
		readErr = chunks(r, name, func(c chunk) bool {
			s := slot{c, make(chan T, 1)}
			select {
			case ordered <- s:
			case <-stop:
				return false
			}
			jobs <- s
			return true
		})
	})
	var err error
	for s := range ordered {
		result := <-s.done
		if err == nil {
			if err = take(result); err != nil {
				close(stop)
			}
		}
	}
	all.Wait()
	if err == nil {
		err = readErr
	}
	return err
}

// chunks cuts what is read at line ends; each gets bytes of its own.
func chunks(r io.Reader, name string, give func(chunk) bool) error {
	line := int64(1)
	var rest []byte
	for {
		buf := make([]byte, len(rest)+chunkSize)
		n := copy(buf, rest)
		m, err := io.ReadFull(r, buf[n:])
		buf = buf[:n+m]
		end := errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
		if err != nil && !end {
			return err
		}
		cut := bytes.LastIndexByte(buf, '\n') + 1
		if end && cut < len(buf) {
			return errLine(name, line+int64(bytes.Count(buf, []byte{'\n'})), "is cut off")
		}
		if len(buf)-cut > maxLine {
			return tooLong(name, line+int64(bytes.Count(buf[:cut], []byte{'\n'})))
		}
		if cut > 0 {
			c := chunk{line, buf[:cut]}
			line += int64(bytes.Count(c.text, []byte{'\n'}))
			if !give(c) {
				return nil
			}
		}
		if end {
			return nil
		}
		rest = buf[cut:]
	}
}
