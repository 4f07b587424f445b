package rest

import (
	"bytes"
	"context"
	"io"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"
	"unicode"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/errs"
	"holdfast/internal/office"
	"holdfast/internal/register"
)

// maxFile bounds a file that is stored through the API.
const maxFile = 10 << 20

// Files keeps files by the SHA-256 of their content.
type Files interface {
	Put(ctx context.Context, r io.Reader, limit int64) (hash string, size int64, err error)
	Get(hash string) (io.ReadSeekCloser, int64, error)
}

const fileType = "application/octet-stream"

// nameParam carries the name of an uploaded file.
const nameParam = "name"

// upload stores what is sent as the file of a record, in one change. A file is
// reached through its record alone: its hash is no key to it.
func (k *kind) upload(f *register.Field) func(*Call) error {
	return func(c *Call) error {
		match, err := c.ifMatch()
		if err != nil {
			return err
		}
		body, err := c.raw(fileType)
		if err != nil {
			return err
		}
		if _, err := office.KindOf(body); err != nil {
			return errs.At("", "%s", errs.Safe(err))
		}
		name, err := fileName(c.Query(nameParam))
		if err != nil {
			return err
		}
		hash, _, err := k.api.Files.Put(c.ctx, bytes.NewReader(body), maxFile)
		if err != nil {
			return err
		}
		ref := c.Path("id")
		var rec register.Record
		receipt, err := k.api.Door.Do(c.ctx, c.request(k, authz.Update, []byte(hash+name)), func(tx *change.Tx) error {
			was, err := change.AnyGet(tx, k.reg, ref, 0)
			if err != nil {
				return err
			}
			if !match.holds(&was) {
				return overtaken(k.number(&was))
			}
			value, err := k.reg.Decode(was.Body)
			if err != nil {
				return err
			}
			if err := k.reg.Set(value, f.Name, hash); err != nil {
				return err
			}
			if k.decl.Field(f.Name+"Name") != nil {
				if err := k.reg.Set(value, f.Name+"Name", name); err != nil {
					return err
				}
			}
			rec, err = change.AnyPut(tx, k.reg, was.ID, was.Version, value)
			return err
		})
		if err != nil {
			return err
		}
		if receipt.Repeated {
			if rec, err = k.again(c, receipt, ref); err != nil {
				return err
			}
		}
		return k.one(c, http.StatusOK, &rec)
	}
}

// fileName takes the last part of a path, as some clients send one, without
// what would not stand in a header or on a page.
func fileName(s string) (string, error) {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return -1
		}
		return r
	}, path.Base(strings.ReplaceAll(s, `\`, "/")))
	if s == "." || s == "/" {
		s = ""
	}
	if len(s) > 200 {
		return "", errs.At(nameParam, "The name is longer than 200 bytes.")
	}
	return s, nil
}

// download gives the file of a record, proved as it is read, to be saved and
// never to be shown: it was made by somebody else.
func (k *kind) download(f *register.Field) func(*Call) error {
	return func(c *Call) error {
		asAt, err := c.AsAt()
		if err != nil {
			return err
		}
		var hash, name string
		err = c.See(func(v *change.View) error {
			rec, err := change.AnyGet(v, k.reg, c.Path("id"), asAt)
			if err != nil {
				return err
			}
			value, err := k.reg.Decode(rec.Body)
			if err != nil {
				return err
			}
			hash = k.reg.Text(value, f.Name)
			if k.decl.Field(f.Name+"Name") != nil {
				name = k.reg.Text(value, f.Name+"Name")
			}
			if name == "" {
				name = k.number(&rec)
			}
			return nil
		})
		if err != nil {
			return err
		}
		if hash == "" {
			return errs.New(errs.NotFound, "No file is stored with this %s.", k.decl.Singular)
		}
		file, size, err := k.api.Files.Get(hash)
		if err != nil {
			return err
		}
		defer file.Close()
		return c.Attachment(name, file, size)
	}
}

// Attachment answers with a file to be saved; size may be -1.
func (c *Call) Attachment(name string, r io.Reader, size int64) error {
	h := c.w.Header()
	disposition := mime.FormatMediaType("attachment", map[string]string{"filename": name})
	if disposition == "" {
		disposition = "attachment"
	}
	h.Set("Content-Disposition", disposition)
	h.Set("Content-Type", fileType)
	h.Set("X-Content-Type-Options", "nosniff")
	if size >= 0 {
		h.Set("Content-Length", strconv.FormatInt(size, 10))
	}
	c.sent = true
	c.w.WriteHeader(http.StatusOK)
	if c.req.Method == http.MethodHead {
		return nil
	}
	if _, err := io.Copy(c.w, r); err != nil {
		panic(http.ErrAbortHandler) // half a file must not look whole
	}
	return nil
}
