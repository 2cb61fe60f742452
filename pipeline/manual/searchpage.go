package manual

import "gongwen/pipeline/search"

// searchPage is the page of how to search, with the ways of writing as the search itself
// tells them.
func searchPage() string {
	return `# 检索

怎样在档案里找：公文、表单的各栏、附件的文字。

在阅览室的“检索”页上写，或者用命令：

` + "```" + `
gongwen search -d 数据文件夹 老旧小区改造
gongwen search -d 数据文件夹 单位:财政局 日期:上个月 --export 清单.xlsx
` + "```" + `

不写查询，就列出全部（检索页上先看各类、各年、各单位有多少件）；查到的全部可以导出成 Excel 或 CSV 清单，一次最多五万件。没有查到，又没有另外说明的，就是档案里没有；扫描件等没有文字的附件查不到内容，` + "`gongwen attachments -d 数据文件夹`" + ` 列出是哪些。单位的简称和同义词（数据文件夹里的 synonyms.yaml，见[数据文件夹](files.md)）也一并查。

## 写法

` + "```\n" + search.HelpText() + "\n```\n"
}
