package boundedtest

// EncryptedPackage is the name of a stream in UTF-16, as it stands in the compound
// file that a docx or xlsx with a password is wrapped in.
const EncryptedPackage = "E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e\x00"
