package main

import (
	"fmt"
	"strings"

	"holdfast/internal/change"
	"holdfast/internal/errs"
	"holdfast/internal/register"
	"holdfast/internal/retention"
)

// erasureCmd takes people out of the records.
type erasureCmd struct {
	List    erasureListCmd    `cmd:"" help:"What was erased, and what waits for confirmation."`
	Preview erasurePreviewCmd `cmd:"" help:"Where a person is named. Changes nothing."`
	Run     erasureRunCmd     `cmd:"" help:"Take a person out of every record, after asking for it; where a second person has to confirm, it waits for them."`
	Replay  erasureReplayCmd  `cmd:"" help:"Do again what an older backup has brought back. A server does so at its start."`
}

// whom says whom to look for.
type whom struct {
	Member string   `name:"member" placeholder:"ID" help:"A member, by id; the name and the address of the membership are looked for too."`
	Text   []string `name:"text" sep:"none" placeholder:"TEXT" help:"A name, an address or a telephone number; may be given several times."`
}

func (w whom) ask(reason string) retention.Ask {
	return retention.Ask{Member: w.Member, Strings: w.Text, Reason: reason}
}

type erasureListCmd struct{ place }

func (c erasureListCmd) Run(e *env) error {
	h, err := openApp(e, c.place, false)
	if err != nil {
		return err
	}
	defer h.Close()
	n := 0
	err = h.door.See(e.ctx, h.actor, func(v *change.View) error {
		for row, err := range change.All(v, h.keepRegisters.erasures, register.Query{}) {
			if err != nil {
				return err
			}
			n++
			x := row.Value
			fmt.Fprintf(e.stdout, "%-10s %-8s %s  %s: %s\n", row.Number, x.State, x.Asked.Short(), x.Reason, x.Words())
		}
		return nil
	})
	if err == nil && n == 0 {
		fmt.Fprintln(e.stdout, "Nothing has been erased.")
	}
	return err
}

type erasurePreviewCmd struct {
	place
	whom
}

func (c erasurePreviewCmd) Run(e *env) error {
	h, err := openApp(e, c.place, false)
	if err != nil {
		return err
	}
	defer h.Close()
	found, err := h.keeping.Preview(e.ctx, h.actor, c.ask(""))
	if err != nil {
		return err
	}
	say(e, found)
	return nil
}

// say prints where a person was found.
func say(e *env, f retention.Found) {
	if f.Open() == 0 && len(f.Held) == 0 {
		fmt.Fprintln(e.stdout, "Found nowhere.")
		return
	}
	for _, p := range f.Places {
		fmt.Fprintf(e.stdout, "%5d  %-32s %s: %s\n", p.Count, p.Field, p.Where, p.What)
		for _, s := range p.Samples {
			fmt.Fprintf(e.stdout, "       %-10s %s\n", s.Number, s.Text)
		}
	}
	fmt.Fprintf(e.stdout, "%5d  events of the trail, whose payload goes and whose leaf stays\n", f.Events)
	if len(f.Held) > 0 {
		fmt.Fprintf(e.stdout, "Kept by the legal hold %s.\n", strings.Join(f.Held, ", "))
	}
	if len(f.Files) > 0 {
		fmt.Fprintf(e.stdout, "Look into the files of %s: a file is not rewritten.\n", strings.Join(f.Files, ", "))
	}
	if len(f.Short) > 0 {
		fmt.Fprintf(e.stdout, "Short, and so perhaps something else: %s.\n", strings.Join(f.Short, ", "))
	}
}

type erasureRunCmd struct {
	place
	whom
	Reason string   `name:"reason" required:"" placeholder:"TEXT" help:"Why, without the person's name: it is kept in the trail."`
	Keep   []string `name:"keep" sep:"none" placeholder:"FIELD=REASON" help:"A field, as preview names it, that stays as it is, and why."`
}

func (c erasureRunCmd) Run(e *env) error {
	ask := c.ask(c.Reason)
	for _, k := range c.Keep {
		field, why, ok := strings.Cut(k, "=")
		if !ok {
			return errs.At("--keep", "Write %q as FIELD=REASON.", k)
		}
		ask.Keep = append(ask.Keep, retention.Kept{Field: field, Reason: why})
	}
	h, err := openApp(e, c.place, false)
	if err != nil {
		return err
	}
	defer h.Close()
	var row register.Row[retention.Erasure]
	if _, err := h.door.Do(e.ctx, h.by(e, c.Reason).Request("erasure.create", nil), func(tx *change.Tx) error {
		row, err = h.keeping.AskErasure(tx, ask)
		return err
	}); err != nil {
		return err
	}
	_, err = h.door.Do(e.ctx, h.by(e, c.Reason).Request("erasure.confirm", nil), func(tx *change.Tx) error {
		return h.keeping.ConfirmErasure(tx, row.Number)
	})
	if errs.CodeOf(err) == errs.Forbidden {
		fmt.Fprintf(e.stdout, "%s waits for a second person, who confirms it at /settings/erasure. Nothing is erased yet.\n", row.Number)
		return nil
	}
	if err != nil {
		return err
	}
	if err := h.keeping.Run(e.ctx, h.org.ID, row.Value.Key, e.now); err != nil {
		return err
	}
	return h.door.See(e.ctx, h.actor, func(v *change.View) error {
		done, err := change.Get(v, h.keepRegisters.erasures, row.ID)
		if err == nil {
			fmt.Fprintf(e.stdout, "%s is done: %s. Looked for again: %d places left.\n", done.Number, done.Value.Words(), done.Value.Left)
		}
		return err
	})
}

type erasureReplayCmd struct{ place }

func (c erasureReplayCmd) Run(e *env) error {
	h, err := openApp(e, c.place, false)
	if err != nil {
		return err
	}
	defer h.Close()
	n, err := h.replay(e)
	if err != nil {
		return err
	}
	if n == 0 {
		fmt.Fprintln(e.stdout, "Nothing to do again: the records know every erasure of the journal.")
		return nil
	}
	fmt.Fprintf(e.stdout, "Done again: %d.\n", n)
	return nil
}
