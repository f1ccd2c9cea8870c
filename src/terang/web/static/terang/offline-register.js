/* On signed-in pages: the worker that lets Terang record without a network, and a word before signing out while
   something waits on this phone. The page works the same where browsers have no workers. */
(() => {
  "use strict";

  const told = document.currentScript.dataset;
  const mark = document.querySelector("[data-account]");
  if (!("serviceWorker" in navigator) || !mark) return;
  const { account } = mark.dataset;

  async function ask(type) {
    const { active } = await navigator.serviceWorker.ready;
    return new Promise((done) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = (event) => done(event.data);
      setTimeout(() => done(undefined), 1500);
      active.postMessage({ type, account }, [port2]);
    });
  }

  window.addEventListener("load", () => {
    navigator.serviceWorker.register(told.worker, { scope: "/", updateViaCache: "none" })
      .then(() => ask("visit"))
      .catch(() => { /* without a worker everything else works as before */ });
  });
  window.addEventListener("online", () => ask("send"));

  const warned = new WeakSet();
  let isLeaving = false;
  document.addEventListener("submit", (event) => {
    const form = event.target;
    const address = new URL(form.getAttribute("action") || "", location.href);
    if (address.pathname !== told.signOut || form.dataset.leaving) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (isLeaving) return; // pressed twice
    isLeaving = true;
    leave(form).finally(() => { isLeaving = false; });
  }, true);

  async function leave(form) {
    const registration = await navigator.serviceWorker.getRegistration();
    const hasWorker = Boolean(registration && registration.active);
    const waiting = hasWorker ? await ask("count") : 0;
    if (waiting && !warned.has(form)) {
      warned.add(form);
      const note = document.createElement("p");
      note.setAttribute("role", "alert");
      note.className = "t-offline__warning";
      note.textContent = told.warning.replace("{n}", waiting);
      form.prepend(note);
      return;
    }
    if (hasWorker) await ask("forget");
    form.dataset.leaving = "yes";
    form.requestSubmit();
  }
})();
