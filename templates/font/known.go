package font

import "strings"

// candidate is a font file known to suit a role.
type candidate struct {
	file string // lower case
	from string // who has it: Windows, Office, 方正 or a Debian package
	// standIn marks a typeface that is not the role's own but comes near; manner says
	// to people what it is.
	standIn bool
	manner  string
	// thin marks a stand-in that is lighter than the role it plays, to be drawn
	// with an added outline.
	thin bool
}

// Where fonts come from.
const (
	founder = "方正字库"
	windows = "Windows"
	office  = "Microsoft Office"
	gbsn    = "fonts-arphic-gbsn00lp"
	gkai    = "fonts-arphic-gkai00mp"
	wenkai  = "fonts-lxgw-wenkai"
	droid   = "fonts-droid-fallback"
	fandol  = "texlive-lang-chinese" // a large package, of which only these files are wanted
)

// known are the files that suit a role, best first: Founder's and Windows' own,
// then what Debian has.
var known = map[Role][]candidate{
	Title: {
		{file: "fzxbsjw.ttf", from: founder}, {file: "fzxbsk.ttf", from: founder},
		{file: "方正小标宋简体.ttf", from: founder}, {file: "方正小标宋_gbk.ttf", from: founder},
		{file: "simsun.ttc", from: windows, standIn: true, manner: "宋体", thin: true},
		{file: "fandolsong-bold.otf", from: fandol, standIn: true, manner: "粗宋体"},
		{file: "gbsn00lp.ttf", from: gbsn, standIn: true, manner: "宋体", thin: true},
		{file: "lxgwwenkai-bold.ttf", from: wenkai, standIn: true, manner: "楷体风格"},
	},
	Body: {
		{file: "simfang.ttf", from: windows}, {file: "仿宋_gb2312.ttf", from: windows},
		{file: "stfangso.ttf", from: office}, {file: "fzfsjw.ttf", from: founder},
		{file: "fandolfang-regular.otf", from: fandol},
		{file: "lxgwwenkai-regular.ttf", from: wenkai, standIn: true, manner: "楷体风格"},
	},
	Hei: {
		{file: "simhei.ttf", from: windows}, {file: "stxihei.ttf", from: office},
		{file: "droidsansfallbackfull.ttf", from: droid}, {file: "droidsansfallback.ttf", from: droid},
		{file: "fandolhei-regular.otf", from: fandol}, // has the figures and letters that those lack
		{file: "lxgwwenkai-bold.ttf", from: wenkai, standIn: true, manner: "楷体风格"},
	},
	Kai: {
		{file: "simkai.ttf", from: windows}, {file: "楷体_gb2312.ttf", from: windows},
		{file: "stkaiti.ttf", from: office}, {file: "gkai00mp.ttf", from: gkai},
		{file: "lxgwwenkai-regular.ttf", from: wenkai, standIn: true, manner: "楷体风格"},
	},
	Song: {
		{file: "simsun.ttc", from: windows}, {file: "stsong.ttf", from: office}, {file: "gbsn00lp.ttf", from: gbsn},
	},
}

// lastResorts hold far more characters than others and end every chain.
// simsunb.ttf has what lies beyond U+FFFF.
var lastResorts = []candidate{
	{file: "simsun.ttc", from: windows, standIn: true},
	{file: "simsunb.ttf", from: windows, standIn: true},
	{file: "lxgwwenkai-regular.ttf", from: wenkai, standIn: true},
}

// fromDebian tells that a font comes with the Debian package it is from.
func (c candidate) fromDebian() bool { return strings.HasPrefix(c.from, "fonts-") || c.from == fandol }

// debianPackage is the package to install for a role that has nothing at all: a small one.
func debianPackage(role Role) string {
	for _, c := range known[role] {
		if c.fromDebian() && c.from != fandol {
			return c.from
		}
	}
	return ""
}
