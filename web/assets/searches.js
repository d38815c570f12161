// Searches that a reader keeps in the browser: those saved, with what is new among their
// hits, and those made before. What is stored may have been written by anything: it is
// checked whenever it is read, and shown as text alone.
"use strict";

(() => {
  const base = new URL(document.getElementById("list").action).pathname.replace(/\/list$/, "");
  const key = "izde searches " + base; // one for each site of a host
  const most = 200; // of each kind
  const longest = { p: 2000, about: 300 };
  const visit = 30 * 60e3; // ms within which a search opened again is the same visit
  const settled = 4000; // ms after which what is shown is what was looked for
  const counted = 100; // new hits are counted so far
  const region = document.getElementById("region");
  const strings = document.getElementById("searches-words")?.dataset;

  // ---- What is stored ----

  const text = (v, n) => (typeof v === "string" ? v.slice(0, n) : "");
  const time = (v) => (typeof v === "string" && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(v) ? v : "");
  const now = () => new Date().toISOString().replace(/\.\d+Z$/, "Z");
  const items = (list) => {
    const seen = new Set();
    return (Array.isArray(list) ? list.slice(0, 10 * most) : []).flatMap((i) => {
      const p = asked(text(i?.p, longest.p));
      if (!p || seen.has(p)) return [];
      seen.add(p);
      return [{ p, about: text(i.about, longest.about) || p, at: time(i.at) || now(), seen: time(i.seen), since: time(i.since), visited: time(i.visited) }];
    }).slice(0, most);
  };
  const checked = (data) => ({ saved: items(data?.saved), past: items(data?.past), off: data?.off === true });
  const stored = () => {
    let data = null;
    try { data = JSON.parse(localStorage.getItem(key)); } catch { /* none, or none of ours */ }
    return checked(data);
  };
  const store = (data) => {
    try { localStorage.setItem(key, JSON.stringify(checked(data))); } catch { /* this browser keeps nothing */ }
    draw();
  };

  // asked is what a search asks for, whatever its order, page and language of the site.
  function asked(search) {
    const params = new URLSearchParams(search);
    const kept = [...params].filter(([name, value]) => value && !/^(sort|page|cursor|limit|view|order|group|hl|fragment|typing|why|more|case|facet_q\..*)$/.test(name));
    kept.sort(([a, x], [b, y]) => (a + "\0" + x < b + "\0" + y ? -1 : 1));
    return new URLSearchParams(kept).toString().slice(0, longest.p);
  }

  // fresh asks for the newest hits of a search, and returns those since a time.
  const fresh = async (p, since) => {
    const answer = await fetch(base + "/api/v1/search?" + p + "&sort=indexed&facets=&limit=" + counted);
    if (!answer.ok) throw new Error(answer.status);
    const times = (await answer.json()).hits.map((h) => [h.id, h.indexed || ""]);
    return { newest: times[0]?.[1] || "", ids: times.filter(([, at]) => since && at > since).map(([id]) => id) };
  };
  const number = (n) => (n < counted ? String(n) : n + "+");

  // ---- On the page of results ----

  // about is how the page calls its search.
  const about = () => [document.getElementById("q").value.trim(), ...[...region.querySelectorAll(".chip")].map((c) => c.querySelector(".facet").textContent + ": " + c.querySelector(".value").textContent)]
    .filter(Boolean).join(" · ").slice(0, longest.about);

  let timer = 0;
  const remember = () => {
    clearTimeout(timer);
    const page = region?.firstElementChild;
    const data = stored();
    const p = asked(location.search);
    if (!page || "opening" in page.dataset || data.off || !p) return;
    data.past = [{ p, about: about(), at: now() }, ...data.past.filter((i) => i.p !== p)];
    store(data);
  };

  const shown = async () => {
    clearTimeout(timer);
    if (!region) return;
    timer = setTimeout(remember, settled);
    const save = region.querySelector("button.save");
    const p = asked(location.search);
    const found = stored().saved.find((i) => i.p === p);
    if (save) {
      save.hidden = !p;
      save.setAttribute("aria-pressed", String(!!found));
      save.textContent = found ? strings.saved : strings.save;
    }
    if (!found) return;
    const again = Date.now() - Date.parse(found.visited) < visit;
    const since = again ? found.since : found.seen;
    let news;
    try { news = await fresh(p, since); } catch { return; }
    const data = stored();
    const item = data.saved.find((i) => i.p === p);
    if (!item || p !== asked(location.search)) return;
    Object.assign(item, { since, visited: now(), seen: news.newest > item.seen ? news.newest : item.seen });
    store(data);
    const told = region.querySelector(".since");
    if (!news.ids.length || !told) return;
    const link = document.createElement("a");
    link.href = base + "/?" + p + "&sort=indexed";
    link.textContent = number(news.ids.length);
    told.replaceChildren(strings.new + " ", link);
    told.hidden = false;
    for (const id of news.ids) {
      const hit = region.querySelector('input[name=ids][value="' + CSS.escape(id) + '"]')?.closest(".hit");
      if (!hit || hit.querySelector(".badge.new")) continue;
      const badge = document.createElement("span");
      badge.className = "badge new";
      badge.textContent = strings.fresh;
      hit.querySelector(".badge, h2")?.before(badge);
    }
  };
  if (region) {
    new MutationObserver(shown).observe(region, { childList: true });
    addEventListener("pagehide", remember);
    addEventListener("storage", (e) => { if (e.key === key) shown(); });
    region.addEventListener("click", async (e) => {
      if (!e.target.closest("button.save")) return;
      const p = asked(location.search);
      const data = stored();
      if (data.saved.some((i) => i.p === p)) data.saved = data.saved.filter((i) => i.p !== p);
      else if (data.saved.length >= most) { e.target.textContent = strings.full; return; }
      else {
        let seen = now();
        try { seen = (await fresh(p, "")).newest || seen; } catch { /* what comes from now on is new */ }
        data.saved.unshift({ p, about: about(), at: now(), seen, since: seen, visited: now() });
      }
      store(data);
      shown();
    });
    shown();
  }

  // ---- On the page of searches ----

  const page = document.querySelector(".searches");

  function draw() {
    if (!page) return;
    const data = stored();
    for (const name of ["saved", "past"]) {
      const list = document.getElementById(name);
      const row = document.getElementById(name + "-row").content;
      const feeds = (i) => base + "/search.atom?" + i.p;
      list.replaceChildren(...data[name].map((i) => {
        const li = row.cloneNode(true).firstElementChild;
        li.dataset.p = i.p;
        const open = li.querySelector(".open");
        open.href = base + "/?" + i.p;
        open.textContent = i.about;
        li.querySelector("time").dateTime = i.at;
        li.querySelector("time").textContent = i.at.slice(0, 10);
        if (li.querySelector(".feed")) li.querySelector(".feed").href = feeds(i);
        for (const span of li.querySelectorAll(".hidden")) span.textContent = ": " + i.about;
        return li;
      }));
      page.querySelector('[data-none="' + name + '"]').hidden = data[name].length > 0;
      page.querySelector('[data-some="' + name + '"]').hidden = !data[name].length;
    }
    document.getElementById("keep-past").checked = !data.off;
  }

  if (page) {
    const told = document.getElementById("searches-told");
    const tell = (words) => { told.textContent = words; told.hidden = false; };
    const acts = {
      drop: (button) => {
        const li = button.closest("li");
        const name = li.parentElement.id;
        const next = (li.nextElementSibling || li.previousElementSibling)?.dataset.p;
        const data = stored();
        data[name] = data[name].filter((i) => i.p !== li.dataset.p);
        store(data);
        const left = [...document.getElementById(name).children].find((el) => el.dataset.p === next);
        (left?.querySelector("button") || document.getElementById("main")).focus();
      },
      clear: (button) => {
        store({ ...stored(), [button.dataset.list]: [] });
        document.getElementById("main").focus();
      },
      look: async (button) => {
        button.disabled = true;
        for (const item of stored().saved) { // one after the other: the server has other readers
          const li = [...document.getElementById("saved").children].find((el) => el.dataset.p === item.p);
          let n = "?";
          try { n = number((await fresh(item.p, item.seen)).ids.length); } catch { /* told by the question mark */ }
          const link = li?.querySelector(".fresh");
          if (!link) continue;
          link.href = base + "/?" + item.p + "&sort=indexed";
          link.textContent = strings.fresh + ": " + n;
          link.hidden = false;
        }
        button.disabled = false;
      },
      export: () => {
        const file = new Blob([JSON.stringify({ izde: "searches", ...stored() }, null, 1)], { type: "application/json" });
        const link = document.createElement("a");
        link.href = URL.createObjectURL(file);
        link.download = "izde-searches.json";
        link.click();
        setTimeout(() => URL.revokeObjectURL(link.href), 60e3);
      },
    };
    page.addEventListener("click", (e) => {
      const button = e.target.closest("button[data-do]");
      if (button) acts[button.dataset.do](button);
    });
    document.getElementById("keep-past").addEventListener("change", (e) => store({ ...stored(), off: !e.target.checked }));
    document.getElementById("searches-file").addEventListener("change", async (e) => {
      const file = e.target.files[0];
      e.target.value = "";
      if (!file) return;
      let data = null;
      try { if (file.size <= 4e6) data = JSON.parse(await file.text()); } catch { /* told below */ }
      const brought = checked(data);
      if (data?.izde !== "searches") { tell(told.dataset.bad); return; }
      const own = stored();
      // What is here stays: it knows what was seen here.
      store({ saved: [...own.saved, ...brought.saved], past: [...own.past, ...brought.past], off: own.off });
      tell(told.dataset.brought + " " + (stored().saved.length - own.saved.length));
    });
    addEventListener("storage", (e) => { if (e.key === key || !e.key) draw(); });
    draw();
  }
})();
