(() => {
  "use strict";
  const said = document.getElementById("said");
  const rows = () => [...document.querySelectorAll("article.row")];
  const current = () => document.activeElement.closest("article.row");
  let fading = 0;

  function tell(text) {
    said.textContent = text;
    clearTimeout(fading);
    fading = setTimeout(() => { said.textContent = ""; }, 4000);
  }

  function go(row) {
    if (!row) return;
    row.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  }

  function step(by) {
    const every = rows();
    const now = current();
    const at = now ? every.indexOf(now) + by : every.findIndex((row) => row.getBoundingClientRect().bottom > 80);
    go(every[Math.max(0, Math.min(every.length - 1, at))]);
  }

  // A judgement is sent in the background; the row comes back as the server draws it, and the next one is at hand.
  async function send(form, button) {
    const row = form.closest("article.row");
    const body = new URLSearchParams(new FormData(form));
    body.set(button.name, button.value);
    form.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(button.getAttribute("formaction") || form.getAttribute("action"), {
        method: "POST", body, headers: { "X-Heshu-Part": "row" },
      });
      const text = await answer.text();
      if (!answer.ok) throw new Error(text.length < 300 ? text : String(answer.status));
      const holder = document.createElement("template");
      holder.innerHTML = text.trim();
      const fresh = holder.content.firstElementChild;
      const following = row.nextElementSibling;
      row.replaceWith(fresh);
      tell(said.dataset.saved);
      const undone = button.classList.contains("undo");
      fresh.classList.toggle("settled", !undone);
      go(undone ? fresh : following || fresh);
    } catch (error) {
      form.removeAttribute("aria-busy");
      tell(said.dataset.failed.replace("{why}", error.message));
    }
  }

  document.addEventListener("submit", (event) => {
    if (!event.target.matches("form.judge")) return;
    event.preventDefault();
    if (event.submitter && event.submitter.name) send(event.target, event.submitter);
  });

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const typing = event.target.matches("input, select, textarea");
    if (typing) {
      const row = event.target.closest("article.row");
      if (event.key === "Escape" || (event.key === "Enter" && event.target.name === "note")) {
        event.preventDefault();
        event.target.blur();
        go(row);
      }
      return;
    }
    if (event.key === "j" || event.key === "k") { event.preventDefault(); step(event.key === "j" ? 1 : -1); return; }
    if (event.key === "/") {
      const search = document.getElementById("q");
      if (search) { event.preventDefault(); search.focus(); }
      return;
    }
    const row = current();
    if (!row) return;
    if (event.key === "Enter" && event.target === row) {
      const more = row.querySelector(".more");
      if (more) { event.preventDefault(); more.open = !more.open; }
    }
    const button = row.querySelector(`form.judge button[aria-keyshortcuts="${CSS.escape(event.key)}"]`);
    if (button) { event.preventDefault(); button.click(); }
    if (event.key === "n") {
      const note = row.querySelector("form.judge input[name=note]");
      if (note) { event.preventDefault(); note.focus(); }
    }
  });

  document.documentElement.dataset.ready = "";
})();
