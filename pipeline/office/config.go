package office

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"github.com/goccy/go-yaml"

	"gongwen/templates/font"
)

// ConfigName is the settings file at the top of a data folder.
const ConfigName = "gongwen.yaml"

// Config is gongwen.yaml. Every setting has a default, so the file may be
// missing or empty.
type Config struct {
	Government string `yaml:"government"` // in whose name documents are issued
	Office     string `yaml:"office"`     // the office that issues them

	Settle         time.Duration `yaml:"settle"`          // how long a file must lie still before it is taken
	Rescan         time.Duration `yaml:"rescan"`          // how often to look without an event
	Poll           bool          `yaml:"poll"`            // true where the share raises no events
	AttachmentWait time.Duration `yaml:"attachment_wait"` // how long a form waits for its attachments, and a stray file for its form

	Fonts font.Config `yaml:"fonts"` // role to font file, before any other
}

func defaults() Config {
	return Config{
		Government:     "龙凤区人民政府",
		Office:         "龙凤区人民政府办公室",
		Settle:         2 * time.Second,
		Rescan:         30 * time.Second,
		AttachmentWait: 10 * time.Minute,
	}
}

// ReadConfig reads the settings of a data folder; with an empty folder, it gives
// the defaults.
func ReadConfig(folder Folder) (Config, error) {
	c := defaults()
	if folder == "" {
		return c, nil
	}
	file := folder.Config()
	source, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return c, nil
	}
	if err != nil {
		return c, err
	}
	if err := yaml.UnmarshalWithOptions(source, &c, yaml.Strict()); err != nil {
		return c, fmt.Errorf("%s 有误：%s", file, yaml.FormatError(err, false, true))
	}
	if c.Settle < 0 || c.AttachmentWait < 0 || c.Rescan < 100*time.Millisecond {
		return c, fmt.Errorf("%s 有误：settle、attachment_wait 不能为负，rescan 不能小于 100ms", file)
	}
	if c.Office == "" || c.Government == "" {
		return c, fmt.Errorf("%s 有误：office、government 不能为空", file)
	}
	return c, nil
}

// ConfigTemplate is the gongwen.yaml of a new data folder, with every setting
// explained.
const ConfigTemplate = `# 公文 的设置。改动后重新启动生效；删去某一行即用默认值。

# 以谁的名义行文、由哪个办公室制发
government: 龙凤区人民政府
office: 龙凤区人民政府办公室

# 文件放入后静置多久才收（正在复制的文件不会被半途取走）
settle: 2s
# 没有系统通知时，多久巡查一次收件文件夹
rescan: 30s
# 网络共享收不到系统通知的，改为 true，只靠巡查
poll: false
# 表单等附件、附件等表单的最长时间，到时退回
attachment_wait: 10m

# 字体文件（可不填，自动查找；gongwen fonts 列出现用的）：小标宋、仿宋、黑体、楷体、宋体
# fonts:
#   仿宋: /usr/share/fonts/仿宋.ttf
`
