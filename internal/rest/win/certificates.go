// Package win is what other programs can do with certificates, bids and notices
// beside reading and writing their records: the named actions and the questions
// of the pages, as a table of operations.
package win

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/errs"
	"holdfast/internal/register"
	"holdfast/internal/rest"
	"holdfast/internal/scheme"
	"holdfast/internal/strictjson"
	"holdfast/internal/verdict"
	"holdfast/internal/win/bid"
	"holdfast/internal/win/certificate"
	"holdfast/internal/win/notice"
	"holdfast/internal/win/watch"
)

// Win is what the operations stand on; cmd fills it.
type Win struct {
	Book         *scheme.Book
	Certificates *certificate.Service
	CertRegister *register.Register[certificate.Certificate]
	Bids         *bid.Service
	BidRegister  *register.Register[bid.Bid]
	Watches      *register.Register[watch.Watch]
	NoticeStore  notice.Store
	FindAsked    func(*notice.Notice) notice.Found
}

// maxImport bounds a file that is imported in one request; larger ones go
// through the command line.
const maxImport = 64 << 20

const (
	linesType = "application/x-ndjson"
	fileType  = "application/octet-stream"
)

// Forms gives the JSON forms of the wing's types that write themselves.
func Forms() rest.Forms {
	text := func() *huma.Schema { return &huma.Schema{Type: "string"} }
	null := &huma.Schema{Type: "null"}
	list := &huma.Schema{Type: "array", Items: text()}
	judged := &huma.Schema{Type: "string", Enum: []any{"yes", "no", "unknown"}}
	return rest.Forms{
		reflect.TypeFor[verdict.Level](): {
			AnyOf: []*huma.Schema{text(), {Type: "number"}, null}, Description: "The scheme's own level or status; null: none. Answers hold text.",
		},
		reflect.TypeFor[verdict.Condition](): {
			AnyOf: []*huma.Schema{text(), {Type: "object", Properties: map[string]*huma.Schema{"quote": text()}}, null}, Description: "The words on which it depends. Answers hold text.",
		},
		reflect.TypeFor[certificate.Lines](): {
			AnyOf: []*huma.Schema{list, text(), null}, Description: "Lines of text. Answers hold a list.",
		},
		reflect.TypeFor[bid.Judgement](): {
			AnyOf: []*huma.Schema{judged, {
				Type: "object", AdditionalProperties: false, Required: []string{"covers"},
				Properties: map[string]*huma.Schema{
					"covers": judged, "by": text(), "why": text(), "on": {Type: "string", Format: "date", Nullable: true},
				},
			}},
			Description: "A person's answer whether a scope covers the work. Answers hold the object.",
		},
	}
}

// Operations gives the table.
func (w *Win) Operations() []rest.Operation {
	out := append(w.certificateOperations(), w.bidOperations()...)
	return append(append(out, w.verdictOperations()...), w.noticeOperations()...)
}

// Rules says what is special about writing to the wing's registers: the API
// does in the transaction what the services do.
func (w *Win) Rules() map[register.Kind]rest.Rule {
	return map[register.Kind]rest.Rule{
		certificate.Kind: {
			Create: func(tx *change.Tx, value any) (string, error) {
				row, err := w.Certificates.Record(tx, *value.(*certificate.Certificate))
				return row.ID, err
			},
			Fixed: map[string]string{"status": "POST …/certificates/{id}/record-status"},
		},
		bid.Kind: {
			Create: func(tx *change.Tx, value any) (string, error) {
				b := *value.(*bid.Bid)
				sign(&b, tx.Actor(), civil.FromTime(tx.Now()))
				row, err := w.Bids.Record(tx, b)
				return row.ID, err
			},
			Ready: func(_ *change.Tx, _, value any) error {
				value.(*bid.Bid).Normalise()
				return nil
			},
			Fixed: map[string]string{
				"stage": "POST …/bids/{id}/set-stage", "dates": "POST …/bids/{id}/set-date", "sources": "POST …/bids/{id}/set-date",
				"requirements": "POST …/bids/{id}/add-requirement and …/requirements/{requirement}/…", "covers": "POST …/bids/{id}/judge-scope",
				"notice": "taking on the notice", "decisions": "POST …/bids/{id}/decide", "partners": "POST …/bids/{id}/set-partner", "lots": "POST …/bids/{id}/set-lots",
				"enquiries": "POST …/bids/{id}/set-date", "facts": "POST …/bids/{id}/set-facts",
			},
		},
		notice.DecisionKind: {ReadOnly: true},
	}
}

// sign puts who sends a bid under the judgements in it: nobody speaks for
// somebody else.
func sign(b *bid.Bid, a change.Actor, today civil.Date) {
	for ref, j := range b.Covers {
		j.By = a.Name
		if j.On.IsZero() {
			j.On = today
		}
		b.Covers[ref] = j
	}
	for name, s := range b.Sources {
		s.By = a.Name
		b.Sources[name] = s
	}
	b.Decisions = nil
	for i := range b.Partners {
		b.Partners[i].By = a.Name
	}
	for i := range b.Requirements {
		if r := &b.Requirements[i]; r.By != "" || r.Origin == "person" || r.Origin == "" || r.Removed || r.Applies != nil {
			r.By = a.Name
		}
	}
}

type renewalIn struct {
	Owner  string `json:"owner" doc:"Who gets the tasks; empty: who keeps the certificate."`
	Reason string `json:"reason" doc:"Kept in the trail."`
}

type statusIn struct {
	State  string     `json:"state" need:"true" doc:"What the body said."`
	From   civil.Date `json:"from" need:"true"`
	Note   string     `json:"note"`
	Reason string     `json:"reason"`
}

// Standing says how a certificate stands on a day.
type Standing struct {
	Status    string              `json:"status"`
	LastDay   civil.Date          `json:"lastValidDay"`
	SafeUntil civil.Date          `json:"safeUntil"`
	SafeWhy   string              `json:"safeWhy"`
	ActBy     []certificate.ActBy `json:"actBy"`
	Window    *certificate.Window `json:"window"`
}

func (w *Win) certificateOperations() []rest.Operation {
	const tag = "certificates"
	return []rest.Operation{
		{
			Method: http.MethodPost, Path: "/certificates/{id}/start-renewal", ID: "startRenewal", Tag: tag, Area: authz.Win, Verb: authz.Act,
			Summary:     "Plan the renewal of a certificate",
			Description: "Makes its tasks, planned backwards from the last valid day. Started twice it changes nothing. The tasks are those with aboutId of the certificate.",
			Body:        renewalIn{}, Record: certificate.Kind,
			Do: func(c *rest.Call) (any, error) {
				in := c.Body.(*renewalIn)
				_, err := w.Certificates.StartRenewal(c.Context(), c.By(in.Reason), c.Path("id"), c.Today(), in.Owner)
				return c.Path("id"), err
			},
		},
		{
			Method: http.MethodPost, Path: "/certificates/{id}/record-status", ID: "recordStatus", Tag: tag, Area: authz.Win, Verb: authz.Act,
			Summary: "Record what the body said of a certificate", Description: "Adds a line to its history. The same line twice changes nothing.",
			Body: statusIn{}, Record: certificate.Kind,
			Do: func(c *rest.Call) (any, error) {
				in := c.Body.(*statusIn)
				line := certificate.StatusChange{State: in.State, From: in.From, Note: in.Note}
				_, err := w.Certificates.RecordStatus(c.Context(), c.By(in.Reason), c.Path("id"), line)
				return c.Path("id"), err
			},
		},
		{
			Method: http.MethodGet, Path: "/certificates/{id}/standing", ID: "getStanding", Tag: tag, Area: authz.Win, Verb: authz.Read,
			Summary: "How a certificate stands today, and until when", Answer: Standing{},
			Do: func(c *rest.Call) (any, error) {
				var out Standing
				err := c.See(func(v *change.View) (err error) {
					out, err = w.standing(v, c.Path("id"), c.Today())
					return err
				})
				return out, err
			},
		},
		{
			Method: http.MethodPost, Path: "/imports/certificates", ID: "importCertificates", Tag: "imports", What: tag, Area: authz.Win, Verb: authz.Import,
			Summary: "Import certificates from JSON lines", Description: "All or nothing; the same file twice changes nothing. Files of certificates are stored by PUT, not named here.",
			Takes: []string{linesType}, MaxBody: maxImport, Answer: certificate.Imported{},
			Do: func(c *rest.Call) (any, error) {
				lines, err := withoutFiles(c.Sent())
				if err != nil {
					return nil, err
				}
				return w.Certificates.Import(c.Context(), c.By(""), lines)
			},
		},
	}
}

func (w *Win) standing(v *change.View, ref string, today civil.Date) (Standing, error) {
	out := Standing{ActBy: []certificate.ActBy{}}
	rec, err := change.AnyGet(v, w.CertRegister, ref, 0)
	if err != nil {
		return out, err
	}
	row, err := w.CertRegister.Row(&rec)
	if err != nil {
		return out, err
	}
	rows, err := change.Collect(v, w.CertRegister, register.Query{})
	if err != nil {
		return out, err
	}
	all := make([]certificate.Certificate, len(rows))
	for i := range rows {
		all[i] = rows[i].Value
	}
	c := row.Value
	s, ok := w.Book.Scheme(c.Scheme)
	if !ok {
		return out, nil
	}
	out.Status, out.LastDay = c.StatusOn(s, today), s.LastValidDay(c.On(today)).Early
	if acts := c.Acts(s, today); acts != nil {
		out.ActBy = acts
	}
	if window, ok := c.BestWindow(s, today, all); ok {
		out.Window = &window
	}
	safe := c.SafeUntil(w.Book, today, all)
	out.SafeUntil, out.SafeWhy = safe.Until, safe.Why
	return out, nil
}

// withoutFiles refuses lines that name a stored file by its hash: a file comes
// to a record by being sent.
func withoutFiles(r io.Reader) (io.Reader, error) {
	var all bytes.Buffer
	err := strictjson.Lines(r, func(line int, b []byte) error {
		var c struct {
			File string `json:"file"`
		}
		if json.Unmarshal(b, &c) == nil && strings.TrimSpace(c.File) != "" {
			return errs.At(fmt.Sprintf("line %d: /file", line), "A file is stored by PUT, not named here.")
		}
		all.Write(b)
		all.WriteByte('\n')
		return nil
	})
	return &all, err
}
