/* The page "Catat tanpa jaringan": writes entries down on the phone and shows what became of them. */
(() => {
  "use strict";

  const queue = self.terangQueue;
  const app = document.getElementById("luring");
  const places = app.dataset;
  const part = (name) => app.querySelector(`[data-part="${name}"]`);
  const word = (name) => app.querySelector(`[data-word="${name}"]`).textContent;
  const form = part("form");
  const fields = form.elements;
  const MOST_FILES = 5;
  const LONGEST_SIDE = 2560;
  const LARGEST = 25 * 1024 * 1024;
  let owner = null;
  let editing = null;
  let result = "";

  app.hidden = false;

  function say(text, kind) {
    part("says").textContent = text;
    part("says").className = `t-offline__says${kind ? ` is-${kind}` : ""}`;
  }

  function refuse(text, field) {
    say(text, "bad");
    if (field) field.focus();
  }

  /* --- what the phone knows --- */

  async function show() {
    owner = await queue.known();
    part("nobody").hidden = Boolean(owner);
    part("desk").hidden = !owner;
    part("network").hidden = result !== "offline" && navigator.onLine;
    part("sign-in").hidden = !owner || (isOpen() && result !== "signed_out");
    if (!owner) return;
    part("name").textContent = owner.name;
    app.querySelectorAll("[data-open]").forEach((each) => { each.hidden = !isOpen(); });
    showIndicators();
    await showQueue();
  }

  /* After the session neither list nor entries are shown, and what is written gets its indicator later. */
  function isOpen() {
    return owner.until > 0;
  }

  function showIndicators() {
    const chosen = fields.indicator.value;
    const isSame = [...fields.indicator.options].map((each) => each.value).join() === ["", ...owner.indicators.map((each) => String(each.pk))].join();
    form.hidden = isOpen() && !owner.indicators.length;
    part("nothing").hidden = !form.hidden;
    if (isSame) return;
    const first = fields.indicator.options[0];
    fields.indicator.replaceChildren(first, ...owner.indicators.map((each) => {
      const label = each.unit ? `${each.statement} (${each.unit})` : each.statement;
      return new Option(label, each.pk, false, String(each.pk) === chosen);
    }));
    if (owner.indicators.length === 1) fields.indicator.value = String(owner.indicators[0].pk);
  }

  async function showQueue() {
    const rows = await queue.list(owner.account);
    part("queue").replaceChildren(...(isOpen() ? rows.map(drawn) : []));
    part("empty").hidden = rows.length > 0;
    /* Behind a closed list only how many are not sent yet is told. */
    const waiting = rows.filter((row) => row.state === "waiting" || (row.state === "attention" && !isOpen())).length;
    part("entries").hidden = !isOpen() && !waiting;
    part("send").hidden = !waiting || !isOpen();
    part("count").textContent = waiting ? word("count").replace("{n}", waiting) : "";
  }

  function drawn(row) {
    const item = app.querySelector("template").content.cloneNode(true).firstElementChild;
    const fill = (name, text) => { item.querySelector(`[data-fill="${name}"]`).textContent = text; };
    item.dataset.state = row.state;
    item.querySelectorAll("[data-if]").forEach((each) => { each.hidden = !each.dataset.if.split(" ").includes(row.state); });
    fill("title", row.indicatorName);
    fill("said", [dayOf(row.on), row.value && `${row.value} ${row.unit}`.trim(), row.note].filter(Boolean).join(" · "));
    fill("files", row.files.length ? word("files").replace("{n}", row.files.length) : "");
    fill("message", row.message || word("not-taken"));
    if (row.theirs) {
      /* Made by the server with everything people typed escaped. */
      const parsed = new DOMParser().parseFromString(row.theirs.html, "text/html");
      item.querySelector('[data-fill="theirs"]').replaceChildren(...parsed.body.childNodes);
    }
    item.querySelector("[data-theirs]").hidden = !row.theirs || row.state !== "attention";
    item.querySelector('[data-do="again"]').hidden = !row.theirs || row.state !== "attention";
    const link = item.querySelector("[data-link]");
    link.hidden = row.state !== "sent";
    if (row.url) link.href = row.url;
    item.querySelectorAll("[data-do]").forEach((button) => {
      /* The second press of a double click means nothing of its own. */
      button.addEventListener("click", (event) => { if (event.detail < 2) acts[button.dataset.do](row, button); });
    });
    return item;
  }

  function dayOf(iso) {
    return new Date(`${iso}T12:00:00`).toLocaleDateString(document.documentElement.lang, { day: "numeric", month: "short", year: "numeric" });
  }

  const acts = {
    edit(row) {
      editing = row;
      fields.indicator.value = row.indicator;
      fields.on.value = row.on;
      fields.value.value = row.value;
      fields.note.value = row.note;
      part("kept").hidden = !row.files.length;
      part("kept").textContent = word("kept").replace("{names}", row.files.map((file) => file.name).join(", "));
      part("save").textContent = word("change");
      part("cancel").hidden = false;
      form.scrollIntoView({ block: "start" });
      fields.note.focus();
    },
    /* Removing cannot be undone: the button asks once more in its own words. */
    async remove(row, button) {
      if (!button.dataset.asked) {
        button.dataset.asked = "yes";
        button.textContent = word("sure");
        return;
      }
      await queue.remove(row.key);
      if (editing && editing.key === row.key) clear();
      say(word("removed"));
      await showQueue();
    },
    async again(row) {
      await queue.renew(row, newKey());
      await showQueue();
      await sendNow();
    },
  };

  function newKey() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  /* --- writing down --- */

  function today() {
    const now = new Date();
    return new Date(now - now.getTimezoneOffset() * 60000).toISOString().slice(0, 10);
  }

  function clear() {
    editing = null;
    form.reset();
    fields.on.value = today();
    if (owner && owner.indicators.length === 1) fields.indicator.value = String(owner.indicators[0].pk);
    part("kept").hidden = part("cancel").hidden = true;
    part("save").textContent = word("save");
  }

  /* A photo becomes small here, so that it fits the phone and travels fast. What this browser cannot draw travels as
     it is; the server judges it. */
  async function smaller(file) {
    if (!/^image\/(jpeg|png|webp)$/.test(file.type) || !("createImageBitmap" in window)) return file;
    try {
      const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
      const ratio = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
      if (ratio === 1 && file.size < 1024 * 1024) return file;
      const canvas = document.createElement("canvas");
      canvas.width = Math.round(picture.width * ratio);
      canvas.height = Math.round(picture.height * ratio);
      const pen = canvas.getContext("2d");
      pen.fillStyle = "white";
      pen.fillRect(0, 0, canvas.width, canvas.height);
      pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
      picture.close();
      const drawn = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
      return drawn && drawn.size < file.size ? drawn : file;
    } catch { return file; }
  }

  async function chosenFiles() {
    const files = editing ? [...editing.files] : [];
    for (const file of fields.attachments.files) {
      const blob = await smaller(file);
      const name = blob.type === "image/jpeg" && blob !== file ? `${file.name.replace(/\.\w+$/, "")}.jpg` : file.name;
      files.push({ name, blob });
    }
    return files;
  }

  function problem(files) {
    if (!fields.indicator.value && isOpen()) return [word("needs-indicator"), fields.indicator];
    if (!fields.on.value) return [word("needs-day"), fields.on];
    if (!fields.note.value.trim() && !fields.value.value.trim()) return [word("needs-words"), fields.note];
    if (files.length > MOST_FILES) return [word("many-files"), fields.attachments];
    const large = files.find((file) => file.blob.size > LARGEST);
    return large ? [word("large-file").replace("{name}", large.name), fields.attachments] : null;
  }

  async function keep() {
    const files = await chosenFiles();
    const wrong = problem(files);
    if (wrong) return refuse(...wrong);
    const later = { pk: "", statement: word("later"), unit: "" };
    const indicator = owner.indicators.find((each) => String(each.pk) === fields.indicator.value) || later;
    const row = {
      key: editing ? editing.key : newKey(),
      made: editing ? editing.made : Date.now(),
      account: owner.account,
      indicator: String(indicator.pk),
      indicatorName: indicator.statement,
      unit: indicator.unit,
      on: fields.on.value,
      value: fields.value.value.trim(),
      note: fields.note.value.trim(),
      files,
    };
    try {
      if (!(await queue.save(row))) {
        editing = { ...row, key: newKey(), made: Date.now() };
        return refuse(word("already-sent"));
      }
    } catch {
      return refuse(word("full"));
    }
    clear();
    await showQueue();
    say(word("saved"), "ok");
    return sendNow();
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
    part("save").disabled = true;
    keep().finally(() => { part("save").disabled = false; });
  }, true);
  part("cancel").addEventListener("click", () => { clear(); say(""); });

  /* --- sending --- */

  async function sendNow() {
    await askToSendLater();
    result = await queue.send({ state: places.state, send: places.send });
    await show();
    if (result === "done" && owner) {
      const rows = await queue.list(owner.account);
      if (rows.some((row) => row.state === "attention")) say(word("attention"), "bad");
      else if (rows.some((row) => row.state === "sent") && rows.every((row) => row.state === "sent")) say(word("sent"), "ok");
    }
  }

  /* Where the browser can wake the worker by itself, it sends even when this page is closed. */
  async function askToSendLater() {
    if (!("serviceWorker" in navigator)) return;
    const registration = await navigator.serviceWorker.getRegistration();
    if (registration && "sync" in registration) await registration.sync.register("terang-send").catch(() => {});
  }

  part("send").addEventListener("click", sendNow);
  window.addEventListener("online", sendNow);
  window.addEventListener("offline", show);
  if (queue.channel) queue.channel.addEventListener("message", () => { if (!part("queue").querySelector("[data-asked]")) show(); });
  /* The phone may be in other hands by now. */
  document.addEventListener("visibilitychange", () => { if (!document.hidden) show(); });
  if ("serviceWorker" in navigator) navigator.serviceWorker.register(places.worker, { scope: "/", updateViaCache: "none" }).catch(() => {});
  if (navigator.storage && navigator.storage.persist) navigator.storage.persist().catch(() => {});

  show().then(() => { clear(); return sendNow(); }).catch(() => { part("unable").hidden = false; });
})();
