package auth

import "maps"

// AsAt gives the same visit looking at the record as it stood at an instant, in
// microseconds UTC: it can read, and change nothing. What the request has kept
// by then it keeps: a page that has begun to read does not begin again.
func (v *Visit) AsAt(at int64) *Visit {
	out := &Visit{
		Account: v.Account, Actor: v.Actor, Org: v.Org, Places: v.Places,
		Session: v.Session, Token: v.Token, FreshUntil: v.FreshUntil, Local: v.Local,
	}
	out.Actor.AsAt = at
	v.mu.Lock()
	defer v.mu.Unlock()
	out.memo = maps.Clone(v.memo)
	return out
}
