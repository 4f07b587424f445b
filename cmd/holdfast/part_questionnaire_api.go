package main

import (
	"bytes"
	"net/http"
	"path/filepath"

	"holdfast/internal/authz"
	"holdfast/internal/blob"
	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/evidence"
	"holdfast/internal/office/opc"
	"holdfast/internal/rest"
	questionpages "holdfast/internal/web/win/questionnaire"
	"holdfast/internal/win/questionnaire"
)

type placesIn struct {
	Version int64                   `json:"version" need:"true" doc:"Of the questionnaire, as it was read."`
	Mapping []questionnaire.Mapping `json:"mapping" need:"true" doc:"For each sheet or table; columns are counted from 1, 0 is none."`
	Reason  string                  `json:"reason"`
}

type acceptAnswerIn struct {
	Answer string `json:"answer" need:"true" doc:"An answer of the library, by number or id."`
	Reason string `json:"reason"`
}

type assignIn struct {
	Section string `json:"section" doc:"All questions when not given."`
	Owner   string `json:"owner" doc:"A member; nobody when not given."`
	Reason  string `json:"reason"`
}

type returnedIn struct {
	On     civil.Date `json:"on" doc:"The day on which the filled file went back; none takes it back."`
	Reason string     `json:"reason"`
}

type countOut struct {
	Questions int `json:"questions" doc:"How many were changed."`
}

type savedOut struct {
	Answer string `json:"answer" doc:"The number of the new draft."`
}

func (w *questionnaireWing) operations() []rest.Operation {
	op := func(method, path, id, summary, about string, verb authz.Verb, body any) rest.Operation {
		return rest.Operation{Method: method, Path: path, ID: id, Tag: "questionnaires", Summary: summary, Description: about, Area: authz.Win, Verb: verb, What: "questionnaires", Body: body}
	}
	add := op(http.MethodPost, "/questionnaires/add", "addQuestionnaire", "Add a buyer's questionnaire to a bid",
		"The body is the file: a workbook or a Word document of up to 20 MB. Where its questions and answers are is guessed; confirm it with its places.", authz.Create, nil)
	add.Takes, add.MaxBody, add.Status, add.Record = []string{"application/octet-stream"}, opc.MaxFile+1, http.StatusCreated, questionnaire.Kind
	add.Query = []rest.Param{{Name: "bid", Description: "By number or id.", Required: true}, {Name: "name", Description: "The name of the file.", Required: true}}
	add.Do = w.addCall
	places := op(http.MethodPost, "/questionnaires/{id}/places", "setQuestionnairePlaces", "Say where the questions and the answers are",
		"Takes the questions out of the file. Done again, answers stay with their places.", authz.Update, placesIn{})
	places.Record = questionnaire.Kind
	places.Do = w.placesCall
	fill := op(http.MethodPost, "/questionnaires/{id}/fill", "fillQuestionnaire", "Suggest answers to all open questions",
		"What fits well is put in from the library as a suggestion; suggestions do not go into the file until somebody has looked at them.", authz.Update, whyNotIn{})
	fill.Answer = countOut{}
	fill.Do = func(c *rest.Call) (any, error) {
		n, err := w.Fill(c.Context(), c.By(c.Body.(*whyNotIn).Reason), c.Path("id"))
		return countOut{n}, err
	}
	assign := op(http.MethodPost, "/questionnaires/{id}/assign", "assignQuestions", "Give questions to somebody", "", authz.Update, assignIn{})
	assign.Answer = countOut{}
	assign.Do = func(c *rest.Call) (any, error) {
		in := c.Body.(*assignIn)
		n, err := w.Assign(c.Context(), c.By(in.Reason), c.Path("id"), in.Section, in.Owner)
		return countOut{n}, err
	}
	returned := op(http.MethodPost, "/questionnaires/{id}/returned", "setQuestionnaireReturned", "Record that a questionnaire has gone back", "", authz.Update, returnedIn{})
	returned.Record = questionnaire.Kind
	returned.Do = func(c *rest.Call) (any, error) {
		in := c.Body.(*returnedIn)
		row, err := w.Return(c.Context(), c.By(in.Reason), c.Path("id"), in.On)
		return row.ID, err
	}
	sum := op(http.MethodGet, "/questionnaires/{id}/sum", "sumQuestionnaire", "How far a questionnaire is", "", authz.Read, nil)
	sum.Answer = questionnaire.Sum{}
	sum.Do = w.sumCall
	filled := op(http.MethodGet, "/questionnaires/{id}/filled", "getFilledQuestionnaire", "The buyer's file with the answers in it",
		"Finished answers and drafts, in the same cells; everything else of the file is as it was.", authz.Read, nil)
	filled.Gives = "application/octet-stream"
	filled.Do = w.filledCall
	accept := op(http.MethodPost, "/questionnaire-questions/{id}/accept", "acceptAnswer", "Take an answer of the library for a question",
		"Done when it is approved, nothing warns of it and it keeps to the limit; else a draft. The bid is recorded to use it.", authz.Update, acceptAnswerIn{})
	accept.Record = questionnaire.QuestionKind
	accept.Do = func(c *rest.Call) (any, error) {
		in := c.Body.(*acceptAnswerIn)
		row, err := w.Accept(c.Context(), c.By(in.Reason), c.Path("id"), 0, in.Answer)
		return row.ID, err
	}
	save := op(http.MethodPost, "/questionnaire-questions/{id}/save", "saveAnswer", "Save an answer in the library", "As a draft, to be approved there.", authz.Create, whyNotIn{})
	save.Answer = savedOut{}
	save.Do = func(c *rest.Call) (any, error) {
		number, err := w.Save(c.Context(), c.By(c.Body.(*whyNotIn).Reason), c.Path("id"))
		return savedOut{number}, err
	}
	return []rest.Operation{add, places, fill, assign, returned, sum, filled, accept, save}
}

func (w *questionnaireWing) addCall(c *rest.Call) (any, error) {
	folder, err := blob.Open(filepath.Join(w.app.dir, filesFolder))
	if err != nil {
		return nil, err
	}
	staged, err := folder.Stage(c.Context(), c.Sent(), opc.MaxFile)
	if err != nil {
		return nil, err
	}
	defer staged.Drop()
	if err := staged.Keep(); err != nil {
		return nil, err
	}
	row, err := w.addStored(c, staged.Hash, staged.Size)
	if err != nil {
		_ = staged.Undo() // no record names it
		return nil, err
	}
	return row.ID, nil
}

func (w *questionnaireWing) addStored(c *rest.Call, hash string, size int64) (questionnaire.Row, error) {
	b, err := w.app.storedFile(hash)
	if err != nil {
		return questionnaire.Row{}, err
	}
	form, err := questionpages.Open(b)
	if err != nil {
		return questionnaire.Row{}, err
	}
	return w.Add(c.Context(), c.By(""), questionnaire.Adding{Bid: c.Query("bid"), File: hash, FileName: evidence.CleanName(c.Query("name")), FileSize: size}, form)
}

func (w *questionnaireWing) placesCall(c *rest.Call) (any, error) {
	in := c.Body.(*placesIn)
	row, err := w.Get(c.Context(), c.Actor(), c.Path("id"))
	if err != nil {
		return nil, err
	}
	b, err := w.app.storedFile(row.Value.File)
	if err != nil {
		return nil, err
	}
	form, err := questionpages.Open(b)
	if err != nil {
		return nil, err
	}
	row, err = w.Map(c.Context(), c.By(in.Reason), row.ID, in.Version, in.Mapping, form)
	return row.ID, err
}

func (w *questionnaireWing) sumCall(c *rest.Call) (any, error) {
	var sum questionnaire.Sum
	err := c.See(func(v *change.View) error {
		row, err := w.Find(v, c.Path("id"))
		if err != nil {
			return err
		}
		all, err := w.All(v, row.Number)
		if err != nil {
			return err
		}
		standing, err := w.Stand(v, &row, all, c.Today())
		sum = questionnaire.Count(all, standing)
		return err
	})
	return sum, err
}

func (w *questionnaireWing) filledCall(c *rest.Call) (any, error) {
	var row questionnaire.Row
	var answers map[string]map[string]string
	err := c.See(func(v *change.View) (err error) {
		if row, err = w.Find(v, c.Path("id")); err != nil {
			return err
		}
		all, err := w.All(v, row.Number)
		answers = questionnaire.Filling(all)
		return err
	})
	if err != nil {
		return nil, err
	}
	b, err := w.app.storedFile(row.Value.File)
	if err != nil {
		return nil, err
	}
	out, err := questionpages.Fill(b, answers)
	if err != nil {
		return nil, err
	}
	return nil, c.Attachment(row.Value.FilledName(), bytes.NewReader(out), int64(len(out)))
}
