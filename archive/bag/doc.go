// Package bag writes and checks BagIt 1.0 bags (RFC 8493): folders that prove
// by themselves, to anyone with sha256sum, that nothing in them was changed.
//
//	bagit.txt                 that this is a bag
//	bag-info.txt              what it is about, for people
//	manifest-sha256.txt       the SHA-256 of every payload file
//	tagmanifest-sha256.txt    the same for the three files above
//	data/…                    the payload
//
// A bag is written once and never changed.
package bag
