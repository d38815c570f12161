package cite

// CheckSchema is for the tests that stand outside the package.
var CheckSchema = checkSchema
