package site

import (
	"context"
	"fmt"

	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/ui"
	"holdfast/internal/win/certificate"
)

// changesOf words every version of a certificate, the latest first: who, when,
// and which facts from what to what.
func (s *Site) changesOf(ctx context.Context, rows []certificate.Row, members []change.Member, most int) []ui.LogEntry {
	names := map[string]string{}
	for _, m := range members {
		names[m.Person] = m.Name
	}
	var out []ui.LogEntry
	for i := range rows {
		if len(out) == most {
			break
		}
		row := &rows[i]
		who := or(names[row.UpdatedBy], "Holdfast")
		e := ui.LogEntry{When: s.when(row.UpdatedAt)}
		if i+1 == len(rows) {
			text := who + " recorded it"
			if row.Value.FileName != "" {
				text += ", read from " + row.Value.FileName + " and confirmed"
			}
			e.Text = ui.Plain(text)
			out = append(out, e)
			continue
		}
		e.Text = ui.Plain(who + " " + s.whatChanged(ctx, &rows[i+1].Value, &row.Value))
		out = append(out, e)
	}
	return out
}

// whatChanged says what differs between two versions.
func (s *Site) whatChanged(ctx context.Context, old, now *certificate.Certificate) string {
	if n := len(now.Status); n > len(old.Status) {
		l := now.Status[n-1]
		text := fmt.Sprintf("recorded the status %s from %s", ui.Lower(statusWord(l.State)), l.From.Long())
		if l.Note != "" {
			text += ": " + l.Note
		}
		return text
	}
	if old.Renewal.Start.IsZero() && !now.Renewal.Start.IsZero() {
		return "started the renewal, to be done by " + now.Renewal.Finish.Long()
	}
	var parts []string
	for _, f := range s.CertRegister.Changed(old, now) {
		from, to := s.valueWords(ctx, f.Name, s.CertRegister.Get(old, f.Name)), s.valueWords(ctx, f.Name, s.CertRegister.Get(now, f.Name))
		switch {
		case from == "":
			parts = append(parts, fmt.Sprintf("%s to “%s”", f.Label, to))
		case to == "":
			parts = append(parts, fmt.Sprintf("%s from “%s” to nothing", f.Label, from))
		default:
			parts = append(parts, fmt.Sprintf("%s from “%s” to “%s”", f.Label, from, to))
		}
	}
	if len(parts) == 0 {
		return "changed it"
	}
	return "set " + ui.List(parts...)
}

func (s *Site) valueWords(ctx context.Context, field string, v any) string {
	switch x := v.(type) {
	case nil:
		return ""
	case civil.Date:
		if x.IsZero() {
			return ""
		}
		return x.Long()
	case bool:
		return map[bool]string{true: "yes", false: "no"}[x]
	}
	text := fmt.Sprint(v)
	switch field {
	case "owner":
		return s.Name(ctx, text)
	case "scheme":
		return s.schemeName(text)
	case "issued", "expires", "decision", "verifiedOn", "stage2":
		if d, bad := frame.Day(text); bad == "" && !d.IsZero() {
			return d.Long()
		}
	}
	return text
}
