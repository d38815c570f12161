package embedded

// How often postings have a term, read container by container. Roaring bitmaps are cut into
// containers of 65,536 numbers (Lemire, Ssi-Yan-Kai, Kaser: Consistently Faster and Smaller
// Compressed Bitmaps with Roaring, 2016; the format is that of the RoaringFormatSpec), and
// where scores are added up for one of them after the other the arrays for it stay in the
// processor's cache, whatever the size of the index.

import (
	"encoding/binary"
	"math/bits"
	"sort"

	"github.com/izde/izde/search/analysis"
)

const (
	containerBits = 16
	containerSize = 1 << containerBits
	lowBits       = containerSize - 1

	containerWords = containerSize / 64
)

// window are passages of a part that alone are looked for, all in one container.
type window struct {
	docs []uint32
	set  numbers // a bit for the low bits of each; without it others may be found too
}

// key returns the number of its container.
func (w *window) key() uint32 { return w.docs[0] >> containerBits }

// eachWindow calls visit with the windows of some rising numbers, in turn, without sets; what
// it is given is good until it returns.
func eachWindow(docs []uint32, visit func(*window) error) error {
	for len(docs) > 0 {
		key := docs[0] >> containerBits
		end := from(docs, 0, (key+1)<<containerBits)
		if key == containerSize-1 {
			end = len(docs)
		}
		if err := visit(&window{docs: docs[:end]}); err != nil {
			return err
		}
		docs = docs[end:]
	}
	return nil
}

// windowOf returns the window of passages, with room for their set.
func windowOf(docs []uint32, set numbers) *window {
	clear(set)
	for _, doc := range docs {
		set.put(doc & lowBits)
	}
	return &window{docs, set}
}

// container is one of a bitmap: a list of numbers, a bit for each, or runs of them.
type container struct {
	key    uint32
	before int // numbers in those before it
	many   int
	data   []byte
	runs   bool
}

// containersOf appends the containers of a bitmap as it is written to room.
func containersOf(data []byte, room []container) []container {
	const withRuns, fewOffsets = 12347, 4
	cookie, at := binary.LittleEndian.Uint32(data), 4
	size, runs := int(cookie>>16)+1, []byte(nil)
	if cookie&lowBits == withRuns {
		runs = data[at:]
		at += (size + 7) / 8
	} else {
		size = int(binary.LittleEndian.Uint32(data[at:]))
		at += 4
	}
	heads := data[at:]
	at += 4 * size
	if runs == nil || size >= fewOffsets {
		at += 4 * size
	}
	before := 0
	for i := range size {
		c := container{key: uint32(binary.LittleEndian.Uint16(heads[4*i:])), before: before, many: int(binary.LittleEndian.Uint16(heads[4*i+2:])) + 1}
		c.runs = runs != nil && runs[i/8]>>(i%8)&1 != 0
		length := containerSize / 8
		switch {
		case c.runs:
			length = 4 * int(binary.LittleEndian.Uint16(data[at:]))
			at += 2
		case c.many <= mostListed:
			length = 2 * c.many
		}
		c.data = data[at : at+length]
		at += length
		before += c.many
		room = append(room, c)
	}
	return room
}

// listed reports whether a container lists its numbers.
func (c *container) listed() bool { return !c.runs && c.many <= mostListed }

// at returns the low bits of the i-th number of a container that lists them.
func (c *container) at(i int) uint32 { return uint32(binary.LittleEndian.Uint16(c.data[2*i:])) }

// search returns the place of the first number from start on whose low bits are not below
// low, in a container that lists them. It costs little where that is near.
func (c *container) search(start int, low uint32) int {
	end := start
	for step := 1; end < c.many && c.at(end) < low; step *= 2 {
		start, end = end+1, end+step
	}
	for end = min(end, c.many); start < end; {
		if middle := (start + end) / 2; c.at(middle) < low {
			start = middle + 1
		} else {
			end = middle
		}
	}
	return start
}

// eachRun calls visit with the low bits of the first number of each run and of the last one.
func (c *container) eachRun(visit func(first, last uint32)) {
	for at := 0; at < len(c.data); at += 4 {
		first := uint32(binary.LittleEndian.Uint16(c.data[at:]))
		visit(first, first+uint32(binary.LittleEndian.Uint16(c.data[at+2:])))
	}
}

// rank returns how many numbers of a container have low bits below low.
func (c *container) rank(low uint32) (n int) {
	switch {
	case c.listed():
		return c.search(0, low)
	case c.runs:
		c.eachRun(func(first, last uint32) { n += int(max(min(last+1, low), first) - first) })
		return n
	}
	for i := range low >> 6 {
		n += bits.OnesCount64(binary.LittleEndian.Uint64(c.data[8*i:]))
	}
	if low&63 > 0 {
		n += bits.OnesCount64(binary.LittleEndian.Uint64(c.data[low>>6*8:]) << (64 - low&63))
	}
	return n
}

// ranks returns what tells how many numbers of a container are before one, if it has that, of
// whose low bits it is asked rising; room is for its set.
func (c *container) ranks(room numbers) func(low uint32) (before int, has bool) {
	before, at := 0, uint32(0) // before the place at, of a number or of 64
	if c.listed() {
		return func(low uint32) (int, bool) {
			before = c.search(before, low)
			return before, before < c.many && c.at(before) == low
		}
	}
	c.write(room)
	return func(low uint32) (int, bool) {
		if room.has(low) == 0 {
			return 0, false
		}
		for ; at < low>>6; at++ {
			before += bits.OnesCount64(room[at])
		}
		return before + bits.OnesCount64(room[at]&(1<<(low&63)-1)), true
	}
}

// write writes a container that does not list its numbers into a set of their low bits.
func (c *container) write(set numbers) {
	if !c.runs {
		for i := range set {
			set[i] = binary.LittleEndian.Uint64(c.data[8*i:])
		}
		return
	}
	clear(set)
	c.eachRun(func(first, last uint32) {
		for low := first; low <= last; low++ {
			set.put(low)
		}
	})
}

// addTo adds the numbers of a container to a set of a part.
func (c *container) addTo(set numbers) {
	words := set[c.key*containerWords:]
	switch {
	case c.listed():
		for at := 0; at < len(c.data); at += 2 {
			words.put(uint32(binary.LittleEndian.Uint16(c.data[at:])))
		}
	case c.runs:
		c.eachRun(func(first, last uint32) {
			for low := first; low <= last; low++ {
				words.put(low)
			}
		})
	default:
		words = words[:min(containerWords, len(words))]
		for i := range words {
			words[i] |= binary.LittleEndian.Uint64(c.data[8*i:])
		}
	}
}

// counting reads on how often postings have a term, and perhaps where.
type counting struct {
	cursor
	containers []container
	next       int // which posting of all is read next in the chunk
}

// counting returns what reads on how often postings have the term, locating what reads where,
// too.
func (l *postings) counting() *counting { return l.read.of(l, false) }
func (l *postings) locating() *counting { return l.located.of(l, true) }

func (c *counting) of(l *postings, places bool) *counting {
	if c.postings != nil {
		return c
	}
	c.open(l, places)
	if c.containers, c.next = c.containers[:0], 0; l.written != nil {
		c.containers = containersOf(l.written, c.containers)
	} else if !l.all.IsEmpty() {
		one := l.all.Minimum()
		c.containers = append(c.containers, container{key: one >> containerBits, many: 1, data: binary.LittleEndian.AppendUint16(nil, uint16(one))})
	}
	return c
}

// container returns the container with a key; nil if there is none.
func (c *counting) container(key uint32) *container {
	if i := c.firstOf(key); i < len(c.containers) && c.containers[i].key == key {
		return &c.containers[i]
	}
	return nil
}

// firstOf returns the place of the first container whose key is not below one.
func (c *counting) firstOf(key uint32) int {
	return sort.Search(len(c.containers), func(i int) bool { return c.containers[i].key >= key })
}

// seek goes to the posting of a number, of which so many are before it.
func (c *counting) seek(number uint32, before int) {
	if number < c.start || number >= c.end || before < c.next {
		first := before == c.next && number >= c.end // all before it have been read
		if c.enter(number); first {
			c.next = before
		} else {
			c.next = c.before(c.start)
		}
	}
	c.skip(before - c.next)
	c.next = before
}

// before returns how many postings have numbers below one.
func (c *counting) before(number uint32) int {
	i := c.firstOf(number >> containerBits)
	switch {
	case i < len(c.containers) && c.containers[i].key == number>>containerBits:
		return c.containers[i].before + c.containers[i].rank(number&lowBits)
	case i > 0:
		return c.containers[i-1].before + c.containers[i-1].many
	}
	return 0
}

// timesOf reads how often the postings of some numbers have the term, which follow each other
// and of which so many are before the first.
func (c *counting) timesOf(s analysis.Stream, numbers []uint32, before int, times []float32) {
	for len(numbers) > 0 {
		c.seek(numbers[0], before)
		n := from(numbers, 0, c.end)
		c.readTimes(s, times[:n])
		c.next += n
		before, numbers, times = before+n, numbers[n:], times[n:]
	}
}

// eachTimes calls visit with the passages of a window that hold a stream's term and how often
// each does, some at a time.
func (r *run) eachTimes(s analysis.Stream, l *postings, w *window, visit func(docs []uint32, times []float32)) error {
	const jump = 4 // as many postings are passed over in the time that one is found in
	c := l.counting()
	of := c.container(w.key())
	if of == nil {
		return r.ctx.Err()
	}
	docs, times, set := &r.dicts.batch.room, &r.dicts.batch.times, numbers(r.dicts.set[:])
	n, base := 0, w.key()<<containerBits
	if len(w.docs) < of.many/jump {
		rank := of.ranks(set)
		for _, doc := range w.docs {
			before, has := rank(doc & lowBits)
			if !has {
				continue
			}
			docs[n] = doc
			if c.timesOf(s, docs[n:n+1], of.before+before, times[n:n+1]); n+1 == len(docs) {
				visit(docs[:], times[:])
				n = -1
			}
			n++
		}
		visit(docs[:n], times[:n])
		return r.ctx.Err()
	}
	if !of.listed() {
		of.write(set)
	}
	before := of.before
	flush := func(n int) {
		c.timesOf(s, docs[:n], before, times[:n])
		before += n
		if w.set == nil {
			visit(docs[:n], times[:n])
			return
		}
		kept := 0
		for i, doc := range docs[:n] {
			docs[kept], times[kept] = doc, times[i]
			kept += int(w.set.has(doc & lowBits))
		}
		visit(docs[:kept], times[:kept])
	}
	if of.listed() {
		for left := of.data; len(left) > 0; left = left[2*n:] {
			n = min(len(left)/2, len(docs))
			for i := range docs[:n] {
				docs[i] = base | uint32(binary.LittleEndian.Uint16(left[2*i:]))
			}
			flush(n)
		}
		return r.ctx.Err()
	}
	for i, word := range set {
		for ; word != 0; word &= word - 1 {
			docs[n] = base | uint32(i<<6+bits.TrailingZeros64(word))
			n++
		}
		if n+64 > len(docs) {
			flush(n)
			n = 0
		}
	}
	flush(n)
	return r.ctx.Err()
}

// eachPlaced calls visit with the postings of the passages of a window, and their places there.
func (r *run) eachPlaced(l *postings, w *window, visit func(at int, c *cursor)) error {
	c := l.locating()
	if of := c.container(w.key()); of != nil {
		rank := of.ranks(r.dicts.set[:])
		for at, doc := range w.docs {
			if before, has := rank(doc & lowBits); has {
				c.seek(doc, of.before+before)
				c.cursor.read()
				c.next++
				visit(at, &c.cursor)
			}
		}
	}
	return r.ctx.Err()
}

// eachRepeated calls visit with the passages of a window that hold a term of a stream without
// places at least so often, which is more than once, some at a time. Most postings say in one
// byte that theirs holds it once, and are passed over up to eight at a time.
func (r *run) eachRepeated(s analysis.Stream, l *postings, least int, w *window, visit func(docs []uint32, times []float32)) error {
	const once = 0x0101010101010101 // of eight, beside 0
	c := l.counting()
	of := c.container(w.key())
	if of == nil || len(c.counts.ends) == 0 { // a single posting without times is of one
		return r.ctx.Err()
	}
	docs, times, n := &r.dicts.batch.room, &r.dicts.batch.times, 0
	number := of.numbers(r.dicts.set[:])
	base := w.key() << containerBits
	for done := 0; done < of.many; {
		c.seek(base|number(done), of.before+done)
		end := of.many // of the postings of the container in the chunk
		if c.end <= base|lowBits {
			end = of.rank(c.end & lowBits)
		}
		data, at := c.counts.left.data, 0
		for done < end {
			passed := 0
			if at+8 <= len(data) {
				passed = min(bits.TrailingZeros64(binary.LittleEndian.Uint64(data[at:])&^once)/8, end-done)
			} else if data[at] < 2 {
				passed = 1
			}
			if passed > 0 {
				done, at = done+passed, at+passed
				continue
			}
			written, size := binary.Uvarint(data[at:])
			for at += size; data[at] >= 0x80; at++ { // its length
			}
			at++
			if tf := timesIn(s, written>>1); tf >= uint64(least) {
				if low := number(done); w.set.has(low) != 0 {
					docs[n], times[n] = base|low, float32(tf)
					if n++; n == len(docs) {
						visit(docs[:], times[:])
						n = 0
					}
				}
			}
			done++
		}
		c.counts.left.data, c.next = data[at:], of.before+done
	}
	visit(docs[:n], times[:n])
	return r.ctx.Err()
}

// numbers returns what tells the low bits of the i-th number of a container, of which it is
// asked rising; room is for its set.
func (c *container) numbers(room numbers) func(i int) uint32 {
	if c.listed() {
		return c.at
	}
	c.write(room)
	word, before := 0, 0 // so many are in the words before
	return func(i int) uint32 {
		for ; ; word++ {
			in := bits.OnesCount64(room[word])
			if i < before+in {
				break
			}
			before += in
		}
		w := room[word]
		for range i - before {
			w &= w - 1
		}
		return uint32(word<<6 + bits.TrailingZeros64(w))
	}
}
