package font

import (
	"errors"
	"slices"
)

// Service is how a role is served on this machine.
type Service struct {
	Role  Role
	Faces []Source // in the order they are asked for a character
	// Wanted are fonts that are not there and would serve the role better, best
	// first; any of them will do. There are none when the role has its own typeface.
	Wanted []Wanted
	// Unserved tells that there is nothing at all that suits the role, so that
	// nothing can be printed.
	Unserved bool
}

// Source is a font file in the service of a role.
type Source struct {
	Name       string // 霞鹜文楷
	Path       string
	Characters int    // how many it can draw
	StandIn    bool   // not the role's own typeface
	Manner     string // what a stand-in is: 楷体风格; may be empty
	Bolder     bool   // drawn with an added outline
}

// Wanted is a font that could be installed.
type Wanted struct {
	File   string
	From   string // Windows, 方正字库 … or, where Debian is true, the Debian package
	Debian bool
}

// Survey tells how every role is served, also when some are not. The error says
// what is wrong with the office's choice.
func Survey(config Config) (*Fonts, []Service, error) { return survey(config, installed(folders())) }

func survey(config Config, installed map[string]string) (*Fonts, []Service, error) {
	fonts, missing, errs := look(config, installed)
	var services []Service
	for _, role := range Roles {
		s := Service{Role: role, Unserved: slices.Contains(missing, role)}
		chain := fonts.chains[role]
		for _, l := range chain {
			if face, err := l.open(); err == nil {
				s.Faces = append(s.Faces, Source{face.Name, face.Path, face.Characters(), l.standIn, l.manner, l.thin})
			}
		}
		if s.Unserved || chain[0].standIn {
			for _, c := range known[role] {
				if installed[c.file] == "" && (s.Unserved || !c.standIn) {
					s.Wanted = append(s.Wanted, Wanted{c.file, c.from, c.fromDebian()})
				}
			}
		}
		services = append(services, s)
	}
	return fonts, services, errors.Join(errs...)
}
