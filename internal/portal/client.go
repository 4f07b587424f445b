package portal

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"

	"holdfast/internal/errs"
	"holdfast/internal/ocds"
	"holdfast/internal/outbound"
	"holdfast/internal/win/feed"
	"holdfast/internal/win/notice"
)

const (
	// RequestTime bounds one request with its answer: a month of notices is slow.
	RequestTime = 3 * time.Minute
	// PageBytes bounds one answer, unpacked. A page of a hundred is about 2 MB, a
	// busy process 21 MB.
	PageBytes = 64 << 20
	// said bounds what is read of an answer that is not taken.
	said = 2 << 10
)

// Client asks portals.
type Client struct {
	// HTTP is a client of package outbound: it follows no redirect, looks at the
	// address that it connects to, and bounds time and size.
	HTTP *http.Client
	// Base gives another address than the usual one for a portal.
	Base map[notice.Portal]string
	Zone *time.Location // Europe/London
	Now  func() time.Time
	Dir  string // where answers are kept while they are read; empty: the system's place
}

// Answer is one page that came whole. Close it after use.
type Answer struct {
	*ocds.File
	Next string // address of the page behind it; empty on the last
}

// Ask puts one question. The error is a *feed.Fault when it is the portal's or
// the network's; any other is of this machine.
func (c *Client) Ask(ctx context.Context, s *feed.Source, st feed.Step) (*Answer, error) {
	address, err := c.address(s, st)
	if err != nil {
		return nil, err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, http.NoBody)
	if err != nil {
		return nil, err
	}
	r.Header.Set("Accept", "application/json")
	r.Header.Set("User-Agent", "Holdfast")
	resp, err := c.HTTP.Do(r)
	if err != nil {
		return nil, c.away(ctx, r.URL, err)
	}
	defer resp.Body.Close()
	switch {
	case resp.StatusCode == http.StatusNoContent:
		resp.Body = io.NopCloser(strings.NewReader(`{"releases":[]}`))
	case resp.StatusCode != http.StatusOK:
		return nil, c.status(s, resp)
	}
	return c.take(ctx, r.URL, resp)
}

// take copies an answer to a file and looks whether it is whole.
func (c *Client) take(ctx context.Context, u *url.URL, resp *http.Response) (*Answer, error) {
	body := &reader{r: resp.Body}
	f, err := ocds.Spool(ctx, name(u), body, c.Dir)
	if err != nil {
		if body.err == nil || ctx.Err() != nil {
			return nil, errors.Join(err, ctx.Err())
		}
		return nil, c.unread(ctx, u, body.err)
	}
	kept := false
	defer func() {
		if !kept {
			_ = f.Close()
		}
	}()
	_, broken, err := f.Check(ctx)
	if err != nil {
		return nil, err
	}
	if len(broken) > 0 {
		return nil, &feed.Fault{Kind: feed.Broken, Words: fmt.Sprintf("Its answer (%s) cannot be read: %s.", kindOf(resp), clip(broken[0].Reason, 200))}
	}
	next, pack, err := f.Next(ctx)
	if err != nil {
		return nil, err
	}
	if !pack {
		return nil, &feed.Fault{Kind: feed.Broken, Words: fmt.Sprintf("Its answer (%s) is no package of releases.", kindOf(resp))}
	}
	kept = true
	return &Answer{File: f, Next: next}, nil
}

// reader remembers the error of the body, which is the portal's and not the
// disk's.
type reader struct {
	r   io.Reader
	err error
}

func (b *reader) Read(p []byte) (int, error) {
	n, err := b.r.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		b.err = err
	}
	return n, err
}

// unread is the fault of an answer that did not come to its end.
func (c *Client) unread(ctx context.Context, u *url.URL, err error) error {
	switch {
	case errs.CodeOf(err) == errs.TooLarge:
		return &feed.Fault{Kind: feed.Broken, Words: fmt.Sprintf("Its answer is larger than %d MB.", PageBytes>>20)}
	case errors.Is(err, io.ErrUnexpectedEOF):
		return &feed.Fault{Kind: feed.Broken, Words: "Its answer was cut off on the way."}
	}
	return c.away(ctx, u, err)
}

// away is the fault of a portal that does not answer.
func (c *Client) away(ctx context.Context, u *url.URL, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	err = outbound.Fault(u.Host, err)
	f := &feed.Fault{Kind: feed.Away, Words: errs.Safe(err)}
	if errs.CodeOf(err) == errs.Invalid {
		f.Kind = feed.Refused
	}
	return f
}

// status is the fault of an answer that is none.
func (c *Client) status(s *feed.Source, resp *http.Response) error {
	head, _ := io.ReadAll(io.LimitReader(resp.Body, said))
	text := ""
	if !strings.Contains(resp.Header.Get("Content-Type"), "html") {
		text = clip(string(head), 200)
	}
	f := &feed.Fault{Kind: feed.Refused, Words: fmt.Sprintf("It refused the question with %s.", coded(resp.StatusCode))}
	switch n := resp.StatusCode; {
	case n == http.StatusTooManyRequests, n == http.StatusServiceUnavailable,
		n == http.StatusForbidden && s.Portal == notice.ContractsFinder: // its documented way to say "too many"
		f.Kind, f.Wait = feed.Busy, c.wait(resp, text)
		f.Words = fmt.Sprintf("It asks to be left alone for a while (%s).", coded(n))
		return f
	case n >= 500, n == http.StatusRequestTimeout:
		f.Kind, f.Words = feed.Away, fmt.Sprintf("It fails with %s.", coded(n))
	case n >= 300 && n < 400:
		f.Words = "It sends on to another address, which is not followed."
		if u, err := resp.Location(); err == nil && u.Host != "" {
			f.Words = fmt.Sprintf("It sends on to %s, which is not followed.", clip(u.Host, 80))
		}
		return f
	}
	if text != "" {
		f.Words += " It says: “" + text + "”"
	}
	return f
}

func coded(n int) string { return strings.TrimSpace(fmt.Sprintf("%d %s", n, http.StatusText(n))) }

var afterSeconds = regexp.MustCompile(`(?i)\bafter (\d{1,6}) seconds?\b`)

// wait reads how long a portal says to wait: a number of seconds or an instant
// in the header, else in the words; 0 when it does not say.
func (c *Client) wait(resp *http.Response, text string) time.Duration {
	h := strings.TrimSpace(resp.Header.Get("Retry-After"))
	if n, err := strconv.ParseInt(h, 10, 32); err == nil && n >= 0 {
		return time.Duration(n) * time.Second
	}
	if at, err := http.ParseTime(h); err == nil {
		return max(0, at.Sub(c.Now()))
	}
	if m := afterSeconds.FindStringSubmatch(text); m != nil {
		n, _ := strconv.Atoi(m[1]) // six digits
		return time.Duration(n) * time.Second
	}
	return 0
}

// kindOf says what an answer calls itself.
func kindOf(resp *http.Response) string {
	kind, _, _ := strings.Cut(resp.Header.Get("Content-Type"), ";")
	if kind = strings.TrimSpace(kind); kind == "" {
		return "of no stated type"
	}
	return clip(kind, 60)
}

// name is what the trail calls an answer: its question, without the cursor.
func name(u *url.URL) string {
	q := u.Query()
	page := ""
	if q.Has("cursor") {
		q.Del("cursor")
		page = ", a further page"
	}
	v := *u
	v.RawQuery = q.Encode()
	return v.String() + page
}
