/* What a phone keeps for recording without a network: by account the indicators and the entries that wait.
   Read by the page and by the service worker. Every entry carries a key made here; the server stores a key once. */
(() => {
  "use strict";

  const KEEP_SENT = 7 * 24 * 60 * 60 * 1000;
  const FRESH = 60 * 60 * 1000;
  const PATIENCE = 120000;
  const channel = "BroadcastChannel" in self ? new BroadcastChannel("terang-offline") : null;
  let opening = null;

  function open() {
    opening = opening || new Promise((done, failed) => {
      const asked = indexedDB.open("terang-offline", 1);
      asked.onupgradeneeded = () => {
        asked.result.createObjectStore("entries", { keyPath: "key" }).createIndex("account", "account");
        asked.result.createObjectStore("accounts", { keyPath: "account" });
        asked.result.createObjectStore("now", { keyPath: "name" });
      };
      asked.onsuccess = () => done(asked.result);
      asked.onerror = () => failed(asked.error);
    });
    return opening;
  }

  /* One transaction; resolves when it is on the disk, fails when there is no room. */
  async function within(store, mode, act) {
    const transaction = (await open()).transaction(store, mode);
    const asked = act(transaction.objectStore(store));
    return new Promise((done, failed) => {
      transaction.oncomplete = () => done(asked ? asked.result : undefined);
      transaction.onabort = transaction.onerror = () => failed(transaction.error || (asked && asked.error));
    });
  }

  const get = (store, key) => within(store, "readonly", (each) => each.get(key));
  const put = (store, row) => within(store, "readwrite", (each) => each.put(row));
  const drop = (store, key) => within(store, "readwrite", (each) => each.delete(key));

  function tell() {
    if (channel) channel.postMessage("changed");
  }

  /* --- whose phone is it now? --- */

  async function current() {
    const now = await get("now", "account");
    return now ? now.account : null;
  }

  async function known() {
    const account = await current();
    return account ? (await get("accounts", account)) || { account, name: "", indicators: [] } : null;
  }

  /* Signing out: the list goes, what waits to be sent stays for the same account. */
  async function forget(account) {
    await drop("accounts", account);
    if ((await current()) === account) await drop("now", "account");
    tell();
  }

  /* --- entries --- */

  async function list(account) {
    const rows = await within("entries", "readonly", (store) => store.index("account").getAll(account));
    const old = rows.filter((row) => row.state === "sent" && Date.now() - row.at > KEEP_SENT);
    for (const row of old) await drop("entries", row.key);
    return rows.filter((row) => !old.includes(row)).sort((one, other) => other.made - one.made);
  }

  async function unsent(account) {
    return (await list(account)).filter((row) => row.state !== "sent").length;
  }

  /* Keep an entry. One that was sent meanwhile is not changed: false. */
  async function save(row) {
    const before = await get("entries", row.key);
    if (before && before.state === "sent") return false;
    const revision = before ? before.revision + 1 : 1;
    await put("entries", { ...row, state: "waiting", message: "", theirs: null, revision });
    tell();
    return true;
  }

  async function remove(key) {
    await drop("entries", key);
    tell();
  }

  /* --- talking with the server --- */

  async function ask(address, options) {
    const patience = "timeout" in AbortSignal ? { signal: AbortSignal.timeout(PATIENCE) } : {};
    return fetch(address, { credentials: "same-origin", cache: "no-store", redirect: "manual", ...patience, ...options });
  }

  /* Who is signed in, with a fresh token and list. "offline", "signed_out" or the answer. */
  async function refresh(places) {
    let answer;
    try { answer = await ask(places.state); } catch { return "offline"; }
    if (answer.type === "opaqueredirect") return "signed_out";
    if (!answer.ok) return "offline";
    const told = await answer.json();
    if (!told.account) return "signed_out";
    const { account, name, indicators } = told;
    await put("accounts", { account, name, indicators, at: Date.now() });
    await put("now", { name: "account", account });
    tell();
    return told;
  }

  function formOf(row, token) {
    const form = new FormData();
    const said = { csrfmiddlewaretoken: token, account: row.account, indicator: row.indicator, on: row.on };
    Object.entries({ ...said, value: row.value, note: row.note, link: "", key: row.key })
      .forEach(([name, value]) => form.append(name, value));
    row.files.forEach((file) => form.append("attachments", file.blob, file.name));
    return form;
  }

  /* One entry. True when the next one may be tried. */
  async function sendOne(row, told, places) {
    let answer;
    try {
      answer = await ask(places.send, { method: "POST", body: formOf(row, told.token) });
    } catch { return false; }
    const isOurs = (answer.headers.get("Content-Type") || "").startsWith("application/json");
    const said = isOurs ? await answer.json() : { state: "unknown" };
    const now = await get("entries", row.key);
    if (!now || now.revision !== row.revision) return true; // changed while it was on its way: sent again
    if (said.state === "stored") {
      await put("entries", { ...now, files: [], state: "sent", at: Date.now(), url: said.url, message: "" });
    } else if (said.state === "refused") {
      await put("entries", { ...now, state: "attention", message: said.message, theirs: said.theirs });
    } else {
      return false;
    }
    tell();
    return true;
  }

  async function sendWaiting(places) {
    const told = await refresh(places);
    if (typeof told === "string") return told;
    const waiting = (await list(told.account)).filter((row) => row.state === "waiting").reverse();
    for (const row of waiting) {
      if (!(await sendOne(row, told, places))) return "offline";
    }
    return "done";
  }

  /* Page and worker may both wake up when the network returns: one sends, the other waits its turn. */
  function send(places) {
    if (!("locks" in navigator)) return sendWaiting(places);
    return navigator.locks.request("terang-send", () => sendWaiting(places));
  }

  /* A signed-in page was opened: keep the list fresh, send what waits. */
  async function visited(account, places) {
    const list = await known();
    const isFresh = list && list.account === account && list.at && Date.now() - list.at < FRESH;
    const waits = (await unsent(account)) > 0;
    if (waits) return send(places);
    return isFresh ? "done" : refresh(places);
  }

  self.terangQueue = { channel, known, forget, list, unsent, save, remove, refresh, send, visited };
})();
