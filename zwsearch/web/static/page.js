// Small comforts for every page; each page also works without them.
"use strict";
document.querySelectorAll("button.print").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
});
// A second click on the same button would cut off the answer to the first; the server takes both for one.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
  setTimeout(() => { delete form.dataset.sent; }, 3000); // it may not have gone out at all
});
// What somebody has typed is not lost by a click on the menu: the browser asks first. `data-unsaved` are forms that
// came back with what was typed; only texts count, and not a password.
const typed = new Set();
function isUnsaved(form) {
  if (form.dataset.sent || !form.isConnected) return false;
  return "unsaved" in form.dataset || [...form.elements].some((field) => typed.has(field) && field.value !== field.defaultValue);
}
function ask(event) {
  if ([...document.forms].some(isUnsaved)) event.preventDefault();
}
if (document.querySelector("[data-unsaved]")) window.addEventListener("beforeunload", ask);
document.addEventListener("input", (event) => {
  const field = event.target;
  if (!field.matches("textarea, input[type=text], input:not([type])") || !field.form || field.form.method !== "post") return;
  if (!typed.size) window.addEventListener("beforeunload", ask); // only now: a page that asks is not kept for going back
  typed.add(field);
  delete field.form.dataset.sent; // typed after what was sent
});
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
    const box = document.getElementById("q");
    if (box) {
      event.preventDefault();
      box.focus();
      box.select();
    }
  }
});
// On a phone the filters would push the results below the fold.
if (window.matchMedia("(max-width: 760px)").matches) {
  document.querySelectorAll("details.narrow").forEach((details) => { details.open = false; });
}
