package normal

// lookAlikes are the characters of a block that only looks like Chinese writing, each
// at its place, as the ideograph (汉字) that it is a picture of: Unicode's property
// Equivalent_Unified_Ideograph (EquivalentUnifiedIdeograph.txt, 15.0). Its radicals
// stand for parts of characters in dictionaries. Nobody types them; but a font may draw
// one and the ideograph by the same glyph, and then the text copied from a PDF has the
// radical. A · is one that is like no ideograph, or not assigned.
//
// Three radicals are given the shape that the mainland writes (通用规范汉字表) where
// the property has the older one of the same character: 户 for 戶, 青 for 靑, 黄 for 黃.
// Apart from these, traditional characters stay traditional. That 长 finds 長 is the
// search's own doing: reading.Simplify, of the index.
var lookAlikes = []struct {
	first      rune
	ideographs []rune
}{
	{0x2E80, []rune( // CJK Radicals Supplement, U+2E80–2EF3
		"·厂乛乚乙亻冂𠘨刀刂卜㔾小小兀尣尢𡯂巳幺彑𫜹忄心扌攵·旡日月歺母" +
			"民氵氺灬爫爫丬牛犭王𤴔目示礻𥫗糹纟罓罒㓁冗𦉫羊𦍌𦍋耂肀聿肉𦥑艹艹" +
			"艹虎衤覀西见角𧢲讠贝𧾷车辶辶辶邑钅長镸长门𨸏阝雨青韦页风飞食𩙿飠" +
			"饣𩠐马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟")},
	{0x2F00, []rune( // Kangxi Radicals, U+2F00–2FD5
		"一丨丶丿乙亅二亠人儿入八冂冖冫几凵刀力勹匕匚匸十卜卩厂厶又口囗土" +
			"士夂夊夕大女子宀寸小尢尸屮山巛工己巾干幺广廴廾弋弓彐彡彳心戈户手" +
			"支攴文斗斤方无日曰月木欠止歹殳毋比毛氏气水火爪父爻爿片牙牛犬玄玉" +
			"瓜瓦甘生用田疋疒癶白皮皿目矛矢石示禸禾穴立竹米糸缶网羊羽老而耒耳" +
			"聿肉臣自至臼舌舛舟艮色艸虍虫血行衣襾見角言谷豆豕豸貝赤走足身車辛" +
			"辰辵邑酉釆里金長門阜隶隹雨青非面革韋韭音頁風飛食首香馬骨高髟鬥鬯" +
			"鬲鬼魚鳥鹵鹿麥麻黄黍黑黹黽鼎鼓鼠鼻齊齒龍龜龠")},
	{0x31C0, []rune( // CJK Strokes, U+31C0–31E3
		"······𠃌········乀一丨丿丿丶𠃍乛𠃊𠃎𠄌亅𡿨𠃋乀𠃑乚" +
			"乙𠄎··")},
}

// ideograph is the ideograph that a rune looks like; any other rune is itself.
func ideograph(r rune) rune {
	for i := range lookAlikes {
		block := &lookAlikes[i]
		if at := int(r - block.first); at >= 0 && at < len(block.ideographs) && block.ideographs[at] != '·' {
			return block.ideographs[at]
		}
	}
	return r
}
