package textout

import (
	"os"
	"os/signal"

	"golang.org/x/sys/unix"
)

// limitProcess asks the kernel to refuse this process more than so many bytes
// of data and so many seconds of processor. Data, not address space: Go keeps
// a gigabyte of addresses that it never touches. What the kernel will not set
// is left to the parent, which watches the time.
func limitProcess(data, seconds uint64) {
	_ = unix.Setrlimit(unix.RLIMIT_DATA, &unix.Rlimit{Cur: data, Max: data})
	_ = unix.Setrlimit(unix.RLIMIT_CPU, &unix.Rlimit{Cur: seconds, Max: seconds})
	_ = unix.Setrlimit(unix.RLIMIT_CORE, &unix.Rlimit{})
	// Nothing is written but the answer, and by the compiler its folder.
	_ = unix.Setrlimit(unix.RLIMIT_FSIZE, &unix.Rlimit{Cur: 64 << 20, Max: 64 << 20})
}

// limitEach lets allowMore be called: the process ends itself when the time of a
// document is up, as the kernel would, which ends it at maxSeconds.
func limitEach() {
	_ = unix.Setrlimit(unix.RLIMIT_CPU, &unix.Rlimit{Cur: maxSeconds, Max: maxSeconds})
	up := make(chan os.Signal, 1)
	signal.Notify(up, unix.SIGXCPU)
	go func() {
		<-up
		_ = unix.Kill(os.Getpid(), unix.SIGKILL)
	}()
}

// allowMore gives so many seconds of processor from now on.
func allowMore(seconds uint64) {
	var used unix.Rusage
	if unix.Getrusage(unix.RUSAGE_SELF, &used) != nil {
		return
	}
	now := uint64(used.Utime.Sec+used.Stime.Sec) + 1
	_ = unix.Setrlimit(unix.RLIMIT_CPU, &unix.Rlimit{Cur: min(now+seconds, maxSeconds), Max: maxSeconds})
}
