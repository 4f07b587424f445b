//go:build !linux

package textout

import "time"

// limitProcess does nothing where data limits do not bind mapped memory: the
// reader's own memory limit and the parent's clock remain.
func limitProcess(_, _ uint64) {}

func limitEach() {}

func allowMore(uint64) {}

// cpuTime is the time by the clock: nearer than nothing.
func cpuTime() time.Duration { return time.Duration(time.Now().UnixNano()) }
