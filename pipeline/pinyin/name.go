// Package pinyin spells people's names in letters (汉语拼音, without tones), as user names and
// as what somebody may try who guesses at a password.
//
// It is for hints. A character can have several readings (多音字) and only the person knows
// which of them is theirs, so Uncertain names the characters to be asked about.
//
// Readings come from where a character stands in the pinyin order of the Unicode CLDR, which
// golang.org/x/text has anyway; a dictionary would cost every start of the program the time to
// unpack it. Readings that only surnames have, and other common readings of the characters
// that names are made of, stand in a table of our own.
package pinyin

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// surnames are read otherwise than the character elsewhere. The longest one that a name
// begins with counts.
var surnames = map[string]string{
	"单": "shan", "解": "xie", "仇": "qiu", "查": "zha", "曾": "zeng", "区": "ou", "任": "ren", "盖": "ge", "缪": "miao",
	"朴": "piao", "翟": "zhai", "覃": "qin", "乐": "yue", "员": "yun", "繁": "po", "种": "chong", "秘": "bi",
	"重": "chong", "洗": "xian", "折": "she", "隗": "wei", "召": "shao",

	"尉迟": "yu chi", "万俟": "mo qi", "单于": "chan yu", "澹台": "tan tai", "长孙": "zhang sun", "令狐": "ling hu",
	"欧阳": "ou yang", "诸葛": "zhu ge", "司马": "si ma", "上官": "shang guan", "夏侯": "xia hou", "皇甫": "huang fu",
	"东方": "dong fang", "公孙": "gong sun", "慕容": "mu rong", "宇文": "yu wen", "司徒": "si tu", "端木": "duan mu",
}

// others are further readings of characters that names are made of.
var others = map[rune]string{
	'单': "dan shan chan", '解': "jie xie", '仇': "chou qiu", '查': "cha zha", '曾': "zeng ceng", '盖': "gai ge", '缪': "miao miu mou",
	'朴': "pu piao", '翟': "zhai di", '覃': "qin tan", '乐': "le yue", '员': "yuan yun", '种': "zhong chong", '重': "zhong chong",
	'长': "chang zhang", '行': "xing hang heng", '朝': "chao zhao", '晟': "sheng cheng", '乘': "cheng sheng", '盛': "sheng cheng",
	'参': "can shen cen", '扎': "zha za", '着': "zhe zhuo zhao", '得': "de dei", '和': "he huo", '还': "hai huan", '都': "dou du",
	'省': "sheng xing", '率': "lv shuai", '调': "diao tiao", '传': "chuan zhuan", '降': "jiang xiang", '觉': "jue jiao",
	'强': "qiang jiang", '奇': "qi ji", '蕃': "fan bo",
	'藏': "cang zang", '柏': "bai bo", '伯': "bo bai", '薄': "bo bao", '剥': "bo bao", '暴': "bao pu", '颉': "jie xie", '郇': "xun huan",
	'尉': "wei yu", '隗': "wei kui", '校': "xiao jiao", '洗': "xi xian",
	'娜': "na nuo", '茜': "qian xi", '莘': "shen xin", '荨': "qian xun", '峙': "zhi shi", '阿': "a e", '俞': "yu shu", '於': "yu wu",
	'浚': "jun xun", '圈': "quan juan", '给': "gei ji", '夹': "jia ga", '幢': "zhuang chuang", '厦': "sha xia",
	'似': "si shi",
}

// Name spells a person's name, a syllable for each character; one that is no Han character is
// a syllable of its own, in small letters if it is a letter, and is left out otherwise. The
// surname comes first, surname is how many syllables it has.
func Name(name string) (syllables []string, surname int) {
	for _, length := range []int{2, 1} {
		runes := []rune(name)
		if len(runes) < length {
			continue
		}
		if read, known := surnames[string(runes[:length])]; known {
			syllables, name = strings.Fields(read), string(runes[length:])
			break
		}
	}
	surname = max(1, len(syllables))
	for _, r := range name {
		switch read := syllable(r); {
		case read != "":
			syllables = append(syllables, read)
		case r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9':
			syllables = append(syllables, strings.ToLower(string(r)))
		}
	}
	return syllables, min(surname, len(syllables))
}

// Text spells any text, by the most usual readings.
func Text(text string) (syllables []string) {
	for _, r := range text {
		if read := syllable(r); read != "" {
			syllables = append(syllables, read)
		}
	}
	return syllables
}

// Readings are the readings of a character, the most usual first; none for what is not Han.
func Readings(r rune) []string {
	usual := syllable(r)
	if usual == "" {
		return nil
	}
	all := []string{usual}
	for _, read := range strings.Fields(others[r]) {
		if !slices.Contains(all, read) {
			all = append(all, read)
		}
	}
	return all
}

// Uncertain are the characters of a name that have several readings, so that its spelling
// is to be looked at, and those without any.
func Uncertain(name string) (characters []string) {
	for _, r := range name {
		if all := Readings(r); len(all) > 1 || len(all) == 0 && r >= utf8.RuneSelf && r != '·' {
			characters = append(characters, string(r))
		}
	}
	return characters
}
