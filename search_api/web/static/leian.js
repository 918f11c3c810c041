// What the pages do beyond htmx. Everything here is comfort: each page reads and submits without it.
"use strict";
(() => {
  const root = document.documentElement;
  const one = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => Array.from(within.querySelectorAll(selector));
  const palette = one("#palette");
  const help = one("#help");

  // ---- a word to the user, gone after a while
  let noticeTimer = 0;
  function say(text) {
    const notice = one("#notice");
    notice.textContent = text;
    notice.hidden = false;
    window.clearTimeout(noticeTimer);
    noticeTimer = window.setTimeout(() => { notice.hidden = true; }, 6000);
  }
  document.addEventListener("htmx:sendError", () => {
    say("未能连接服务器。已输入的内容仍在，请稍后再试。");
  });
  document.addEventListener("htmx:timeout", () => {
    say("服务器没有及时回答。已输入的内容仍在，请稍后再试。");
  });

  // ---- density, kept for the next visit
  function showDensity() {
    const compact = root.dataset.density === "compact";
    all("[data-density]").forEach((button) => {
      if (button !== root) button.setAttribute("aria-pressed", String(compact));
    });
  }
  function switchDensity() {
    root.dataset.density = root.dataset.density === "compact" ? "normal" : "compact";
    try {
      localStorage.setItem("leian.density", root.dataset.density);
    } catch (error) {
      // Storage is switched off: the choice holds for this page.
    }
    showDensity();
  }

  // ---- copy with citation; the clipboard API needs a secure context, which a court's network lacks
  async function copy(text) {
    if (navigator.clipboard && window.isSecureContext) {
      await navigator.clipboard.writeText(text);
      return;
    }
    const area = document.createElement("textarea");
    area.value = text;
    area.className = "hidden";
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    if (!done) throw new Error("copy refused");
  }
  function copyCitation() {
    const article = one("article.text");
    const selection = window.getSelection();
    const inside = selection.rangeCount > 0 && article.contains(selection.anchorNode);
    const quote = inside ? selection.toString().trim() : "";
    const citation = article.dataset.citation;
    copy(quote ? `“${quote}”——${citation}` : citation).then(
      () => say(quote ? "已复制所选文字及出处。" : "已复制出处。选中文字后再点，可连同文字复制。"),
      () => say("浏览器不允许复制。出处见打印页末尾。"),
    );
  }

  // ---- the list: j and k move, Enter opens
  let place = -1;
  function hits() {
    return all(".hit").filter((hit) => hit.getClientRects().length > 0);
  }
  function choose(next) {
    const rows = hits();
    if (!rows.length) return;
    place = Math.min(Math.max(next, 0), rows.length - 1);
    all(".hit.on").forEach((row) => row.classList.remove("on"));
    rows[place].classList.add("on");
    one("h3 a", rows[place]).focus({ preventScroll: true });
    rows[place].scrollIntoView({ block: "nearest" });
  }
  function chosen() {
    return one(".hit.on");
  }
  const keys = {
    j: () => choose(place + 1),
    k: () => choose(place - 1),
    Enter: () => { if (chosen()) window.location.assign(chosen().dataset.href); },
    c: () => { const act = chosen() && one("[data-act=compare]", chosen()); if (act) act.click(); },
    e: () => { const why = chosen() && one(".why", chosen()); if (why) why.open = !why.open; },
    "?": () => help.showModal(),
    "/": () => openPalette(),
  };

  // ---- command palette
  function openPalette() {
    if (!palette.open) palette.showModal();
    const input = one("input", palette);
    input.select();
    input.dispatchEvent(new Event("leian:open"));
  }
  palette.addEventListener("keydown", (event) => {
    const stops = [one("input", palette), ...all("#offers a")];
    const at = stops.indexOf(document.activeElement);
    const next = { ArrowDown: at + 1, ArrowUp: at - 1 }[event.key];
    if (next === undefined || !stops[next]) return;
    event.preventDefault();
    stops[next].focus();
  });
  [palette, help].forEach((dialog) => {
    dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  });

  function isTyping(target) {
    return target.closest("input:not([type=checkbox]), textarea, select, dialog") !== null;
  }
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      event.preventDefault();
      openPalette();
      return;
    }
    if ((event.ctrlKey || event.metaKey) && event.key === "Enter" && event.target.id === "q") {
      event.target.form.requestSubmit();
      return;
    }
    if (event.key === "Enter" && event.target.matches("input[data-submit]")) {
      event.preventDefault();
      event.target.blur();  // the change that this makes submits, once
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    if (event.key === "Enter" && event.target.closest("a, button, summary")) return;
    const action = keys[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  });

  // ---- clicks and changes, delegated: the list is replaced while the page stays
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.density !== undefined) switchDensity();
    if (button.dataset.open === "help") help.showModal();
    if (button.dataset.copy === "citation") copyCitation();
    if (button.dataset.print !== undefined) window.print();
  });
  document.addEventListener("change", (event) => {
    if (event.target.dataset.submit !== undefined) event.target.form.requestSubmit();
    if (event.target.id === "file" && event.target.files.length) event.target.form.requestSubmit();
  });

  // ---- a draft dropped on the box
  const ask = one("#ask");
  if (ask) {
    ask.addEventListener("dragover", (event) => { event.preventDefault(); ask.classList.add("over"); });
    ask.addEventListener("dragleave", () => ask.classList.remove("over"));
    ask.addEventListener("drop", (event) => {
      ask.classList.remove("over");
      if (!event.dataTransfer.files.length) return;
      event.preventDefault();
      one("#file").files = event.dataTransfer.files;
      ask.requestSubmit();
    });
  }

  // ---- the section list follows the reading
  const sections = all(".toc a").map((link) => [link, one(link.getAttribute("href"))]);
  function follow() {
    const passed = sections.filter(([, part]) => part.getBoundingClientRect().top < 120);
    const current = (passed[passed.length - 1] || sections[0])[0];
    sections.forEach(([link]) => {
      if (link === current) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    });
  }
  if (sections.length) {
    let waiting = false;
    window.addEventListener("scroll", () => {
      if (waiting) return;
      waiting = true;
      window.requestAnimationFrame(() => { waiting = false; follow(); });
    }, { passive: true });
    follow();
  }

  function settle() {
    place = -1;
    showDensity();
    if (window.innerWidth <= 720) all(".fold").forEach((fold) => { fold.open = false; });
  }
  document.addEventListener("htmx:afterSettle", (event) => { if (event.target.id === "results") settle(); });
  settle();
})();
