package bounded

import "bytes"

// IsCompound reports whether a file is one of Microsoft's compound files (OLE,
// MS-CFB 2.2): an old Word or Excel file, or what a docx or xlsx with a password
// is wrapped in.
func IsCompound(data []byte) bool {
	return bytes.HasPrefix(data, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"))
}

// HasPassword reports whether a compound file is an encrypted docx or xlsx
// (MS-OFFCRYPTO 1.3). It goes by the name of the stream, which stands there in
// UTF-16.
func HasPassword(compound []byte) bool {
	var name []byte
	for _, c := range []byte("EncryptedPackage") {
		name = append(name, c, 0)
	}
	return bytes.Contains(compound, name)
}
