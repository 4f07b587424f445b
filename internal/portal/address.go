package portal

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"holdfast/internal/win/feed"
	"holdfast/internal/win/notice"
)

// limit is the most releases of one page that the portals give.
const limit = 100

// address gives the address of a step's question.
func (c *Client) address(s *feed.Source, st feed.Step) (string, error) {
	base, err := c.base(s)
	if err != nil {
		return "", err
	}
	if st.Next != "" {
		return follow(base, st.Next)
	}
	q := url.Values{}
	switch s.Portal {
	case notice.FindATender:
		base.Path += "/api/1.0/ocdsReleasePackages"
		c.window(q, "updatedFrom", "updatedTo", st)
	case notice.ContractsFinder:
		base.Path += "/Published/Notices/OCDS/Search"
		c.window(q, "publishedFrom", "publishedTo", st)
	default:
		base.Path += "/v1/Notices"
		m, err := time.Parse("2006-01", st.Month)
		if err != nil {
			return "", err
		}
		q.Set("dateFrom", m.Format("01-2006"))
		q.Set("noticeType", strconv.Itoa(st.Type))
		q.Set("outputType", "0")
		q.Set("locale", "2057")
	}
	base.RawQuery = q.Encode()
	return base.String(), nil
}

func (c *Client) base(s *feed.Source) (*url.URL, error) {
	text := s.Base
	if c.Base[s.Portal] != "" {
		text = c.Base[s.Portal]
	}
	return url.Parse(strings.TrimSuffix(text, "/"))
}

// window puts a stretch of time into a query.
func (c *Client) window(q url.Values, from, to string, st feed.Step) {
	q.Set(from, c.local(time.UnixMicro(st.From), -time.Hour))
	q.Set(to, c.local(time.UnixMicro(st.To), time.Hour))
	q.Set("limit", strconv.Itoa(limit))
}

// local writes an instant as the portals read it: by the clock in the United
// Kingdom, without a zone. In the hour that the clock goes through twice the
// stretch is made wider, since the text alone does not tell which one is meant.
func (c *Client) local(t time.Time, wider time.Duration) string {
	const form = "2006-01-02T15:04:05"
	text := t.In(c.Zone).Format(form)
	if t.Add(-wider).In(c.Zone).Format(form) == text {
		return t.Add(wider).In(c.Zone).Format(form)
	}
	return text
}

// follow gives the address of the page that a portal names as the next. It is on
// the same host, whatever it says, and asked in the same way.
func follow(base *url.URL, next string) (string, error) {
	u, err := url.Parse(next)
	if err != nil || u.Opaque != "" || u.User != nil {
		return "", &feed.Fault{Kind: feed.Broken, Words: "It names a next page that is no address."}
	}
	if u.Host != "" && !strings.EqualFold(u.Host, base.Host) {
		return "", &feed.Fault{Kind: feed.Broken, Words: fmt.Sprintf("It names a next page on another host (%s), which is not asked.", clip(u.Host, 80))}
	}
	u.Scheme, u.Host, u.Fragment = base.Scheme, base.Host, ""
	return u.String(), nil
}

// clip shortens what a portal said.
func clip(s string, most int) string {
	s = strings.Join(strings.Fields(strings.ToValidUTF8(s, "?")), " ")
	if r := []rune(s); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return s
}
