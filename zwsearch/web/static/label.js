// Deciding on categories without leaving the page, by mouse or by key.
"use strict";
(() => {
  const token = document.querySelector('meta[name="form-token"]').content;
  const queue = document.getElementById("queue");
  const undone = [];

  async function send(form, fields) {
    const body = new FormData(form);
    for (const [name, value] of Object.entries(fields)) body.set(name, value);
    if (form.dataset.agreed) body.set("agreed", form.dataset.agreed);
    try {
      return await post(form.action, body);
    } catch (error) {
      // What another person said meanwhile is replaced by whoever has read of it here and chooses once more.
      if (error.agreed) form.dataset.agreed = `${form.dataset.agreed || ""} ${error.agreed.join(" ")}`;
      throw error;
    }
  }

  async function post(address, body) {
    const answer = await fetch(address, {
      method: "POST", body, headers: { Accept: "application/json", "X-Form-Token": token },
    });
    const told = await answer.json();
    if (!told.ok) throw Object.assign(new Error(`${told.error}。${told.hint}`), told);
    return told;
  }

  function say(form, text, wrong) {
    let place = form.parentElement.querySelector(".said");
    if (!place) {
      place = document.createElement("div");
      place.className = "said";
      place.setAttribute("role", "status");
      form.after(place);
    }
    place.textContent = text;
    place.classList.toggle("wrong", Boolean(wrong));
    return place;
  }

  function now(told) {
    return told.told || `已撤销，现在是“${told.category}”${told.verdict === "review" ? "（待复核）" : ""}${told.labelled > 1 ? `，共 ${told.labelled} 条` : ""}`;
  }

  function failed(error) {
    return error instanceof TypeError ? "没有送到，请检查程序是否还开着，再试一次" : error.message || "没有送到，请重试";
  }

  function press(form, category) {
    form.querySelectorAll("button.choice").forEach((button) => {
      const now = button.value === category;
      button.classList.toggle("now", now);
      button.setAttribute("aria-pressed", String(now));
    });
  }

  // What is decided is sent one after the other: keys may come faster than answers, and an undo must follow its
  // decision. `sending` counts those that are still under way.
  let last = Promise.resolve();
  let sending = 0;
  let renewed = "";
  function inTurn(work) {
    sending += 1;
    last = last.then(work).finally(() => {
      sending -= 1;
      if (!renewed || sending) return;
      window.history.replaceState(null, "", renewed);
      window.location.reload();
    });
    return last;
  }

  // Others decide at the same time, so only the server knows how many are left.
  function count(told) {
    const places = { waiting: told.waiting, labelled: told.decided };
    for (const [name, number] of Object.entries(places)) {
      const place = document.getElementById(name);
      if (place && number !== undefined) place.textContent = String(number);
    }
  }

  // How the decisions on a task are taken back, the last one last; null where there is nothing to take back.
  const steps = new WeakMap();
  function wayBack(form, item, told) {
    const words = item.querySelector(".text").textContent.trim();
    const about = { id: `${item.id} ${Date.now()}`, task: `/tasks/${item.id}`, words };
    if (told.undo) return { ...about, address: told.undo, fields: { act: String(told.act) } };
    if (told.numbers && told.numbers.length) return { ...about, address: form.action, fields: { numbers: told.numbers.join(" ") } };
    return null;
  }
  function takeBack(step) {
    const body = new FormData();
    const back = window.location.pathname + window.location.search;
    for (const [name, value] of Object.entries({ undo: "1", back, ...step.fields })) body.set(name, value);
    return post(step.address, body);
  }

  function decide(form, category) {
    const item = form.closest("#queue > li");
    if (item) {
      item.classList.add("done");
      undone.push(item);
      move(1, item, true);
    }
    inTurn(async () => {
      try {
        const told = await send(form, { category });
        press(item || form, told.category);
        if (told.renewed) {
          renewed = told.renewed; // the page is older than what it is about, and says so when it is opened anew
          return;
        }
        const place = say(form, told.told || `已标为“${told.category}”${told.labelled > 1 ? `，共 ${told.labelled} 条` : ""}`);
        if (form.closest("tr")) setRow(form, told, place);
        if (item) {
          // One task may be decided on again before the first decision is taken back.
          const step = wayBack(form, item, told);
          steps.set(item, [...(steps.get(item) || []), step]);
          count(told);
          if (step) keep([...decisions(), step]);
        }
      } catch (error) {
        say(form, failed(error), true);
        if (item) {
          count(error);
          item.classList.remove("done");
          const place = undone.lastIndexOf(item);
          if (place >= 0) undone.splice(place, 1);
          item.focus();
        }
      }
    });
  }

  // How a row of a pasted notice stands, and how many wait: in its notice, and in all that was brought together.
  function mark(form, told) {
    const row = form.closest("tr");
    const step = Number(told.verdict === "review") - Number(row.classList.contains("review"));
    row.className = told.said ? `${told.verdict} decided` : told.verdict;
    for (const place of document.querySelectorAll("[data-waiting]")) {
      const notice = place.closest("section.brought");
      if (notice && notice !== row.closest("section.brought")) continue;
      const waiting = Math.max(0, Number(place.dataset.waiting) + step);
      place.dataset.waiting = String(waiting);
      place.textContent = `，${waiting} 条待复核`;
      place.hidden = !waiting;
    }
  }

  // Its undo stands beside what was said of it.
  function setRow(form, told, place) {
    mark(form, told);
    if (told.before === undefined || told.before === told.category) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "plain";
    button.textContent = "撤销";
    button.addEventListener("click", () => {
      button.disabled = true;
      inTurn(async () => {
        try {
          const after = await send(form, { undo: "1", category: told.before, numbers: told.numbers.join(" ") });
          press(form, after.category);
          renewed = after.renewed || renewed;
          mark(form, after);
          say(form, now(after));
          form.querySelector("button.choice.now, button.choice").focus();
        } catch (error) {
          say(form, failed(error), true);
        }
      });
    });
    place.append(" ", button);
  }

  // What was decided in this window, for the pages to come: an undo goes back beyond the last batch.
  const KEPT = "zwsearch-undo";
  function decisions() {
    return JSON.parse(sessionStorage.getItem(KEPT) || "[]");
  }
  function keep(list) {
    sessionStorage.setItem(KEPT, JSON.stringify(list.slice(-100)));
  }

  // A decision of a batch before: its task is not on this page, so it is told above.
  function undoEarlier() {
    const list = decisions();
    const last = list.pop();
    let place = document.getElementById("earlier");
    if (!place) {
      place = document.createElement("p");
      place.id = "earlier";
      place.className = "note";
      place.setAttribute("role", "status");
      document.querySelector(".bar").after(place);
    }
    if (!last) {
      place.textContent = "没有可以撤销的标注了";
      return;
    }
    keep(list);
    inTurn(async () => {
      const link = document.createElement("a");
      link.href = last.task;
      link.textContent = last.words.length > 30 ? `${last.words.slice(0, 30)}…` : last.words;
      try {
        const told = await takeBack(last);
        count(told);
        place.replaceChildren("前面的“", link, `”${now(told)}`);
      } catch (error) {
        count(error);
        if (error.code !== "conflict") keep([...decisions(), last]);
        place.replaceChildren("前面的“", link, `”没有撤销：${failed(error)}`);
      }
      place.scrollIntoView({ block: "nearest" });
    });
  }

  function undo() {
    const item = undone.pop();
    if (!item) {
      undoEarlier();
      return;
    }
    const form = item.querySelector("form.decide");
    item.classList.remove("done");
    item.focus();
    inTurn(async () => {
      try {
        const before = [...(steps.get(item) || [])];
        const step = before.pop();
        if (!step) throw Object.assign(new Error("这一条没有可以撤销的"), { code: "conflict" });
        const told = await takeBack(step);
        steps.set(item, before);
        press(item, "");
        say(form, now(told));
        count(told);
        keep(decisions().filter((one) => one.id !== step.id));
      } catch (error) {
        count(error);
        item.classList.add("done");
        if (error.code !== "conflict") undone.push(item); // else it is no longer ours to take back
        say(form, failed(error), true);
      }
    });
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

  if (!queue) {
    if (document.getElementById("waiting")) {
      document.addEventListener("keydown", (event) => {
        if (event.key === "u" && !event.ctrlKey && !event.metaKey && !event.altKey && !event.target.closest("input, textarea, select")) undo();
      });
    }
    return;
  }
  // The keys are about one task wherever the focus is: a click on the margin or on a summary must not deaden them.
  let current = null;
  function stand(item) {
    if (current) current.removeAttribute("aria-current");
    current = item;
    if (current) current.setAttribute("aria-current", "true");
  }
  queue.addEventListener("focusin", (event) => stand(event.target.closest("#queue > li")));
  document.querySelector(".next").addEventListener("focusin", () => stand(null));

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input:not([type=checkbox]), textarea, select")) return;
    const item = current;
    const form = item && item.querySelector("form.decide");
    const none = item && item.querySelector("form[data-none]");
    const direct = form ? [...form.querySelectorAll(":scope > button.choice")] : [];
    const open = item && !item.classList.contains("done");
    const own = document.activeElement.closest("a, button, summary"); // Enter is theirs
    if (event.key === "j") move(1, item);
    else if (event.key === "k") move(-1, item);
    else if (event.key === "s" && item) move(1, item, true);
    else if (event.key === "u") undo();
    else if (event.key === "a" && open && form && form.elements.together) form.elements.together.click();
    else if (event.key === "Enter" && open && !own && !event.repeat) decide(form, direct[0].value);
    else if (event.key === "0" && open && !event.repeat) decide(none, none.elements.category.value);
    else if (/^[1-4]$/.test(event.key) && open && direct[event.key - 1] && !event.repeat) decide(form, direct[event.key - 1].value);
    else return;
    event.preventDefault();
  });
  // The next page has to know what was decided on this one.
  document.querySelector(".next a").addEventListener("click", async (event) => {
    if (!sending || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    await last;
    window.location.assign(event.target.href);
  });
  window.addEventListener("beforeunload", (event) => { if (sending) event.preventDefault(); });
  if (queue.children.length) queue.children[0].focus({ preventScroll: true });
})();
