// Small comforts for every page; each page also works without them.
"use strict";
document.querySelectorAll("button.print").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
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
