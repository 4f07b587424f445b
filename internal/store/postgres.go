package store

import (
	"context"

	"holdfast/internal/errs"
)

func openPostgres(_ context.Context, _ Options) (engine, error) {
	return nil, errs.New(errs.Unavailable, "PostgreSQL is not built in yet")
}
