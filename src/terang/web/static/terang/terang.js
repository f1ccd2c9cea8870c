/* Terang: small courtesies on top of pages that work without any script.
   Settings of htmx stand in <meta name="htmx-config"> of layout/base.html. */
(() => {
  "use strict";

  const toasts = document.getElementById("toasts");

  function say(text) {
    const toast = document.createElement("div");
    toast.className = "t-toast";
    toast.textContent = text;
    toasts.append(toast);
    setTimeout(() => toast.remove(), 7000);
  }

  /* Focus goes where reading should go on: to the summary of a refused form. */
  function takeFocus(root) {
    const target = root.querySelector("[data-takes-focus]");
    if (target) target.focus();
  }

  /* Choosing a file by dragging it onto the frame; the ordinary control stays. */
  function dressDrops(root) {
    for (const frame of root.querySelectorAll("[data-drop]")) {
      const input = frame.querySelector('input[type="file"]');
      const hint = frame.querySelector("[data-drop-hint]");
      if (!input || frame.dataset.dressed) continue;
      frame.dataset.dressed = "yes";
      if (hint) hint.hidden = false;
      const over = (on) => frame.classList.toggle("is-over", on);
      frame.addEventListener("dragover", (event) => { event.preventDefault(); over(true); });
      frame.addEventListener("dragleave", () => over(false));
      frame.addEventListener("drop", (event) => {
        event.preventDefault();
        over(false);
        if (!event.dataTransfer.files.length) return;
        input.files = event.dataTransfer.files;
        input.dispatchEvent(new Event("change", { bubbles: true }));
      });
    }
  }

  /* Forms that ask for it (data-keep) warn before typed words are lost. */
  const unsaved = new Set();
  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (form && form.hasAttribute("data-keep")) unsaved.add(form);
  });
  window.addEventListener("beforeunload", (event) => {
    const waiting = [...unsaved].some((form) => form.isConnected);
    if (waiting) event.preventDefault();
  });

  /* Sending: not while the connection is gone, and an impatient second click sends nothing. */
  const sent = new WeakSet();
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!navigator.onLine) {
      event.preventDefault();
      say(toasts.dataset.offline);
    } else if (sent.has(form)) {
      event.preventDefault();
    } else if (form.method === "post") {
      sent.add(form);
      setTimeout(() => sent.delete(form), 4000);
      unsaved.delete(form);
      if (form.hasAttribute("data-keep")) keepWords(form);
    }
  });
  window.addEventListener("pageshow", bringWordsBack);

  /* Words that did not arrive (the session had ended, the server did not answer) are kept in this tab only, until
     the next page, and come back to the same account on the same page. A page that answers them on the same address
     says so (data-arrived). Files and passwords are never kept. */
  const UNSENT = "terang-unsent";

  function account() {
    const mark = document.querySelector("[data-account]");
    return mark ? mark.dataset.account : "";
  }

  function isKept(control) {
    return control.name && !["hidden", "password", "file", "submit", "button"].includes(control.type);
  }

  function keepWords(form) {
    const words = [...form.elements].filter(isKept).map((each) => [each.name, each.value, each.checked === true]);
    const unsent = { account: account(), path: location.pathname, words };
    try { sessionStorage.setItem(UNSENT, JSON.stringify(unsent)); } catch { /* no room: nothing is kept */ }
  }

  function bringWordsBack() {
    const unsent = JSON.parse(sessionStorage.getItem(UNSENT) || "null");
    const isOtherPlace = unsent && (unsent.account !== account() || unsent.path !== location.pathname);
    const form = document.querySelector("form[data-keep]");
    if (!unsent || !account() || (!form && !isOtherPlace)) return;
    sessionStorage.removeItem(UNSENT);
    if (isOtherPlace || document.querySelector(".t-errors, [data-arrived]")) return;
    const changed = unsent.words.filter(([name, value, checked]) => putBack(form, name, value, checked));
    if (!changed.length) return;
    unsaved.add(form);
    say(toasts.dataset.restored);
  }

  function putBack(form, name, value, checked) {
    const named = [...form.elements].filter((each) => each.name === name && isKept(each));
    const isChoice = named.some((each) => ["radio", "checkbox"].includes(each.type));
    const control = isChoice ? named.find((each) => each.value === value) : named[0];
    if (!control || (isChoice ? control.checked === checked : control.value === value)) return false;
    if (isChoice) control.checked = checked;
    else control.value = value;
    return true;
  }

  /* Keys that are printed beside a control (data-key) press it, outside of fields. */
  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.target.closest("input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable]")) return;
    for (const control of document.querySelectorAll("[data-key]")) {
      if (control.dataset.key === event.key) {
        event.preventDefault();
        control.click();
        return;
      }
    }
  });

  /* A link of the error summary leads to the control itself, also in a group of choices. */
  document.addEventListener("click", (event) => {
    const link = event.target.closest('.t-errors a[href^="#"]');
    const target = link && document.getElementById(link.hash.slice(1));
    if (!target) return;
    const control = target.matches("input, select, textarea") ? target : target.querySelector("input");
    if (!control) return;
    event.preventDefault();
    control.focus();
    control.scrollIntoView({ block: "center" });
  });

  document.addEventListener("htmx:configRequest", (event) => {
    const token = document.querySelector('meta[name="csrf-token"]');
    if (token) event.detail.headers["X-CSRFToken"] = token.content;
  });
  document.addEventListener("terang:toast", (event) => say(event.detail.text));
  document.addEventListener("htmx:sendError", () => say(toasts.dataset.offline));
  document.addEventListener("htmx:responseError", (event) => {
    if (event.detail.xhr.status === 401) say(toasts.dataset.signedOut);
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    takeFocus(event.detail.target);
    dressDrops(event.detail.target);
  });
  /* A refused form answers 422; its page part must be shown all the same. */
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.xhr.status === 422) {
      event.detail.shouldSwap = true;
      event.detail.isError = false;
    }
  });

  takeFocus(document);
  dressDrops(document);
})();
