package pdf

import (
	"bytes"
	"fmt"
	"image"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gongwen/templates"
)

// answer is what a form of 政府信息公开 says of one outcome, by key, over the example.
type answer map[string]string

// answers are those of every outcome and every ground for refusing.
var answers = map[string]answer{
	"予以公开": {},
	"已主动公开": {
		"access": "政府门户网站“财政资金”栏，或区政务服务中心一楼政府信息查阅点",
		"answer": "所申请的信息已于2026年4月8日公布，名称为《凤鸣苑小区外墙保温改造工程中标结果公告》。",
	},
	"部分公开": {
		"conclusion": "部分公开", "sensitive": "涉及商业秘密", "ground": "商业秘密", "third_party": "不同意公开",
		"withheld": "投标报价的单价分析表。",
	},
	"信息不存在": {
		"request": "申请公开凤鸣苑小区外墙保温改造工程评标会议的录音。",
		"answer":  "以“凤鸣苑”“外墙保温”“评标”为关键词，检索了本机关档案室目录和电子公文系统，检索了区住房和城乡建设局的项目档案，均没有制作或者保存该录音。",
	},
	"不属于本机关公开": {
		"answer": "所申请公开的供热管网规划图由市级有关部门制作并保存。",
		"holder": "大庆市自然资源局", "holder_contact": "0459-6388101",
	},
	"告知补正": {
		"request": "公开有关小区改造的全部材料", "answer": "来件没有写明是哪个小区、哪一年的改造工程。",
		"amend": "写明小区名称和改造年度；\n写明所需信息的名称、文号，或者便于查询的其他特征。", "amend_days": "15",
	},
	"重复申请":   {"earlier": "龙政公开〔2026〕3号", "answer": "两次申请的内容相同，前次答复已于2026年4月20日送达。"},
	"需要制作加工": {"request": "请统计2020年以来全区各小区外墙保温改造的平均单价并按年度列表。", "answer": "本机关没有现成的统计表。"},
	"信访投诉举报": {"request": "要求查处凤鸣苑小区施工单位偷工减料，并答复处理结果。", "channel": "区住房和城乡建设局建设工程质量监督站，电话0459-6240310", "answer": "来件反映的是施工质量问题。"},
	"公开出版物":  {"request": "要求提供2025年区政府公报。", "access": "区图书馆报刊阅览室，或政府门户网站“政府公报”栏", "answer": "区政府公报按季编印。"},
	"另有查询规定": {"request": "申请公开凤鸣苑小区3号楼的不动产登记簿。", "channel": "大庆市不动产登记中心", "answer": "权利人、利害关系人可以依法查询、复制不动产登记资料。"},
	"不予公开":   {"conclusion": "不予公开", "sensitive": "涉及国家秘密", "answer": "该信息定为秘密级，在保密期限内。", "withheld": "该信息定为秘密级，在保密期限内。"},
}

// TestAnswersOfEveryOutcome prints the letter that goes out to the applicant, for every
// outcome, every ground for refusing, and before and after refusals had to be reviewed
// first; the text is compared with testdata/answers.
func TestAnswersOfEveryOutcome(t *testing.T) {
	kind := kindNamed(t, "disclosure")
	cases := map[string]answer{}
	for _, outcome := range kind.Field("outcome").Choices {
		said, ok := answers[outcome]
		if !ok {
			t.Errorf("%s is not tried", outcome)
		}
		cases[outcome] = with(said, answer{"outcome": outcome})
	}
	for _, ground := range kind.Field("ground").Choices {
		cases["不予公开-"+ground] = with(cases["不予公开"], answer{"ground": ground, "answer": "公开后会造成上述影响，所申请公开的内容又不能作区分处理。", "withheld": "公开后会造成上述影响，所申请公开的内容又不能作区分处理。"})
	}
	for _, opinion := range []string{"不同意公开", "逾期未提出意见"} {
		cases["不予公开-个人隐私-"+opinion] = with(cases["不予公开-个人隐私"], answer{"third_party": opinion})
	}
	cases["不予公开-2023"] = with(cases["不予公开"], answer{"issue_date": "2023-06-16"})
	cases["予以公开-企业"] = with(cases["予以公开"], answer{"applicant": "大庆市建业建筑工程有限公司", "via": "信函"})
	renderer, template := testRenderer(t), parsed(t, kind)
	var pages []image.Image
	for _, name := range slices.Sorted(maps.Keys(cases)) {
		var file bytes.Buffer
		printed, err := renderer.Print(&file, template, answering(t, kind, cases[name]))
		if err != nil {
			t.Fatal(err)
		}
		compareGolden(t, filepath.Join("testdata", "answers", name+".txt"), printed.Text+"\n")
		for page := 1; *contactSheets != "" && page <= printed.Pages; page++ {
			pages = append(pages, drawnAt(t, file.Bytes(), page, "60"))
		}
	}
	for i, some := range slices.Collect(slices.Chunk(pages, onSheet)) {
		savePicture(t, filepath.Join(*contactSheets, fmt.Sprintf("answers-%02d.png", i+1)), contactSheet(some))
	}
}

// TestAnswerCitesWhatIsInForce: a refusal must first be reviewed since 2024, and names
// the government that reviews it; before its law, a letter cites none.
func TestAnswerCitesWhatIsInForce(t *testing.T) {
	kind := kindNamed(t, "disclosure")
	for day, want := range map[string]struct{ says, not string }{
		"2026-06-16": {"应当先自收到本答复书之日起60日内向大庆市人民政府申请行政复议", "6个月"},
		"2024-01-01": {"应当先自收到本答复书之日起60日内", "6个月"},
		"2023-12-31": {"也可以自收到本答复书之日起6个月内", "应当先"},
		"2019-05-14": {"经审查，现答复如下", "第三十六条"},
	} {
		_, printed := printWith(t, parsed(t, kind), answering(t, kind, with(answers["不予公开"], answer{"outcome": "不予公开", "issue_date": day})))
		if !strings.Contains(printed.Text, want.says) || strings.Contains(printed.Text, want.not) {
			t.Errorf("on %s: %s", day, printed.Text)
		}
	}
	d := answering(t, kind, answer{})
	d.Superior = ""
	if _, printed := printWith(t, parsed(t, kind), d); !strings.Contains(printed.Text, "60日内向上一级人民政府申请行政复议") {
		t.Errorf("without a government above: %s", printed.Text)
	}
}

// with is one answer changed by another.
func with(a, changes answer) answer {
	all := maps.Clone(a)
	maps.Copy(all, changes)
	return all
}

// answering is the example of 政府信息公开 with such an answer.
func answering(t *testing.T, kind *templates.Kind, a answer) Data {
	t.Helper()
	d := exampleData(t, kind)
	d.Superior = "大庆市人民政府"
	for key, text := range a {
		value, err := kind.Field(key).Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		d.Values[key] = value
	}
	return d
}

func kindNamed(t *testing.T, key string) *templates.Kind {
	t.Helper()
	kinds := builtinKinds(t)
	i := slices.IndexFunc(kinds, func(k *templates.Kind) bool { return k.Key == key })
	if i < 0 {
		t.Fatalf("no kind %s", key)
	}
	return kinds[i]
}

func parsed(t *testing.T, kind *templates.Kind) *Template {
	t.Helper()
	template, err := Parse(kind)
	if err != nil {
		t.Fatal(err)
	}
	return template
}

// compareGolden holds a text against a file, which -update writes.
func compareGolden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(want, []byte(got)) {
		t.Errorf("%s: got\n%s\nwant\n%s", path, got, want)
	}
}
