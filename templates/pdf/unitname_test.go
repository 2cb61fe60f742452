package pdf

import "testing"

func TestFullNameIsWhatAUnitSignsWith(t *testing.T) {
	for _, c := range []struct{ government, unit, want string }{
		{"龙凤区人民政府", "区政府办公室", "龙凤区人民政府办公室"},
		{"龙凤区人民政府", "区人民政府", "龙凤区人民政府"},
		{"龙凤区人民政府", "区政府", "龙凤区人民政府"},
		{"大庆市龙凤区人民政府", "区财政局", "大庆市龙凤区财政局"},
		{"龙凤区人民政府", "龙凤镇人民政府", "龙凤镇人民政府"},
		{"龙凤区人民政府", "望湖社区工作站", "望湖社区工作站"},
		{"青禾县人民政府", "县教育局", "青禾县教育局"},
		{"青禾开发区管理委员会", "区财政局", "区财政局"},
		{"龙凤区人民政府", "区", "区"},
		{"龙凤区人民政府", "", ""},
	} {
		if got := fullName(c.government, c.unit); got != c.want {
			t.Errorf("fullName(%s, %s) = %s, want %s", c.government, c.unit, got, c.want)
		}
	}
	for government, want := range map[string]string{"龙凤区人民政府": "区政府", "大庆市龙凤区人民政府": "区政府", "青禾开发区管理委员会": "青禾开发区管理委员会", "人民政府": "人民政府", "龙凤区人民政府办公室": "区政府办公室"} {
		if got := localName(government); got != want {
			t.Errorf("localName(%s) = %s, want %s", government, got, want)
		}
	}
}

func TestAddresseesAreUnits(t *testing.T) {
	for attendees, want := range map[string]string{
		"龙凤镇人民政府、各社区工作站、区政府有关部门主要负责人":    "龙凤镇人民政府，各社区工作站，区政府有关部门",
		"副区长，区财政局局长、区财政局副局长、区教育局分管负责同志。": "区财政局，区教育局",
		"区政府领导、区政府班子成员":                  "区政府",
		"区人大代表、居民代表":                     "",
		"各社区工作站（站长）、有关企业负责人":             "各社区工作站（站长）、有关企业负责人",
		"全区各单位": "全区各单位",
		"区政府各部门、各社区工作站分管负责人":                  "区政府各部门，各社区工作站",
		"龙凤镇人民政府\u2028各社区工作站负责人各1人\u2028工作人员": "龙凤镇人民政府，各社区工作站",
		"": "",
	} {
		if got := addressees(attendees); got != want {
			t.Errorf("addressees(%s) = %s, want %s", attendees, got, want)
		}
	}
}

func TestAddressedByWhoItIs(t *testing.T) {
	for name, want := range map[string]string{
		"阮清嘉": "你", "阿依·木沙": "你", "关中心": "你", "欧阳中学": "你单位", "阮清嘉、桑榆": "你们", "建业建筑工程有限公司": "你单位", "某某律师事务所": "你单位", "": "你",
	} {
		if got := addressed(name); got != want {
			t.Errorf("addressed(%s) = %s, want %s", name, got, want)
		}
	}
}
