package change

import (
	"encoding/json"
	"time"
)

// By says who does something, when and why. Key makes it safe to repeat.
type By struct {
	Actor
	Now    time.Time
	Reason string
	Key    string
}

// Request gives the request for the door; body is what is asked for, so that
// the same key with another body is refused.
func (b By) Request(action string, body any) Request {
	print, _ := json.Marshal(body) // plain values: it cannot fail
	return Request{Actor: b.Actor, Action: action, Now: b.Now, Reason: b.Reason, Key: b.Key, Fingerprint: print}
}
