package templates

import "testing"

func TestBuiltinKindsLoad(t *testing.T) {
	set, err := Load(Builtin())
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"letter", "minutes", "leave"} {
		if set.Named(key) == nil {
			t.Errorf("no kind %s", key)
		}
	}
}
