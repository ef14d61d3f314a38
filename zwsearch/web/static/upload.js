// Dropping files, and a line of progress for each.
"use strict";
(() => {
  const form = document.getElementById("bring");
  const input = document.getElementById("files");
  const drop = document.getElementById("drop");
  const list = document.getElementById("progress");
  const token = document.querySelector('meta[name="form-token"]').content;

  for (const name of ["dragenter", "dragover"]) {
    drop.addEventListener(name, (event) => { event.preventDefault(); drop.classList.add("over"); });
  }
  for (const name of ["dragleave", "drop"]) {
    drop.addEventListener(name, (event) => { event.preventDefault(); drop.classList.remove("over"); });
  }
  drop.addEventListener("drop", (event) => { input.files = event.dataTransfer.files; });

  function send(file) {
    const line = document.createElement("li");
    const name = document.createElement("span");
    const bar = document.createElement("progress");
    const said = document.createElement("span");
    name.textContent = file.name;
    bar.max = 100;
    bar.setAttribute("aria-label", file.name);
    line.append(name, bar, said);
    list.append(line);
    return new Promise((resolve) => {
      const request = new XMLHttpRequest();
      const body = new FormData();
      body.set("files", file);
      request.open("POST", "/tag");
      request.setRequestHeader("Accept", "application/json");
      request.setRequestHeader("X-Form-Token", token);
      request.responseType = "json";
      request.upload.addEventListener("progress", (event) => {
        if (event.lengthComputable) bar.value = (event.loaded / event.total) * 90;
      });
      request.addEventListener("loadend", () => {
        const told = request.response;
        bar.value = 100;
        if (told && told.ok) {
          const link = document.createElement("a");
          link.href = `/tag/${told.drafts[0].id}`;
          link.textContent = `${told.drafts[0].tasks} 条任务`;
          said.replaceChildren(link);
          resolve(told.drafts[0].id);
        } else {
          said.textContent = told && told.error ? `${told.error}。${told.hint}` : "没有送到，请重试";
          said.className = "wrong";
          resolve(null);
        }
      });
      request.send(body);
    });
  }

  form.addEventListener("submit", async (event) => {
    if (!input.files.length || document.getElementById("text").value.trim()) return;
    event.preventDefault();
    list.replaceChildren();
    const files = [...input.files];
    const ids = [];
    for (const file of files) ids.push(await send(file));
    input.value = "";
    if (files.length === 1 && ids[0]) window.location.assign(`/tag/${ids[0]}`);
  });
})();
