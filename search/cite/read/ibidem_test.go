package read

import (
	"fmt"
	"strings"
	"testing"
)

// A reference that tells further works by "ibid." alone has several items.
func TestAll(t *testing.T) {
	for raw, want := range map[string][]string{
		"B. Holt, Phys. Lett. B 456, 12 (2001); ibid. 457, 33 (2002).":                    {"Holt|Phys. Lett. B|456|12|2001", "Holt|Phys. Lett. B|457|33|2002"},
		"J. Webb, Nucl. Phys. A635, 3 (1998); ibid. 654, 702c":                            {"Webb|Nucl. Phys.|A635|3|1998", "Webb|Nucl. Phys.|654|702c|0"},
		"C. Cole et al., Phys. Rev. C 57 (1998) 1229; ibid. 58 (1999) 3628; ibid. 59, 1.": {"Cole|Phys. Rev. C|57|1229|1998", "Cole|Phys. Rev. C|58|3628|1999", "Cole|Phys. Rev. C|59|1|0"},
		"Cole, D. (2015). Ibid. and other words. Journal of Works, 12(3), 45–67.":         {"Cole|Journal of Works|12|45-67|2015"},
		"Village wells. Rural Press, 2001; ibid. see the map of 1999 for more":            nil,
	} {
		var got []string
		for _, p := range All(raw) {
			family := ""
			if len(p.Item.Author) > 0 {
				family = p.Item.Author[0].FamilyName()
			}
			got = append(got, fmt.Sprintf("%s|%s|%s|%s|%d", family, p.Item.ContainerTitle, p.Item.Volume, p.Item.Page, p.Item.Year()))
			checkParsed(t, p.Raw)
			for _, f := range p.Fields {
				if f.End > len(p.Raw) {
					t.Errorf("%s: field %+v", p.Raw, f)
				}
			}
		}
		if want == nil {
			if len(got) != 1 {
				t.Errorf("%s: %q", raw, got)
			}
		} else if strings.Join(got, "\n") != strings.Join(want, "\n") {
			t.Errorf("%s:\ngot  %q\nwant %q", raw, got, want)
		}
	}
}
