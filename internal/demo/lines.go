package demo

import (
	"fmt"

	"holdfast/internal/strictjson"
	"holdfast/internal/win/notice"
)

// CertificateLines gives the certificates as the certificate import reads them,
// one a line, in the order of their numbers: imported into an empty
// organisation they become CERT-1 to CERT-6, by which the bids judge them.
func (s Story) CertificateLines() ([]byte, error) { return lines(s.Certificates) }

// BidLines gives the bids as the bid import reads them, made out of the stored
// notices, in the order of their numbers. find gives the process of an ocid.
// The refs stay the same from day to day, so that the story told again on a
// later day in the same data changes its records and adds none.
func (s Story) BidLines(find func(ocid string) (notice.Notice, error)) ([]byte, error) {
	var list []any
	for _, b := range s.Bids {
		n, err := find(b.OCID)
		if err != nil {
			return nil, fmt.Errorf("the notice of %s: %w", b.Ref, err)
		}
		list = append(list, b.Take(&n))
	}
	return lines(list)
}

func lines[T any](list []T) ([]byte, error) {
	var out []byte
	for _, v := range list {
		b, err := strictjson.Marshal(v)
		if err != nil {
			return nil, err
		}
		out = append(append(out, b...), '\n')
	}
	return out, nil
}
