package rest

import (
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"holdfast/internal/change"
	"holdfast/internal/register"
	"holdfast/internal/strictjson"
)

// buffers hold answers while they are made; a list is some tens of kilobytes.
var buffers = sync.Pool{New: func() any { b := make([]byte, 0, 64<<10); return &b }}

// maxPooled bounds the buffers that are kept.
const maxPooled = 1 << 20

const instantForm = "2006-01-02T15:04:05.000000Z"

// one answers with a record.
func (k *kind) one(c *Call, status int, rec *register.Record) error {
	b, err := k.append(nil, rec)
	if err != nil {
		return err
	}
	c.w.Header().Set("ETag", etag(rec.Version))
	return c.write(status, jsonType, b)
}

// page answers with records. The stored body of each passes through as it lies,
// undecoded: it was checked when it was written.
func (k *kind) page(c *Call, found *change.Found) (err error) {
	pooled := buffers.Get().(*[]byte)
	b := append((*pooled)[:0], `{"records":[`...)
	defer func() {
		if cap(b) <= maxPooled {
			*pooled = b
			buffers.Put(pooled)
		}
	}()
	for i := range found.Records {
		if i > 0 {
			b = append(b, ',')
		}
		if b, err = k.append(b, &found.Records[i]); err != nil {
			return err
		}
	}
	b = append(b, ']')
	if found.Total >= 0 {
		b = strconv.AppendInt(append(b, `,"total":`...), found.Total, 10)
	}
	if found.Next != "" {
		b = append(append(append(b, `,"next":"`...), found.Next...), '"') // base64url
	}
	c.w.Header().Set("Content-Length", strconv.Itoa(len(b)+1))
	return c.write(http.StatusOK, jsonType, append(b, '}'))
}

// append writes a record.
func (k *kind) append(b []byte, rec *register.Record) ([]byte, error) {
	b = append(append(append(b, `{"kind":"`...), k.decl.Kind...), '"')
	b = text(append(b, `,"id":`...), rec.ID)
	b = append(append(append(b, `,"number":"`...), k.decl.Prefix...), '-')
	b = strconv.AppendInt(b, rec.Num, 10)
	b = strconv.AppendInt(append(b, `","version":`...), rec.Version, 10)
	b = instant(append(b, `,"createdAt":`...), rec.CreatedAt)
	b = text(append(b, `,"createdBy":`...), rec.CreatedBy)
	b = instant(append(b, `,"updatedAt":`...), rec.UpdatedAt)
	b = text(append(b, `,"updatedBy":`...), rec.UpdatedBy)
	if rec.Deleted {
		b = append(b, `,"deleted":true`...)
	}
	if len(rec.Body) == 0 { // it has been erased
		return append(b, `,"value":null}`...), nil
	}
	if len(k.computed) > 0 {
		var err error
		if b, err = k.appendComputed(b, rec); err != nil {
			return b, err
		}
	}
	return append(append(append(b, `,"value":`...), rec.Body...), '}'), nil
}

func (k *kind) appendComputed(b []byte, rec *register.Record) ([]byte, error) {
	value, err := k.reg.Decode(rec.Body)
	if err != nil {
		return b, err
	}
	out := make(map[string]any, len(k.computed))
	for _, f := range k.computed {
		out[f.Name] = k.reg.Get(value, f.Name)
	}
	j, err := strictjson.Marshal(out)
	return append(append(b, `,"computed":`...), j...), err
}

func instant(b []byte, micro int64) []byte {
	b = time.UnixMicro(micro).UTC().AppendFormat(append(b, '"'), instantForm)
	return append(b, '"')
}

func text(b []byte, s string) []byte {
	out, err := jsontext.AppendQuote(b, s)
	if err != nil { // not UTF-8: it was written so before it was checked
		out, _ = jsontext.AppendQuote(b, strconv.QuoteToASCII(s))
	}
	return out
}
