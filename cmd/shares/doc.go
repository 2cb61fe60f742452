// Package shares holds the test of the shared folders with the real Samba: what gongwen
// shares writes is carried out, smbd serves it, smbclient is the units' people, and
// gongwen runs beside them as a user of its own.
//
//	make shares
//
// It must run as root. It makes groups and users, mounts, and listens on the port of SMB:
// so it runs in namespaces of its own (mounts, network, processes), with a copy of /etc,
// and the machine is left as it was.
package shares
