package textout

import "golang.org/x/sys/unix"

// limitProcess asks the kernel to refuse this process more than so many bytes
// of data and so many seconds of processor. Data, not address space: Go keeps
// a gigabyte of addresses that it never touches. What the kernel will not set
// is left to the parent, which watches the time.
func limitProcess(data, seconds uint64) {
	_ = unix.Setrlimit(unix.RLIMIT_DATA, &unix.Rlimit{Cur: data, Max: data})
	_ = unix.Setrlimit(unix.RLIMIT_CPU, &unix.Rlimit{Cur: seconds, Max: seconds})
	_ = unix.Setrlimit(unix.RLIMIT_CORE, &unix.Rlimit{})
	// Nothing is written but the answer.
	_ = unix.Setrlimit(unix.RLIMIT_FSIZE, &unix.Rlimit{Cur: 64 << 20, Max: 64 << 20})
}
