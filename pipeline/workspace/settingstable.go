package workspace

// Settings is every key of gongwen.yaml, in the order in which people read about them. A
// key of Config that is not here fails the tests, and so does one here that Config has not.
//
// Keys are written as paths: sign_in.ldap.url is below ldap, below sign_in; pulls[].name
// belongs to each item of pulls; inboxes.*.watch to each of the names below inboxes.
var Settings = []Setting{
	{Group: "名义", Key: "government", Meaning: "以谁的名义行文", Values: "本级人民政府的全称"},
	{Key: "office", Meaning: "由哪个办公室制发", Values: "办公室的全称"},
	{Key: "superior", Meaning: "上一级人民政府：政府信息公开答复书写明向它申请行政复议", Values: "全称；没有写、government 又改了的，不印"},
	{Key: "prefix", Meaning: "机关代字：编号的开头，青山区人民政府是“青政”，编成 青政发〔2026〕3号。改了以后接着往下编，已经编出的号不变", Values: "1到12个汉字或字母"},
	{Key: "office_prefix", Meaning: "办公室的机关代字：介绍信、用印这些由办公室编号的以它开头；不写就是 prefix 加“办”", Values: "1到12个汉字或字母", Example: "青政办"},
	{Key: "words", Meaning: "自带的表单是照区政府的用语写的，本单位叫法不同的写在这里，表单、公文、台账都照换；自己写的表单不换",
		Values: "自带的说法，后面是本单位的说法；长的先换", Example: "\n区长: 镇长\n区政府: 镇政府\n区政府办公室: 党政办公室"},
	{Key: "phone", Meaning: "办公室的电话，印进退件通知；没有网址时，也印在公文的校验码旁边，供收信单位查验真伪",
		Values: "手机号，或带区号的座机号", Example: "010-62345678"},
	{Key: "units", Meaning: "单位的别名：表单上、收件文件夹上写成这些的，就是这个单位。写法上的差别（空格、繁简、前面有没有区名或“区政府”、后面有没有“（筹）”）不必列出，程序自己认得",
		Values: "花名册上的名称，后面是各个别名", Example: "\n区住房和城乡建设局: [区住建局, 城建局]", Live: true},

	{Group: "规则和表单", Key: "regulation", Meaning: "按谁的规则核对：builtin 程序自带的工作规则，rules 文件夹里的加在上面；own 只用 rules 文件夹里本单位自己的规则册",
		Values: "builtin、own", Example: "own"},
	{Key: "hide", Meaning: "自带的表单里不用的：不再出空白表单，交来的退回；已经归档的照样查。自己写的表单（templates 文件夹里的）不受影响",
		Values: "种类的代号或名称；全部不用的写 all", Example: "[合同, dispute]"},

	{Group: "时间和网址", Key: "zone", Meaning: "文书、通知、台账和日志上的时间按哪里的钟，与电脑设在哪个时区无关", Values: "IANA 的时区名"},
	{Key: "site", Meaning: "阅览室（gongwen serve）对外的网址：印进介绍信的二维码，供收信单位查验真伪；台账里的“查看”也由它打开，台账搬到哪里都打得开。没有就不写",
		Values: "http:// 或 https:// 开头的网址", Example: "https://gw.example.gov.cn"},

	{Group: "收件", Key: "settle", Meaning: "文件放入后静置多久才收（正在复制的文件不会被半途取走）", Values: "时长，如 500ms、2s；不能为负"},
	{Key: "rescan", Meaning: "没有系统通知时，多久巡查一次收件文件夹", Values: "时长，不小于 100ms"},
	{Key: "watch", Meaning: "怎样看守收件文件夹：both 系统通知加巡查；poll 只靠巡查（网络共享收不到系统通知的）；events 只靠系统通知（文件极多、巡查太慢的本机磁盘）",
		Values: "both、poll、events"},
	{Key: "attachment_wait", Meaning: "表单等附件、附件等表单的最长时间，到时退回", Values: "时长，如 10m、1h；不能为负"},
	{Key: "inboxes", Meaning: "某个单位的收件文件夹另有安排的，写在这里，没写的与上面相同",
		Values: "单位名称，后面是它的 watch、rescan、settle", Example: "\n区财政局: {watch: poll, rescan: 10s, settle: 5s}"},
	{Key: "inboxes.*.settle", Meaning: "这个单位的静置时间", Values: "同 settle", Example: "5s"},
	{Key: "inboxes.*.rescan", Meaning: "这个单位的巡查间隔", Values: "同 rescan", Example: "10s"},
	{Key: "inboxes.*.watch", Meaning: "这个单位的看守方式", Values: "同 watch", Example: "poll"},

	{Group: "签批", Key: "approvals", Meaning: "审批意见怎样签：paper 在纸上签，由经办人填进表单；paper-scan 也在纸上签，还须附上签批单的扫描件；desk 由本人在阅览室的工作台上签，表单上不填。可以分种类写，写种类的代号或名称，没有写到的按 default",
		Values: "paper、paper-scan、desk，或分种类写", Example: "{default: paper, 介绍信: desk, 合同: paper-scan}", Live: true},
	{Key: "sign_within", Meaning: "在工作台上，轮到谁签批以后几个工作日以内签（规则另有规定的从其规定）；0 表示不定时限", Values: "0 到 250 个工作日", Live: true},
	{Key: "sign_with", Meaning: "签批时最少要验什么：password 密码；code 密码和动态码；certificate 本人的证书", Values: "password、code、certificate", Example: "code"},

	{Group: "统一认证", Key: "sign_in", Meaning: "已有统一认证的，写在这里。账号仍由管理员添加，用户名相同的才进得来；ldap 和 oidc 可以只写一个", Values: "ldap、oidc"},
	{Key: "sign_in.ldap", Meaning: "目录：没有在这里设自己密码的账号，用目录里的密码；管理员除外", Values: "下列各项"},
	{Key: "sign_in.ldap.url", Meaning: "也可以是 ldap://…，必须能 StartTLS；不加密的不送密码", Values: "ldaps:// 或 ldap:// 开头的网址", Example: "ldaps://ldap.example.gov.cn"},
	{Key: "sign_in.ldap.bind", Meaning: "用它找人；可以匿名找的，这一行和下一行都不写", Values: "目录里的一个名字（DN）", Example: "cn=gongwen,dc=example"},
	{Key: "sign_in.ldap.password_file", Meaning: "它的密码在哪个文件里", Values: "完整的路径；文件只让程序自己的用户能读", Example: "/etc/gongwen/ldap.secret"},
	{Key: "sign_in.ldap.base", Meaning: "在目录的哪一级下面找人", Values: "DN", Example: "ou=people,dc=example"},
	{Key: "sign_in.ldap.filter", Meaning: "怎样找，{name} 处是用户名", Values: "LDAP 的查询条件，要有 {name}", Example: "(uid={name})"},
	{Key: "sign_in.ldap.ca", Meaning: "目录的证书由谁签发；系统已信任的不写", Values: "PEM 文件的完整路径", Example: "/etc/gongwen/ldap-ca.pem"},
	{Key: "sign_in.oidc", Meaning: "OpenID Connect：登录页多一个“用统一认证登录”；要写 site", Values: "下列各项"},
	{Key: "sign_in.oidc.issuer", Meaning: "统一认证的地址", Values: "https:// 开头的网址", Example: "https://sso.example.gov.cn"},
	{Key: "sign_in.oidc.client", Meaning: "在统一认证登记的名称；回到的地址是 <site>/sign-in/openid/return", Values: "统一认证给定的", Example: "gongwen"},
	{Key: "sign_in.oidc.secret_file", Meaning: "密钥在哪个文件里", Values: "完整的路径；文件只让程序自己的用户能读", Example: "/etc/gongwen/oidc.secret"},
	{Key: "sign_in.oidc.claim", Meaning: "哪一项是用户名；不写就是 preferred_username", Values: "统一认证给的一项的名称", Example: "preferred_username"},
	{Key: "sign_in.oidc.ca", Meaning: "它的证书由谁签发；系统已信任的不写", Values: "PEM 文件的完整路径", Example: "/etc/gongwen/oidc-ca.pem"},

	{Group: "台账", Key: "columns", Meaning: "台账的常用栏目，gongwen registers --columns @付款 取用", Values: "名称，后面是各栏", Example: "\n付款: [编号, 合同名称, 金额（元）, 已付（元）]"},
	{Key: "pulls", Meaning: "定期台账：每月、每季度、每年过后，把那一期的台账放进 registers/定期/名称/期/，生成以后不再改动", Values: "一项一项地写，最多100项"},
	{Key: "pulls[].name", Meaning: "名称，也是文件夹名", Values: "各项不同", Example: "财务月报"},
	{Key: "pulls[].every", Meaning: "month 每月、quarter 每季度、year 每年", Values: "month、quarter、year", Example: "month"},
	{Key: "pulls[].kinds", Meaning: "哪几种表单的台账；kinds、views 都不写就是有记录的全部表单", Values: "种类的代号或名称", Example: "[资金使用, 合同]"},
	{Key: "pulls[].views", Meaning: "哪几种综合台账", Values: "综合台账的代号或名称", Example: "[合同履行台账]"},
	{Key: "pulls[].unit", Meaning: "只要一个单位的；不写就是全部", Values: "单位的名称或别名", Example: "区财政局"},
	{Key: "pulls[].columns", Meaning: `只要这些栏目，各台账有的那几栏，或栏目组 ["@名称"]；不写就是全部`, Values: "栏目的名称", Example: "[编号, 申请单位, 金额, 已付]"},
	{Key: "pulls[].formats", Meaning: "xlsx、csv、ods；不写就是 xlsx", Values: "xlsx、csv、ods", Example: "[xlsx, csv]"},
	{Key: "pulls[].to", Meaning: "放在 registers/定期 下的哪个文件夹，不含有密级的；或 registers 以外的完整路径（须已有），连同有密级的。不写就用名称", Values: "文件夹", Example: "报财政/月报"},
	{Key: "pulls[].after", Meaning: "期满后再等几天，等补办的；不写就是0", Values: "0 到 366 天", Example: "3"},
	{Key: "pulls[].since", Meaning: "从哪一期补起；不写就只做刚过去的一期", Values: "2026-01、2026-Q1、2026", Example: "2026-01"},
	{Key: "pulls[].file", Meaning: "同时作为“台账报表”归档", Values: "true、false", Example: "true"},

	{Group: "档案", Key: "fonds", Meaning: "移交档案用的全宗号，由档案馆给定", Values: "字母和数字", Example: "Z109"},
	{Key: "section", Meaning: "移交档案用的机构（问题）代码", Values: "字母和数字"},
	{Key: "key", Meaning: "流水检查点的签名私钥放在哪里（数据文件夹以外，备份不到的地方），不写就在数据文件夹旁边", Values: "完整的路径", Example: "/etc/gongwen/office.key"},
	{Key: "backup", Meaning: "备份：gongwen run 开着时每天自动做一次，gongwen backup 不写 --out 也备份到这里；第一次请运行 gongwen backup --first", Values: "下列各项"},
	{Key: "backup.to", Meaning: "另一块磁盘上的文件夹，须已有", Values: "完整的路径", Example: "/mnt/backup/gongwen"},
	{Key: "backup.at", Meaning: "每天几点；那时没有开机的，开机后补做", Values: "00:00 到 23:59", Example: `"02:30"`},
	{Key: "backup.keep", Meaning: "保留 14 天、8 周、12 个月里每天、每周、每月最后的一次；档案全部保留", Values: "daily=、weekly=、monthly=、yearly=、last= 加次数，用逗号分开", Example: "daily=14,weekly=8,monthly=12"},
	{Key: "clean", Meaning: "满多少天以后，把 issued/、returned/ 里原样没有动过的副本和退件移走；0 或不写为一直留着。档案从不清理；退件移走以后别处没有，流水里记下它有哪些文件和校验值", Values: "下列各项"},
	{Key: "clean.issued", Meaning: "办出满多少天的副本", Values: "30 到 36500 天", Example: "365"},
	{Key: "clean.returned", Meaning: "退回满多少天的退件", Values: "30 到 36500 天", Example: "180"},
	{Key: "register_checkpoints", Meaning: "台账页脚印上流水的检查点，打印存档后可以用来核对流水有没有被改动", Values: "true、false", Example: "true"},

	{Group: "字体", Key: "fonts", Meaning: "字体文件（可不填，自动查找；gongwen fonts 列出现用的）", Values: "用途（小标宋、仿宋、黑体、楷体、宋体），后面是字体文件",
		Example: "\n仿宋: /usr/share/fonts/仿宋.ttf"},
}
