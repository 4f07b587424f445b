package frame

import (
	"context"
	"net/http"
	"strings"
	"time"

	"holdfast/internal/auth"
	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/errs"
	"holdfast/internal/web/ui"
)

// AsAtParam is the parameter of an address that asks for the record as it stood.
const AsAtParam = "asAt"

// ReadAsAt reads an instant that somebody asks for: a day ("2026-10-01") stands
// for its last moment in the zone, else RFC 3339. Today is now. The error is an
// errs.Invalid at /asAt: no such day, or one still to come.
func ReadAsAt(text string, now time.Time, zone *time.Location) (time.Time, error) {
	text = strings.TrimSpace(text)
	var at time.Time
	if d, err := civil.Parse(text); err == nil {
		y, m, day := d.Split()
		at = time.Date(y, m, day+1, 0, 0, 0, 0, zone).Add(-time.Microsecond)
		if civil.FromTime(now.In(zone)) == d {
			at = now
		}
	} else if at, err = time.Parse(time.RFC3339Nano, text); err != nil {
		return at, errs.At("/asAt", "%q is neither a day like 2026-10-01 nor an instant like 2026-10-01T09:30:00Z.", text)
	}
	if at.After(now) {
		return at, errs.At("/asAt", "%s is still to come: the record can be shown as it stood at any moment until now.", text)
	}
	return at.UTC().Truncate(time.Microsecond), nil
}

// Began gives the instant of an organisation's first record; the zero time when
// it has none.
func Began(v *change.View) (time.Time, error) {
	first, err := v.Port().Trail(v.Context(), change.TrailQuery{Before: 1, Limit: 1})
	if err != nil || len(first) == 0 {
		return time.Time{}, err
	}
	return time.UnixMicro(first[0].At).UTC(), nil
}

// Since refuses an instant before the organisation's first record.
func (f *Frame) Since(ctx context.Context, a change.Actor, at time.Time) error {
	return f.Door.See(ctx, a, func(v *change.View) error {
		began, err := Began(v)
		if err == nil && at.Before(began) {
			return errs.At("/asAt", "The record begins on %s: there is nothing to show before.", civil.FromTime(began.In(f.Zone)).Long())
		}
		return err
	})
}

// PastContext gives the context in which everything that is read is read as it
// stood at an instant.
func PastContext(ctx context.Context, at time.Time) context.Context {
	v := auth.Of(ctx)
	if v == nil {
		return ctx
	}
	return auth.With(ctx, v.AsAt(at.UnixMicro()))
}

// Past is a page as the record stood at an instant.
type Past struct {
	At    time.Time
	Text  string        // how it was asked for
	Frame *Frame        // the page's, with its clock at that instant
	Said  ui.Past       // what the page says of it
	Asks  *http.Request // the request: whatever is read for it is read as it stood
}

// Past gives what a request asks to see of the past; nil when it asks for now.
// The error is an errs.Invalid at /asAt.
func (f *Frame) Past(r *http.Request) (*Past, error) {
	text := r.URL.Query().Get(AsAtParam)
	if text == "" {
		return nil, nil
	}
	at, err := ReadAsAt(text, f.Now(), f.Zone)
	if err != nil {
		return nil, err
	}
	if err := f.Since(r.Context(), Actor(r.Context()), at); err != nil {
		return nil, err
	}
	then := *f
	then.Clock = func() time.Time { return at }
	p := &Past{At: at, Text: text, Frame: &then, Said: ui.Past{When: civil.FromTime(at.In(f.Zone)).Long()}}
	if _, err := civil.Parse(text); err != nil { // an instant, not a day
		p.Said.When = at.In(f.Zone).Format("2 January 2006, 15:04:05")
	}
	p.Asks = r.WithContext(PastContext(r.Context(), at))
	return p, nil
}
