// One text that belongs to no topic: as the patient hears it, and its size, while somebody types.

import { isGsm7, segments, septets } from "../sms_text.js";

const form = document.getElementById("wording");
const box = document.getElementById("text");
const size = document.getElementById("size");
const heard = document.querySelector("#heard bdi");
const most = Number(form.dataset.segments);
const limit = Number(form.dataset.septets);
const anyLetters = "any" in form.dataset;

function refresh() {
  let text = box.value.trim().replace(/\s+/g, " ");
  for (const value of document.querySelectorAll("[data-placeholder]")) {
    text = text.replaceAll(`{${value.dataset.placeholder}}`, value.textContent);
  }
  heard.textContent = text;
  const plain = isGsm7(text) || anyLetters;
  const used = isGsm7(text) ? septets(text) : [...text].length;
  const needed = segments(text);
  const over = !plain || needed > most || (limit && used > limit);
  const odd = plain ? "" : `; ${[...new Set([...text].filter((one) => !isGsm7(one)))].join(" ")} doubles the price of an SMS`;
  size.textContent = `${used}${limit ? ` of ${limit}` : ""} characters, ${needed} of ${most} ${most === 1 ? "segment" : "segments"}${odd}`;
  size.classList.toggle("late", Boolean(over));
  document.getElementById("plain").hidden = plain;
}

box.addEventListener("input", refresh);
refresh();
