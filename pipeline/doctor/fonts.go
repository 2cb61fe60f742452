package doctor

import (
	"context"
	"strings"

	"gongwen/templates/font"
)

// fonts looks whether all that is printed has a font.
func (e *Examination) fonts(context.Context) {
	_, services, err := font.Survey(e.config.Fonts)
	if err != nil {
		e.add(Problem, "fonts", "字体的设置有误", e.Folder.Config(), err.Error(), "请改正 gongwen.yaml 的 fonts；gongwen fonts 列出现用的")
		return
	}
	var none, standIns, names []string
	for _, s := range services {
		switch {
		case s.Unserved:
			none = append(none, string(s.Role))
		case s.Faces[0].StandIn:
			standIns = append(standIns, string(s.Role)+"用"+s.Faces[0].Name)
		}
		if len(s.Faces) > 0 {
			names = append(names, string(s.Role)+"："+s.Faces[0].Name)
		}
	}
	switch {
	case len(none) > 0:
		e.add(Problem, "fonts", "缺字体，公文印不出来", "", strings.Join(none, "、"), "请装字体，要哪些运行 gongwen fonts 看；Debian 上是 fonts-arphic-gbsn00lp fonts-arphic-gkai00mp fonts-lxgw-wenkai fonts-droid-fallback")
	case len(standIns) > 0:
		e.ok("fonts", "字体，有代用的（gongwen fonts 说明怎样换成本来的）", "", strings.Join(standIns, "、"))
	default:
		e.ok("fonts", "字体", "", strings.Join(names, "、"))
	}
}
