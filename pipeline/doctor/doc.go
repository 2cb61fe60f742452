// Package doctor examines a data folder and the machine it lies on (体检): what is amiss, or
// soon will be, with the next step to take. It answers the questions an administrator has
// when nobody knows why the program does not do what it should.
//
// It changes nothing in the data folder and asks for no lock, so that it may run beside
// gongwen run, by somebody who may only read, and on a folder that cannot be opened: what
// keeps one check from looking is itself a finding, and the others go on. The catalogue is
// opened as workspace.Look does; only the locks of a catalogue in use are taken, which stand
// in its -shm file.
//
// A check is a function of an Examination, a few lines long, in the file of its area:
//
//	folder.go       the folder, its settings, kinds, rules, roster, calendar
//	rights.go       owners and modes, what others could do
//	disk.go         room and inodes
//	clock.go        clocks and time zone
//	share.go        inboxes on other machines, limits of the kernel
//	certificate.go  certificates that were named
//	archive.go      catalogue, index, numbers, voids that were cut short
//	upkeep.go       backups, verifications
//	keys.go         private keys of checkpoints
//	people.go       units without inbox, people who must sign and cannot
//	arrivals.go     what waits, what is stuck
//	running.go      whether gongwen run is at work, and of which version all is
//	fonts.go        fonts
//
// What a check finds out of the machine it takes from a Machine, so that tests can make it
// ill. The program sends no mail, so nothing is asked of mail.
package doctor
