// A text while somebody types it: as it stands on the patient's phone, and how long it is. Everything works without it.

import { isGsm7, segments } from "../sms_text.js";

const unsaved = document.getElementById("unsaved");
const plainButton = document.getElementById("plain");

function follow(box) {
  const heard = document.querySelector(`#${box.dataset.phone} bdi`);
  const size = document.getElementById(box.dataset.size);
  const most = Number(box.dataset.segments);

  function refresh() {
    let text = box.value.trim().replace(/[^\S\n]+/g, " ");
    for (const value of document.querySelectorAll("[data-placeholder]")) {
      text = text.replaceAll(`{${value.dataset.placeholder}}`, value.textContent);
    }
    heard.textContent = text;
    const plain = isGsm7(text);
    const needed = segments(text);
    const odd = plain ? "" : `; ${[...new Set([...text].filter((one) => !isGsm7(one)))].join(" ")} cannot be in a plain SMS`;
    size.textContent = `${[...text].length} characters, ${needed} of ${most} segments${odd}`;
    size.classList.toggle("late", !plain || needed > most);
    if (plainButton) plainButton.hidden = plain;
  }

  box.addEventListener("input", refresh);
  refresh();
}

document.querySelectorAll("[data-phone]").forEach(follow);

for (const form of document.querySelectorAll("#step, .wording-form")) {
  let changed = false;
  form.addEventListener("input", () => {
    changed = true;
    if (unsaved) unsaved.textContent = "Not saved yet";
  });
  form.addEventListener("submit", () => (changed = false));
  addEventListener("beforeunload", (event) => changed && event.preventDefault());
}
