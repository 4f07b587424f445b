// The palette: search over any page, opened with Ctrl K or from the search box
// of the navigation, which without this script leads to the page of the search.
"use strict";

(() => {
  const dialog = document.getElementById("palette");
  if (!dialog || !dialog.showModal) return;
  const input = dialog.querySelector("input");
  const list = document.getElementById("palette-list");
  const said = document.getElementById("palette-said");
  let opener = null;
  let under = null; // the request that is under way
  let timer = 0;

  const options = () => [...list.querySelectorAll("[role=option]")];

  const choose = (option) => {
    for (const o of options()) o.setAttribute("aria-selected", String(o === option));
    if (option) {
      input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else {
      input.removeAttribute("aria-activedescendant");
    }
  };

  const chosen = () => list.querySelector("[aria-selected=true]");

  const look = async () => {
    if (under) under.abort();
    const mine = (under = new AbortController());
    const asked = input.value;
    try {
      const answer = await fetch(dialog.dataset.from + "?q=" + encodeURIComponent(asked), {
        credentials: "same-origin", redirect: "error", signal: mine.signal,
      });
      if (!answer.ok) throw new Error("no answer");
      const part = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector(".picks");
      if (mine !== under) return;
      list.replaceChildren(...(part ? part.children : []));
      list.dataset.for = asked;
      said.textContent = part ? part.dataset.said : "";
      const all = options();
      input.setAttribute("aria-expanded", String(all.length > 0));
      choose(asked.trim() ? all[0] : null);
    } catch (err) {
      if (err.name !== "AbortError") said.textContent = "The search did not answer. Press Enter to open its page.";
    }
  };

  const open = () => {
    if (dialog.open) return;
    opener = document.activeElement;
    dialog.showModal();
    input.select();
    look();
  };

  document.addEventListener("keydown", (e) => {
    if ((e.ctrlKey || e.metaKey) && !e.altKey && !e.shiftKey && e.key.toLowerCase() === "k") {
      e.preventDefault();
      open();
    }
  });
  for (const a of document.querySelectorAll("[data-palette]")) {
    a.addEventListener("click", (e) => {
      if (e.button || e.ctrlKey || e.metaKey || e.shiftKey || e.altKey) return;
      e.preventDefault();
      open();
    });
  }
  dialog.addEventListener("close", () => {
    if (under) under.abort();
    if (opener && opener.isConnected) opener.focus();
  });
  dialog.addEventListener("click", (e) => {
    if (e.target === dialog) dialog.close();
    const option = e.target.closest("[role=option]");
    if (option) location.assign(option.dataset.href);
  });
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(look, 90);
  });
  input.form.addEventListener("submit", (e) => {
    // What is chosen belongs to what stands in the box; else the page answers.
    const option = chosen();
    if (!option || list.dataset.for !== input.value) return;
    e.preventDefault();
    location.assign(option.dataset.href);
  });
  input.addEventListener("keydown", (e) => {
    const all = options();
    const at = all.indexOf(chosen());
    switch (e.key) {
      case "ArrowDown":
        choose(all[(at + 1) % all.length]);
        break;
      case "ArrowUp":
        choose(all[at < 1 ? all.length - 1 : at - 1]);
        break;
      case "Escape": // which would only empty the box first
        dialog.close();
        break;
      default:
        return;
    }
    e.preventDefault();
  });
})();
