package workspace

// ConfigTemplate is the gongwen.yaml of a new data folder, with every setting
// explained.
const ConfigTemplate = `# 公文 的设置。units、approvals、sign_within 改动后自动采用，其余的重新启动后生效；删去某一行即用默认值。

# 以谁的名义行文、由哪个办公室制发
government: 龙凤区人民政府
office: 龙凤区人民政府办公室
# 上一级人民政府：政府信息公开答复书写明向它申请行政复议
superior: 大庆市人民政府
# 办公室的电话，印进退件通知；没有网址时，也印在公文的校验码旁边，供收信单位查验真伪
# phone: 0459-6240551
# 文书、通知、台账和日志上的时间按哪里的钟，与电脑设在哪个时区无关
zone: Asia/Shanghai
# 阅览室（gongwen serve）对外的网址：印进介绍信的二维码，供收信单位查验真伪；台账里的“查看”也由它打开，
# 台账搬到哪里都打得开。没有就不写
# site: https://gw.example.gov.cn

# 文件放入后静置多久才收（正在复制的文件不会被半途取走）
settle: 2s
# 没有系统通知时，多久巡查一次收件文件夹
rescan: 30s
# 怎样看守收件文件夹：both 系统通知加巡查；poll 只靠巡查（网络共享收不到系统通知的）；
# events 只靠系统通知（文件极多、巡查太慢的本机磁盘）
watch: both
# 表单等附件、附件等表单的最长时间，到时退回
attachment_wait: 10m

# 某个单位的收件文件夹另有安排的，写在这里，没写的与上面相同
# inboxes:
#   区财政局: {watch: poll, rescan: 10s, settle: 5s}

# 单位的别名：表单上、收件文件夹上写成这些的，就是这个单位。写法上的差别（空格、繁简、
# 前面有没有“龙凤区”“区政府”、后面有没有“（筹）”）不必列出，程序自己认得
# units:
#   区住房和城乡建设局: [区住建局, 城建局]

# 审批意见怎样签：paper 在纸上签，由经办人填进表单；paper-scan 也在纸上签，还须附上签批单的扫描件；
# desk 由本人在阅览室的工作台上签，表单上不填。可以分种类写，写种类的代号或名称，没有写到的按 default
approvals: paper
# approvals: {default: paper, 介绍信: desk, 合同: paper-scan}

# 在工作台上，轮到谁签批以后几个工作日以内签（规则另有规定的从其规定）；0 表示不定时限
sign_within: 3

# 签批时最少要验什么：password 密码；code 密码和动态码；certificate 本人的证书。统一认证（sign_in）的写法见 README
# sign_with: code

# 台账的常用栏目，gongwen registers --columns @付款 取用
# columns:
#   付款: [编号, 合同名称, 金额（元）, 已付（元）]

# 移交档案用：全宗号由档案馆给定；机构（问题）代码
# fonds: Z109
section: BGS

# 流水检查点的签名私钥放在哪里（数据文件夹以外，备份不到的地方），不写就在数据文件夹旁边
# key: /etc/gongwen/office.key
# 台账页脚印上流水的检查点，打印存档后可以用来核对流水有没有被改动
# register_checkpoints: true

# 定期台账：每月、每季度、每年过后，把那一期的台账放进 registers/定期/名称/期/，生成以后不再改动
# pulls:
#   - name: 财务月报          # 名称，也是文件夹名
#     every: month            # month 每月、quarter 每季度、year 每年
#     kinds: [资金使用, 合同]   # 哪几种表单的台账；views: [合同履行台账] 是综合台账；都不写就是有记录的全部表单
#     unit: 区财政局           # 只要一个单位的；不写就是全部
#     columns: [编号, 申请单位, 金额]  # 只要这些栏目（各台账有的那几栏），或栏目组 ["@名称"]；不写就是全部
#     formats: [xlsx, csv]    # xlsx、csv、ods；不写就是 xlsx
#     to: 报财政/月报          # 放在 registers/定期 下的哪个文件夹，或完整的路径（须已有）；不写就用名称
#     after: 3                # 期满后再等几天，等补办的；不写就是0
#     since: 2026-01          # 从哪一期补起；不写就只做刚过去的一期
#     file: true              # 同时作为“台账报表”归档

# 备份：gongwen run 开着时每天自动做一次，gongwen backup 不写 --out 也备份到这里
# backup:
#   to: /mnt/backup/gongwen   # 另一块磁盘上的文件夹，完整的路径，须已有；第一次请运行 gongwen backup --first
#   at: 02:30                 # 每天几点；那时没有开机的，开机后补做
#   keep: daily=14,weekly=8,monthly=12   # 保留 14 天、8 周、12 个月里每天、每周、每月最后的一次；档案全部保留

# 字体文件（可不填，自动查找；gongwen fonts 列出现用的）：小标宋、仿宋、黑体、楷体、宋体
# fonts:
#   仿宋: /usr/share/fonts/仿宋.ttf
`
