// A part of a page that something is still going on in: it alone is asked for again until that is over, so that what
// else is open, chosen or in focus stays so.
"use strict";
(() => {
  const SECONDS = 3;

  async function look(part) {
    try {
      const answer = await fetch(part.dataset.follow);
      if (answer.ok && !answer.redirected) {
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const now = page.getElementById(part.id);
        renew(part, now);
        if (!now.dataset.follow) delete part.dataset.follow;
      }
    } catch { /* the server is away, or busy: it may be back the next time */ }
    if (part.dataset.follow) setTimeout(look, SECONDS * 1000, part);
  }

  // What says the same is left alone: a screen reader would read it again.
  function renew(part, now) {
    const same = part.children.length === now.children.length;
    if (!same) {
      part.replaceChildren(...now.childNodes);
      return;
    }
    [...now.children].forEach((child, at) => {
      if (!child.isEqualNode(part.children[at])) part.children[at].replaceWith(child);
    });
  }

  document.querySelectorAll("[data-follow]").forEach((part) => setTimeout(look, SECONDS * 1000, part));
})();
