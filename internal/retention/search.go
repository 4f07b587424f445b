package retention

import (
	"context"
	"slices"
	"strings"

	"holdfast/internal/change"
	"holdfast/internal/register"
	"holdfast/internal/trail/erased"
)

// maxSamples is how many places of one field are shown.
const maxSamples = 5

// Place is one field of a register, or one column of another table, in which a
// person was found.
type Place struct {
	Field   string // "certificate.note"; under it the place is kept
	Where   string // in words: "certificates"
	What    string // the field's label
	Count   int    // matches
	Records int    // versions, events or rows that hold them
	Samples []Sample
	Keep    string // why it is kept; empty: it is erased
}

// Sample is one match with what stands round it.
type Sample struct {
	Number string // of the record, where it has one
	Text   string
}

// Found is where a person was found.
type Found struct {
	Places []Place // in registers and other tables
	Events int     // events of the trail whose payload goes
	Kept   int     // events that stay, because all they say of the person is kept
	People []string
	// Held are the holds under which some of the records stand: those are kept.
	Held []string
	// Files are the files of the records that name the person: a file is not
	// rewritten, and has to be looked into.
	Files []string
	// Texts is how many texts were looked for, and Short those that are so short
	// that they may stand for something else.
	Texts int
	Short []string
}

// Open counts the matches that are not kept, events and ids of persons among
// them.
func (f Found) Open() int {
	n := f.Events + len(f.People)
	for _, p := range f.Places {
		if p.Keep == "" {
			n += p.Count
		}
	}
	return n
}

// finder gathers places.
type finder struct {
	s     *Service
	at    map[string]int
	found Found
	keep  map[string]string
}

// Preview looks for a person everywhere and changes nothing. It needs the right
// to change settings, because it shows what it finds whatever area it is of.
func (s *Service) Preview(ctx context.Context, by change.Actor, a Ask) (Found, error) {
	var subject *Subject
	err := s.Door.See(ctx, by, func(v *change.View) (err error) {
		subject, _, err = s.subject(v, a, Erased)
		if err == nil {
			err = s.mayErase(v, a.Member, subject)
		}
		return err
	})
	if err != nil {
		return Found{}, err
	}
	keep := map[string]string{}
	for _, k := range a.Keep {
		keep[k.Field] = k.Reason
	}
	return s.search(ctx, by, subject, keep)
}

func (s *Service) search(ctx context.Context, by change.Actor, who *Subject, keep map[string]string) (Found, error) {
	f := &finder{s: s, at: map[string]int{}, keep: keep, found: Found{Texts: len(who.needles), Short: who.Short()}}
	err := s.Door.See(ctx, by, func(v *change.View) error {
		if err := mayPreview(v); err != nil {
			return err
		}
		f.at, f.found.Places = map[string]int{}, nil
		if err := f.records(v, who); err != nil {
			return err
		}
		if err := f.events(v, who); err != nil {
			return err
		}
		return f.rest(v, who)
	})
	slices.SortFunc(f.found.Places, func(a, b Place) int { return strings.Compare(a.Field, b.Field) })
	return f.found, err
}

func (f *finder) add(field, where, what, number string, h Hit) {
	i, known := f.at[field]
	if !known {
		i = len(f.found.Places)
		f.at[field] = i
		f.found.Places = append(f.found.Places, Place{Field: field, Where: where, What: what, Keep: f.keep[field]})
	}
	p := &f.found.Places[i]
	p.Count += h.Count
	p.Records++
	sample := Sample{number, h.Text}
	if len(p.Samples) < maxSamples && !slices.Contains(p.Samples, sample) {
		p.Samples = append(p.Samples, sample)
	}
}

func (f *finder) records(v *change.View, who *Subject) error {
	port := f.s.port(v)
	holds, err := f.s.standing(v)
	if err != nil {
		return err
	}
	all := func(string) bool { return true }
	for mark := (Mark{}); ; {
		recs, err := port.VersionsAfter(v.Context(), mark, batchPage)
		if err != nil {
			return err
		}
		for i := range recs {
			rec := &recs[i]
			mark = Mark{string(rec.Kind), rec.Num, rec.Version}
			_, hits, err := who.Redact(rec.Body, all, nil)
			if err != nil || len(hits) == 0 {
				if err != nil {
					return err
				}
				continue
			}
			hold := holds.records[rec.ID]
			if hold == "" {
				hold = holds.kinds[rec.Kind]
			}
			if hold != "" {
				if !slices.Contains(f.found.Held, hold) {
					f.found.Held = append(f.found.Held, hold)
				}
				continue
			}
			f.record(rec, hits)
		}
		if len(recs) < batchPage {
			return nil
		}
	}
}

func (f *finder) record(rec *register.Record, hits []Hit) {
	reg := f.s.Door.Book().Of(rec.Kind)
	where, number := string(rec.Kind), ""
	if reg != nil {
		where, number = reg.Declaration().Plural, reg.Declaration().Number(rec.Num)
		if value, err := reg.Decode(rec.Body); err == nil {
			for _, field := range reg.Declaration().Fields {
				if field.Type != register.File {
					continue
				}
				if hash := reg.Text(value, field.Name); hash != "" && !slices.Contains(f.found.Files, number) {
					f.found.Files = append(f.found.Files, number)
				}
			}
		}
	}
	for _, h := range hits {
		what := h.Field
		if reg != nil {
			if field := reg.Declaration().Field(h.Field); field != nil {
				what = field.Label
			}
		}
		f.add(fieldOfKind(string(rec.Kind), h.Field), where, what, number, h)
	}
}

func (f *finder) events(v *change.View, who *Subject) error {
	r := &run{s: f.s, who: who, p: plan{Keep: f.keep}}
	for seq := int64(-1); ; {
		rows, err := f.s.port(v).EventsAfter(v.Context(), seq, batchPage)
		if err != nil {
			return err
		}
		for _, e := range rows {
			seq = e.Seq
			if _, erased, err := erased.In(e.Payload); err != nil || erased {
				if err != nil {
					return err
				}
				continue
			}
			goes, err := r.names(e)
			if err != nil {
				return err
			}
			if goes {
				f.found.Events++
			}
		}
		if len(rows) < batchPage {
			return nil
		}
	}
}

func (f *finder) rest(v *change.View, who *Subject) error {
	port := f.s.port(v)
	err := port.RestOf(v.Context(), func(row Rest) error {
		for _, t := range row.Texts {
			if t.Text == "" {
				continue
			}
			if t.JSON {
				_, hits, err := who.Redact([]byte(t.Text), func(string) bool { return true }, nil)
				if err != nil {
					return err
				}
				for _, h := range hits {
					f.add(fieldOfKind(row.Table, t.Column), tableWords(row.Table), t.Column, "", h)
				}
				continue
			}
			if spans := who.Find(t.Text); len(spans) > 0 {
				f.add(fieldOfKind(row.Table, t.Column), tableWords(row.Table), t.Column, "", Hit{Text: sample(t.Text, spans[0]), Count: len(spans)})
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	people, err := port.Persons(v.Context())
	for _, p := range people {
		if _, is := who.identity(p); is {
			f.found.People = append(f.found.People, p)
		}
	}
	return err
}

// tableWords says a table's name as words.
func tableWords(table string) string {
	return "the table of " + strings.ReplaceAll(table, "_", " ") + "s"
}
