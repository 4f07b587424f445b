package bid

import (
	"encoding/json"
	"errors"

	"holdfast/internal/errs"
	"holdfast/internal/strictjson"
)

func readJudgement(j *Judgement, b []byte) error {
	var word string
	if json.Unmarshal(b, &word) == nil {
		*j = Judgement{Covers: word}
		return nil
	}
	type plain Judgement
	var p plain
	if err := strictjson.Unmarshal(b, &p); err != nil {
		if f := errs.FieldsOf(err); b[0] == '{' && len(f) > 0 {
			return errors.New(f[0].Message)
		}
		return errors.New(`a judgement is "yes", "no" or "unknown"`)
	}
	*j = Judgement(p)
	return nil
}
