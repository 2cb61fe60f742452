package templates

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"gongwen/templates/normal"
)

// nameDotsTyped are what people type for the dot between the parts of a name (间隔号,
// GB/T 15834), which keyboards hide: it is written ·.
var nameDotsTyped = []string{"•", "‧", "・", "∙", "⋅"}

var nameDots = strings.NewReplacer("•", "·", "‧", "·", "・", "·", "∙", "·", "⋅", "·")

// asciiDot is a full stop typed for the dot of a name in Chinese characters.
var asciiDot = regexp.MustCompile(`(\p{Han})\s*\.\s*(\p{Han})`)

var besideDot = regexp.MustCompile(`\s*·\s*`)

// person reads the name of one person. Chinese names are aligned with spaces (安　澜)
// that are not part of them; names in letters keep theirs. What is no name, such as
// 安澜（代）, stays as it was typed. Two names are an error: whoever looks the field up
// would find neither.
func person(s string) (string, error) {
	text := nameText(s)
	if names := namesIn(text); len(names) > 1 {
		return "", mistake("这一栏只填一个人的姓名；确是一个人的，请连写，不加空格和标点", "“%s”像是%s几个人", clip(s), strings.Join(names, "、"))
	}
	words := strings.Fields(text)
	together := strings.Join(words, "")
	switch {
	case !nameOnly(text):
		return s, nil
	case len(words) > 1 && hanOnly(together) && aligned(words):
		if len([]rune(together)) > longestName && !strings.Contains(together, "·") {
			return "", mistake("这一栏只填一个人的姓名；确是一个人的，请连写，不加空格", "“%s”像是几个人", clip(s))
		}
		return together, nil
	}
	return strings.Join(words, " "), nil
}

// longestName is how many characters a Chinese name has at most that is not parted by
// dots.
const longestName = 4

// nameText is a text with the dots of names as they are written, and without the marks
// that people leave at the end of a name.
func nameText(s string) string {
	text := nameDots.Replace(normal.Narrow(s))
	for asciiDot.MatchString(text) { // neighbours share a character: 阿.依.木
		text = asciiDot.ReplaceAllString(text, "$1·$2")
	}
	text = besideDot.ReplaceAllString(text, "·")
	if name := strings.Trim(text, " 、,;/。"); name != "" {
		return name
	}
	return text // for nobody, perhaps
}

// others stands for those a text counts and does not name.
const others = "别的人"

// nameOnly reports whether a text has nothing but what names are made of.
func nameOnly(text string) bool {
	for _, r := range text {
		if !unicode.In(r, unicode.Han, unicode.Latin, unicode.Mn) && !strings.ContainsRune(" ·.'’-", r) {
			return false
		}
	}
	return true
}

func hanOnly(text string) bool {
	return text != "" && strings.IndexFunc(text, func(r rune) bool { return !unicode.Is(unicode.Han, r) && r != '·' }) < 0
}

// aligned reports whether the spaces between the words of a Chinese name only align
// it: one of them is a single character, or the first is a surname of two. 阿依 木沙 may
// want a dot instead.
func aligned(words []string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return len([]rune(w)) == 1 }) || compoundSurnames[words[0]]
}

var (
	nameMarks  = regexp.MustCompile(`[、,;/]`)
	wideBlank  = regexp.MustCompile(`\s{2,}`)
	andOthers  = regexp.MustCompile(`等\s*[\d一二两三四五六七八九十]*\s*[人名位]?$`)
	latinName  = regexp.MustCompile(`^\p{Latin}[\p{Latin}\p{Mn} .'’-]+$`)
	namesAnded = []string{"以及", "和", "及", "与"}
)

// namesIn are the names of a text that names more than one person. A text that could
// be one name is taken for one.
func namesIn(text string) []string {
	if parts := pieces(nameMarks.Split(text, -1)); len(parts) > 1 && all(parts, isName) && slices.ContainsFunc(parts, hanOnly) {
		return parts
	}
	if parts := pieces(wideBlank.Split(text, -1)); len(parts) > 1 && all(parts, fullName) {
		return parts
	}
	words := strings.Fields(text)
	if len(words) > 1 && all(words, fullName) && !(len(words) == 2 && compoundSurnames[words[0]] && len([]rune(words[1])) <= 2) {
		return words
	}
	compact := strings.Join(words, "")
	if one := andOthers.ReplaceAllString(compact, ""); one != compact && fullName(one) {
		return []string{one, others}
	}
	if len([]rune(compact)) <= 4 {
		return nil
	}
	for _, and := range namesAnded {
		for at := range compact {
			if left, found := strings.CutSuffix(compact[:at], and); found && fullName(left) && fullName(compact[at:]) {
				return []string{left, compact[at:]}
			}
		}
	}
	return nil
}

// pieces are the parts that have something in them, without blanks around or between.
func pieces(parts []string) []string {
	var some []string
	for _, p := range parts {
		if joined := strings.Join(strings.Fields(p), ""); hanOnly(joined) {
			some = append(some, joined)
		} else if joined != "" {
			some = append(some, strings.TrimSpace(p))
		}
	}
	return some
}

func all(texts []string, such func(string) bool) bool {
	return !slices.ContainsFunc(texts, func(s string) bool { return !such(s) })
}

// isName reports whether a text between two separators looks like a name.
func isName(text string) bool {
	n := len([]rune(text))
	return hanOnly(text) && n >= 2 && (n <= 4 || strings.Contains(text, "·")) || latinName.MatchString(text)
}

// fullName reports whether a text looks like a whole Chinese name, with a surname.
func fullName(text string) bool {
	runes := []rune(text)
	if len(runes) < 2 || len(runes) > 4 || !hanOnly(text) || strings.Contains(text, "·") {
		return false
	}
	return compoundSurnames[string(runes[:2])] && len(runes) > 2 || len(runes) < 4 && strings.ContainsRune(surnames, runes[0])
}

// surnames are those of one character: of 百家姓, and the common ones it lacks.
const surnames = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎" +
	"鲁韦昌马苗凤花方俞任袁柳酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄" +
	"和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭" +
	"梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯昝管卢莫经房裘缪干解应宗丁宣贲邓郁单杭洪包诸左石崔吉钮龚" +
	"程嵇邢滑裴陆荣翁荀羊於惠甄曲家封芮羿储靳汲邴糜松井段富巫乌焦巴弓牧隗山谷车侯宓蓬全郗班仰秋仲伊宫" +
	"宁仇栾暴甘钭厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲邰从鄂索咸籍赖卓蔺屠蒙池乔阴胥能苍双" +
	"闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍却璩桑桂濮牛寿通边扈燕冀郏浦尚农温别庄晏柴瞿阎充慕连茹习宦艾鱼容" +
	"向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东欧殳沃利蔚越夔隆师巩厍聂晁勾敖融冷訾辛阚那简饶空" +
	"曾毋沙乜养鞠须丰巢关蒯相查后荆红游竺权逯盖益桓公肖佟覃付代闫岳侍苑亓仝郇税笪"

// compoundSurnames are those of two characters (复姓).
var compoundSurnames = func() map[string]bool {
	all := map[string]bool{}
	for _, s := range strings.Fields("欧阳 司马 上官 诸葛 东方 皇甫 尉迟 公孙 慕容 令狐 司徒 夏侯 长孙 宇文 轩辕 端木 百里 呼延 东郭 南宫 " +
		"西门 独孤 闻人 澹台 濮阳 淳于 单于 申屠 仲孙 太史 拓跋 钟离 鲜于 闾丘 司空 赫连 公冶 太叔 公羊 宗政 子车 颛孙 巫马 公西 漆雕 " +
		"乐正 壤驷 公良 夹谷 宰父 谷梁 段干 东门 南门 万俟 第五 梁丘 左丘 纳兰 完颜 叶赫 爱新") {
		all[s] = true
	}
	return all
}()
