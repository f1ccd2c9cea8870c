/* What a phone keeps for recording without a network: who uses it with which indicators, and the entries that wait.
   Read by the page and by the service worker. Every entry carries a key made here; the server stores a key once. */
(() => {
  "use strict";

  const KEEP_SENT = 7 * 24 * 60 * 60 * 1000;
  const FRESH = 60 * 60 * 1000;
  const PATIENCE = 120000;
  /* Where the server, or a gate before it, turns an entry away for what it is; the other answers may be better later. */
  const FINAL = [400, 404, 413];
  const channel = "BroadcastChannel" in self ? new BroadcastChannel("terang-offline") : null;
  let opening = null;

  function open() {
    opening = opening || new Promise((done, failed) => {
      const asked = indexedDB.open("terang-offline", 1);
      asked.onupgradeneeded = () => {
        asked.result.createObjectStore("entries", { keyPath: "key" }).createIndex("account", "account");
        asked.result.createObjectStore("now");
      };
      asked.onsuccess = () => {
        asked.result.onclose = () => { opening = null; };
        done(asked.result);
      };
      asked.onerror = () => {
        opening = null;
        failed(asked.error);
      };
    });
    return opening;
  }

  /* One transaction; resolves with the answer to its first question when it is on the disk, fails when there is no room. */
  async function within(store, mode, act) {
    const transaction = (await open()).transaction(store, mode, { durability: "strict" });
    const asked = act(transaction.objectStore(store));
    return new Promise((done, failed) => {
      transaction.oncomplete = () => done(asked.result);
      transaction.onabort = transaction.onerror = () => failed(transaction.error || asked.error);
    });
  }

  /* Read and write at once, so that page and worker never overwrite each other; resolves with the entry as it was. */
  function change(key, act) {
    return within("entries", "readwrite", (store) => {
      const asked = store.get(key);
      asked.onsuccess = () => act(asked.result, store);
      return asked;
    });
  }

  function tell() {
    if (channel) channel.postMessage("changed");
  }

  /* --- whose phone is it now? --- */

  const current = () => within("now", "readonly", (store) => store.get("account"));

  async function keep(row) {
    await within("now", "readwrite", (store) => store.put(row, "account"));
    tell();
    return row;
  }

  /* Who used this phone last. When the session is over the phone may be in other hands: the list goes. Entries can
     still be written; their indicator is chosen after signing in. */
  async function known() {
    const now = await current();
    return now && now.until && now.until < Date.now() ? close(now) : now;
  }

  const close = (now) => keep({ ...now, indicators: [], at: 0, until: 0 });

  /* Signing out: the list and what was sent go, what waits to be sent stays for the same account. */
  async function forget(account) {
    const now = await current();
    if (now && now.account === account) await within("now", "readwrite", (store) => store.delete("account"));
    for (const row of await list(account)) if (row.state === "sent") await remove(row.key);
    tell();
  }

  /* --- entries --- */

  async function list(account) {
    const rows = await within("entries", "readonly", (store) => store.index("account").getAll(account));
    const old = rows.filter((row) => row.state === "sent" && Date.now() - row.at > KEEP_SENT);
    for (const row of old) await remove(row.key);
    return rows.filter((row) => !old.includes(row)).sort((one, other) => other.made - one.made);
  }

  async function unsent(account) {
    return (await list(account)).filter((row) => row.state !== "sent").length;
  }

  const waiting = (row, revision) => ({ ...row, state: "waiting", message: "", theirs: null, revision });

  /* Keep an entry. One that was sent meanwhile is not changed: false. */
  async function save(row) {
    const before = await change(row.key, (now, store) => {
      if (!now || now.state !== "sent") store.put(waiting(row, now ? now.revision + 1 : 1));
    });
    tell();
    return !before || before.state !== "sent";
  }

  /* The same words as an entry of its own; asked for twice it is one. */
  async function renew(row, key) {
    await change(row.key, (now, store) => {
      if (!now) return;
      store.delete(row.key);
      store.put(waiting({ ...now, key }, 1));
    });
    tell();
  }

  async function remove(key) {
    await within("entries", "readwrite", (store) => store.delete(key));
    tell();
  }

  /* --- talking with the server --- */

  async function ask(address, options) {
    const patience = "timeout" in AbortSignal ? { signal: AbortSignal.timeout(PATIENCE) } : {};
    return fetch(address, { credentials: "same-origin", cache: "no-store", redirect: "manual", ...patience, ...options });
  }

  /* Who is signed in, with a fresh token and list. "offline", "signed_out" or the answer. */
  async function refresh(places) {
    let told;
    try {
      const answer = await ask(places.state);
      if (answer.type === "opaqueredirect") return "signed_out";
      told = await answer.json();
    } catch { return "offline"; }
    if (!told.account) {
      const now = await current();
      if (now) await close(now);
      return "signed_out";
    }
    const { account, name, language, indicators, seconds } = told;
    await keep({ account, name, language, indicators, at: Date.now(), until: Date.now() + seconds * 1000 });
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

  async function answerTo(row, told, places) {
    try {
      const answer = await ask(places.send, { method: "POST", body: formOf(row, told.token) });
      if ((answer.headers.get("Content-Type") || "").startsWith("application/json")) return await answer.json();
      return { state: FINAL.includes(answer.status) ? "refused" : "offline", message: "", theirs: null };
    } catch { return { state: "offline" }; }
  }

  /* One entry; returns what became of it. One that was changed while it was on its way is sent again. */
  async function sendOne(row, told, places) {
    const said = await answerTo(row, told, places);
    await change(row.key, (now, store) => {
      if (!now || now.revision !== row.revision) return;
      if (said.state === "stored") store.put({ ...now, files: [], state: "sent", at: Date.now(), url: said.url });
      if (said.state === "refused") store.put({ ...now, state: "attention", message: said.message, theirs: said.theirs });
    });
    tell();
    return said.state;
  }

  async function sendWaiting(places) {
    const told = await refresh(places);
    if (typeof told === "string") return told;
    const rows = (await list(told.account)).filter((row) => row.state === "waiting").reverse();
    for (const row of rows) {
      const state = await sendOne(row, told, places);
      if (state !== "stored" && state !== "refused") return state;
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
    const now = await known();
    const isFresh = now && now.account === account && Date.now() - now.at < FRESH;
    if (isFresh && !(await unsent(account))) return "done";
    return send(places);
  }

  self.terangQueue = { channel, known, forget, list, unsent, save, renew, remove, send, visited };
})();
