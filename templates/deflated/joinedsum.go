package deflated

import "hash/crc32"

// joinedSum is the CRC-32 of two texts, one behind the other, from that of each and the
// length of the second. To put n bytes behind a text multiplies its sum by x^8n, modulo the
// polynomial of the CRC; sums have their lowest powers in the highest bits.
func joinedSum(first, second uint32, length int64) uint32 {
	power := uint32(1 << 23) // x^8
	factor := uint32(1 << 31)
	for n := length; n > 0; n >>= 1 {
		if n&1 == 1 {
			factor = timesModulo(factor, power)
		}
		power = timesModulo(power, power)
	}
	return timesModulo(factor, first) ^ second
}

// timesModulo multiplies two polynomials modulo that of the CRC.
func timesModulo(a, b uint32) uint32 {
	product := uint32(0)
	for bit := uint32(1 << 31); bit != 0; bit >>= 1 {
		if a&bit != 0 {
			product ^= b
		}
		if b&1 == 1 {
			b = b>>1 ^ crc32.IEEE
		} else {
			b >>= 1
		}
	}
	return product
}
