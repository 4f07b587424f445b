// Command holdfast tells a supplier which of its live bids its certificates
// would fail, and runs the management system that keeps them alive. This
// package wires the parts by hand; it is the only reader of flags and of the
// environment. Each command has a file of its own.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/alecthomas/kong"

	"holdfast/internal/civil"
	"holdfast/internal/web"
)

// cli is the whole command line, one field a command.
type cli struct {
	Demo          demoCmd          `cmd:"" help:"Look round with an invented company."`
	Serve         serveCmd         `cmd:"" help:"Serve the pages on this machine."`
	Bids          bidsCmd          `cmd:"" help:"Your bids and whether your certificates hold for them."`
	Certificates  certificatesCmd  `cmd:"" help:"Your certificates: import them, list them, read one from its file."`
	Due           dueCmd           `cmd:"" help:"What falls due, and whose it is."`
	Verdict       verdictCmd       `cmd:"" help:"Judge cases: JSON lines in, verdicts out. Keeps no data."`
	Organisations organisationsCmd `cmd:"" help:"The organisations of this installation: list, make, hand over, take in."`
	Notices       noticesCmd       `cmd:"" help:"What buyers published: import it, list it."`
	Portals       portalsCmd       `cmd:"" help:"The portals that notices are fetched from: which are on, how they stand; ask them now."`
	Requirements  requirementCmds  `cmd:"" help:"Find what documents ask for, or texts: JSON lines {\"id\",\"text\"} in, requirements out."`
	Eval          evalCmd          `cmd:"" hidden:"" help:"Measure detection on labelled files."`
	Pack          packCmd          `cmd:"" help:"Verify an evidence pack that you were sent."`
	Schemes       schemesCmd       `cmd:"" help:"What is known of certification schemes, and a certificate's clocks."`
	Frameworks    frameworksCmd    `cmd:"" help:"The frameworks that a management system is held against: items, guidance, overlaps; check one of your own."`
	Bench         benchCmd         `cmd:"" help:"Measure this program on this machine."`
	Keys          keysCmd          `cmd:"" help:"The keys that seal secrets and sign the trail: list them, make new ones."`
	Erasure       erasureCmd       `cmd:"" help:"Take a person out of the records, and see what was erased."`
	Report        reportCmd        `cmd:"" help:"Reports: what changed between two dates."`
	Trail         trailCmd         `cmd:"" help:"The record that outsiders verify: export it, verify a bundle, print checkpoints and keys."`
	Openapi       openapiCmd       `cmd:"" name:"openapi" help:"The specification of the API: print it, compare two."`
	Account       accountCmd       `cmd:"" help:"People's accounts, for who runs the machine: list them, let one in who has lost what proves them."`
	Doctor        doctorCmd        `cmd:"" help:"Check the data folder, the database, the clock, the disk and the rule data."`
	Verify        verifyCmd        `cmd:"" help:"Prove the files that records carry: find what is missing, changed or named by no record."`
	TextOut       textOutCmd       `cmd:"" name:"text-out" hidden:"" help:"The child process that reads one document."`
	Version       versionCmd       `cmd:"" help:"What this binary is, and the licences of its parts."`
}

// env is what a command gets from the world: its streams and its clock.
type env struct {
	ctx    context.Context
	stdin  io.Reader
	stdout io.Writer
	stderr io.Writer
	now    func() time.Time
	// readers is how many connections of the demonstration's store read, 0 for the
	// default, and seen is told what they ask. Tests leave one and count.
	readers int
	seen    func(statement string)
}

// today gives the day in Europe/London.
func (e *env) today() civil.Date { return civil.FromTime(e.now().In(london)) }

// exitCode is an error that carries nothing but the exit status that a command
// promises (2: a bid is At risk or Fails); its message has been printed.
type exitCode int

func (c exitCode) Error() string { return fmt.Sprintf("exit status %d", int(c)) }

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	e := &env{ctx: ctx, stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr, now: time.Now}
	os.Exit(run(e, os.Args[1:]))
}

// run runs one command line and gives the exit status.
func run(e *env, args []string) int {
	var c cli
	p, err := kong.New(&c,
		kong.Name("holdfast"),
		kong.Description("Which of your live bids would your certificates fail, on which day, why, and what to do by when."),
		kong.Writers(e.stdout, e.stderr),
		kong.UsageOnError(),
		kong.Bind(e),
		kong.Vars{"addr": web.DefaultAddr},
	)
	if err != nil {
		fmt.Fprintln(e.stderr, "holdfast:", err)
		return 1
	}
	k, err := p.Parse(args)
	if err != nil {
		fmt.Fprintln(e.stderr, "holdfast:", err)
		return 1
	}
	err = k.Run(e)
	var code exitCode
	switch {
	case err == nil:
		return 0
	case errors.As(err, &code):
		return int(code)
	default:
		fmt.Fprintln(e.stderr, "holdfast:", err)
		return 1
	}
}
