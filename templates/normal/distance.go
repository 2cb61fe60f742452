package normal

// Distance is how many characters must be put in, taken out or exchanged to make one
// name of another (Levenshtein). Names that people may have misspelt are given by their
// Key. What is longer than any name is as far from all others as it is long.
func Distance(a, b []rune) int {
	if len(a) > longestName || len(b) > longestName {
		return max(len(a), len(b))
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i, ra := range a {
		diagonal := row[0]
		row[0] = i + 1
		for j, rb := range b {
			change := diagonal
			if ra != rb {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, diagonal+1)
		}
	}
	return row[len(b)]
}

// longestName is how many characters names have at most.
const longestName = 50
