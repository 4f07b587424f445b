package change

// Claimed is a job that a worker holds until its lease ends. The fence grows
// with every claim: who holds an older one can no longer end the job.
type Claimed struct {
	Org, ID, Work string
	Payload       []byte // JSON
	Attempt       int64  // 1 the first time
	Fence         int64
	Until         int64 // end of the lease, microseconds UTC
}

// JobState is one of the four states of a job.
type JobState string

const (
	JobWaiting JobState = "waiting"
	JobRunning JobState = "running"
	JobDone    JobState = "done"
	JobDead    JobState = "dead" // set aside for a person to see
)

// Outcome is how a claim ends: done, dead, or waiting to be tried again at RunAt.
type Outcome struct {
	State   JobState
	At      int64 // when it ended, microseconds UTC
	RunAt   int64 // for waiting
	Problem string
}
