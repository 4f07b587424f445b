package store

import (
	"context"
	"strings"

	"github.com/go-json-experiment/json"

	"holdfast/internal/civil"
	"holdfast/internal/errs"
	"holdfast/internal/money"
	"holdfast/internal/register"
	"holdfast/internal/win/notice"
)

// Notice implements notice.Shelf.
func (t *Tx) Notice(ctx context.Context, key string) (notice.Stored, bool, error) {
	var out notice.Stored
	var schemes, ocid string
	var found, body []byte
	ok, err := t.QueryRow(ctx, "SELECT schemes, found, body, ocid FROM notice WHERE id = $1", []any{key}, &schemes, &found, &body, &ocid)
	if err != nil || !ok {
		return out, false, err
	}
	if body == nil {
		out.Notice, err = t.compiled(ctx, ocid, key)
	} else if body, err = unpack(body); err == nil {
		err = json.Unmarshal(body, &out.Notice)
	}
	if err != nil {
		return out, false, err
	}
	out.Found.Schemes = strings.Fields(schemes)
	if len(found) > 0 {
		out.Found.Body, err = unpack(found)
	}
	return out, true, err
}

// compiled makes a process of its releases.
func (t *Tx) compiled(ctx context.Context, ocid, key string) (notice.Notice, error) {
	rs, err := t.NoticeReleases(ctx, ocid)
	if err != nil {
		return notice.Notice{}, err
	}
	for i := range rs {
		if rs[i].Root, err = notice.ParseBody(rs[i].Body); err != nil {
			return notice.Notice{}, err
		}
	}
	if len(rs) > 0 {
		for _, n := range notice.Compile(rs) {
			if n.Key == key {
				return n, nil
			}
		}
	}
	return notice.Notice{}, errs.New(errs.Internal, "the releases of %s do not make it", key)
}

// NoticeCount implements notice.Shelf.
func (t *Tx) NoticeCount(ctx context.Context) (processes, releases int64, err error) {
	if _, err = t.QueryRow(ctx, "SELECT COUNT(*) FROM notice", nil, &processes); err != nil {
		return 0, 0, err
	}
	_, err = t.QueryRow(ctx, "SELECT COUNT(*) FROM notice_release", nil, &releases)
	return processes, releases, err
}

// Notices implements notice.Shelf.
func (t *Tx) Notices(ctx context.Context, q notice.Query) (notice.Page, error) {
	limit := q.Limit
	if limit <= 0 {
		limit = notice.DefaultLimit
	}
	limit = min(limit, notice.MaxLimit)
	w := t.noticeWhere(q)
	order := "deadline, id"
	if q.Newest {
		order = "published DESC, id DESC"
	}
	if q.After != "" {
		day, key, ok := strings.Cut(q.After, "~")
		if !ok {
			return notice.Page{}, errs.New(errs.Invalid, "That is not a place in the list.")
		}
		if q.Newest {
			w.parts = append(w.parts, "(published, id) < ("+w.param(day)+", "+w.param(key)+")")
		} else {
			w.parts = append(w.parts, "(deadline, id) > ("+w.param(day)+", "+w.param(key)+")")
		}
	}
	query := "SELECT id, portal, type, stage, regime, nation, title, buyer, published, deadline, minor, currency, schemes, found FROM notice" +
		w.String() + " ORDER BY " + order + " LIMIT " + w.param(limit+1)
	out := notice.Page{Lines: []notice.Line{}}
	var days []string
	err := t.Query(ctx, query, w.args, func(scan func(...any) error) error {
		var l notice.Line
		var published, deadline, currency, schemes string
		var minor *int64
		var found []byte
		if err := scan(&l.Key, &l.Portal, &l.Type, &l.Stage, &l.Regime, &l.Nation, &l.Title, &l.Buyer, &published, &deadline,
			&minor, &currency, &schemes, &found); err != nil {
			return err
		}
		l.Published = day(published)
		if deadline != noDeadline {
			l.Deadline = day(deadline)
		}
		if minor != nil {
			l.Value = money.Amount{Minor: *minor, Currency: currency}
		}
		l.Schemes = append([]string{}, strings.Fields(schemes)...)
		if q.Newest {
			days = append(days, published)
		} else {
			days = append(days, deadline)
		}
		var err error
		if len(found) > 0 {
			l.Found, err = unpack(found)
		}
		out.Lines = append(out.Lines, l)
		return err
	})
	if len(out.Lines) > limit {
		out.Lines = out.Lines[:limit]
		out.Next = days[limit-1] + "~" + out.Lines[limit-1].Key
	}
	return out, err
}

// NoticesMatching implements notice.Shelf.
func (t *Tx) NoticesMatching(ctx context.Context, q notice.Query, most int) (int, error) {
	w := t.noticeWhere(q)
	var n int
	_, err := t.QueryRow(ctx, "SELECT COUNT(*) FROM (SELECT id FROM notice"+w.String()+" LIMIT "+w.param(most)+") matching", w.args, &n)
	return n, err
}

// noticeWhere gives the conditions of a query but for its place in the list.
func (t *Tx) noticeWhere(q notice.Query) *where {
	w := &where{}
	w.is("stage", string(q.Stage))
	w.is("portal", string(q.Portal))
	w.is("buyer_key", notice.Fold(q.Buyer))
	if q.Asking || q.Scheme != "" {
		w.parts = append(w.parts, "schemes <> ''")
	}
	if q.Scheme != "" {
		w.parts = append(w.parts, t.d.contains("schemes", w.param(" "+q.Scheme+" ")))
	}
	for word := range strings.FieldsSeq(register.Fold(q.Search)) {
		w.parts = append(w.parts, t.d.contains("words", w.param(word)))
	}
	if !q.OpenOn.IsZero() {
		w.parts = append(w.parts, "deadline >= "+w.param(q.OpenOn.String()))
		if q.Stage == "" {
			w.parts = append(w.parts, "stage IN ("+w.param(string(notice.Tender))+", "+w.param(string(notice.Market))+")")
		}
	}
	if q.Matched || q.Watch != "" {
		cond := "EXISTS (SELECT 1 FROM notice_match WHERE notice_match.org_id = " + w.param(t.Org()) + " AND notice_match.notice = notice.id"
		if q.Watch != "" {
			cond += " AND notice_match.watch = " + w.param(q.Watch)
		}
		w.parts = append(w.parts, cond+")")
	}
	if q.Decided != "" {
		t.whereDecided(w, q.Decided)
	}
	return w
}

// whereDecided narrows to what the organisation has decided, or has not yet.
func (t *Tx) whereDecided(w *where, state string) {
	d := notice.Decisions.Declaration()
	cond := "EXISTS (SELECT 1 FROM record WHERE record.org_id = " + w.param(t.Org()) + " AND record.kind = " + w.param(string(d.Kind)) +
		" AND record." + string(d.Field("notice").Column()) + " = notice.id"
	if state == "none" {
		w.parts = append(w.parts, "NOT "+cond+")")
		return
	}
	w.parts = append(w.parts, cond+" AND record."+string(d.Field("state").Column())+" = "+w.param(state)+")")
}

// day reads a date column, which Holdfast wrote.
func day(s string) civil.Date {
	d, _ := civil.Parse(s)
	return d
}

// where gathers the conditions of a query and their parameters.
type where struct {
	parts []string
	args  []any
}

func (w *where) param(v any) string {
	w.args = append(w.args, v)
	return param(len(w.args))
}

func (w *where) is(column, value string) {
	if value != "" {
		w.parts = append(w.parts, column+" = "+w.param(value))
	}
}

func (w *where) String() string {
	if len(w.parts) == 0 {
		return ""
	}
	return " WHERE " + strings.Join(w.parts, " AND ")
}
