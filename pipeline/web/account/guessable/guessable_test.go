package guessable

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// somebody is what is known of an account.
var somebody = []Known{
	{"linzy", "用户名"}, {"林知远", "姓名"}, {"区财政局", "单位名称"}, {"青山区人民政府", "本级政府的名称"}, {"欧阳思远", "姓名"},
}

func TestJudge(t *testing.T) {
	for password, parts := range map[string]string{ // what is weak in them
		"12345678":                 "常用的密码或词",
		"password":                 "常用的密码或词",
		"P@ssw0rd":                 "常用的密码或词",
		"Admin123":                 "常用的密码或词 连续的字母或数字",
		"ADMIN@2026":               "常用的密码或词 年份",
		"admin888888":              "常用的密码或词",
		"woaini1314":               "常用的密码或词",
		"5201314520":               "常用的密码或词",
		"1qaz2wsx":                 "常用的密码或词",
		"1qaz@WSX":                 "键盘上挨着的键",
		"qwertyuiop":               "键盘上挨着的键",
		"asdfghjkl;":               "键盘上挨着的键",
		"!QAZ2wsx3edc":             "键盘上挨着的键",
		"poiuytrewq":               "键盘上挨着的键",
		"abcdefgh":                 "连续的字母或数字",
		"87654321":                 "连续的字母或数字",
		"13579246":                 "连续的字母或数字",
		"aaaaaaaaaaaa":             "重复的字",
		"lzy1lzy1lzy1":             "姓名的拼音首字母",
		"linzhiyuan":               "姓名的拼音",
		"LinZhiYuan123":            "姓名的拼音 连续的字母或数字",
		"lzy19801012":              "姓名的拼音首字母 日期",
		"ouyang2026":               "姓名的拼音 年份",
		"caizhengju":               "单位名称的拼音",
		"czj@2026":                 "单位名称的拼音首字母 年份",
		"qingshan2026!":            "本级政府的名称的拼音 年份",
		"qingshanqu123":            "本级政府的名称的拼音 连续的字母或数字",
		"青山区人民政府":                  "本级政府的名称",
		"林知远的密码":                   "姓名 常用的密码或词",
		"13812345678":              "常用的密码或词",
		"19801012":                 "日期",
		"20260101":                 "日期",
		"gongwen@2026":             "常用的密码或词 年份",
		"ｇｏｎｇｗｅｎ２０２６":              "常用的密码或词 年份",
		"bangongshi1":              "常用的密码或词",
		"Zhengfu123!":              "常用的密码或词 连续的字母或数字",
		"weirenminfuwu":            "常用的密码或词",
		"83920174":                 "", // eight digits are too few, whatever they are
		"":                         "",
		"qingcijiusandukoumianhua": "举例的密码",
	} {
		v := Judge(password, somebody)
		if said := strings.Join(v.Parts, " "); !v.Weak() || !strings.HasPrefix(said, parts) {
			t.Errorf("%s: %.1f bits, %q, want less than %v, %q", password, v.Bits, said, Least, parts)
		}
	}
	for _, password := range []string{
		"hx7k2m9q", "hongshulanhuapijiuyun", "hong shu lan hua 7", "correct horse battery staple", "旧伞渡口棉花", "新的密码要八个字以上",
		"kf3v-mmq2z-x7ewp", "Tj8#vQ2m", "小船夜里过了三座桥", strings.Repeat("很长的一句话，", 20), "caizhengju de lao yu shan po",
	} {
		if v := Judge(password, somebody); v.Weak() {
			t.Errorf("%s: %.1f bits, %v", password, v.Bits, v.Parts)
		}
	}
}

// TestRandomPasswordsWillDo: of passwords made at random, eight small letters and digits
// long, hardly one is refused for a word or date that it happens to have.
func TestRandomPasswordsWillDo(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	refused := 0
	for range 500 {
		password := ""
		for range 10 {
			password += string("abcdefghjkmnpqrstuvwxyz23456789"[random.IntN(31)])
		}
		if v := Judge(password, somebody); v.Weak() {
			refused++
			t.Log(password, v)
		}
	}
	if refused > 1 {
		t.Errorf("%d of 500 are refused", refused)
	}
}

// FuzzJudge: whatever is typed has a number of bits.
func FuzzJudge(f *testing.F) {
	f.Add("gongwen@2026")
	f.Fuzz(func(t *testing.T, password string) {
		if v := Judge(password, somebody); v.Bits < 0 || fmt.Sprint(v.Bits) == "+Inf" || fmt.Sprint(v.Bits) == "NaN" {
			t.Errorf("%q: %v bits", password, v.Bits)
		}
	})
}
