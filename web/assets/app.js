// What a script adds to the pages, all of which work without it: results while
// one types, filters that apply at once, and keys. Results come from the server
// as the same HTML that the page itself is made of.
"use strict";

(() => {
  const root = document.documentElement;
  root.classList.add("js");
  const box = document.getElementById("q");
  const form = document.getElementById("search");
  const region = document.getElementById("region");
  const announce = document.getElementById("announce");
  const typingDelay = 120; // ms without a key before results are asked for
  const slidingDelay = 350; // ms without a move of a slider before results are asked for
  const announceDelay = 900; // ms without a change before they are told aloud

  // openSheet is the sheet over the page, if one is open.
  const openSheet = (within) => root.showPopover && within.querySelector(".sheet:popover-open");

  // ---- Results ----

  // address is the page that the form asks for, without what is not set.
  const address = (button) => {
    const params = new URLSearchParams();
    const range = {};
    for (const [name, value] of new FormData(form, button)) {
      if (!value) continue;
      if (name === "from" || name === "to") range[name] = value;
      else params.append(name, value);
    }
    if (range.from && range.to && +range.from > +range.to) [range.from, range.to] = [range.to, range.from];
    if (range.from || range.to) params.set("year", (range.from || "") + ".." + (range.to || ""));
    if (params.get("mode") === "auto") params.delete("mode");
    const views = [...document.querySelectorAll("input[name=match]")];
    if (views.every((v) => v.checked)) params.delete("match");
    if (button && button.name) { // leaving a value out ends asking for it
      const kept = params.getAll(button.name.slice(1)).filter((v) => v !== button.value);
      params.delete(button.name.slice(1));
      for (const v of kept) params.append(button.name.slice(1), v);
    }
    const text = params.toString();
    return form.getAttribute("action").split("?")[0] + (text ? "?" + text : "");
  };

  const written = (el) => /^(text|search)$/.test(el.type);

  let request = null; // the one under way
  let replacing = false; // a field that leaves the page under somebody's fingers has not changed
  let shown = location.search; // what the results on the page are of
  let told = 0; // timer of the announcement

  // unanswered goes to the page that did not come in place; to who is still typing it says
  // that what is shown is from before.
  const unanswered = (url, typing) => {
    if (!typing) {
      location.assign(url);
      return;
    }
    let note = region.querySelector(".unanswered");
    if (!note) {
      note = document.createElement("p");
      note.className = "read unanswered";
      region.querySelector("main").prepend(note);
    }
    note.textContent = announce.textContent = announce.dataset.unanswered;
  };

  // show puts the results at url into the page. history is "push", "replace" or
  // "" where the address is right already.
  const show = async (url, history, typing) => {
    if (request) request.abort();
    const mine = (request = new AbortController());
    const asked = new FormData(form);
    const ask = new URL(url, location.href);
    ask.searchParams.set("fragment", "1");
    if (typing) ask.searchParams.set("typing", "1");
    let html;
    try {
      const answer = await fetch(ask, { signal: mine.signal });
      if (answer.redirected || !answer.ok) {
        unanswered(url, typing);
        return;
      }
      html = await answer.text();
    } catch (err) {
      if (err.name !== "AbortError") unanswered(url, typing);
      return;
    }
    if (mine.signal.aborted) return;
    request = null;
    const active = document.activeElement;
    const within = active !== region && region.contains(active);
    const focus = within && active.name ? active : null;
    const words = within && !focus ? active.textContent.trim() : "";
    const open = new Map([...region.querySelectorAll("details[id]")].map((d) => [d.id, d.open]));
    const facets = openSheet(region);
    const scrolled = facets?.scrollTop;
    replacing = true;
    region.innerHTML = html;
    replacing = false;
    for (const d of region.querySelectorAll("details[id]")) if (open.has(d.id)) d.open = open.get(d.id);
    if (facets?.matches(".side")) { // more may be ticked there
      const again = document.getElementById(facets.id);
      again?.showPopover();
      if (again) again.scrollTop = scrolled;
    }
    const page = region.firstElementChild;
    document.title = page.dataset.title;
    document.body.classList.toggle("home", "opening" in page.dataset);
    shown = new URL(url, location.href).search;
    if (history === "push") window.history.pushState(null, "", url);
    if (history === "replace") window.history.replaceState(null, "", url);
    if (focus) {
      const typed = written(focus);
      const moved = typed || focus.type === "range";
      const again = [...region.querySelectorAll("input, select")].find((i) => i.name === focus.name && (moved || i.value === focus.value));
      if (again) again.focus({ preventScroll: true });
      if (again && moved && focus.value !== asked.get(focus.name)) again.value = focus.value; // typed since
      if (again && typed) again.setSelectionRange(focus.selectionStart, focus.selectionEnd);
    }
    if (words) { // the same link again, or the results
      const again = [...region.querySelectorAll(active.tagName)].find((el) => el.textContent.trim() === words);
      (again || document.getElementById("main")).focus({ preventScroll: true });
    }
    tickAll();
    clearTimeout(told);
    told = setTimeout(() => { announce.textContent = page.dataset.announce; }, announceDelay);
    performance.mark("izde-results");
  };

  // ---- The marked list ----

  const tray = document.getElementById("list");
  const listKey = "izde " + new URL(tray.action).pathname; // one for each site of a host
  const maxListed = 500; // as the server has it
  const maxNote = 2000;

  // stored reads the list; whatever else may stand in its place is left out.
  const stored = () => {
    let data = null;
    try { data = JSON.parse(localStorage.getItem(listKey)); } catch { /* none, or none of ours */ }
    const valid = (id) => typeof id === "string" && /^[\w-]{1,64}$/.test(id);
    const ids = Array.isArray(data?.ids) ? [...new Set(data.ids.filter(valid))].slice(0, maxListed) : [];
    const notes = {};
    for (const id of ids) if (typeof data.notes?.[id] === "string") notes[id] = data.notes[id].slice(0, maxNote);
    return { ids, notes };
  };
  const store = (list) => {
    try { localStorage.setItem(listKey, JSON.stringify(list)); } catch { /* the ticks on the page are left */ }
    tickAll();
  };
  const keepId = (id, on) => {
    const list = stored();
    list.ids = list.ids.filter((other) => other !== id);
    if (on) list.ids.push(id);
    store(list);
  };

  // tickAll shows on the page what is in the list.
  const tickAll = () => {
    const { ids, notes } = stored();
    const ticks = [...document.querySelectorAll("input[name=ids]")];
    for (const t of ticks) t.checked = ids.includes(t.value);
    tray.querySelector("output").textContent = ids.length;
    tray.classList.toggle("some", ids.length > 0);
    for (const n of document.querySelectorAll("textarea[data-note]")) if (n !== document.activeElement) n.value = notes[n.dataset.note] || "";
    const keep = document.querySelector(".keep");
    if (keep) keep.disabled = ticks.every((t) => t.checked);
  };
  tickAll();
  addEventListener("storage", (e) => { if (e.key === listKey || !e.key) tickAll(); });
  addEventListener("pageshow", tickAll);
  const listed = () => {
    const url = new URL(tray.action);
    return url.href + (url.search ? "&" : "?") + "ids=" + stored().ids.join(",");
  };
  document.addEventListener("change", (e) => { if (e.target.name === "ids") keepId(e.target.value, e.target.checked); });
  document.addEventListener("input", (e) => {
    const id = e.target.dataset.note;
    if (!id) return;
    const list = stored();
    if (!list.ids.includes(id)) list.ids.push(id);
    list.notes[id] = e.target.value.slice(0, maxNote);
    store(list);
  });
  tray.addEventListener("submit", (e) => {
    if (!stored().ids.length) return; // nothing can be stored here: the form brings what is ticked
    e.preventDefault();
    location.assign(listed());
  });
  document.addEventListener("click", (e) => {
    if (e.target.closest("a.remove")) keepId(e.target.closest("a.remove").dataset.id, false);
    if (e.target.closest(".keep")) {
      const list = stored();
      store({ ids: [...new Set([...list.ids, ...[...document.querySelectorAll("input[name=ids]")].map((t) => t.value)])], notes: list.notes });
    }
    if (e.target.closest(".forget")) { store({ ids: [], notes: {} }); location.assign(tray.action); }
  });
  if (document.querySelector("[data-empty]") && stored().ids.length) location.replace(listed());

  if (region && box && window.history.pushState) {
    let timer = 0;
    let composing = false;
    let fresh = true; // the next letter begins a new query, which "back" leaves
    const typed = () => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        const url = address();
        if (url === location.pathname + location.search) return;
        show(url, fresh ? "push" : "replace", true);
        fresh = false;
      }, typingDelay);
    };
    // Both the box and the fields that find values of a facet.
    const quick = (el) => el === box || "find" in el.dataset;
    addEventListener("compositionstart", () => { composing = true; clearTimeout(timer); });
    addEventListener("compositionend", (e) => { composing = false; if (quick(e.target)) typed(); });
    addEventListener("input", (e) => { if (quick(e.target) && !composing && !e.isComposing) typed(); });
    box.addEventListener("change", () => { fresh = true; });
    box.addEventListener("keydown", (e) => {
      const first = e.key === "ArrowDown" && !e.isComposing && region.querySelector(".completions a, .examples a, .hit .to");
      if (first) { e.preventDefault(); first.focus(); }
    });
    form.addEventListener("submit", (e) => {
      e.preventDefault();
      clearTimeout(timer);
      fresh = true;
      const url = address(e.submitter);
      show(url, url === location.pathname + location.search ? "" : "push", false);
    });
    // What is typed into other fields is asked for when they are left: fields of new
    // results that took over half a word tell of no change.
    const changed = (e) => {
      if (replacing || e.target.form !== form || quick(e.target)) return;
      if (e.type === "change" ? written(e.target) : !written(e.target) || e.target.value === e.target.defaultValue) return;
      fresh = true;
      show(address(), "push", false);
    };
    region.addEventListener("change", changed);
    region.addEventListener("focusout", changed);
    // Sliders of years: the fields follow them at once, the results when they rest.
    let sliding = 0;
    region.addEventListener("input", (e) => {
      const slider = e.target.closest(".slider");
      if (!slider) return;
      clearTimeout(sliding);
      const [first, last] = slider.querySelectorAll("input");
      if (+first.value > +last.value) e.target.value = (e.target === first ? last : first).value; // neither passes the other
      e.target.setAttribute("aria-valuetext", e.target.value);
      region.querySelector("input[name=from]").value = first.value;
      region.querySelector("input[name=to]").value = last.value;
    });
    region.addEventListener("change", (e) => {
      const slider = e.target.closest(".slider");
      if (!slider) return;
      clearTimeout(sliding);
      sliding = setTimeout(() => {
        const [first, last] = slider.querySelectorAll("input");
        const url = new URL(slider.dataset.url, location.href);
        if (first.value !== first.min || last.value !== last.max) url.searchParams.set("year", first.value + ".." + last.value);
        fresh = true;
        show(url.pathname + url.search, "push", false);
      }, slidingDelay);
    });
    // Links that change the search: chips, order, pages, more values.
    region.addEventListener("click", (e) => {
      const link = e.target.closest("a");
      if (!link || e.defaultPrevented || e.button || e.metaKey || e.ctrlKey || e.shiftKey || e.altKey) return;
      if (link.origin !== location.origin || link.pathname !== form.action.replace(/^.*?\/\/[^/]*/, "").split("?")[0]) return;
      if (link.pathname === location.pathname && link.search === location.search) return;
      e.preventDefault();
      fresh = true;
      const q = link.searchParams || new URL(link.href).searchParams;
      box.value = q.get("q") || "";
      const up = link.closest(".paging, .examples");
      show(link.href, "push", false).then(() => { if (up) { scrollTo(0, 0); document.getElementById("main").focus({ preventScroll: true }); } });
    });
    addEventListener("popstate", () => {
      if (location.search === shown) return; // only to another place on the page
      fresh = true;
      box.value = new URLSearchParams(location.search).get("q") || "";
      show(location.href, "", false);
    });
  }

  // ---- Citing ----

  const dialog = document.getElementById("dialog");
  const plain = (e) => !(e.defaultPrevented || e.button || e.metaKey || e.ctrlKey || e.shiftKey || e.altKey);

  // fill shows a part of another page in the dialog.
  const fill = async (url) => {
    const ask = new URL(url, location.href);
    ask.searchParams.set("fragment", "1");
    try {
      const answer = await fetch(ask);
      if (!answer.ok) throw new Error(answer.status);
      document.getElementById("dialog-content").innerHTML = await answer.text();
      if (!dialog.open) dialog.showModal();
      dialog.querySelector("button.copy, .files a")?.focus();
    } catch {
      location.assign(url);
    }
  };

  // picked is where in a text the reader selected words last, or pointed at one.
  let picked = null;
  const inText = (node) => {
    const el = node && (node.nodeType === 1 ? node : node.parentElement);
    return el && el.closest(".p, .snippet, [id^='p-']") && !el.closest("button, label, .links, .hop");
  };
  document.addEventListener("selectionchange", () => {
    const s = getSelection();
    if (s.rangeCount && !s.isCollapsed && inText(s.anchorNode)) picked = s.getRangeAt(0).cloneRange();
  });
  addEventListener("pointerup", (e) => {
    if (!inText(e.target) || e.target.closest("a") || !getSelection().isCollapsed) return;
    const caret = document.caretPositionFromPoint?.(e.clientX, e.clientY);
    picked = caret ? new Range() : document.caretRangeFromPoint?.(e.clientX, e.clientY);
    if (caret) picked.setStart(caret.offsetNode, caret.offset);
  });

  // quoting is the address of a quotation of the words that are selected in a passage, or
  // of the sentence that was pointed at; else of the whole passage.
  const quoting = (link) => {
    const url = new URL(link.href);
    const of = document.getElementById("p-" + url.searchParams.get("passage")) || link.closest(".hit")?.querySelector(".snippet");
    if (!of || !picked || !of.contains(picked.startContainer) || !of.contains(picked.endContainer) || url.searchParams.has("words")) return url.href;
    let words = String(picked).trim();
    if (!words) {
      const text = new Range();
      text.selectNodeContents(of);
      const label = of.querySelector(".kind, .number");
      const tail = of.querySelector(".hop, .links");
      if (label) text.setStartAfter(label);
      if (tail) text.setEndBefore(tail);
      const before = text.cloneRange();
      before.setEnd(picked.startContainer, picked.startOffset);
      const sentences = [...new Intl.Segmenter(of.lang || root.lang, { granularity: "sentence" }).segment(String(text))];
      const at = String(before).length;
      words = (sentences.findLast((s) => s.index <= at)?.segment || "").trim().replace(/^… | …$/g, "");
    }
    url.searchParams.set("words", words);
    return url.href;
  };

  addEventListener("click", (e) => {
    if (!plain(e)) return;
    const link = e.target.closest("a.cite, a.inplace, #dialog .wording a");
    if (link) {
      e.preventDefault();
      fill(link.matches(".cite") ? quoting(link) : link.href);
      return;
    }
    const copy = e.target.closest("button.copy");
    if (copy) {
      const done = () => {
        const was = copy.textContent;
        copy.textContent = announce.dataset.copied;
        announce.textContent = announce.dataset.copied;
        setTimeout(() => { copy.textContent = was; }, 1500);
      };
      const from = document.getElementById(copy.dataset.copy);
      const text = from.innerText.trim();
      const old = () => { // where pages may not write to the clipboard
        getSelection().selectAllChildren(from);
        if (document.execCommand("copy")) done();
      };
      if (navigator.clipboard) navigator.clipboard.writeText(text).then(done, old);
      else old();
      return;
    }
    if (e.target.closest("a[href^='#']")) openSheet(document)?.hidePopover(); // to a place on the page
    const menu = e.target.closest("details.menu");
    for (const open of document.querySelectorAll("details.menu[open]")) if (open !== menu) open.open = false;
  });

  // A bracket opens its references below its paragraph, and closes them.
  addEventListener("click", (e) => {
    const bracket = e.target.closest("a.bracket");
    if (!bracket || !plain(e)) return;
    e.preventDefault();
    const id = "note-" + bracket.id;
    const there = document.getElementById(id);
    bracket.setAttribute("aria-expanded", String(!there));
    if (there) { there.remove(); return; }
    const note = document.createElement("ul");
    note.id = id;
    note.className = "references opened";
    for (const ref of bracket.dataset.refs.split(" ")) {
      const entry = document.getElementById(ref);
      if (!entry) continue;
      const copy = entry.cloneNode(true);
      copy.removeAttribute("id");
      copy.querySelectorAll("[id]").forEach((el) => el.removeAttribute("id"));
      copy.querySelectorAll("details, .tick").forEach((el) => el.remove());
      note.append(copy);
    }
    bracket.setAttribute("aria-controls", id);
    bracket.closest(".p").after(note);
  });

  // ---- Adding files ----

  const drop = document.querySelector("form.drop");
  if (drop) {
    const input = drop.querySelector("input[type=file]");
    const files = (e) => e.dataTransfer && [...e.dataTransfer.types].includes("Files");
    addEventListener("dragover", (e) => { if (files(e)) { e.preventDefault(); drop.classList.add("over"); } });
    addEventListener("dragleave", (e) => { if (!e.relatedTarget) drop.classList.remove("over"); });
    addEventListener("drop", (e) => {
      if (!files(e)) return;
      e.preventDefault();
      input.files = e.dataTransfer.files;
      drop.requestSubmit();
    });
    // What is being read is looked at again, less and less often.
    const added = document.getElementById("added");
    const again = async (wait) => {
      const link = added.querySelector("[data-again]");
      if (!link) return;
      await new Promise((done) => setTimeout(done, wait));
      const ask = new URL(link.href);
      ask.searchParams.set("fragment", "1");
      try {
        const answer = await fetch(ask);
        if (answer.ok) added.innerHTML = await answer.text();
      } catch { /* the server may be back later */ }
      if (!added.querySelector("[data-again]")) announce.textContent = added.textContent.trim().slice(0, 300);
      again(Math.min(wait * 1.5, 15000));
    };
    again(1000);
  }

  // ---- Keys ----

  const typingIn = (el) => el.isContentEditable || /^(input|select|textarea)$/i.test(el.tagName) && !/^(checkbox|radio|submit|button)$/.test(el.type);

  let stood = null; // where step led to last
  const inView = (el) => { const r = el.getBoundingClientRect(); return el.isConnected && r.bottom > 0 && r.top < innerHeight; };

  // step leads to the next or previous of the elements that can be seen, from where the
  // reader is. Without focus the reader stays at the button that asks for it.
  const step = (list, by, focus = true) => {
    list = list.filter((el) => el.checkVisibility());
    if (!list.length) return;
    let at = list.indexOf(document.activeElement);
    if (at < 0 && stood && inView(stood)) at = list.indexOf(stood);
    if (at < 0) {
      const below = list.findIndex((el) => el.getBoundingClientRect().top > 4);
      at = by > 0 ? (below < 0 ? list.length : below) - 1 : below < 0 ? list.length : below;
    }
    const to = list[Math.min(Math.max(at + by, 0), list.length - 1)];
    if (stood) stood.classList.remove("stood");
    stood = to;
    stood.classList.add("stood");
    if (!to.matches("a, button, input")) to.tabIndex = -1;
    if (focus) to.focus();
    to.scrollIntoView({ block: "center" });
  };

  const hitLinks = () => [...document.querySelectorAll(".hit .to")];
  // firstMarks are the first marks of passages.
  const firstMarks = () => {
    const seen = new Set();
    return [...document.querySelectorAll("main mark")].filter((m) => {
      const of = m.closest("[id^='p-'], .hit, tr") || m;
      return !seen.has(of) && seen.add(of);
    });
  };

  // ---- Sections that fold, on small screens ----

  const folds = [...document.querySelectorAll(".fold")];
  const unfold = (fold, open) => {
    if (open) fold.removeAttribute("hidden");
    else fold.hidden = "until-found"; // a search of the browser finds and opens it
    fold.previousElementSibling.querySelector(".unfold").setAttribute("aria-expanded", String(open));
  };
  if (folds.length && matchMedia("(max-width: 52rem)").matches) {
    const reveal = () => {
      const at = document.getElementById(decodeURIComponent(location.hash.slice(1)));
      const fold = at?.closest(".fold") || (at?.nextElementSibling?.matches(".fold") && at.nextElementSibling);
      if (!fold?.hidden) return;
      unfold(fold, true);
      at.scrollIntoView();
    };
    for (const fold of folds) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "unfold";
      button.setAttribute("aria-label", fold.dataset.label);
      fold.previousElementSibling.append(button);
      button.addEventListener("click", () => unfold(fold, Boolean(fold.hidden)));
      fold.addEventListener("beforematch", () => unfold(fold, true));
      unfold(fold, Boolean(fold.querySelector("mark")));
    }
    document.querySelector("[data-unfold]").addEventListener("click", () => { for (const fold of folds) unfold(fold, true); });
    reveal();
    addEventListener("hashchange", reveal);
  }

  // What is folded is printed, too.
  addEventListener("beforeprint", () => {
    for (const d of document.querySelectorAll("details:not(.menu, [open])")) { d.open = true; d.classList.add("printed"); }
    for (const fold of folds) if (fold.hidden) { fold.removeAttribute("hidden"); fold.classList.add("printed"); }
  });
  addEventListener("afterprint", () => {
    for (const el of document.querySelectorAll(".printed")) {
      el.classList.remove("printed");
      if (el.matches("details")) el.open = false;
      else unfold(el, false);
    }
  });

  // ---- Search inside a document ----

  // The bar says at which of the marked passages the reader is; the margin shows where
  // on the page they stand.
  const at = document.querySelector("[data-at]");
  if (at) {
    const margin = document.createElement("div");
    margin.className = "margin";
    margin.setAttribute("aria-hidden", "true");
    document.body.append(margin);
    let marks = [];
    let due = 0;
    const tell = () => {
      due = 0;
      const passed = marks.filter((m) => m.getBoundingClientRect().top <= innerHeight / 2).length;
      const n = stood && inView(stood) ? marks.indexOf(stood) + 1 : passed;
      at.textContent = at.dataset.at.replace("{n}", Math.max(n, 1));
    };
    const measure = () => {
      marks = firstMarks().filter((m) => m.checkVisibility());
      const most = 300; // more would be one bar
      margin.replaceChildren(...marks.slice(0, most).map((m) => {
        const tick = document.createElement("i");
        tick.style.top = 100 * (m.getBoundingClientRect().top + scrollY) / root.scrollHeight + "%";
        return tick;
      }));
      tell();
    };
    measure();
    addEventListener("resize", measure);
    document.addEventListener("toggle", measure, true);
    addEventListener("scroll", () => { due = due || requestAnimationFrame(tell); }, { passive: true });
    document.addEventListener("click", (e) => {
      const to = e.target.closest("[data-step]");
      if (to) { step(firstMarks(), +to.dataset.step, false); tell(); }
    });
  }

  // keyOf is the key by its letter or, where a Cyrillic layout is on, by its place.
  const keyOf = (e) => {
    if (/^[\u0400-\u04ff]$/.test(e.key) && e.code.startsWith("Key")) return e.code[3].toLowerCase();
    if (/^(kk|ru)$/.test(root.lang) && e.code === "Slash") return e.shiftKey ? "?" : "/";
    return e.key;
  };

  addEventListener("keydown", (e) => {
    if (e.defaultPrevented || e.isComposing || e.ctrlKey || e.metaKey || e.altKey || typingIn(e.target)) return;
    if (e.target.closest("dialog")) return;
    switch (keyOf(e)) {
      case "/": if (box) { e.preventDefault(); box.focus(); box.select(); } break;
      case "j": step(hitLinks(), 1); break;
      case "k": step(hitLinks(), -1); break;
      case "n": step(firstMarks(), 1); break;
      case "p": step(firstMarks(), -1); break;
      case "?": document.getElementById("keys").showModal(); break;
    }
  });
})();
