// Sends one event in each mode with the official CloudEvents SDK for Go (go get github.com/cloudevents/sdk-go/v2): main URL KEY.
package main

import (
	"context"
	"log"
	nethttp "net/http"
	"os"
	"time"

	cloudevents "github.com/cloudevents/sdk-go/v2"
	"github.com/cloudevents/sdk-go/v2/protocol/http"
)

func event(id string) cloudevents.Event {
	e := cloudevents.NewEvent()
	e.SetID(id)
	e.SetSource("/rasens/go")
	e.SetType("ras2.declaration.refused")
	e.SetSubject("go-" + id)
	e.SetTime(time.Date(2025, 11, 20, 9, 59, 0, 0, time.FixedZone("JST", 9*3600)))
	e.SetExtension("partitionkey", "区分-1")
	_ = e.SetData(cloudevents.ApplicationJSON, map[string]any{
		"recipients": map[string]any{"filer": map[string]string{"email": "filer@example.co.jp", "name": "見本 花子"}},
	})
	return e
}

func main() {
	c, err := cloudevents.NewClientHTTP(
		cloudevents.WithTarget(os.Args[1]),
		cloudevents.WithHeader("Authorization", "Bearer "+os.Args[2]),
	)
	if err != nil {
		log.Fatal(err)
	}
	ctx := context.Background()
	if r := c.Send(ctx, event("go-binary")); cloudevents.IsUndelivered(r) {
		log.Fatal(r)
	}
	if r := c.Send(cloudevents.WithEncodingStructured(ctx), event("go-structured")); cloudevents.IsUndelivered(r) {
		log.Fatal(r)
	}
	request, err := http.NewHTTPRequestFromEvents(ctx, os.Args[1], []cloudevents.Event{event("go-batch-1"), event("go-batch-2")})
	if err != nil {
		log.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+os.Args[2])
	answer, err := nethttp.DefaultClient.Do(request)
	if err != nil {
		log.Fatal(err)
	}
	answer.Body.Close()
}
