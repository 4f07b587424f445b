package records_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"runtime"
	"testing"
	"time"

	"holdfast/internal/civil"
	"holdfast/internal/money"
)

// BenchmarkListPage makes the list of 50 of 1,000 records with 14 columns as
// HTML, by 16 workers, from the request to the last byte; -cpu says how many
// cores it has.
func BenchmarkListPage(b *testing.B) {
	h := build(b)
	quay := h.berth("N/1", "North quay")
	yes := true
	var many []boat
	for i := range 1000 {
		many = append(many, boat{
			Name: fmt.Sprintf("Boat with a name %04d", i), Log: "It leaks at the stern.", State: []string{"afloat", "dry"}[i%2], Built: civil.Of(2001, 5, 3).AddDays(i), Keeper: "p-1", Berth: quay.ID,
			Worth: money.Amount{Minor: 1234500, Currency: "GBP"}, Length: float64(i), Fit: &yes, Marks: []string{"red", "sail"}, Seen: time.Date(2027, 1, 2, 3, 4, 5, 0, time.UTC).UnixMicro(),
		})
	}
	h.put(h.owner, many...)
	path := "/boats?cols=state,built,seen,keeper,berth,worth,length,fit,sold,marks,size,log,trip.begin"
	b.SetParallelism(max(1, 16/runtime.GOMAXPROCS(0)))
	b.ReportAllocs()
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			r := httptest.NewRequest(http.MethodGet, path, nil)
			r.Host = "127.0.0.1:8417"
			w := httptest.NewRecorder()
			h.server.ServeHTTP(w, r)
			if w.Code != http.StatusOK {
				b.Fatal(w.Code)
			}
			b.SetBytes(int64(w.Body.Len()))
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "pages/s")
}
