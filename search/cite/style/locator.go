package style

// Locators: the part of a work that is cited, behind its entry.

import (
	"regexp"
	"strings"

	"github.com/izde/izde/search/cite"
)

// pageNumbers are pages as numbers or Roman numerals, one, several or a range.
var pageNumbers = regexp.MustCompile(`^[0-9]+$|^[ivxlcIVXLC]+$|^([0-9]+|[ivxlcIVXLC]+)[-–—, ]+[0-9ivxlcIVXLC\-–—, ]+$`)

// Locator writes which part of a work is cited: pages in the words of a locale ("p. 45",
// "с. 45", "45-б.", "第45页"), the name of a chapter or a section as it is.
func Locator(value string, locale Locale) string {
	value = clean(value)
	w := terms[locale]
	switch {
	case w == nil || !pageNumbers.MatchString(value):
		return value
	case strings.ContainsAny(value, "-–—, "):
		return about(w.citedPages, strings.ReplaceAll(value, "-", "–"))
	}
	return about(w.citedPage, value)
}

// FormatAt is Format with the part of the work that is cited behind the entry, in square
// brackets. locator may be empty.
func FormatAt(it cite.Item, s Style, locale Locale, locator string) Entry {
	entry := Format(it, s, locale)
	if locator = Locator(locator, LocaleOf(it, s, locale)); locator != "" {
		entry = append(entry, Run{Text: " [" + locator + "]"})
	}
	return entry
}

// LocaleOf is the locale of an entry for which locale is asked, which may be empty.
func LocaleOf(it cite.Item, s Style, locale Locale) Locale {
	if locale == "" {
		return localeOf(&it, s)
	}
	return locale
}
