package certificate

import (
	"slices"
	"strings"
)

// join adds what a second reading of the same page gives: a field that only one
// reading has is taken; one that they give differently is left empty, save the
// scope, which the written order keeps together.
func (r *reading) join(b *reading) {
	certificate := r.c
	for _, f := range b.fields {
		if f.Field == "/endLabel" {
			continue
		}
		at := slices.IndexFunc(r.fields, func(o ReadField) bool { return o.Field == f.Field })
		switch {
		case at < 0 && r.doubted(f.Field): // it stands there twice: not settled by another order
		case at < 0:
			take(&certificate, &b.c, f.Field)
			r.fields = append(r.fields, f)
			if f.Field == "/expires" {
				r.fields = append(r.fields, ReadField{"/endLabel", b.c.EndLabel, f.Quote})
			}
		case holderKey(r.fields[at].Value) == holderKey(f.Value):
		case f.Field == "/scope" || f.Field == "/sites":
			r.doubt(f.Field, "The lines of the page could be put together in two ways: compare it with the certificate.")
		default:
			r.doubt(f.Field, "It could be read as %q or as %q, depending on how the columns are read.", r.fields[at].Value, f.Value)
			take(&certificate, &Certificate{}, f.Field)
			r.fields = slices.DeleteFunc(r.fields, func(o ReadField) bool {
				return o.Field == f.Field || (f.Field == "/expires" && o.Field == "/endLabel")
			})
		}
	}
	r.c = certificate
	for _, d := range b.doubts {
		read := slices.ContainsFunc(r.fields, func(o ReadField) bool { return o.Field == d.Pointer })
		if read && !slices.ContainsFunc(b.fields, func(o ReadField) bool { return o.Field == d.Pointer }) {
			// The other order finds it twice: not settled.
			take(&r.c, &Certificate{}, d.Pointer)
			r.fields = slices.DeleteFunc(r.fields, func(o ReadField) bool {
				return o.Field == d.Pointer || (d.Pointer == "/expires" && o.Field == "/endLabel")
			})
			read = false
		}
		if !read && !r.doubted(d.Pointer) {
			r.doubts = append(r.doubts, d)
		}
	}
}

// take copies one field.
func take(to, from *Certificate, pointer string) {
	switch strings.TrimPrefix(pointer, "/") {
	case "scheme":
		to.Scheme = from.Scheme
	case "level":
		to.Level = from.Level
	case "holder":
		to.Holder = from.Holder
	case "number":
		to.Number = from.Number
	case "body":
		to.Body = from.Body
	case "accreditationBody":
		to.AccreditationBody, to.Accredited = from.AccreditationBody, from.Accredited
	case "accreditationNumber":
		to.AccreditationNumber = from.AccreditationNumber
	case "accredited":
		to.Accredited = from.Accredited
	case "edition":
		to.Edition = from.Edition
	case "scope":
		to.Scope = from.Scope
	case "sites":
		to.Sites = from.Sites
	case "decision":
		to.Decision = from.Decision
	case "issued":
		to.Issued = from.Issued
	case "expires":
		to.Expires, to.EndLabel = from.Expires, from.EndLabel
	case "verifyLink":
		to.VerifyLink = from.VerifyLink
	}
}
