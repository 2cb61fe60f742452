//go:build !windows

package main

import "errors"

// errNoService says what there is instead.
var errNoService = errors.New("这台机器不是 Windows，没有 Windows 服务。安装包自带 systemd 服务，请用 systemctl enable --now gongwen 启动、systemctl stop gongwen 停下；没有用安装包的，见 gongwen help install")

func installService([]string) error { return errNoService }
func removeService() error          { return errNoService }
func startService() error           { return errNoService }
func stopService() error            { return errNoService }

// asService reports that the program was not started by a manager of services that
// wants to be spoken to.
func asService() (code int, is bool) { return 0, false }
