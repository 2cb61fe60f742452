#!/bin/sh
# 各单位的共享文件夹：组、用户、文件夹和权限，并接上 Samba 和 NFS。由 gongwen shares 生成，以 root 运行：
#
#   sh setup.sh             照办。可以反复运行：已经对的不动，只补缺的、改不对的
#   sh setup.sh --dry-run   只说要做什么，不做
#
# 读同一文件夹里的 settings.sh、units.tsv、samba.conf（gongwen shares 生成）和 members.csv、nfs.csv（管理员填写）。
# 配置文件不在通常位置的，用环境变量指明：
#
#   SMB_CONF      Samba 的配置，通常 /etc/samba/smb.conf；没有装 Samba 的，跳过
#   SAMBA_SHARES  里面 include 的那一份，通常是它旁边的 gongwen.conf
#   EXPORTS       NFS 的导出表，通常 /etc/exports.d/gongwen.exports；nfs.csv 里没有单位的，跳过
#
# 退出码：0 都对了，1 有一步没有做成，或填写的有误（写明哪一行，什么都没有做）。
set -eu
umask 022
export LC_ALL=C # 别的程序说的话要认得出
here=$(cd "$(dirname "$0")" && pwd -P)
. "$here/settings.sh"
SMB_CONF=${SMB_CONF:-/etc/samba/smb.conf}
SAMBA_SHARES=${SAMBA_SHARES:-$(dirname "$SMB_CONF")/gongwen.conf}
EXPORTS=${EXPORTS:-/etc/exports.d/gongwen.exports}
tab=$(printf '\t')
dry=
changes=0
regrouped=

fail() { echo "setup.sh：$*" >&2; exit 1; }
note() { echo "注意：$*" >&2; }

# change 说一句要改什么，然后去改。
change() {
  changes=$((changes + 1))
  echo "$1"
  shift
  [ -n "$dry" ] || "$@" || fail "没有做成：$*"
}

case ${1-} in
'') ;;
--dry-run) dry=1 ;;
*) fail "不认识 $1，只有 --dry-run" ;;
esac
[ "$(id -u)" -eq 0 ] || fail "请以 root 运行"
[ -d "$data" ] || fail "没有数据文件夹 $data，请先运行 gongwen init，或用 gongwen shares 重新生成"
data=$(cd -P "$data" && pwd -P)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# as_program 以程序的用户做：文件夹里别的人也能写，root 在里面按名称改东西，可能被引到别处。
as_program() {
  [ -n "$there" ] || return 0 # 只说不做时还没有
  setpriv --reuid "$user" --regid "$program_group" --init-groups -- "$@"
}

# in_place 以 root 改一个文件夹本身，先确认站在里面的就是它，不是链接引到的别处。
in_place() {
  (cd -P -- "$1" && [ "$(pwd -P)" = "$1" ] && shift && "$@")
}

has_group() { getent group "$1" >/dev/null; }
has_user() { getent passwd "$1" >/dev/null; }
in_group() {
  listed=$(getent group "$2") || return 1
  case ,${listed##*:}, in *",$1,"*) return 0 ;; esac
  [ "$(id -gn "$1" 2>/dev/null)" = "$2" ]
}

make_group() { has_group "$1" || change "建组 $1（$2）" groupadd --system "$1"; }

join() { # 用户 组 说明
  in_group "$1" "$2" && return
  change "$1 加入 $2（$3）" gpasswd -a "$1" "$2" >"$work/said"
  grep -v '^Adding user' "$work/said" || :
  [ "$1" != "$user" ] || regrouped=1
}

# 填写的表：去掉 Excel 加的 BOM 和回车、注释、空行，全角逗号当半角，GBK 的转成 UTF-8。
# 每行给出：行号、第一栏、第二栏，以制表符隔开。
filled() {
  [ -e "$here/$1" ] || return 0
  if iconv -f UTF-8 -t UTF-8 "$here/$1" >"$work/text" 2>/dev/null; then :; else
    iconv -f GB18030 -t UTF-8 "$here/$1" >"$work/text" || fail "$1 的编码不认识，请存成 UTF-8"
  fi
  sed -e "1s/^$(printf '\357\273\277')//" -e "s/$(printf '\r')\$//" -e 's/，/,/g' "$work/text" |
    awk -F, -v OFS="$tab" '
      { for (i = 1; i <= NF; i++) gsub(/^[ \t"]+|[ \t"]+$/, "", $i) }
      $0 ~ /^[ \t,]*$/ || $1 ~ /^#/ { next }
      { print NR, ($1 == "" ? "-" : $1), (NF == 2 && $2 != "" ? $2 : "-") }'
}

# unit_group 是一个单位的组：通常是 units.tsv 里的；收件文件夹已经另给了组的，照那个。
unit_group() {
  kept=$(stat -c %G -- "$data/inbox/$2" 2>/dev/null || :)
  case $kept in
  '' | root | UNKNOWN | "$program_group") echo "$1" ;;
  *) echo "$kept" ;;
  esac
}

# check 把填写的都看一遍，有误的什么都不做。
check() {
  filled members.csv >"$work/members"
  filled nfs.csv >"$work/networks"
  wrong=0
  while IFS="$tab" read -r line who unit; do
    if [ "$unit" = - ] || [ "$who" = - ]; then
      echo "members.csv 第 $line 行：要写“用户名,单位”两栏" >&2 && wrong=1
    elif [ "$unit" != 台账 ] && ! cut -f2 "$here/units.tsv" | grep -qxF -- "$unit"; then
      echo "members.csv 第 $line 行：花名册里没有“$unit”，请照 units.tsv 里的写；刚加进花名册的，先再运行一次 gongwen shares" >&2 && wrong=1
    elif ! has_user "$who" && ! printf %s "$who" | grep -Eqx '[a-z_][a-z0-9_-]{0,31}'; then
      echo "members.csv 第 $line 行：系统里没有用户“$who”，也不能建：新用户名请用小写字母开头，只用小写字母、数字、- 和 _" >&2 && wrong=1
    elif [ "$who" = root ]; then
      echo "members.csv 第 $line 行：root 不能是单位的人" >&2 && wrong=1
    fi
  done <"$work/members"
  while IFS="$tab" read -r line unit network; do
    if [ "$unit" = - ] || ! printf %s "$network" | grep -Eqx '[A-Za-z0-9.:/*?@_-]+' || [ "$network" = - ]; then
      echo "nfs.csv 第 $line 行：要写“单位,网段”两栏，网段如 10.20.30.0/24" >&2 && wrong=1
    elif [ "$unit" != 台账 ] && ! cut -f2 "$here/units.tsv" | grep -qxF -- "$unit"; then
      echo "nfs.csv 第 $line 行：花名册里没有“$unit”，请照 units.tsv 里的写" >&2 && wrong=1
    elif [ "$network" = '*' ]; then
      echo "nfs.csv 第 $line 行：* 是所有的机器，请写明网段" >&2 && wrong=1
    fi
  done <"$work/networks"
  [ $wrong -eq 0 ] || fail "请改好再运行；什么都没有改动"
}

# folder 让一个文件夹有这个组和权限，给了 inherit 的，里面新建的不管各人的 umask 是多少，同组都能读写
# （NFS、本机上用的人）：路径 组 权限 [inherit]。
folder() {
  if [ -L "$1" ]; then
    note "$1 是链接，由管理员自己安排，没有动"
    return
  fi
  if [ ! -e "$1" ]; then
    change "建 $1，组是 $2，权限是 $3" as_program sh -c 'mkdir -m 0700 -- "$1" && chgrp -- "$2" "$1" && chmod "$3" -- "$1"' sh "$1" "$2" "$3"
    [ -z "$dry" ] || return 0
  fi
  state=$(stat -c '%F %U %G %a' -- "$1")
  [ "${state%% *}" = directory ] || fail "$1 不是文件夹，请移开"
  case $state in "directory $user "*) ;; *) change "$1 归 $user" in_place "$1" chown "$user" . ;; esac
  case $state in *" $2 $3") ;; *" $2 "*) change "$1 的权限是 $3" as_program chmod "$3" -- "$1" ;;
  *) change "$1 的组是 $2，权限是 $3" as_program sh -c 'chgrp -- "$2" "$1" && chmod "$3" -- "$1"' sh "$1" "$2" "$3" ;;
  esac
  [ -n "${4-}" ] && [ -n "$acl" ] || return 0
  [ "$(getfacl -cdp -- "$1" 2>/dev/null)" != "$acl" ] || return 0
  if [ -n "$dry" ] || as_program setfacl -d -m u::rwx,g::rwx,o::- -- "$1" 2>"$work/acl"; then
    change "$1 里新建的同组可读写" true
  else
    note "$1 所在的磁盘不支持 ACL，用 NFS 的各单位请把 umask 设成 007（$(cat "$work/acl")）"
    acl=
  fi
}
acl=
if command -v setfacl >/dev/null; then
  acl=$(printf 'user::rwx\ngroup::rwx\nother::---')
fi

# contents 让程序以前放进去的也归文件夹的组、读得了：上一级的文件夹 自己的组 文件夹至少的权限。
# 没有写组的，里面第一层各是一个单位的，按单位的组。
contents() {
  [ -d "$1" ] && [ ! -L "$1" ] && [ -n "$there" ] || return 0
  as_program find "$1" -mindepth 1 -user "$user" \( -type d -o -type f \) -printf '%y\t%g\t%m\t%P\n' |
    awk -F"$tab" -v OFS="$tab" -v own="$2" -v need="$3" -v groups="$work/groups" '
      BEGIN { while ((getline line <groups) > 0) { split(line, part, FS); of[part[2]] = part[1] } }
      {
        name = $4; first = name; sub(/\/.*/, "", first)
        group = own
        if (own == "") { if (!(first in of) || first == name) next; group = of[first] }
        bits = int($3 / 10) % 10; setgid = int($3 / 1000) % 4 >= 2
        if ($2 != group || $1 == "f" && bits < 4 || $1 == "d" && (bits < need || !setgid)) print $1, group, name
      }' >"$work/wrong"
  [ -s "$work/wrong" ] || return 0
  mend() {
    while IFS="$tab" read -r type group name; do
      case $type in
      d) as_program sh -c 'chgrp -h -- "$2" "$1" && chmod "$3" -- "$1"' sh "$1/$name" "$group" "$2" ;;
      *) as_program sh -c 'chgrp -h -- "$2" "$1" && chmod u+rw,g+r -- "$1"' sh "$1/$name" "$group" ;;
      esac || return 1
    done <"$work/wrong"
  }
  case $3 in 7) letters=u+rwx,g+rwxs ;; *) letters=u+rwx,g+rxs ;; esac
  change "$1 里已有的 $(wc -l <"$work/wrong") 个归各自的组" mend "$1" $letters
}

# private 关上数据文件夹里不共享的：只有程序的用户能读。
private() {
  open=$(as_program find "$data" -mindepth 1 -maxdepth 1 ! -type l -perm /007 \
    ! -name inbox ! -name issued ! -name returned ! -name waiting ! -name registers ! -name forms)
  [ -z "$open" ] || printf '%s\n' "$open" | while IFS= read -r each; do
    [ "$(stat -c %U -- "$each")" = "$user" ] || { note "$each 别人能读或改动，它又不归 $user，请核实：chown $user '$each' && chmod o= '$each'"; continue; }
    echo "$each" >>"$work/open"
  done
  [ ! -e "$work/open" ] || while IFS= read -r each; do
    change "$each 不给别人" as_program chmod o= -- "$each"
  done <"$work/open"
}

check

# 程序的用户，和归它所有的数据文件夹。
has_user "$user" || change "建用户 $user（程序用它运行）" useradd --system --user-group --no-create-home --home-dir "$data" --shell /usr/sbin/nologin "$user"
there= # 程序的用户有了没有
if has_user "$user"; then there=1; fi
program_group=$(id -gn "$user" 2>/dev/null || echo "$user")
if [ "$(stat -c %U -- "$data")" != "$user" ]; then
  change "$data 和里面的归 $user" chown -hR "$user:$program_group" -- "$data"
fi
for beside in "$data.key" "$data.checkpoints" "$data.checkpoints.lock"; do # root 运行过 gongwen 的，可能归 root
  [ ! -e "$beside" ] || [ "$(stat -c %U -- "$beside")" = "$user" ] || change "$beside 归 $user" chown -h "$user:$program_group" -- "$beside"
done
[ "$(stat -c %a -- "$data")" = 751 ] || change "$data 的权限是 751：别人只能穿过" in_place "$data" chmod 0751 .
at=$data
while [ "$at" != / ]; do
  at=$(dirname "$at")
  case $(stat -c %A -- "$at") in
  *[xt]) ;;
  *) note "各单位的用户穿不过 $at，到不了共享文件夹：请 chmod o+x '$at'，或把数据文件夹放到别处" ;;
  esac
done

if [ -n "$there" ] && ! as_program test -w "$keys"; then
  note "$user 写不了 $keys，流水检查点签好了存不进去：请把这个文件夹给它（chown $user '$keys'，里面不要放别的），或在 gongwen.yaml 的 key 里另指一处，再运行一次 gongwen shares"
fi

# 组，和组里的人。
make_group "$everybody" "进得了共享的人"
make_group "$registers" "看台账的"
join "$user" "$everybody" "程序"
join "$user" "$registers" "程序"
: >"$work/groups"
while IFS="$tab" read -r named unit; do
  group=$(unit_group "$named" "$unit")
  make_group "$group" "$unit"
  join "$user" "$group" "程序"
  printf '%s\t%s\t%s\n' "$group" "$unit" "$named" >>"$work/groups"
done <"$here/units.tsv"
printf '%s\t台账\t%s\n' "$registers" "$registers" >>"$work/groups"

group_of() { awk -F"$tab" -v unit="$1" '$2 == unit { print $1; exit }' "$work/groups"; }

: >"$work/belongs"
while IFS="$tab" read -r line who unit; do
  has_user "$who" || change "建用户 $who（不能登录系统）" useradd --no-create-home --user-group --shell /usr/sbin/nologin "$who"
  group=$(group_of "$unit")
  printf '%s\t%s\n%s\t%s\n' "$who" "$group" "$who" "$everybody" >>"$work/belongs"
  join "$who" "$everybody" "进得了共享"
  join "$who" "$group" "$unit"
done <"$work/members"

# 名单上没有了的，移出自己建的组；管理员自己的组不管，名单空着也不管。
if [ -s "$work/members" ]; then
  printf '%s\t进得了共享的人\t-\n' "$everybody" | cat - "$work/groups" | grep '^gw-' | while IFS="$tab" read -r group unit named; do
    getent group "$group" | cut -d: -f4 | tr ',' '\n' | grep -vxF -e "$user" -e '' | while IFS= read -r who; do
      case $who in gw-*) continue ;; esac
      grep -qxF -- "$who$tab$group" "$work/belongs" || printf '%s\t%s\t%s\n' "$who" "$group" "$unit"
    done
  done >"$work/leaves"
  while IFS="$tab" read -r who group unit; do
    change "$who 移出 $group（$unit）" gpasswd -d "$who" "$group" >"$work/said"
    grep -v '^Removing user' "$work/said" || :
  done <"$work/leaves"
fi

# 文件夹。各单位的，自己的能放、能取走；上面一层只能穿过和列出，列出的由 Samba 遮住别的单位。
for kind in inbox issued returned waiting; do
  folder "$data/$kind" "$everybody" 750
done
while IFS="$tab" read -r group unit named; do
  [ "$unit" != 台账 ] || continue
  for kind in inbox issued returned waiting; do
    folder "$data/$kind/$unit" "$group" 2770 inherit
  done
done <"$work/groups"
folder "$data/registers" "$registers" 2750
folder "$data/forms" "$everybody" 2750
for kind in issued returned waiting; do
  contents "$data/$kind" "" 7
done
contents "$data/registers" "$registers" 5
contents "$data/forms" "$everybody" 5
private
names=$(cut -f2 "$work/groups")
for kind in inbox issued returned waiting; do
  for each in "$data/$kind"/*/; do
    name=${each%/}
    name=${name##*/}
    case "
$names
" in
    *"
$name
"*) ;;
    *) [ ! -d "$each" ] || note "$kind/$name 不在花名册的单位里，没有动；是别名的，请改用花名册上的名称" ;;
    esac
  done
done

# Samba：装上共享，在 smb.conf 末尾 include；不对就放回原样。
samba_running() { [ -n "$(smbcontrol -s "$SMB_CONF" smbd ping 2>/dev/null)" ]; }
install_samba() {
  cp -p "$SMB_CONF" "$work/smb.conf"
  [ ! -e "$SAMBA_SHARES" ] || cp -p "$SAMBA_SHARES" "$work/shares.conf"
  install -m 0644 "$here/samba.conf" "$SAMBA_SHARES"
  grep -qxF "include = $SAMBA_SHARES" "$SMB_CONF" || printf '\n# 公文的共享文件夹\ninclude = %s\n' "$SAMBA_SHARES" >>"$SMB_CONF"
  if ! testparm -s "$SMB_CONF" >/dev/null 2>"$work/testparm" || grep -q 'Unknown parameter\|ERROR' "$work/testparm"; then
    cat "$work/smb.conf" >"$SMB_CONF"
    if [ -e "$work/shares.conf" ]; then cat "$work/shares.conf" >"$SAMBA_SHARES"; else rm -f "$SAMBA_SHARES"; fi
    cat "$work/testparm" >&2
    fail "Samba 不认这份配置（testparm 说的如上），已经放回原样"
  fi
  if samba_running; then smbcontrol -s "$SMB_CONF" smbd reload-config; fi
}
if ! command -v testparm >/dev/null || [ ! -e "$SMB_CONF" ]; then
  note "没有 Samba（或没有 $SMB_CONF），只设好了文件夹。要用的：apt install samba acl，再运行一次"
else
  if ! cmp -s "$here/samba.conf" "$SAMBA_SHARES" || ! grep -qxF "include = $SAMBA_SHARES" "$SMB_CONF"; then
    change "装上 $SAMBA_SHARES" install_samba
  fi
  if [ "$(testparm -s --parameter-name=security "$SMB_CONF" 2>/dev/null)" != ADS ]; then
    pdbedit -s "$SMB_CONF" -L 2>/dev/null | cut -d: -f1 >"$work/known" || :
    cut -f1 "$work/belongs" | sort -u | while IFS= read -r who; do
      grep -qxF -- "$who" "$work/known" || note "$who 还没有 Samba 密码，请运行 smbpasswd -a $who"
    done
  fi
fi

# NFS：机器说是谁就是谁，所以按机器给单位：来的人都当作这个单位的一个用户，别处什么也碰不到。
account() { # 名称 组
  has_user "$1" || change "建用户 $1（NFS 用）" useradd --system --no-create-home --no-user-group -g "$2" --shell /usr/sbin/nologin "$1"
}
export_line() { # 路径 网段 rw|ro 用户号 组号
  printf '"%s" %s(%s,sync,no_subtree_check,root_squash,all_squash,anonuid=%s,anongid=%s)\n' "$1" "$2" "$3" "$4" "$5"
}
number() { getent "$1" "$2" | cut -d: -f3; }
install_exports() {
  mkdir -p "$(dirname "$EXPORTS")"
  install -m 0644 "$work/exports" "$EXPORTS"
  if command -v exportfs >/dev/null && [ -e /proc/fs/nfsd/exports ]; then exportfs -ra; fi
}
if [ -s "$work/networks" ]; then
  while IFS="$tab" read -r line unit network; do
    group=$(group_of "$unit")
    if [ "$unit" = 台账 ]; then
      export_line "$data/registers" "$network" ro 65534 "$(number group "$group")"
      continue
    fi
    named=$(awk -F"$tab" -v unit="$unit" '$2 == unit { print $3; exit }' "$work/groups")
    account "$named" "$group" >&3
    for kind in inbox issued returned waiting; do
      export_line "$data/$kind/$unit" "$network" rw "$(number passwd "$named")" "$(number group "$group")"
    done
    export_line "$data/forms" "$network" ro 65534 "$(number group "$everybody")"
  done <"$work/networks" 3>&1 >"$work/exports.all"
  sort -u "$work/exports.all" >"$work/exports"
  cmp -s "$work/exports" "$EXPORTS" || change "写 $EXPORTS（$(wc -l <"$work/exports") 行）" install_exports
  command -v exportfs >/dev/null || note "没有 NFS 服务，$EXPORTS 已经写好。要用的：apt install nfs-kernel-server"
elif [ -e "$EXPORTS" ]; then
  : >"$work/exports"
  change "nfs.csv 里没有单位了，收回 $EXPORTS" sh -c 'rm -f "$1"; [ ! -e /proc/fs/nfsd/exports ] || exportfs -ra' sh "$EXPORTS"
fi

[ -z "$regrouped" ] || note "$user 加入了新的组，正在运行的 gongwen 要重新启动才有：systemctl restart gongwen"
if [ -n "$dry" ]; then
  echo "只说不做：要改的有 $changes 处"
elif [ $changes -eq 0 ]; then
  echo "都已经对了，没有改动"
else
  echo "改了 $changes 处"
fi
