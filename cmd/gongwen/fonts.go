package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"gongwen/pipeline/workspace"
	"gongwen/templates/font"
)

// foundFonts is what --json shows.
type foundFonts struct {
	Roles      []servedRole     `json:"roles"`
	Characters []foundCharacter `json:"characters,omitempty"`
}

type servedRole struct {
	Role   string       `json:"role"`
	Served bool         `json:"served"`
	Fonts  []servedFont `json:"fonts"`
	Wanted []wantedFont `json:"wanted,omitempty"`
}

type servedFont struct {
	Name       string `json:"name"`
	File       string `json:"file"`
	Characters int    `json:"characters"`
	StandIn    bool   `json:"stand_in,omitempty"`
	Manner     string `json:"manner,omitempty"`
	Bolder     bool   `json:"bolder,omitempty"`
}

type wantedFont struct {
	File    string `json:"file"`
	From    string `json:"from,omitempty"`
	Package string `json:"package,omitempty"`
}

type foundCharacter struct {
	Character string           `json:"character"`
	Code      string           `json:"code"`
	Drawn     bool             `json:"drawn"`
	Fonts     []characterDrawn `json:"fonts,omitempty"` // one a role
}

type characterDrawn struct {
	Role string `json:"role"`
	Name string `json:"name"`
	File string `json:"file"`
}

func fontsCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "fonts [字…]",
		Short: "字体：每种用途由哪个文件承担、缺字由谁补、还缺什么；或查某些字由哪个文件印",
		Long: `列出公文的五种字体各由哪个文件承担：排在前面的先用，它没有的字由后面的补。
不是本来字体的，说明是代用，并说明装什么可以换成本来的：装进系统的字体文件夹，
或在数据文件夹的 gongwen.yaml 里写明字体文件（加 -d 文件夹，就照它的设置查）。
后面写上字，就逐字查由哪个文件印：gongwen fonts 堃喆祎㛃𠮷
每种用途都有字体、所查的字都能印时退出码为 0，否则为 1。
--json 有 roles（role served fonts wanted）和 characters（character code drawn fonts）。`,
	}
	dir := dataFlag(cmd)
	asJSON := jsonFlag(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		config, err := workspace.ReadConfig(workspace.Folder(*dir))
		if err != nil {
			return err
		}
		fonts, services, err := font.Survey(config.Fonts)
		if err != nil {
			return err
		}
		found := foundFonts{Roles: rolesOf(services), Characters: charactersOf(fonts.Lookup(strings.Join(args, "")))}
		switch {
		case *asJSON:
			err = printJSON(cmd, found)
		case len(args) > 0:
			err = writeCharacters(cmd.OutOrStdout(), found.Characters)
		default:
			err = writeRoles(cmd.OutOrStdout(), found.Roles)
		}
		if err == nil && (slices.ContainsFunc(found.Roles, func(r servedRole) bool { return !r.Served }) ||
			slices.ContainsFunc(found.Characters, func(c foundCharacter) bool { return !c.Drawn })) {
			return exitCode(1)
		}
		return err
	}
	return cmd
}

func rolesOf(services []font.Service) []servedRole {
	var roles []servedRole
	for _, s := range services {
		r := servedRole{Role: string(s.Role), Served: !s.Unserved, Fonts: []servedFont{}}
		for _, f := range s.Faces {
			r.Fonts = append(r.Fonts, servedFont{f.Name, f.Path, f.Characters, f.StandIn, f.Manner, f.Bolder})
		}
		for _, w := range s.Wanted {
			if w.Debian {
				r.Wanted = append(r.Wanted, wantedFont{File: w.File, Package: w.From})
			} else {
				r.Wanted = append(r.Wanted, wantedFont{File: w.File, From: w.From})
			}
		}
		roles = append(roles, r)
	}
	return roles
}

func charactersOf(looked []font.Lookup) []foundCharacter {
	var all []foundCharacter
	for _, l := range looked {
		f := foundCharacter{Character: string(l.Character), Code: fmt.Sprintf("U+%04X", l.Character), Drawn: l.Drawn}
		for _, by := range l.Faces {
			f.Fonts = append(f.Fonts, characterDrawn{string(by.Role), by.Face.Name, by.Face.Path})
		}
		all = append(all, f)
	}
	return all
}

// served is what serves a role, in a line with its name: ：霞鹜文楷（代用，楷体风格）.
func (r servedRole) served() string {
	if !r.Served {
		return "：没有"
	}
	first := r.Fonts[0]
	if !first.StandIn {
		return "：" + first.Name
	}
	said := "：" + first.Name + "（代用"
	if first.Manner != "" {
		said += "，" + first.Manner
	}
	if first.Bolder {
		said += "，加粗"
	}
	return said + "）"
}

func writeRoles(w io.Writer, roles []servedRole) error {
	var b strings.Builder
	for _, r := range roles {
		fmt.Fprintf(&b, "%s%s\n", r.Role, r.served())
		if !r.Served {
			b.WriteString("    没有：缺这种字体，公文印不出来\n")
		}
		for i, f := range r.Fonts {
			part := "补字"
			if i == 0 && r.Served {
				part = "用  "
			}
			fmt.Fprintf(&b, "    %s  %s，%d字  %s\n", part, f.Name, f.Characters, f.File)
		}
		if len(r.Wanted) > 0 {
			if r.Served {
				fmt.Fprintf(&b, "    要用本来的%s，请装下列之一：", r.Role)
			} else {
				b.WriteString("    请装下列之一：")
			}
			b.WriteString(wantedList(r.Wanted) + "\n")
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// wantedList names fonts and where they come from: a.ttf、b.ttf（Windows）；….
func wantedList(wanted []wantedFont) string {
	var b strings.Builder
	for i, f := range wanted {
		b.WriteString(f.File)
		from := f.From
		if f.Package != "" {
			from = "Debian 包 " + f.Package
		}
		switch {
		case i+1 < len(wanted) && wanted[i+1].From == f.From && wanted[i+1].Package == f.Package:
			b.WriteString("、")
		case i+1 < len(wanted):
			b.WriteString("（" + from + "）；")
		default:
			b.WriteString("（" + from + "）")
		}
	}
	return b.String()
}

// writeCharacters puts roles that draw a character from one file together.
func writeCharacters(w io.Writer, characters []foundCharacter) error {
	var b strings.Builder
	for _, c := range characters {
		fmt.Fprintf(&b, "%s  %s", c.Character, c.Code)
		if !c.Drawn {
			b.WriteString("  没有字体能印。请核对此字；确需使用的，请安装含有此字的字体\n")
			continue
		}
		for i, f := range c.Fonts {
			if slices.ContainsFunc(c.Fonts[:i], func(g characterDrawn) bool { return g.File == f.File }) {
				continue
			}
			var roles []string
			for _, g := range c.Fonts {
				if g.File == f.File {
					roles = append(roles, g.Role)
				}
			}
			fmt.Fprintf(&b, "  %s：%s", strings.Join(roles, "、"), f.Name)
		}
		b.WriteString("\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}
