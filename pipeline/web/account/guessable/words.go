package guessable

import (
	"encoding/json"
	"math"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/ccojocar/zxcvbn-go/data"

	"gongwen/pipeline/pinyin"
)

// word is how many bits a word takes, and what it is.
type word struct {
	bits float64
	what string
}

// longestWord is how many characters a word has at most.
const longestWord = 28

// ours are words that the list, which is of English passwords, does not have: those of
// offices, and what people here like to type.
const ours = `
admin administrator guanliyuan root user guest test demo password passwd passw0rd pass mima mimashi meimima wodemima xinmima
welcome huanying office bangong bangongshi system xitong manager default changeme letmein iloveyou hello nihao
woaini woaizhongguo zhongguo china beijing zhengfu renmin renminzhengfu weirenminfuwu gongwen gongzuo danwei kaoqin
caiwu dangan wenjian lingdao juzhang quzhang zhuren mishu keyuan qianpi shenpi dengluming yonghu yonghuming
woaiwojia xingfu kuaile pingan fuwu xuexi fendou jiayou shengri laopo laogong baobei
520 1314 5201314 1314520 520520 521 5211314 168 666 888 999 168168 147258 147258369 258369 159357 741852963 789456123 123456789
112233 11223344 123321 123123 110110 119119 12315 12345 10086 7758521 7758258 1qaz2wsx 1qaz2wsx3edc 1qaz2wsx3edc4rfv
qazwsx qazwsxedc qazwsxedcrfv 1q2w3e 1q2w3e4r 1q2w3e4r5t q1w2e3 q1w2e3r4 zaq12wsx zaqxsw asdzxc qweasd qweasdzxc qwe123 asd123 abc123 aaa111 a1b2c3
密码 新密码 我的密码 公文 管理员 办公室 中国 我爱你 我爱中国 人民政府 为人民服务 用户名 生日快乐 你好 工作 单位
`

// Advice is what a better password is, in Chinese; the example in it is refused itself.
const Advice = "请把四个不相干的词连起来，如“青瓷、旧伞、渡口、棉花”的拼音 qingci jiusan dukou mianhua（不要照抄），有没有空格都行；或者用密码管理程序随机生成"

// examples are that of Advice, however somebody types it.
var examples = []string{"qingci jiusan dukou mianhua", "qingci-jiusan-dukou-mianhua", "qingcijiusandukoumianhua", "青瓷旧伞渡口棉花"}

// common are the passwords of the list and our words.
var common = sync.OnceValue(func() map[string]word {
	words := map[string]word{}
	for text := range strings.FieldsSeq(ours) {
		words[text] = word{7, "常用的密码或词"}
	}
	for _, text := range examples {
		words[text] = word{7, "举例的密码"}
	}
	var ranked struct{ List []string }
	source, err := data.Asset("data/Passwords.json")
	if err == nil {
		err = json.Unmarshal(source, &ranked)
	}
	if err != nil {
		panic(err) // it is part of the program
	}
	for rank, text := range ranked.List {
		if _, has := words[text]; !has {
			words[text] = word{1 + math.Log2(float64(rank+2)), "常用的密码或词"}
		}
	}
	return words
})

// dictionary is what is known of an account, as it is written and as people would type it.
func dictionary(known []Known) map[string]word {
	words := map[string]word{}
	add := func(text, what string) {
		text = fold(text)
		if n := utf8.RuneCountInString(text); n >= 2 && n <= longestWord {
			if _, has := words[text]; !has {
				words[text] = word{3, what}
			}
		}
	}
	for _, k := range known {
		for _, text := range shortened(k.Word) {
			add(text, k.What)
			if !strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
				continue
			}
			named, surname := pinyin.Name(text)
			for _, syllables := range [][]string{named, named[:surname], named[surname:], pinyin.Text(text)} {
				initials := ""
				for _, syllable := range syllables {
					initials += syllable[:1]
				}
				add(strings.Join(syllables, ""), k.What+"的拼音")
				add(initials, k.What+"的拼音首字母")
			}
		}
	}
	return words
}

// shortened is a name, and what is left of one of a unit or a government without the words
// that all have.
func shortened(name string) []string {
	all := []string{name}
	for _, end := range []string{"人民政府办公室", "人民政府", "委员会", "办公室", "管理局", "工作站", "局"} {
		if short, has := strings.CutSuffix(name, end); has {
			all = append(all, short)
			name = short
		}
	}
	for _, one := range all {
		all = append(all, strings.TrimLeft(one, "区县市"), strings.TrimRight(one, "区县市镇乡"))
	}
	return all
}
