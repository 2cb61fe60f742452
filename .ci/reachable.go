// Command reachable reports whether an address on the web answers within ten seconds,
// by way of a proxy where one is set.
package main

import (
	"fmt"
	"net/http"
	"os"
	"time"
)

func main() {
	client := http.Client{Timeout: 10 * time.Second}
	answer, err := client.Head(os.Args[1])
	if err == nil && answer.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s answers %s", os.Args[1], answer.Status)
	}
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
}
