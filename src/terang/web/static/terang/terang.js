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
  document.addEventListener("submit", (event) => unsaved.delete(event.target));
  window.addEventListener("beforeunload", (event) => {
    const waiting = [...unsaved].some((form) => form.isConnected);
    if (waiting) event.preventDefault();
  });

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
