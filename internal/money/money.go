// Package money has amounts as whole minor units with their currency.
package money

import (
	"fmt"
	"strconv"
	"strings"
)

// Amount is a sum of money: 1234 GBP is £12.34. The zero Amount means "no
// amount"; nothing at all in pounds is {0, "GBP"}.
type Amount struct {
	Minor    int64  `json:"minor"`
	Currency string `json:"currency"` // ISO 4217, "GBP"
}

// IsZero says that there is no amount.
func (a Amount) IsZero() bool { return a.Currency == "" }

// Valid says that the currency has the form of ISO 4217, or that there is no
// amount.
func (a Amount) Valid() bool {
	return a.IsZero() && a.Minor == 0 || len(a.Currency) == 3 && strings.Trim(a.Currency, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
}

// String gives "12.34 GBP", and the empty string for no amount.
func (a Amount) String() string {
	if a.IsZero() {
		return ""
	}
	d := digits(a.Currency)
	sign, n := "", a.Minor
	if n < 0 {
		sign, n = "-", -n
	}
	if d == 0 {
		return fmt.Sprintf("%s%d %s", sign, n, a.Currency)
	}
	scale := pow10(d)
	return fmt.Sprintf("%s%d.%0*d %s", sign, n/scale, d, n%scale, a.Currency)
}

// Parse reads "12.34 GBP", "£1,200" and "1200" (pounds when no currency is
// given). The error says how to write it.
func Parse(s string) (Amount, error) {
	bad := fmt.Errorf("%q is not an amount: write it as 1200.50 GBP", s)
	t := strings.ReplaceAll(strings.TrimSpace(s), ",", "")
	if t == "" {
		return Amount{}, nil
	}
	currency := "GBP"
	if rest, ok := strings.CutPrefix(t, "£"); ok {
		t = rest
	} else if i := strings.LastIndexByte(t, ' '); i > 0 {
		t, currency = strings.TrimSpace(t[:i]), strings.ToUpper(t[i+1:])
	}
	if len(currency) != 3 || strings.Trim(currency, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
		return Amount{}, bad
	}
	whole, part, _ := strings.Cut(t, ".")
	negative := strings.HasPrefix(whole, "-")
	whole = strings.TrimPrefix(whole, "-")
	d := digits(currency)
	if whole == "" || len(whole) > 15 || len(part) > d || strings.Trim(whole+part, "0123456789") != "" {
		return Amount{}, bad
	}
	n, err := strconv.ParseInt(whole+part+strings.Repeat("0", d-len(part)), 10, 64)
	if err != nil {
		return Amount{}, bad
	}
	if negative {
		n = -n
	}
	return Amount{n, currency}, nil
}

// digits gives the digits of a currency's minor unit (ISO 4217).
func digits(currency string) int {
	switch currency {
	case "JPY", "KRW", "ISK", "CLP", "VND":
		return 0
	case "BHD", "KWD", "OMR", "JOD", "TND":
		return 3
	}
	return 2
}

func pow10(n int) int64 {
	p := int64(1)
	for range n {
		p *= 10
	}
	return p
}
