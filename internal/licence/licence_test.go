package licence_test

import (
	"strings"
	"testing"

	"holdfast/internal/licence"
)

func TestThirdPartyCarriesNoticeAndTexts(t *testing.T) {
	t.Parallel()
	got := licence.ThirdParty()
	for _, want := range []string{"Open Government", "SIL Open Font License", "github.com/alecthomas/kong", "Permission is hereby granted"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is missing", want)
		}
	}
}
