package bid

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"

	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/errs"
	"holdfast/internal/register"
	"holdfast/internal/verdict"
	"holdfast/internal/win/certificate"
)

// Decision is one decision to bid or not, on the verdict as it stood.
type Decision struct {
	Go         bool          `json:"go"`
	Why        string        `json:"why"`
	Conditions string        `json:"conditions,omitempty"`
	By         string        `json:"by"`
	On         civil.Date    `json:"on"`
	State      verdict.State `json:"state"` // the verdict when it was decided
	// Hash is the SHA-256 of what the verdict said: another hash means that it
	// has changed since.
	Hash string `json:"hash"`
}

// maxDecisions bounds the history of one bid.
const maxDecisions = 100

// HashOf gives the SHA-256 of what a verdict says, without the days that move
// with the calendar alone: when a fix could begin and end.
func HashOf(v *verdict.Verdict) string {
	type said struct {
		State  verdict.State
		Groups []verdict.Group
		Owed   []verdict.Renewal
	}
	x := said{State: v.State, Owed: v.RenewalsOwed, Groups: slices.Clone(v.Groups)}
	for i := range x.Groups {
		x.Groups[i].Fix, x.Groups[i].Reason, x.Groups[i].Rule = nil, "", verdict.Rule{ID: x.Groups[i].Rule.ID}
	}
	text, _ := json.Marshal(x) // plain values: cannot fail
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// Decided gives the decision in force and whether the verdict has changed since;
// nil when none was taken.
func (c *Checked) Decided() (d *Decision, changed bool) {
	if n := len(c.Value.Decisions); n > 0 {
		d = &c.Value.Decisions[n-1]
		return d, d.Hash != HashOf(&c.Verdict)
	}
	return nil, false
}

// Decide records a decision to bid or not, with its reasons, on the verdict as it
// stands on the day. Not to bid moves the bid to that stage; to bid after all
// moves it back.
func (s *Service) Decide(ctx context.Context, by By, ref string, yes bool, conditions string, today civil.Date) (Row, error) {
	conditions = strings.TrimSpace(conditions)
	return s.edit(ctx, by, "bid.decide", ref, []any{yes, conditions, today}, func(tx *change.Tx, b *Bid) error {
		if strings.TrimSpace(by.Reason) == "" {
			return errs.At("reason", "Say why: the decision is read again when the verdict changes.")
		}
		if len(b.Decisions) >= maxDecisions {
			return errs.New(errs.TooLarge, "A bid keeps at most 100 decisions.")
		}
		certs, err := change.Collect(tx, s.certs, register.Query{})
		if err != nil {
			return err
		}
		v := s.judge(certs, b, today)
		b.Decisions = append(slices.Clone(b.Decisions), Decision{
			Go: yes, Why: strings.TrimSpace(by.Reason), Conditions: conditions, By: by.Name, On: today, State: v.State, Hash: HashOf(&v),
		})
		switch {
		case !yes:
			b.Stage = NoBid
		case b.Stage == NoBid || b.Stage == Considering:
			b.Stage = Preparing
		}
		return nil
	})
}

func (s *Service) judge(certs []certificate.Row, b *Bid, today civil.Date) verdict.Verdict {
	v, _ := b.ForVerdict()
	return verdict.NewHolder(s.book, today, Held(certs)).Judge("", b.Entity, &v)
}
