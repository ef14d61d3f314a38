// What is pasted and each of the files are sent one by one, with a line of progress; what does not arrive is told, and
// stays where it is.
"use strict";
(() => {
  const form = document.getElementById("bring");
  const box = document.getElementById("text");
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

  // Most messages name the file themselves.
  function named(name, told) {
    const said = `${told.error}。${told.hint}`;
    return told.error.includes(name.split("/").pop()) ? said : `${name}：${said}`;
  }

  // `file` is null for what is in the box.
  function send(file) {
    const line = document.createElement("li");
    const name = document.createElement("span");
    const bar = document.createElement("progress");
    const said = document.createElement("span");
    const size = file ? file.size : new Blob([box.value]).size;
    name.textContent = file ? file.name : "粘贴的内容";
    bar.max = 100;
    bar.setAttribute("aria-label", name.textContent);
    line.append(name, bar, said);
    list.append(line);
    // `again`: it may be sent as it is once more.
    function fail(words, again = false) {
      said.textContent = file ? words : `${words}。内容还在框里`;
      said.className = "wrong";
      line.className = "failed";
      return { ids: [], whole: false, again };
    }
    // Sending it all only to be refused would take minutes; the form around the file takes some bytes as well.
    if (size > limit - 4096) {
      bar.hidden = true;
      return Promise.resolve(fail(tooLarge(size)));
    }
    return new Promise((resolve) => {
      const request = new XMLHttpRequest();
      const body = new FormData();
      if (file) body.set("files", file);
      else body.set("text", box.value);
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
            wrong.textContent = named(one.name, one);
            said.append(wrong, " ");
          });
          if (!told.drafts.length) line.className = "failed";
          resolve({ ids: told.drafts.map((draft) => draft.id), whole: !told.failed.length });
        } else if (told && !file && ["login", "forbidden"].includes(told.code)) {
          form.dataset.sent = "yes"; // nothing is lost by leaving
          form.submit(); // the page that asks for the password carries the text along
        } else {
          const ends = told && told.error;
          name.hidden = Boolean(file && ends && told.error.includes(file.name));
          if (ends) resolve(fail(`${told.error}。${told.hint}`));
          else if (request.status === 413) resolve(fail(tooLarge(size)));
          else resolve(fail("没有送到，请检查程序是否还开着，再试一次", true));
        }
      });
      request.send(body);
    });
  }

  // The list below was made with the page, before all this was brought.
  async function renew() {
    try {
      const answer = await fetch("/tag");
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById("brought");
      if (fresh) document.getElementById("brought").replaceWith(fresh);
    } catch (error) {
      // What was brought is there all the same, on the page when it is opened again.
    }
  }

  const ids = []; // of all that was brought from this page
  let sending = false;
  form.addEventListener("submit", async (event) => {
    const sources = [...(box.value.trim() ? [null] : []), ...input.files];
    if (!sources.length) return;
    event.preventDefault();
    if (sending) return;
    sending = true;
    list.replaceChildren();
    const found = [];
    for (const [place, source] of sources.entries()) {
      status.textContent = sources.length > 1 ? `正在处理第 ${place + 1} 个，共 ${sources.length} 个` : "";
      found.push(await send(source));
      ids.push(...found[place].ids);
    }
    sending = false;
    status.textContent = "";
    const left = new DataTransfer();
    sources.forEach((source, place) => { if (source && found[place].again) left.items.add(source); });
    input.files = left.files;
    if (ids.length > 1) {
      together.hidden = false;
      together.querySelector("span").textContent = ids.length;
    }
    // Where something went wrong, the visitor has to read it first.
    if (found.every((one) => one.whole) && ids.length) {
      form.dataset.sent = "yes";
      window.location.assign(ids.length > 1 ? together.querySelector("a").href : `/tag/${ids[0]}`);
    } else if (ids.length) {
      if (sources[0] === null && found[0].whole) box.value = ""; // it stands in the list
      await renew();
    }
  });
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    form.requestSubmit();
  });
})();
