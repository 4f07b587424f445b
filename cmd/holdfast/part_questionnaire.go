package main

import (
	"bytes"
	"context"
	"io"
	"path/filepath"
	"time"

	"holdfast/internal/blob"
	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/demo"
	"holdfast/internal/due"
	"holdfast/internal/errs"
	"holdfast/internal/job"
	"holdfast/internal/mail"
	"holdfast/internal/office/opc"
	"holdfast/internal/register"
	"holdfast/internal/rest"
	"holdfast/internal/store"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/site"
	questionpages "holdfast/internal/web/win/questionnaire"
	library "holdfast/internal/win/answer"
	"holdfast/internal/win/bid"
	"holdfast/internal/win/questionnaire"
)

// questionnairePart is buyers' questionnaires, answered into their own files.
func questionnairePart() *part {
	sets, questions := questionnaire.Register(), questionnaire.QuestionRegister()
	p := &part{registers: []register.Any{sets, questions}}
	p.wire = func(h *app) {
		w := &questionnaireWing{app: h, Service: &questionnaire.Service{
			Door: h.door, Sets: sets, Questions: questions, Zone: london,
			Answers: h.answerService(registerOf[library.Answer](h, library.Kind)),
		}}
		p.rules = w.rules()
		p.operations = w.operations()
		p.pages = w.pages
		p.due = func(in change.Reader, today civil.Date) ([]due.Item, error) {
			rows, err := change.Collect(in, sets, register.Query{Filters: []register.Filter{{Field: "returned", Op: register.Empty}}})
			if errs.CodeOf(err) == errs.Forbidden {
				return nil, nil // what falls due of it is not theirs to know
			}
			return questionnaire.Due(rows, today), err
		}
		p.work = w.work
		p.tell = w.tell
	}
	return p
}

// questionnaireWing is what the part's ways in stand on.
type questionnaireWing struct {
	*questionnaire.Service
	app *app
}

func (w *questionnaireWing) pages(_ *env, f *frame.Frame, files site.Files) []web.Route {
	rules := w.rules()
	pages := &questionpages.Pages{
		Frame: f, Service: w.Service, Rule: rules[questionnaire.Kind], QuestionRule: rules[questionnaire.QuestionKind],
		Files: frame.Files{Stage: stageIn(files), Get: files.Get},
	}
	return pages.Routes(files)
}

// rules: a questionnaire is made of a file, and its questions are taken out of it;
// what a person says about either is written plainly too.
func (w *questionnaireWing) rules() map[register.Kind]rest.Rule {
	return map[register.Kind]rest.Rule{
		questionnaire.Kind: {
			Create: func(*change.Tx, any) (string, error) {
				return "", errs.New(errs.Invalid, "A questionnaire is made of the buyer's file: POST …/questionnaires/add.")
			},
			Ready: func(*change.Tx, any, any) error { return nil },
			Fixed: questionnaire.Fixed(), NoDelete: true,
		},
		questionnaire.QuestionKind: {
			Create: func(*change.Tx, any) (string, error) {
				return "", errs.New(errs.Invalid, "Questions are taken out of the buyer's file: POST …/questionnaires/{id}/places.")
			},
			Ready: func(_ *change.Tx, old, value any) error {
				value.(*questionnaire.Question).Ready(old.(*questionnaire.Question))
				return nil
			},
			Fixed: questionnaire.FixedOfQuestion(), NoDelete: true,
		},
	}
}

// storedFile reads a stored file whole, of at most the size that is taken here.
func (h *app) storedFile(hash string) ([]byte, error) {
	folder, err := blob.Open(filepath.Join(h.dir, filesFolder))
	if err != nil {
		return nil, err
	}
	f, size, err := folder.Get(hash)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if size > opc.MaxFile {
		return nil, errs.New(errs.TooLarge, "The file is larger than %d MB.", opc.MaxFile>>20)
	}
	return io.ReadAll(f)
}

// work lets questionnaires go with their bids.
func (w *questionnaireWing) work(_ *env, r *job.Runner, _ *mail.Sender, _ string) {
	r.Ticks = append(r.Ticks, job.Tick{Name: "questionnaires that go with their bids", Every: followEvery, Do: func(ctx context.Context, now time.Time) error {
		return w.app.eachOrganisation(ctx, func(o store.Organisation) error {
			return w.follow(ctx, o.ID, now)
		})
	}})
}

func (w *questionnaireWing) follow(ctx context.Context, org string, now time.Time) error {
	end := ends[bid.Kind]
	_, err := w.Follow(ctx, change.By{Actor: change.SystemActor(org, "questionnaire-keeping"), Now: now}, func(b *bid.Bid) civil.Date { return end(b) })
	return err
}

// tell puts the story's questionnaire in, once: the file that the buyer sent, its
// questions where they were found, and the answers that have been given so far.
func (w *questionnaireWing) tell(e *env, h *app, story demo.Story) error {
	there := false
	err := h.door.See(e.ctx, h.actor, func(v *change.View) error {
		page, err := change.List(v, w.Sets, register.Query{Limit: 1})
		there = page.Total > 0
		return err
	})
	if err != nil || there {
		return err
	}
	told := story.Questionnaire()
	folder, err := blob.Open(filepath.Join(h.dir, filesFolder))
	if err != nil {
		return err
	}
	hash, size, err := folder.Put(e.ctx, bytes.NewReader(told.File), opc.MaxFile)
	if err != nil {
		return err
	}
	form, err := questionpages.Open(told.File)
	if err != nil {
		return err
	}
	_, err = h.door.Do(e.ctx, h.by(e, "for the demonstration").Request("questionnaire.create", nil), func(tx *change.Tx) error {
		row, err := w.Enter(tx, questionnaire.Adding{Bid: told.Bid, Title: told.Title, File: hash, FileName: told.Name, FileSize: size, Until: told.Until}, form)
		if err != nil {
			return err
		}
		if row, err = w.Place(tx, row, row.Version, row.Value.Mapping, form); err != nil {
			return err
		}
		return w.Told(tx, row, told.Answers)
	})
	return err
}
