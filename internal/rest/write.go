package rest

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/custom"
	"holdfast/internal/errs"
	"holdfast/internal/register"
	"holdfast/internal/strictjson"
)

const patchType = "application/merge-patch+json"

// request makes the change that a write asks for. What the key stands for is
// all of the request that decides what happens.
func (c *Call) request(k *kind, verb authz.Verb, body []byte) change.Request {
	by := c.By("")
	r := change.Request{Actor: by.Actor, Action: string(k.decl.Kind) + "." + string(verb), Now: by.Now, Reason: by.Reason, Key: by.Key}
	if r.Key != "" {
		r.Fingerprint, _ = json.Marshal([]string{ // texts only: it cannot fail
			c.req.Method, c.req.URL.EscapedPath(), strings.Join(c.req.Header["If-Match"], ","), string(body),
		})
	}
	return r
}

func (k *kind) create(c *Call) error {
	body, err := c.raw(jsonType)
	if err != nil {
		return err
	}
	value := k.reg.New()
	if err := strict(body, value); err != nil {
		return err
	}
	if err := k.keepFiles(nil, value); err != nil {
		return err
	}
	var rec register.Record
	receipt, err := k.api.Door.Do(c.ctx, c.request(k, authz.Create, body), func(tx *change.Tx) (err error) {
		if err := custom.Ready(tx, k.api.Door.Book(), k.reg, nil, value); err != nil {
			return err
		}
		if k.rule.Create == nil {
			rec, err = change.AnyInsert(tx, k.reg, value)
			return err
		}
		id, err := k.rule.Create(tx, value)
		if err == nil {
			rec, err = change.AnyGet(tx, k.reg, id, 0)
		}
		return err
	})
	if err != nil {
		return err
	}
	if receipt.Repeated {
		if rec, err = k.again(c, receipt, ""); err != nil {
			return err
		}
	}
	c.w.Header().Set("Location", prefix+k.path+"/"+rec.ID)
	return k.one(c, http.StatusCreated, &rec)
}

// again gives the record as a repeated request left it the first time.
func (k *kind) again(c *Call, receipt change.Receipt, ref string) (rec register.Record, err error) {
	c.w.Header().Set(replayHeader, "true")
	id, version := ref, int64(0)
	for _, t := range receipt.Changed {
		if t.Kind == k.decl.Kind {
			id, version = t.ID, t.Version
			break
		}
	}
	err = c.See(func(v *change.View) (err error) {
		if id, err = k.idOf(v, id); err != nil {
			return err
		}
		recs, err := change.AnyHistory(v, k.reg, id)
		if err != nil {
			return err
		}
		rec = recs[0]
		for _, r := range recs {
			if r.Version == version {
				rec = r
			}
		}
		return nil
	})
	return rec, err
}

func (k *kind) replace(c *Call) error {
	body, err := c.raw(jsonType)
	if err != nil {
		return err
	}
	if err := strict(body, k.reg.New()); err != nil { // what is wrong in itself, before anything is looked up
		return err
	}
	return k.change(c, body, func(stored []byte) ([]byte, error) { return k.leave(body, stored) })
}

func (k *kind) patch(c *Call) error {
	body, err := c.raw(patchType, jsonType)
	if err != nil {
		return err
	}
	if err := k.api.types.checkPatch(k.valueName(), body); err != nil {
		return err
	}
	return k.change(c, body, func(stored []byte) ([]byte, error) { return mergePatch(stored, body) })
}

// change stores the next version of a record: next makes its body from the
// stored one.
func (k *kind) change(c *Call, body []byte, next func(stored []byte) ([]byte, error)) error {
	match, err := c.ifMatch()
	if err != nil {
		return err
	}
	ref := c.Path("id")
	var rec register.Record
	receipt, err := k.api.Door.Do(c.ctx, c.request(k, authz.Update, body), func(tx *change.Tx) error {
		was, err := change.AnyGet(tx, k.reg, ref, 0)
		if err != nil {
			return err
		}
		if !match.holds(&was) {
			return overtaken(k.number(&was))
		}
		text, err := next(was.Body)
		if err != nil {
			return err
		}
		rec, err = k.put(tx, &was, text)
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

// put stores a body in place of the one that is there.
func (k *kind) put(tx *change.Tx, was *register.Record, text []byte) (register.Record, error) {
	old, err := k.reg.Decode(was.Body)
	if err != nil {
		return *was, err
	}
	value := zero(k.reg.New())
	if err := strict(text, value); err != nil {
		return *was, err
	}
	if err := k.keepFiles(old, value); err != nil {
		return *was, err
	}
	if k.rule.Ready != nil {
		if err := k.rule.Ready(tx, old, value); err != nil {
			return *was, err
		}
	}
	if err := custom.Ready(tx, k.api.Door.Book(), k.reg, old, value); err != nil {
		return *was, err
	}
	if err := k.keepFixed(was.Body, value); err != nil {
		return *was, err
	}
	return change.AnyPut(tx, k.reg, was.ID, was.Version, value)
}

// leave fills in what only named actions change where it is left out.
func (k *kind) leave(body, stored []byte) ([]byte, error) {
	if len(k.rule.Fixed) == 0 && len(k.files) == 0 {
		return body, nil
	}
	now, err := members(body)
	if err != nil {
		return nil, err
	}
	was, err := members(stored)
	if err != nil {
		return nil, err
	}
	keep := func(name string) {
		if _, sent := now[name]; !sent && was[name] != nil {
			now[name] = was[name]
		}
	}
	for name := range k.rule.Fixed {
		keep(name)
	}
	for _, f := range k.files {
		keep(f.Name)
	}
	return strictjson.Marshal(now)
}

// keepFixed refuses a value that changes what only named actions change.
func (k *kind) keepFixed(stored []byte, value any) error {
	if len(k.rule.Fixed) == 0 {
		return nil
	}
	text, err := k.reg.Encode(value)
	if err != nil {
		return errs.At("", "This holds text that is not valid (UTF-8).")
	}
	was, err := members(stored)
	if err != nil {
		return err
	}
	now, err := members(text)
	if err != nil {
		return err
	}
	var out []errs.Field
	for i := range k.decl.Fields { // in the order of the declaration, then by name
		head, _, _ := strings.Cut(k.decl.Fields[i].Name, ".")
		out = k.fixedFault(out, head, was, now)
	}
	for _, name := range sortedKeys(k.rule.Fixed) {
		out = k.fixedFault(out, name, was, now)
	}
	if len(out) == 0 {
		return nil
	}
	return errs.InvalidFields(out...)
}

func (k *kind) fixedFault(out []errs.Field, name string, was, now map[string]jsonValue) []errs.Field {
	how, fixed := k.rule.Fixed[name]
	if !fixed || bytes.Equal(was[name], now[name]) {
		return out
	}
	for _, f := range out {
		if f.Pointer == "/"+name {
			return out
		}
	}
	return append(out, errs.Field{Pointer: "/" + name, Message: "This is changed by " + how + "; here it stays as it is."})
}

// keepFiles refuses a file named by its hash: a file comes by being sent.
// Taking it away is allowed.
func (k *kind) keepFiles(old, value any) error {
	for _, f := range k.files {
		now := k.reg.Text(value, f.Name)
		if now == "" || old != nil && k.reg.Text(old, f.Name) == now {
			continue
		}
		return errs.At("/"+strings.ReplaceAll(f.Name, ".", "/"), "Store the file by PUT …%s/{id}/files/%s; here it can only stay or be taken away.", k.path, f.Name)
	}
	return nil
}

func (k *kind) remove(c *Call) error {
	match, err := c.ifMatch()
	if err != nil {
		return err
	}
	receipt, err := k.api.Door.Do(c.ctx, c.request(k, authz.Delete, nil), func(tx *change.Tx) error {
		was, err := change.AnyGet(tx, k.reg, c.Path("id"), 0)
		if err != nil {
			return err
		}
		if !match.holds(&was) {
			return overtaken(k.number(&was))
		}
		return change.AnyDelete(tx, k.reg, was.ID, was.Version)
	})
	if err != nil {
		return err
	}
	if receipt.Repeated {
		c.w.Header().Set(replayHeader, "true")
	}
	return c.write(http.StatusNoContent, "", nil)
}
