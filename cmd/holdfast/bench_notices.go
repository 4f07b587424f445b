package main

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"holdfast/internal/errs"
	"holdfast/internal/ocds"
	"holdfast/internal/store"
	"holdfast/internal/strictjson"
	"holdfast/internal/win/notice"
	"holdfast/internal/win/requirement"
)

// benchNoticesCmd makes a file of releases and measures how fast it is read.
type benchNoticesCmd struct {
	Bytes byteSize `name:"bytes" default:"64MiB" help:"How much to make: 64MiB, 1GiB, or bytes."`
	Seed  uint64   `name:"seed" default:"1" help:"The same seed makes the same bytes."`
	Out   string   `name:"out" placeholder:"FILE" help:"Keep the releases in this file, and measure nothing."`
	Temp  string   `name:"temp" placeholder:"DIR" help:"Where the file and the database lie; default: the folder for temporary files."`
	JSON  bool     `name:"json" help:"Print one JSON document."`
}

// benchNotices is what was measured. MB is a million bytes.
type benchNotices struct {
	Bytes     int64   `json:"bytes"`
	Releases  int     `json:"releases"`
	TextShare float64 `json:"textShare"`
	// Decode and detection on one core: the releases' bytes by the time that
	// this thread ran, and by the clock.
	DecodeSeconds      float64 `json:"decodeSeconds"` // by the clock
	DecodeMBPerSecond  float64 `json:"decodeMBPerSecond"`
	DecodeCPUSeconds   float64 `json:"decodeCPUSeconds"`
	DecodeMBPerCoreSec float64 `json:"decodeMBPerCoreSecond"`
	Found              int     `json:"requirementsFound"`
	// Import into a new database, with detection, durable.
	ImportSeconds     float64 `json:"importSeconds"`
	ImportMBPerSecond float64 `json:"importMBPerSecond"`
	ImportCPUSeconds  float64 `json:"importCPUSeconds"`
	DatabaseBytes     int64   `json:"databaseBytes"`
	PeakMemoryBytes   int64   `json:"peakMemoryBytes"` // VmHWM of the whole run
}

func (c *benchNoticesCmd) Run(e *env) error {
	if c.Out != "" {
		m, err := makeNotices(e, c.Out, c.Seed, int64(c.Bytes))
		if err == nil {
			fmt.Fprintf(e.stderr, "%d releases, %.0f %% text\n", m.n, 100*float64(m.text)/float64(m.all))
		}
		return err
	}
	dir, err := os.MkdirTemp(c.Temp, "holdfast-bench-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	limitMemory()
	path := filepath.Join(dir, "releases.jsonl")
	m, err := makeNotices(e, path, c.Seed, int64(c.Bytes))
	if err != nil {
		return err
	}
	out := benchNotices{Bytes: int64(m.all), Releases: m.n, TextShare: float64(m.text) / float64(m.all)}
	if err := out.decode(e, path); err != nil {
		return err
	}
	if err := out.take(e, path, filepath.Join(dir, "data")); err != nil {
		return err
	}
	out.PeakMemoryBytes = peakMemory()
	if c.JSON {
		b, err := strictjson.Marshal(out)
		if err == nil {
			_, err = fmt.Fprintf(e.stdout, "%s\n", b)
		}
		return err
	}
	fmt.Fprintf(e.stdout, "%d releases, %.1f MB, %.0f %% text\n", out.Releases, float64(out.Bytes)/1e6, 100*out.TextShare)
	fmt.Fprintf(e.stdout, "decode and detection: %.1f MB/s a core (%.1f MB/s by the clock), %d requirements\n", out.DecodeMBPerCoreSec, out.DecodeMBPerSecond, out.Found)
	fmt.Fprintf(e.stdout, "import, durable: %.1f MB/s, database %.1f MB\n", out.ImportMBPerSecond, float64(out.DatabaseBytes)/1e6)
	fmt.Fprintf(e.stdout, "peak memory: %.0f MB\n", float64(out.PeakMemoryBytes)/1e6)
	return nil
}

// makeNotices writes packages until there are at least so many bytes.
func makeNotices(e *env, path string, seed uint64, bytes int64) (*noticeMaker, error) {
	f, err := os.Create(path)
	if err != nil {
		return nil, err
	}
	w := bufio.NewWriterSize(f, 1<<20)
	m := newNoticeMaker(seed)
	for int64(m.all) < bytes {
		if err := e.ctx.Err(); err != nil {
			f.Close()
			return nil, err
		}
		if _, err := w.Write(m.line()); err != nil {
			f.Close()
			return nil, err
		}
	}
	if err := w.Flush(); err != nil {
		f.Close()
		return nil, err
	}
	return m, f.Close()
}

// decode measures reading releases, compiling their processes and finding what
// they ask for, on one goroutine, keeping nothing.
func (b *benchNotices) decode(e *env, path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	start, cpu := time.Now(), cpuTime()
	err = ocds.Decode(e.ctx, path, f, func(r notice.Release) error {
		for _, n := range notice.Compile([]notice.Release{r}) {
			for _, t := range n.Texts {
				b.Found += len(requirement.Find(t.Value))
			}
		}
		return nil
	}, func(r notice.Rejection) { err = errs.New(errs.Internal, "%s: %s", r.Pointer, r.Reason) })
	if err != nil {
		return err
	}
	b.DecodeSeconds, b.DecodeCPUSeconds = time.Since(start).Seconds(), (cpuTime() - cpu).Seconds()
	b.DecodeMBPerSecond = float64(b.Bytes) / 1e6 / b.DecodeSeconds
	b.DecodeMBPerCoreSec = float64(b.Bytes) / 1e6 / b.DecodeCPUSeconds
	return nil
}

// take measures the import as "notices import" does it.
func (b *benchNotices) take(e *env, path, dir string) error {
	f, err := ocds.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	st, err := store.Open(e.ctx, store.Options{Dir: dir})
	if err != nil {
		return err
	}
	start, cpu := time.Now(), cpuTime()
	im := notice.Importer{Store: st, Find: findAsked, Now: e.now()}
	res, err := im.Import(e.ctx, f)
	took, used := time.Since(start), cpuTime()-cpu
	if cerr := st.Close(); err == nil {
		err = cerr
	}
	if err != nil {
		return err
	}
	if res.New != b.Releases || len(res.Rejected) > 0 {
		return errs.New(errs.Internal, "%d of %d releases were stored, %d rejected", res.New, b.Releases, len(res.Rejected))
	}
	b.ImportSeconds, b.ImportCPUSeconds = took.Seconds(), used.Seconds()
	b.ImportMBPerSecond = float64(b.Bytes) / 1e6 / b.ImportSeconds
	files, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, f := range files {
		if info, err := f.Info(); err == nil {
			b.DatabaseBytes += info.Size()
		}
	}
	return nil
}

// cpuTime gives the processor time of the process so far.
func cpuTime() time.Duration {
	var u unix.Rusage
	if unix.Getrusage(unix.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// peakMemory gives the most memory that the process held so far.
func peakMemory() int64 {
	b, err := os.ReadFile("/proc/self/status")
	if err == nil {
		for line := range strings.SplitSeq(string(b), "\n") {
			if rest, ok := strings.CutPrefix(line, "VmHWM:"); ok {
				kib, _ := strconv.ParseInt(strings.TrimSuffix(strings.TrimSpace(rest), " kB"), 10, 64)
				return kib << 10
			}
		}
	}
	var u unix.Rusage
	_ = unix.Getrusage(unix.RUSAGE_SELF, &u)
	return u.Maxrss << 10
}

// byteSize is a number of bytes on the command line.
type byteSize int64

// UnmarshalText reads "64MiB", "1GiB", "10MB" and plain bytes.
func (s *byteSize) UnmarshalText(b []byte) error {
	text := strings.TrimSpace(string(b))
	units := []struct {
		suffix string
		scale  float64
	}{
		{"KiB", 1 << 10},
		{"MiB", 1 << 20},
		{"GiB", 1 << 30},
		{"TiB", 1 << 40},
		{"kB", 1e3},
		{"KB", 1e3},
		{"MB", 1e6},
		{"GB", 1e9},
		{"B", 1},
		{"", 1},
	}
	for _, u := range units {
		num, ok := strings.CutSuffix(text, u.suffix)
		if !ok {
			continue
		}
		f, err := strconv.ParseFloat(strings.TrimSpace(num), 64)
		if err != nil || f < 1 || f*u.scale > 1<<50 {
			break
		}
		*s = byteSize(f * u.scale)
		return nil
	}
	return fmt.Errorf("%q is not a size: write it as 64MiB, 1GiB or plain bytes", text)
}
