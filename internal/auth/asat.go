package auth

// AsAt gives the same visit looking at the record as it stood at an instant, in
// microseconds UTC: it can read, and change nothing.
func (v *Visit) AsAt(at int64) *Visit {
	out := &Visit{
		Account: v.Account, Actor: v.Actor, Org: v.Org, Places: v.Places,
		Session: v.Session, Token: v.Token, FreshUntil: v.FreshUntil, Local: v.Local,
	}
	out.Actor.AsAt = at
	return out
}
