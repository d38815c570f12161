package indexer_test

// This file makes another article of the one that izde comes with: other
// names, numbers, headings, another order of the front matter. What was learnt
// from the one has to hold for the other.

import (
	"slices"
	"strings"
)

// replacements are made one after another, in the text and in what is known
// of it.
var replacements = []string{
	// Names and what stands with them.
	"Meiram SARYBAYEV", "Aruzhan TOLEGENOVA", "Мейрам САРЫБАЕВ", "Аружан ТОЛЕГЕНОВА", "M. Sarybayev", "A. Tolegenova",
	"Chunlan LAI", "Weiming OUYANG", "Чуньлань ЛАЙ", "Вэймин ОУЯН",
	"smeiram81@gmail.com", "a.tolegenova@buketov.edu.kz", "2605083269@qq.com", "ouyang_wm@163.com",
	"0000-0001-8420-9255", "0000-0002-1825-0097", "B-1728-2015", "AAH-4402-2021", "B- 1728-2015", "AAH- 4402-2021", "57202092354", "36801122450",
	"K.I. Satbayev Kazakh National Research Technical University, Almaty", "E.A. Buketov Karaganda University, Karaganda",
	"Қ.И. Сәтбаев атындағы Қазақ ұлттық техникалық зерттеу университеті, Алматы", "Е.А. Бөкетов атындағы Қарағанды университеті, Қарағанды",
	"КазНИТУ им. К.И. Сатпаева, Алматы", "КарУ им. Е.А. Букетова, Караганда",
	"Al-Farabi Kazakh National University", "L.N. Gumilyov Eurasian National University",
	"әл-Фараби атындағы Қазақ ұлттық университеті", "Л.Н. Гумилев атындағы Еуразия ұлттық университеті",
	"Казахский национальный университет им. аль-Фараби", "Евразийский национальный университет им. Л.Н. Гумилева",
	"Faculty of International Relations", "Department of World Economy", "факультета международных отношений", "кафедры мировой экономики",
	"Халықаралық қатынастар факультетінің", "Әлемдік экономика кафедрасының",
	"PhD, Associate Professor", "Candidate of Economic Sciences, Professor", "PhD, қауымдастырылған профессор", "экономика ғылымдарының кандидаты, профессор", "PhD, ассоциированный профессор", "к.э.н., профессор",
	// Numbers.
	"10.52123/1994-2370-2024-1172", "10.26577/be.2023.v146.i4.07", "32.327", "339.9:63", "11.25.91", "06.51.25", "06.51.51", "06.71.07",
	"25/03/2024", "14/02/2023", "01/06/2024", "30/08/2023", "07/06/2024", "05/09/2023", "2024-03-25", "2023-02-14", "2024-06-01", "2023-08-30", "2024-06-07", "2023-09-05",
	"(89) 2024", "(146) 2023", "859", "1207", "18.2%", "7.25%", "36.86", "41.3", "1992", "1994",
	// Headings.
	"Introduction", "Background", "Literature review", "Related work", "Methodology", "Materials and methods", "Discussion and results", "Results and discussion",
	"Recommendations", "Policy implications", "Conclusion\n", "Concluding remarks\n", `"Conclusion"`, `"Concluding remarks"`,
	"Current Situation of", "Present State of", "Characteristics of", "Peculiar Traits of", "Challenges with Chinese", "Hindrances to Chinese",
	"The scale of investments continues to expand", "More is bought every year", "Diversification of Investment", "Widening of Trade",
	"Sectors with high investment risks remain hot", "Dangerous branches are still welcome", "Operating expenses continue to rise", "Running costs do not fall",
	"The threshold for Chinese companies'", "The bar that foreign companies'", "Restrictions D) of laws and regulations", "Limits D) of rules and customs", "Restrictions of laws and regulations", "Limits of rules and customs",
	"Cultural differences.", "Habits of business.", "Enhance Economic Cooperation and Diversification:", "Cooperate More Widely:", "Prospects of", "Outlook for",
	// Words.
	"CHINA'S", "TURKEY'S", "KAZAKHSTAN", "UZBEKISTAN", "China", "Turkey", "Chinese", "Turkish", "Kazakhstan", "Uzbekistan", "investment", "trade", "INVESTMENT", "TRADE", "New Economic Policy Docking", "Old Trade Route Joining",
	"ҚЫТАЙДЫҢ", "ТҮРКИЯНЫҢ", "Қытайдың", "Түркияның", "Қытай", "Түркия", "КИТАЯ", "ТУРЦИИ", "Китая", "Турции", "Китай", "Турция", "哈萨克斯坦", "乌兹别克斯坦",
}

// frontOrder is another order of the first eleven paragraphs.
var frontOrder = []int{3, 1, 0, 2, 6, 7, 8, 9, 4, 5, 10}

// backOrder is another order of the last six.
var backOrder = []int{3, 4, 5, 0, 1, 2}

func perturb(text string, reorder bool) string {
	text = strings.NewReplacer(replacements...).Replace(text)
	if !reorder {
		return text
	}
	paragraphs := strings.Split(text, "\n\n")
	front, back := slices.Clone(paragraphs[:len(frontOrder)]), slices.Clone(paragraphs[len(paragraphs)-len(backOrder):])
	for i, k := range frontOrder {
		paragraphs[i] = front[k]
	}
	for i, k := range backOrder {
		paragraphs[len(paragraphs)-len(backOrder)+i] = back[k]
	}
	return strings.Join(paragraphs, "\n\n")
}
