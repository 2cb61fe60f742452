package catalogue_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"gongwen/archive"
	"gongwen/archive/catalogue"
)

// waitFor enters so many forms of forty units that wait for one title.
func waitFor(t testing.TB, c *catalogue.Catalogue, n int) {
	t.Helper()
	route := json.RawMessage(`[{"step":"letter-approval","article":"81(1)","does":"审批","because":"一般事项","titles":["区政府办公室主任","区政府办公室副主任"],"open":["区政府办公室主任","区政府办公室副主任"],"ready":true}]`)
	for i := range n {
		a := receive(t, c, i)
		u := catalogue.Unsigned{Arrival: a.ID, Kind: "letter", Unit: fmt.Sprintf("单位%d", i%40), Named: fmt.Sprintf("单位%d", i%40), Subject: fmt.Sprintf("核对第%d批资金", i), Content: fmt.Sprint(i), Opened: a.Arrived, Shown: "shown", Route: route, Degree: archive.NotSecret}
		turns := []catalogue.Turn{{Arrival: a.ID, What: "sign", Step: "letter-approval", Title: "区政府办公室主任", Article: "81(1)", Since: a.Arrived, Due: a.Arrived.Add(time.Duration(i%7) * time.Hour)}}
		if err := c.EnterUnsigned(t.Context(), u, turns, []json.RawMessage{json.RawMessage(`{"act":"opened","at":"2026-05-11T09:00:00Z"}`), json.RawMessage(`{"act":"signed","name":"叶清和","at":"2026-05-11T09:00:00Z"}`)}); err != nil {
			t.Fatal(err)
		}
	}
}

// BenchmarkTurnsOf is what a desk of 10,000 waiting forms asks for.
func BenchmarkTurnsOf(b *testing.B) {
	c, _ := create(b)
	waitFor(b, c, 10000)
	asked := catalogue.Asked{Name: "叶清和", Titles: []string{"区政府办公室主任"}, Degrees: []string{archive.NotSecret}}
	b.Run("all", func(b *testing.B) {
		for b.Loop() {
			all, err := c.TurnsOf(b.Context(), asked, 0, -1)
			if err != nil || len(all) != 10000 {
				b.Fatal(len(all), err)
			}
		}
	})
	b.Run("groups", func(b *testing.B) {
		for b.Loop() {
			all, err := c.TurnGroups(b.Context())
			if err != nil || len(all) != 40 {
				b.Fatal(len(all), err)
			}
		}
	})
	b.Run("count", func(b *testing.B) {
		for b.Loop() {
			all, err := c.CountTurns(b.Context(), asked, time.Now())
			if err != nil || all.Forms != 10000 {
				b.Fatal(all, err)
			}
		}
	})
	b.Run("page", func(b *testing.B) {
		for b.Loop() {
			all, err := c.TurnsOf(b.Context(), asked, 5000, 50)
			if err != nil || len(all) != 50 {
				b.Fatal(all, err)
			}
		}
	})
	b.Run("naming", func(b *testing.B) {
		for b.Loop() {
			all, err := c.UnsignedNaming(b.Context(), `"name":"祁正阳"`, asked.Degrees, 50)
			if err != nil || len(all) != 0 {
				b.Fatal(all, err)
			}
		}
	})
}
