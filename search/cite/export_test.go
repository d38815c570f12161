package cite

// CheckSchema is for the tests that stand outside the package.
var CheckSchema = checkSchema

// Update says whether golden files are to be rewritten.
var Update = updateFlag
