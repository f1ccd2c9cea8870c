/* Terang: drag the heading of a result onto a person to open that cell. Every cell is a link as well, so that
   keyboard, touch and pages without scripts lead to the same form. */
(() => {
  "use strict";

  const table = document.querySelector("[data-roles]");
  // On a narrow screen the headings are out of sight, and on a touch screen nothing is dragged.
  if (!table || matchMedia("(pointer: coarse)").matches || table.tHead.offsetHeight < 2) return;
  const headings = [...table.querySelectorAll("thead th")];
  let dragged = 0;

  for (const heading of headings.slice(1)) {
    heading.draggable = true;
    heading.addEventListener("dragstart", (event) => {
      dragged = headings.indexOf(heading);
      event.dataTransfer.setData("text/plain", heading.textContent);
      event.dataTransfer.effectAllowed = "link";
    });
    heading.addEventListener("dragend", () => { dragged = 0; });
  }

  for (const row of table.tBodies[0].rows) {
    const over = (on) => row.classList.toggle("is-over", on);
    row.addEventListener("dragover", (event) => {
      if (!dragged) return;
      event.preventDefault();
      over(true);
    });
    row.addEventListener("dragleave", (event) => { if (!row.contains(event.relatedTarget)) over(false); });
    row.addEventListener("drop", (event) => {
      if (!dragged) return;
      event.preventDefault();
      const link = row.cells[dragged].querySelector("a");
      if (link) location.assign(link.href);
    });
  }

  const hint = document.querySelector("[data-drag-hint]");
  if (hint) hint.hidden = false;
})();
