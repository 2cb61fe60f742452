// Package shares plans how the folders of a data folder are given out to the units by
// Samba and NFS, and writes what an administrator needs to do it.
//
//   - Share (共享): one folder of the data folder under a name that people see: inbox/ is
//     公文收件, issued/ 公文办结, returned/ 公文退件, waiting/ 公文待签, registers/ 公文台账,
//     forms/ 公文空白表单. There are as many however many units the office has; what a
//     unit sees in them is the folder with its own name.
//   - Group (组): one of the operating system's for each unit, whose members are the unit's
//     people. Its name is made of the unit's by a hash, so that it is the same on every
//     run and on every machine, whatever stands before it in the roster.
//   - Member (成员): a user of the operating system who belongs to a unit, by members.csv.
//   - Network (网段): the machines that get a unit's folders by NFS, by nfs.csv. NFS
//     believes what a machine says of its users, so that here the machine decides.
//
// Who reaches what is decided by the modes of the folders alone, which hold for Samba, NFS
// and people at the machine itself. The settings of Samba add a second door: the groups
// that may enter a share at all, and what is not listed.
//
// The plan is carried out by setup.sh, a script that root runs and can read first. It does
// what is missing and changes nothing else.
package shares
