package textout

import (
	"os"
	"os/signal"
	"time"

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
	now := uint64(cpuTime()/time.Second) + 1
	_ = unix.Setrlimit(unix.RLIMIT_CPU, &unix.Rlimit{Cur: min(now+seconds, maxSeconds), Max: maxSeconds})
}

// cpuTime is how much of a processor this process has taken.
func cpuTime() time.Duration {
	var used unix.Rusage
	if unix.Getrusage(unix.RUSAGE_SELF, &used) != nil {
		return 0
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}
