// Deciding on categories without leaving the page, by mouse or by key.
"use strict";
(() => {
  const token = document.querySelector('meta[name="form-token"]').content;
  const queue = document.getElementById("queue");
  const undone = [];

  async function send(form, fields) {
    const body = new FormData(form);
    for (const [name, value] of Object.entries(fields)) body.set(name, value);
    const answer = await fetch(form.action, {
      method: "POST", body, headers: { Accept: "application/json", "X-Form-Token": token },
    });
    const told = await answer.json();
    if (!told.ok) throw new Error(`${told.error}。${told.hint}`);
    return told;
  }

  function say(form, text, wrong) {
    let place = form.parentElement.querySelector(".said");
    if (!place) {
      place = document.createElement("p");
      place.className = "said";
      place.setAttribute("role", "status");
      form.after(place);
    }
    place.textContent = text;
    place.classList.toggle("wrong", Boolean(wrong));
    return place;
  }

  function press(form, category) {
    form.querySelectorAll("button.choice").forEach((button) => {
      const now = button.value === category;
      button.classList.toggle("now", now);
      button.setAttribute("aria-pressed", String(now));
    });
  }

  async function decide(form, category) {
    try {
      const told = await send(form, { category });
      press(form, told.category);
      say(form, `已标为“${told.category}”${told.labelled > 1 ? `，共 ${told.labelled} 条` : ""}`);
      const item = form.closest("#queue > li");
      if (item) {
        item.classList.add("done");
        undone.push(item);
        move(1, item, true);
      } else {
        const row = form.closest("tr");
        if (row) row.className = "auto";
      }
    } catch (error) {
      say(form, error.message, true);
    }
  }

  async function undo() {
    const item = undone.pop();
    if (!item) return;
    const form = item.querySelector("form.decide");
    try {
      const told = await send(form, { undo: "1" });
      item.classList.remove("done");
      press(form, "");
      say(form, `已撤销，现在是“${told.category}”`);
      item.focus();
    } catch (error) {
      undone.push(item);
      say(form, error.message, true);
    }
  }

  function move(step, from, waiting) {
    const all = [...queue.children];
    let at = from ? all.indexOf(from) : step > 0 ? -1 : all.length;
    do { at += step; } while (waiting && all[at] && all[at].classList.contains("done"));
    if (all[at]) all[at].focus();
    else if (waiting) document.querySelector(".next a").focus();
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form.decide") || !event.submitter) return;
    event.preventDefault();
    decide(form, event.submitter.value);
  });

  if (!queue) return;
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
    const item = document.activeElement.closest && document.activeElement.closest("#queue > li");
    const form = item && item.querySelector("form.decide");
    const direct = form ? [...form.querySelectorAll(":scope > button.choice")] : [];
    if (event.key === "j") move(1, item);
    else if (event.key === "k") move(-1, item);
    else if (event.key === "s" && item) move(1, item, true);
    else if (event.key === "u") undo();
    else if (event.key === "Enter" && item && document.activeElement === item && !item.classList.contains("done")) decide(form, direct[0].value);
    else if (/^[1-4]$/.test(event.key) && direct[event.key - 1] && !item.classList.contains("done")) decide(form, direct[event.key - 1].value);
    else return;
    event.preventDefault();
  });
  if (queue.children.length) queue.children[0].focus({ preventScroll: true });
})();
