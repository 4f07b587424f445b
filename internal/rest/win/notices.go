package win

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/errs"
	"holdfast/internal/ocds"
	"holdfast/internal/rest"
	"holdfast/internal/win/bid"
	"holdfast/internal/win/notice"
)

// Notice is what a buyer published, with what it asks for.
type Notice struct {
	Notice  notice.Notice     `json:"notice"`
	Schemes []string          `json:"schemes" doc:"Asked for."`
	Asks    []bid.Requirement `json:"asks" doc:"Each with the sentence that it rests on."`
}

type acceptIn struct {
	Entity string `json:"entity" doc:"The legal entity that bids."`
	Owner  string `json:"owner" doc:"Who keeps the bid: a member's id."`
	Reason string `json:"reason"`
}

func shelf(c *rest.Call, fn func(notice.Shelf) error) error {
	return c.See(func(v *change.View) error { return fn(bid.Shelf(v)) })
}

func (w *Win) noticeOperations() []rest.Operation {
	const tag = "notices"
	return []rest.Operation{
		{
			Method: http.MethodGet, Path: "/notices", ID: "listNotices", Tag: tag, Area: authz.Win, Verb: authz.Read,
			Summary: "List notices", Answer: notice.Page{},
			Query: []rest.Param{
				{Name: "decided", Choices: []string{"none", notice.Accepted, notice.Dismissed}, Description: "What your organisation has done with them."},
				{Name: "scheme", Description: "Only those that ask for this scheme."},
				{Name: "asking", Choices: []string{"true"}, Description: "Only those that ask for some scheme."},
				{Name: "stage", Choices: []string{"planning", "tender", "award", "contract", "ended", "cancelled", "market"}},
				{Name: "matched", Choices: []string{"true"}, Description: "Only those that a saved search matches."},
				{Name: "watch", Description: "Only those that this saved search matches, by its number: WATCH-3."},
				{Name: "portal"},
				{Name: "buyer"},
				{Name: "q", Description: "Words of title, buyer or reference."},
				{Name: "openOn", Format: "date", Description: "Only those that can still be answered on this day."},
				{Name: "sort", Choices: []string{"deadline", "newest"}},
				{Name: "limit", Format: "integer", Description: "How many at most; 50 when not given, up to 500."},
				{Name: "after", Description: "The next of the page before."},
			},
			Do: func(c *rest.Call) (any, error) {
				q := notice.Query{
					Decided: c.Query("decided"), Scheme: c.Query("scheme"), Asking: c.Query("asking") == "true", Stage: notice.Stage(c.Query("stage")),
					Portal: notice.Portal(c.Query("portal")), Buyer: c.Query("buyer"), Search: c.Query("q"), Newest: c.Query("sort") == "newest", After: c.Query("after"),
					Matched: c.Query("matched") == "true",
				}
				if c.Query("openOn") != "" {
					q.OpenOn = day(c.Query("openOn"))
				}
				if n, err := strconv.Atoi(c.Query("limit")); err == nil {
					q.Limit = n
				}
				var page notice.Page
				err := c.See(func(v *change.View) (err error) {
					if number := c.Query("watch"); number != "" {
						row, err := change.GetNumber(v, w.Watches, number)
						if errs.CodeOf(err) == errs.NotFound {
							err = errs.At("/watch", "There is no such saved search.")
						}
						if err != nil {
							return err
						}
						q.Watch = row.ID
					}
					page, err = bid.Shelf(v).Notices(c.Context(), q)
					return err
				})
				return page, err
			},
		},
		{
			Method: http.MethodGet, Path: "/notices/{key}", ID: "getNotice", Tag: tag, Area: authz.Win, Verb: authz.Read,
			Summary: "Read a notice", Description: "key is the key of the process, with “/” in it as %2F.", Answer: Notice{},
			Do: func(c *rest.Call) (any, error) {
				var n notice.Stored
				found := false
				err := shelf(c, func(s notice.Shelf) (err error) {
					n, found, err = s.Notice(c.Context(), c.Path("key"))
					return err
				})
				if err == nil && !found {
					err = errs.New(errs.NotFound, "There is no such notice.")
				}
				if err != nil {
					return nil, err
				}
				out := Notice{Notice: n.Notice, Schemes: n.Found.Schemes}
				if len(n.Found.Body) > 0 {
					if err := json.Unmarshal(n.Found.Body, &out.Asks); err != nil {
						return nil, fmt.Errorf("what was found in %s: %w", n.Key, err)
					}
				}
				return out, nil
			},
		},
		{
			Method: http.MethodPost, Path: "/notices/{key}/accept", ID: "acceptNotice", Tag: tag, Area: authz.Win, Verb: authz.Act,
			Summary: "Take a notice on as a bid", Description: "409 when it has been taken on already.", Body: acceptIn{}, Status: http.StatusCreated, Record: bid.Kind,
			Do: func(c *rest.Call) (any, error) {
				in := c.Body.(*acceptIn)
				row, err := w.Bids.Accept(c.Context(), c.By(in.Reason), c.Path("key"), in.Entity, in.Owner)
				return row.ID, err
			},
		},
		{
			Method: http.MethodPost, Path: "/notices/{key}/dismiss", ID: "dismissNotice", Tag: tag, Area: authz.Win, Verb: authz.Act,
			Summary: "Say that a notice is not for us", Body: reasonIn{},
			Do: func(c *rest.Call) (any, error) {
				return nil, w.Bids.Dismiss(c.Context(), c.By(c.Body.(*reasonIn).Reason), c.Path("key"))
			},
		},
		{
			Method: http.MethodPost, Path: "/imports/notices", ID: "importNotices", Tag: "imports", What: tag, Area: authz.Win, Verb: authz.Import,
			Summary:     "Import open contracting data",
			Description: "A release package, record package, single release or lines of them, plain, gzipped or zipped, up to 64 MiB. Duplicates and any order give the same state. What is not taken is named.",
			Takes:       []string{fileType, "application/json", linesType, "application/gzip", "application/zip"}, MaxBody: maxImport, Answer: notice.Result{},
			Do: func(c *rest.Call) (any, error) {
				f, err := ocds.Spool(c.Context(), "upload", c.Sent(), "")
				if err != nil {
					return nil, err
				}
				defer f.Close()
				im := notice.Importer{Store: w.NoticeStore, Find: w.FindAsked, Now: c.Now()}
				return im.Import(c.Context(), f)
			},
		},
	}
}
