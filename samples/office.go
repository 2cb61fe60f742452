package samples

import (
	_ "embed"
	"fmt"
	"sync"

	"github.com/goccy/go-yaml"

	"gongwen/templates"
)

//go:embed office.yaml
var officeYAML []byte

// Office is what the office of the samples is called.
var Office = sync.OnceValue(func() templates.Office {
	var o templates.Office
	if err := yaml.UnmarshalWithOptions(officeYAML, &o, yaml.Strict()); err != nil {
		panic(fmt.Sprintf("office.yaml: %v", err)) // compiled in
	}
	return o
})
