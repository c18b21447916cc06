(() => {
  "use strict";
  const PAGE = 40;
  const root = document.documentElement;
  const by = (id) => document.getElementById(id);
  const strings = JSON.parse(by("strings").textContent);
  const tags = { hans: "zh-Hans", hant: "zh-Hant", en: "en" };
  const places = { hans: 0, hant: 1, en: 2 };
  const grades = { high: 2, middle: 1, low: 0 };
  let language = root.dataset.language;

  const keep = (key, value) => { try { localStorage.setItem("heshu." + key, value); } catch { /* a file may have no storage */ } };
  const kept = (key) => { try { return localStorage.getItem("heshu." + key); } catch { return null; } };

  const word = (key, parts = {}) => {
    let text = (strings[key] || [key, key, key])[places[language]];
    for (const [name, part] of Object.entries(parts)) text = text.replace("{" + name + "}", part);
    return text;
  };

  function speak(node) {
    for (const one of node.querySelectorAll("[data-t]")) one.textContent = word(one.dataset.t);
    for (const one of node.querySelectorAll("[data-hans]")) one.textContent = one.dataset[language];
    for (const one of node.querySelectorAll("[data-tp]")) {
      one.placeholder = word(one.dataset.tp);
      one.setAttribute("aria-label", one.placeholder);
    }
  }

  async function unpack(base64) {
    const bytes = Uint8Array.from(atob(base64.trim()), (ch) => ch.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return JSON.parse(await new Response(stream).text());
  }

  // A list holds the order of its rows; rows are drawn as they come into sight, out of packed chunks.
  class List {
    constructor(section, entries) {
      this.section = section;
      this.host = section.querySelector(".host");
      this.shown = section.querySelector(".shown");
      this.next = section.querySelector("button.next");
      this.before = section.querySelector("button.before");
      this.entries = entries;
      this.nodes = new Map([...this.host.children].map((node, at) => [at, node]));
      this.chunks = [...section.querySelectorAll("script.chunk")];
      this.packs = new Map();
      this.first = this.nodes.size;
      this.size = Number(section.dataset.chunk);
      this.order = entries.map((_, at) => at);
      this.start = 0;
      this.end = this.first;
      this.turn = 0;
      this.next.addEventListener("click", () => this.grow());
      this.before.addEventListener("click", () => this.draw(0));
      new IntersectionObserver((seen) => { if (seen.some((one) => one.isIntersecting)) this.grow(); }, { rootMargin: "800px" }).observe(this.next);
      this.report();
    }

    async rows(chunk) {
      if (!this.packs.has(chunk)) this.packs.set(chunk, unpack(this.chunks[chunk].textContent));
      return this.packs.get(chunk);
    }

    async node(at) {
      if (!this.nodes.has(at)) {
        const chunk = Math.floor((at - this.first) / this.size);
        const holder = document.createElement("template");
        holder.innerHTML = (await this.rows(chunk))[at - this.first - chunk * this.size];
        this.nodes.set(at, holder.content.firstElementChild);
      }
      return this.nodes.get(at);
    }

    async grow() {
      if (this.busy || this.end >= this.order.length) return;
      this.busy = true;
      const turn = this.turn;
      const wanted = this.order.slice(this.end, this.end + PAGE);
      const rows = [];
      for (const at of wanted) rows.push(await this.node(at));
      this.busy = false;
      if (turn !== this.turn) return this.grow();
      rows.forEach(speak);
      this.host.append(...rows);
      this.end += rows.length;
      this.report();
    }

    async draw(start = 0) {
      this.turn += 1;
      this.start = this.end = start;
      this.host.replaceChildren();
      await this.grow();
      this.report();
    }

    report() {
      this.next.hidden = this.end >= this.order.length;
      this.before.hidden = this.start === 0;
      this.before.textContent = word("list.before", { n: this.start });
      const whole = this.order.length === this.entries.length;
      this.shown.hidden = whole;
      this.shown.textContent = this.order.length
        ? word("filter.shown", { shown: this.order.length.toLocaleString(), total: this.entries.length.toLocaleString() })
        : word("filter.nothing");
    }

    async arrange(wanted, sorting) {
      const order = this.entries.map((_, at) => at).filter((at) => wanted(this.entries[at]));
      if (sorting) order.sort((a, b) => sorting(this.entries[a], this.entries[b]) || a - b);
      const same = order.length === this.order.length && order.every((at, place) => at === this.order[place]);
      if (same && this.start === 0) return;
      this.order = order;
      await this.draw();
    }

    async reveal(at) {
      this.section.open = true;
      const place = this.order.indexOf(at);
      if (place < 0) return null;
      if (place < this.start || place >= this.end) await this.draw(place < this.end + PAGE && place >= this.start ? this.start : Math.max(0, place - 2));
      while (place >= this.end) await this.grow();
      return this.node(at);
    }
  }

  const sortings = {
    severity: null,
    confidence: (a, b) => b.c - a.c,
    newest: (a, b) => (b.d[1] || "").localeCompare(a.d[1] || ""),
    subject: (a, b) => a.u.localeCompare(b.u, "zh"),
    sources: (a, b) => b.n - a.n,
  };

  let lists = {};
  const filters = by("filters");
  const fields = ["q", "kind", "grade", "outlet", "subject", "script", "from", "to"];
  const ranked = new Set(["conflicts", "unsure"]);

  function apply() {
    const want = Object.fromEntries(fields.map((id) => [id, by(id).value.trim()]));
    const words = want.q.toLowerCase().split(/\s+/).filter(Boolean);
    const active = fields.filter((id) => id !== "q" && want[id]).length;
    by("active").textContent = active ? "(" + active + ")" : "";
    const fits = (one) =>
      (!want.kind || one.k === want.kind) &&
      (!want.grade || one.g === want.grade) &&
      (!want.outlet || one.o.includes(want.outlet)) &&
      (!want.subject || one.u === want.subject) &&
      (!want.script || one.r.includes(want.script)) &&
      (!want.from || (one.d[1] || "") >= want.from) &&
      (!want.to || (one.d[0] && one.d[0] <= want.to)) &&
      words.every((part) => one.t.includes(part));
    const sorting = sortings[by("sort").value];
    return Promise.all(Object.entries(lists).map(([name, list]) => list.arrange(fits, ranked.has(name) ? sorting : null)));
  }

  function clear() {
    for (const id of fields) by(id).value = "";
    return apply();
  }

  async function follow() {
    const id = decodeURIComponent(location.hash.slice(1));
    const section = id && by(id);
    if (section && section.matches("details.list")) { section.open = true; section.scrollIntoView(); return; }
    for (const list of Object.values(lists)) {
      const at = list.entries.findIndex((one) => one.i === id);
      if (at < 0) continue;
      if (!list.order.includes(at)) await clear();
      const node = await list.reveal(at);
      if (node) { const more = node.querySelector(".more"); if (more) more.open = true; node.focus({ preventScroll: true }); node.scrollIntoView({ block: "start" }); }
      return;
    }
  }

  const visible = () => [...document.querySelectorAll("article.row")].filter((row) => row.closest("details.list").open);

  async function step(by_) {
    const rows = visible();
    const now = document.activeElement.closest("article.row");
    let at = now ? rows.indexOf(now) + by_ : rows.findIndex((row) => row.getBoundingClientRect().bottom > 80);
    const row = rows[Math.max(0, Math.min(rows.length - 1, at))];
    if (row) { row.focus({ preventScroll: true }); row.scrollIntoView({ block: "nearest" }); }
  }

  function onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const typing = event.target.matches("input, select, textarea");
    if (event.key === "Escape") { if (typing) event.target.blur(); by("q").value = ""; clear(); return; }
    if (typing) return;
    if (event.key === "j" || event.key === "k") { event.preventDefault(); step(event.key === "j" ? 1 : -1); }
    if (event.key === "/") { event.preventDefault(); by("q").focus(); }
    if (event.key === "Enter" && event.target.matches("article.row")) {
      const more = event.target.querySelector(".more");
      if (more) { event.preventDefault(); more.open = !more.open; }
    }
  }

  function setLanguage(name) {
    language = tags[name] ? name : language;
    root.lang = tags[language];
    root.dataset.language = language;
    document.title = word("app.title");
    for (const button of by("language").children) button.setAttribute("aria-pressed", String(button.value === language));
    speak(document);
    for (const list of Object.values(lists)) list.report();
  }

  function setTheme(name) {
    if (name) root.dataset.theme = name; else delete root.dataset.theme;
    by("theme").value = name || "";
    keep("theme", name || "");
  }

  function setSimplified(on) {
    by("simplified").checked = on;
    root.toggleAttribute("data-simplified", on);
    keep("simplified", on ? "on" : "");
  }

  async function start() {
    setTheme(kept("theme") || "");
    by("theme").addEventListener("change", () => setTheme(by("theme").value));
    by("language").addEventListener("click", (event) => { if (event.target.value) { setLanguage(event.target.value); keep("language", language); } });
    setLanguage(kept("language") || language);
    setSimplified(kept("simplified") === "on");
    by("simplified").addEventListener("change", () => setSimplified(by("simplified").checked));
    if (typeof DecompressionStream === "undefined") { by("old").hidden = false; return; }
    const entries = await unpack(by("index").textContent);
    for (const [name, rows] of Object.entries(entries)) lists[name] = new List(by(name), rows);
    filters.hidden = false;
    let waiting = 0;
    filters.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(apply, 120); });
    filters.addEventListener("reset", () => setTimeout(apply));
    filters.addEventListener("submit", (event) => event.preventDefault());
    document.addEventListener("click", (event) => {
      const link = event.target.closest("a[data-kind], a[data-outlet], a[data-script], a[data-q]");
      if (!link) return;
      by("kind").value = link.dataset.kind || "";
      by("grade").value = link.dataset.grade || "";
      by("outlet").value = link.dataset.outlet || "";
      by("script").value = link.dataset.script || "";
      by("q").value = link.dataset.q || "";
      apply();
    });
    document.addEventListener("keydown", onKey);
    window.addEventListener("hashchange", follow);
    root.dataset.ready = "";
    if (location.hash) await follow();
  }

  start();
})();
