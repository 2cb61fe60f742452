package samples

import (
	"embed"
	"fmt"
	"sync"

	"gongwen/templates"
)

//go:embed office.yaml
var officeFile embed.FS

// Office is what the office of the samples is called.
var Office = sync.OnceValue(func() templates.Office {
	var o templates.Office
	if err := readYAML(officeFile, "office.yaml", &o); err != nil {
		panic(fmt.Sprint(err)) // compiled in
	}
	return o
})
