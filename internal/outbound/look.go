package outbound

import (
	"context"
	"net/http"
	"net/url"

	"holdfast/internal/errs"
)

// Look asks whether an address answers, by a client of this package: its head
// alone where the server gives it, and no redirect is followed. Location is
// where the address says it has moved. The error is one whose message may be
// shown; Invalid for an address that is not asked at all.
func Look(ctx context.Context, client *http.Client, address string) (status int, location string, err error) {
	for _, method := range []string{http.MethodHead, http.MethodGet} {
		if status, location, err = ask(ctx, client, method, address); err != nil {
			return 0, "", err
		}
		// Some servers know no HEAD, or refuse it.
		if status != http.StatusMethodNotAllowed && status != http.StatusNotImplemented && status != http.StatusForbidden && status != http.StatusNotFound {
			break
		}
	}
	return status, location, nil
}

func ask(ctx context.Context, client *http.Client, method, address string) (int, string, error) {
	req, err := http.NewRequestWithContext(ctx, method, address, http.NoBody)
	if err != nil {
		return 0, "", errs.Wrap(err, errs.Invalid, "This is no address that can be asked.")
	}
	resp, err := client.Do(req)
	if err != nil {
		host := address
		if u, perr := url.Parse(address); perr == nil {
			host = u.Host
		}
		return 0, "", Fault(host, err)
	}
	defer resp.Body.Close() // its content is of no interest
	where := ""
	if u, err := resp.Location(); err == nil {
		where = u.Redacted()
	}
	return resp.StatusCode, where, nil
}
