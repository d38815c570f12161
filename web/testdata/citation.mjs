// Prints as CSL-JSON what citation-js reads in a BibTeX or RIS file.
import { readFileSync } from 'node:fs'
import { Cite } from '@citation-js/core'
import '@citation-js/plugin-bibtex'
import '@citation-js/plugin-ris'

const items = new Cite(readFileSync(process.argv[2], 'utf8'), { generateGraph: false, forceType: process.argv[2].endsWith('.ris') ? '@ris/file' : '@biblatex/text' }).data
console.log(JSON.stringify(items))
