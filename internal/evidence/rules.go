package evidence

import (
	"holdfast/internal/change"
	"holdfast/internal/errs"
)

// Create stores an item that a plain write makes (API, form): what only named
// actions fill must be empty. It gives the id.
func (s *Service) Create(tx *change.Tx, value any) (string, error) {
	e, ok := value.(*Evidence)
	if !ok {
		return "", errs.New(errs.Internal, "this is no evidence: %T", value)
	}
	var wrong []errs.Field
	for field, how := range Fixed() {
		var filled bool
		switch field {
		case "supersedes":
			filled = e.Supersedes != ""
		case "supersededBy":
			filled = e.SupersededBy != ""
		case "request":
			filled = e.Request != ""
		case "lastChecked":
			filled = !e.LastChecked.IsZero()
		case "check":
			filled = e.Check != ""
		case "checkSays":
			filled = e.CheckSays != ""
		case "fileSize":
			filled = e.FileSize != 0
		case "mediaType":
			filled = e.MediaType != ""
		}
		if filled {
			wrong = append(wrong, errs.Field{Pointer: "/" + field, Message: "This is filled by " + how + "."})
		}
	}
	if len(wrong) > 0 {
		return "", errs.InvalidFields(wrong...)
	}
	row, err := s.Enter(tx, Collecting{Evidence: *e})
	return row.ID, err
}

// Fixed names what plain writes leave as it is, with what changes it.
func Fixed() map[string]string {
	return map[string]string{
		"fileSize": "storing a file", "mediaType": "storing a file",
		"lastChecked": "POST …/check", "check": "POST …/check", "checkSays": "POST …/check",
		"supersedes": "POST /evidence/collect", "supersededBy": "POST /evidence/collect", "request": "accepting a request",
	}
}
