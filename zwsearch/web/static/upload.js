// Dropping files, and a line of progress for each.
"use strict";
(() => {
  const form = document.getElementById("bring");
  const input = document.getElementById("files");
  const drop = document.getElementById("drop");
  const list = document.getElementById("progress");
  const together = document.getElementById("together");
  const status = document.createElement("p");
  status.setAttribute("role", "status");
  list.before(status);
  const token = document.querySelector('meta[name="form-token"]').content;

  const limit = Number(form.dataset.limit);

  function tooLarge(size) {
    const inMega = (bytes) => (bytes / 1048576).toFixed(bytes < 1048576 ? 2 : 0);
    return `文件太大：${inMega(size)} MB，一次最多 ${inMega(limit)} MB。请拆开，或去掉其中的图片`;
  }

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
    // Sending it all only to be refused would take minutes; the form around the file takes some bytes as well.
    if (file.size > limit - 4096) {
      bar.hidden = true;
      said.textContent = tooLarge(file.size);
      said.className = "wrong";
      line.className = "failed";
      return Promise.resolve({ ids: [], whole: false });
    }
    return new Promise((resolve) => {
      const request = new XMLHttpRequest();
      const body = new FormData();
      body.set("files", file);
      body.set("batch", form.elements.batch.value);
      request.open("POST", "/tag");
      request.setRequestHeader("Accept", "application/json");
      request.setRequestHeader("X-Form-Token", token);
      request.responseType = "json";
      request.upload.addEventListener("progress", (event) => {
        if (event.lengthComputable) bar.value = (event.loaded / event.total) * 50;
      });
      // Reading takes longer than sending, and nobody knows how long: the bar then moves without a number.
      request.upload.addEventListener("load", () => {
        bar.removeAttribute("value");
        said.textContent = "正在读取……";
      });
      request.addEventListener("loadend", () => {
        const told = request.response;
        bar.value = 100;
        said.textContent = "";
        if (told && told.ok) {
          told.drafts.forEach((draft) => {
            const link = document.createElement("a");
            link.href = `/tag/${draft.id}`;
            link.textContent = `${told.drafts.length > 1 ? `${draft.name}：` : ""}${draft.tasks} 条任务${draft.stored ? "，已在工作区里" : ""}`;
            said.append(link, " ");
          });
          told.failed.forEach((one) => {
            const wrong = document.createElement("span");
            wrong.className = "wrong";
            wrong.textContent = `${one.name}：${one.error}。${one.hint}`;
            said.append(wrong, " ");
          });
          if (!told.drafts.length) line.className = "failed";
          resolve({ ids: told.drafts.map((draft) => draft.id), whole: !told.failed.length });
        } else {
          if (told && told.error) said.textContent = `${told.error}。${told.hint}`;
          else said.textContent = request.status === 413 ? tooLarge(file.size) : "没有送到，请检查程序是否还开着，再试一次";
          said.className = "wrong";
          line.className = "failed";
          resolve({ ids: [], whole: false });
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
    let whole = true;
    for (const [place, file] of files.entries()) {
      status.textContent = files.length > 1 ? `正在处理第 ${place + 1} 个，共 ${files.length} 个文件` : "";
      const found = await send(file);
      whole = whole && found.whole;
      ids.push(...found.ids);
    }
    status.textContent = "";
    input.value = "";
    if (ids.length > 1) {
      together.hidden = false;
      together.querySelector("span").textContent = ids.length;
    }
    // Where something went wrong, the visitor has to read it first.
    if (whole && ids.length) window.location.assign(ids.length > 1 ? together.querySelector("a").href : `/tag/${ids[0]}`);
  });
})();
