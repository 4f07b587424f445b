package bid

import (
	"encoding/json"
	"errors"
)

func readJudgement(j *Judgement, b []byte) error {
	var word string
	if json.Unmarshal(b, &word) == nil {
		*j = Judgement{Covers: word}
		return nil
	}
	type plain Judgement
	var p plain
	if json.Unmarshal(b, &p) != nil {
		return errors.New(`a judgement is "yes", "no" or "unknown"`)
	}
	*j = Judgement(p)
	return nil
}
