package rest

import (
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/errs"
	"holdfast/internal/register"
)

// Operation is something that can be done beside reading and writing records:
// a named action, a question, an import. The table of them is handed to New.
type Operation struct {
	Method  string
	Path    string // below /api/v1, as net/http.ServeMux has it: "/bids/{id}/stage"
	ID      string // unique: "setBidStage"
	Tag     string // the heading that it stands under: "bids"
	Summary string // a few words
	// Description says what it does and promises.
	Description string

	// Area and Verb are what the role and the token must grant; What names the
	// object in a refusal. Where the use case asks the kernel too, both decide.
	// Everywhere lets every member in: the use case shows each what they may read.
	Area authz.Area
	Verb authz.Verb
	What string

	// Query are the parameters of the address.
	Query []Param
	// Body is a value of the struct that is read, strictly; nil: none is sent.
	Body any
	// Takes are content types that are sent instead of JSON and that Do reads
	// from Call.Sent.
	Takes []string
	// MaxBody bounds what is sent, in bytes; 0 is 1 MiB.
	MaxBody int64

	// Status is that of success; 0 is 200.
	Status int
	// Answer is a value of what is answered, for the specification.
	Answer any
	// Record says that the answer is a record of the kind: Do gives its id or
	// number.
	Record register.Kind
	// Gives is the content type of an answer that Do writes itself, by
	// Call.Attachment.
	Gives string
	// Do does it. What it gives is answered as JSON.
	Do func(c *Call) (any, error)
}

// Everywhere is the area of what looks through all of them.
const Everywhere authz.Area = "*"

// Param is a parameter of the address.
type Param struct {
	Name, Description string
	// Choices are the values that it may have; empty: any text.
	Choices []string
	// Format is "date", "integer" or empty.
	Format string
	// Required: it must be given.
	Required bool
}

// writes says whether the operation changes anything.
func writes(method string) bool { return method != http.MethodGet }

// operation makes an endpoint of a row of the table.
func (a *API) operation(o *Operation) *endpoint {
	if o.Method == "" || o.Path == "" || o.ID == "" || o.Tag == "" || o.Summary == "" || o.Area == "" || o.Verb == "" || o.Do == nil {
		panic("rest: incomplete operation " + o.Method + " " + o.Path)
	}
	e := &endpoint{access: access{o.Area, o.Verb, o.What}}
	if e.what == "" {
		e.what = o.Tag
	}
	if e.area == Everywhere {
		e.area = ""
	}
	e.Operation = huma.Operation{
		Method: o.Method, Path: o.Path, OperationID: o.ID, Tags: []string{o.Tag}, Summary: o.Summary, Description: o.Description,
		MaxBodyBytes: o.MaxBody, DefaultStatus: o.Status,
	}
	if e.DefaultStatus == 0 {
		e.DefaultStatus = http.StatusOK
	}
	for _, p := range o.Query {
		e.addQuery(p.Name, p.Description, p.schema(), p.Required)
	}
	e.takes(a, o)
	var k *kind
	switch {
	case o.Record != "":
		if k = a.kinds[o.Record]; k == nil {
			panic("rest: " + o.ID + " answers with a record that is not served: " + string(o.Record))
		}
		e.gives(o.Summary, jsonType, k.recordSchema(), etagHeader)
	case o.Gives != "":
		e.gives(o.Summary, o.Gives, &huma.Schema{Type: "string", Format: "binary"})
	case o.Answer != nil:
		e.gives(o.Summary, jsonType, a.types.answer(o.Answer))
	default:
		e.gives(o.Summary, "", nil)
	}
	e.serve = func(c *Call) error { return o.serve(c, e, k) }
	return e
}

func (o *Operation) serve(c *Call, e *endpoint, k *kind) error {
	if err := o.params(c); err != nil {
		return err
	}
	switch {
	case o.Body != nil:
		b, err := c.raw(jsonType)
		if err != nil {
			return err
		}
		c.Body = fresh(o.Body)
		if err := strict(b, c.Body); err != nil {
			return err
		}
	case len(o.Takes) > 0:
		if err := c.typed(o.Takes...); err != nil {
			return err
		}
	}
	out, err := o.Do(c)
	if err != nil && o.Body != nil {
		err = ofBody(err)
	}
	switch {
	case err != nil || c.sent:
		return err
	case k != nil:
		return k.show(c, e.DefaultStatus, out.(string))
	case o.Answer == nil:
		return c.write(http.StatusNoContent, "", nil)
	}
	return c.json(e.DefaultStatus, out)
}

// params checks the parameters that were given.
func (o *Operation) params(c *Call) error {
	for _, p := range o.Query {
		v := c.query[p.Name]
		switch {
		case len(v) > 1:
			return errs.At(p.Name, "Give %s once.", p.Name)
		case len(v) == 0:
			if p.Required {
				return errs.At(p.Name, "%s is missing.", p.Name)
			}
		default:
			if err := p.check(v[0]); err != nil {
				return err
			}
		}
	}
	return nil
}

// show answers with a record as it is now.
func (k *kind) show(c *Call, status int, ref string) error {
	return c.See(func(v *change.View) error {
		rec, err := change.AnyGet(v, k.reg, ref, 0)
		if err != nil {
			return err
		}
		return k.one(c, status, &rec)
	})
}

// pathParams gives the names in braces.
func pathParams(path string) []string {
	var out []string
	for part := range strings.SplitSeq(path, "/") {
		if strings.HasPrefix(part, "{") {
			out = append(out, strings.Trim(part, "{}"))
		}
	}
	return out
}
