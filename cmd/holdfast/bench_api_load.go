package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"slices"
	"strconv"
	"sync"
	"time"

	"holdfast/internal/strictjson"
)

// load is one kind of request that many workers send, each on a connection of
// its own that stays open. It speaks just as much HTTP as it needs: a whole
// client would take more of the cores than the server that is measured.
type load struct {
	addr, token  string
	method, path string
	body         []byte
	keys         bool // an idempotency key with each
	want         int  // status
	workers      int
	lasting      time.Duration
}

// loadMeasure is what one load came to. Times are in milliseconds.
type loadMeasure struct {
	What       string  `json:"what"`
	Requests   int     `json:"requests"`
	PerSecond  float64 `json:"perSecond"`
	P50        float64 `json:"p50"`
	P95        float64 `json:"p95"`
	P99        float64 `json:"p99"`
	CPUPerCall float64 `json:"cpuMilliseconds"` // of server and load together, for each request
}

func (l *load) run(what string) (loadMeasure, error) {
	var wg sync.WaitGroup
	took := make([][]time.Duration, l.workers)
	faults := make([]error, l.workers)
	start, cpu := time.Now(), cpuTime()
	for w := range l.workers {
		wg.Go(func() { took[w], faults[w] = l.worker(w, start.Add(l.lasting)) })
	}
	wg.Wait()
	seconds, spent := time.Since(start).Seconds(), cpuTime()-cpu
	for _, err := range faults {
		if err != nil {
			return loadMeasure{What: what}, err
		}
	}
	all := slices.Concat(took...)
	slices.Sort(all)
	at := func(share float64) float64 { return float64(all[int(share*float64(len(all)-1))].Microseconds()) / 1000 }
	return loadMeasure{
		What: what, Requests: len(all), PerSecond: float64(len(all)) / seconds, P50: at(0.5), P95: at(0.95), P99: at(0.99),
		CPUPerCall: spent.Seconds() * 1000 / float64(len(all)),
	}, nil
}

// worker sends until the time is over and gives how long each answer took.
func (l *load) worker(w int, until time.Time) ([]time.Duration, error) {
	conn, err := net.Dial("tcp", l.addr)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	in := bufio.NewReaderSize(conn, 64<<10)
	var head bytes.Buffer
	fmt.Fprintf(&head, "%s %s HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\n", l.method, l.path, l.addr, l.token)
	if l.body != nil {
		fmt.Fprintf(&head, "Content-Type: application/json\r\nContent-Length: %d\r\n", len(l.body))
	}
	var took []time.Duration
	var out []byte
	for n := 0; time.Now().Before(until); n++ {
		out = append(out[:0], head.Bytes()...)
		if l.keys {
			out = fmt.Appendf(out, "Idempotency-Key: bench-%d-%d\r\n", w, n)
		}
		out = append(append(out, "\r\n"...), l.body...)
		start := time.Now()
		if _, err := conn.Write(out); err != nil {
			return nil, err
		}
		status, err := skipAnswer(in)
		if err != nil {
			return nil, err
		}
		if status != l.want {
			return nil, fmt.Errorf("%s %s was answered with %d", l.method, l.path, status)
		}
		took = append(took, time.Since(start))
	}
	return took, nil
}

// skipAnswer reads one answer that states its length.
func skipAnswer(in *bufio.Reader) (status int, err error) {
	length := -1
	for first := true; ; first = false {
		line, err := in.ReadSlice('\n')
		if err != nil {
			return 0, err
		}
		line = bytes.TrimRight(line, "\r\n")
		switch {
		case first && len(line) > 12:
			status, err = strconv.Atoi(string(line[9:12]))
			if err != nil {
				return 0, err
			}
		case len(line) == 0:
			if length < 0 {
				return 0, fmt.Errorf("an answer without its length")
			}
			_, err := io.CopyN(io.Discard, in, int64(length))
			return status, err
		case len(line) > 16 && bytes.EqualFold(line[:16], []byte("Content-Length: ")):
			if length, err = strconv.Atoi(string(line[16:])); err != nil {
				return 0, err
			}
		}
	}
}

func (b *benchAPI) print(e *env, asJSON bool) error {
	if asJSON {
		text, err := strictjson.Marshal(b)
		if err == nil {
			_, err = fmt.Fprintf(e.stdout, "%s\n", text)
		}
		return err
	}
	fmt.Fprintf(e.stdout, "%d workers, server and load in one process\n", b.Workers)
	for _, m := range b.Runs {
		fmt.Fprintf(e.stdout, "%s: %.0f/s, p50 %.1f ms, p95 %.1f ms, p99 %.1f ms (%d requests, %.2f ms of processor time each)\n",
			m.What, m.PerSecond, m.P50, m.P95, m.P99, m.Requests, m.CPUPerCall)
	}
	return nil
}
