package rest

import "net/http"

func (a *API) serveDocs(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusOK) }
