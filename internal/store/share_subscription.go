package store

import (
	"context"
	"encoding/json"

	"holdfast/internal/change"
	"holdfast/internal/share/trustpage"
)

const subscriptionColumns = "id, org_id, email, confirm, stop, confirmed, created_at, confirmed_at, told, source"

func scanSubscription(scan func(...any) error) (trustpage.Subscription, error) {
	var s trustpage.Subscription
	var confirmed int64
	var told string
	if err := scan(&s.ID, &s.Org, &s.Email, &s.Confirm, &s.Stop, &confirmed, &s.CreatedAt, &s.ConfirmedAt, &told, &s.Source); err != nil {
		return s, err
	}
	s.Confirmed = confirmed == 1
	return s, json.Unmarshal([]byte(told), &s.Told)
}

// CountSubscriptions implements trustpage.SubscriptionStore.
func (s *Store) CountSubscriptions(ctx context.Context, org, email, source string, since int64) (trustpage.Counted, error) {
	var n trustpage.Counted
	err := s.View(ctx, Org(org), func(tx *Tx) error {
		for _, c := range []struct {
			into *int
			text string
			args []any
		}{
			{&n.Organisation, "", nil},
			{&n.Email, " AND email = $3", []any{email}},
			{&n.Source, " AND source = $3", []any{source}},
		} {
			if _, err := tx.QueryRow(ctx, "SELECT count(*) FROM trust_subscription WHERE org_id = $1 AND confirmed = 0 AND created_at >= $2"+c.text,
				append([]any{org, since}, c.args...), c.into); err != nil {
				return err
			}
		}
		return nil
	})
	return n, err
}

// AddSubscription implements trustpage.SubscriptionStore.
func (s *Store) AddSubscription(ctx context.Context, sub trustpage.Subscription, j change.Job) (bool, error) {
	added := false
	err := s.In(ctx, Org(sub.Org), func(tx *Tx) error {
		added = false
		var n int64
		if _, err := tx.QueryRow(ctx, "SELECT count(*) FROM trust_subscription WHERE org_id = $1 AND email = $2 AND confirmed = 1", []any{sub.Org, sub.Email}, &n); err != nil || n > 0 {
			return err
		}
		if _, err := tx.Exec(ctx, "INSERT INTO trust_subscription ("+subscriptionColumns+") VALUES ("+list(1, 10)+")",
			sub.ID, sub.Org, sub.Email, sub.Confirm, sub.Stop, bit(sub.Confirmed), sub.CreatedAt, sub.ConfirmedAt, "{}", sub.Source); err != nil {
			return err
		}
		var err error
		added, err = tx.Enqueue(ctx, j)
		return err
	})
	return added, err
}

// SubscriptionBy implements trustpage.SubscriptionStore: a link in a mail names
// no organisation.
func (s *Store) SubscriptionBy(ctx context.Context, id, confirm, stop string) (trustpage.Subscription, bool, error) {
	column, value := "id", id
	switch {
	case confirm != "":
		column, value = "confirm", confirm
	case stop != "":
		column, value = "stop", stop
	}
	var sub trustpage.Subscription
	found := false
	err := s.View(ctx, System(WorkShare), func(tx *Tx) error {
		return tx.Query(ctx, "SELECT "+subscriptionColumns+" FROM trust_subscription WHERE "+column+" = $1", []any{value}, func(scan func(...any) error) (err error) {
			found = true
			sub, err = scanSubscription(scan)
			return err
		})
	})
	return sub, found, err
}

// Subscriptions implements trustpage.SubscriptionStore.
func (s *Store) Subscriptions(ctx context.Context, org string) ([]trustpage.Subscription, error) {
	var out []trustpage.Subscription
	err := s.View(ctx, Org(org), func(tx *Tx) error {
		return tx.Query(ctx, "SELECT "+subscriptionColumns+" FROM trust_subscription WHERE org_id = $1 AND confirmed = 1 ORDER BY created_at, id", []any{org}, func(scan func(...any) error) error {
			sub, err := scanSubscription(scan)
			out = append(out, sub)
			return err
		})
	})
	return out, err
}

// PutSubscription implements trustpage.SubscriptionStore. Once one of an address
// is confirmed its other requests are forgotten.
func (s *Store) PutSubscription(ctx context.Context, sub trustpage.Subscription) error {
	told, err := json.Marshal(sub.Told)
	if err != nil {
		return err
	}
	return s.In(ctx, Org(sub.Org), func(tx *Tx) error {
		if _, err := tx.Exec(ctx, "UPDATE trust_subscription SET confirmed = $3, confirmed_at = $4, told = $5 WHERE org_id = $1 AND id = $2",
			sub.Org, sub.ID, bit(sub.Confirmed), sub.ConfirmedAt, string(told)); err != nil || !sub.Confirmed {
			return err
		}
		_, err := tx.Exec(ctx, "DELETE FROM trust_subscription WHERE org_id = $1 AND email = $2 AND id <> $3", sub.Org, sub.Email, sub.ID)
		return err
	})
}

// EndSubscription implements trustpage.SubscriptionStore.
func (s *Store) EndSubscription(ctx context.Context, org, id string) error {
	return s.In(ctx, Org(org), func(tx *Tx) error {
		_, err := tx.Exec(ctx, "DELETE FROM trust_subscription WHERE org_id = $1 AND id = $2", org, id)
		return err
	})
}

// EraseSubscriptions removes every subscription of an address, for a person who
// asks to be forgotten, and gives how many there were.
func (t *Tx) EraseSubscriptions(ctx context.Context, email string) (int64, error) {
	return t.Exec(ctx, "DELETE FROM trust_subscription WHERE org_id = $1 AND email = $2", t.Org(), email)
}

// SweepSubscriptions implements trustpage.SubscriptionStore.
func (s *Store) SweepSubscriptions(ctx context.Context, before int64) (int64, error) {
	var n int64
	err := s.In(ctx, System(WorkShare), func(tx *Tx) (err error) {
		n, err = tx.Exec(ctx, "DELETE FROM trust_subscription WHERE confirmed = 0 AND created_at < $1", before)
		return err
	})
	return n, err
}

// TellSubscriber implements trustpage.SubscriptionStore.
func (s *Store) TellSubscriber(ctx context.Context, org string, j change.Job) (bool, error) {
	added := false
	err := s.In(ctx, Org(org), func(tx *Tx) (err error) {
		added, err = tx.Enqueue(ctx, j)
		return err
	})
	return added, err
}

var _ trustpage.SubscriptionStore = (*Store)(nil)
