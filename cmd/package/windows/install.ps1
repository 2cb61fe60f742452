# 公文 gongwen 在 Windows 上的安装、升级、卸载。在“以管理员身份运行”的 PowerShell 里，在 gongwen.exe 所在的文件夹运行：
#
#   powershell -ExecutionPolicy Bypass -File install.ps1                     安装或升级
#   powershell -ExecutionPolicy Bypass -File install.ps1 -Serve 0.0.0.0:8443 -Firewall -Options '--tls-cert','C:\gw\tls.pem','--tls-key','C:\gw\tls.key'
#   powershell -ExecutionPolicy Bypass -File install.ps1 -Uninstall          卸载，数据不动
#
# 存成带 BOM 的 UTF-8：Windows 自带的 PowerShell 5.1 没有 BOM 就按本地编码读。
[CmdletBinding()]
param(
    # 程序装在哪里。
    [string]$Program = "$env:ProgramFiles\gongwen",
    # 数据放在哪里；数据文件夹是它下面的 data，签名私钥 data.key 和日志在旁边。
    [string]$Folder = "$env:ProgramData\gongwen",
    # 阅览室在哪个地址上服务。
    [string]$Serve = '127.0.0.1:8080',
    # gongwen init 的选项，如 '--empty','--government','青山区人民政府'。
    [string[]]$Init = @(),
    # gongwen run 的其他选项。
    [string[]]$Options = @(),
    # 在 Windows 防火墙里让域和专用网络连到上面的端口。默认不开。
    [switch]$Firewall,
    [switch]$Uninstall
)
$ErrorActionPreference = 'Stop'
$name = 'gongwen'
$account = "NT SERVICE\$name"
$exe = Join-Path $Program 'gongwen.exe'
$data = Join-Path $Folder 'data'
$rule = '公文 gongwen 阅览室'

$me = New-Object Security.Principal.WindowsPrincipal([Security.Principal.WindowsIdentity]::GetCurrent())
if (-not $me.IsInRole([Security.Principal.WindowsBuiltInRole]::Administrator)) {
    throw '请在“以管理员身份运行”的 PowerShell 里运行'
}

# A program that fails is no error for PowerShell by itself.
function Invoke-Gongwen {
    & $exe @args
    if ($LASTEXITCODE -ne 0) { throw "gongwen $($args[0]) 没有完成（退出码 $LASTEXITCODE），原因见上" }
}

$there = $null -ne (Get-Service -Name $name -ErrorAction SilentlyContinue)

if ($Uninstall) {
    if ($there) { Invoke-Gongwen service remove }
    Remove-NetFirewallRule -DisplayName $rule -ErrorAction SilentlyContinue
    Remove-Item -Recurse -Force -Path $Program -ErrorAction SilentlyContinue
    Write-Host "已卸载。数据没有删除：档案等在 $data，签名私钥在 $data.key。重新安装后接着用；确实不要的，请自行移交或销毁"
    return
}

# The service is made anew, so that its options are those given now. What is at work is
# finished first.
if ($there) { Invoke-Gongwen service remove }
New-Item -ItemType Directory -Force -Path $Program | Out-Null
foreach ($file in 'gongwen.exe', 'proofcheck.exe') {
    $from = Join-Path $PSScriptRoot $file
    if (Test-Path $from) { Copy-Item -Force -Path $from -Destination $Program }
}
if (-not (Test-Path $exe)) { throw "没有 $exe。请把 gongwen.exe 与 install.ps1 放在同一个文件夹里" }

# The service account exists once the service does, so the folder gets its rights after.
New-Item -ItemType Directory -Force -Path $Folder | Out-Null
if (-not (Test-Path (Join-Path $data 'gongwen.yaml'))) { Invoke-Gongwen init @Init $data }
Invoke-Gongwen service install -d $data --serve $Serve '--' @Options

# Administrators, the system and the service, nobody else: what users need they get by
# shares of the folders of their units. S-1-5-32-544 is Administrators, S-1-5-18 the
# system, by whatever name they go in this language.
& icacls $Folder /inheritance:r /grant:r '*S-1-5-32-544:(OI)(CI)F' '*S-1-5-18:(OI)(CI)F' "${account}:(OI)(CI)M" | Out-Null
if ($LASTEXITCODE -ne 0) { throw "设不了 $Folder 的权限" }

Remove-NetFirewallRule -DisplayName $rule -ErrorAction SilentlyContinue
if ($Firewall) {
    $port = $Serve.Substring($Serve.LastIndexOf(':') + 1)
    New-NetFirewallRule -DisplayName $rule -Direction Inbound -Action Allow -Protocol TCP -LocalPort $port -Profile Domain, Private -Program $exe | Out-Null
}
Invoke-Gongwen service start
Invoke-Gongwen health --addr $Serve --wait 1m
Write-Host "已装好并启动。数据文件夹 $data；日志 $data.log；启动不了的原因看事件查看器（来源 $name）"
Write-Host "签名私钥在 $data.key：请另存一份到安全的地方，不要与备份放在一起"
