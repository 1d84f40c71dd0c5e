// The form of one topic comes alive: edges that can be dragged, neighbours that keep in step, the text as the patient hears it,
// its size. Everything can be typed and saved without this.

import { isGsm7, segments, septets } from "../sms_text.js";
import { makeEdges } from "./edges.js";
import { momentWords } from "./moments.js";
import { hoursOf, position, said, span, written } from "./scale.js";

const REPLY = 306; // septets of two segments: a question is asked only where there is room for it
const SIGNS = { avoid: "\u2715", caution: "!", ok: "\u2713", info: "i" };
const NARROW = 11;
const ROOMY = 26;

const form = document.getElementById("topic");
const strip = document.getElementById("strip");
const reach = Number(form.dataset.reach);
const session = Date.parse(form.dataset.session);
const count = form.querySelectorAll("[data-window]").length;

function field(number, name) {
  return document.getElementById(`${number}.${name}`);
}

function part(number, name) {
  return document.querySelector(`#window-${number} [data-said="${name}"]`);
}

function windows() {
  return Array.from({ length: count }, (_, index) => {
    const verdict = field(index + 1, "verdict");
    return {
      number: index + 1,
      start: hoursOf(field(index + 1, "start").value),
      end: hoursOf(field(index + 1, "end").value),
      verdict: verdict.value,
      words: verdict.selectedOptions[0]?.textContent ?? "",
    };
  });
}

function draw() {
  for (const { number, start, end, verdict, words } of windows()) {
    const block = strip.querySelector(`[data-block="${number}"]`);
    const time = Number.isFinite(start) && !Number.isNaN(end) ? span(start, end) : "?";
    document.getElementById(`window-${number}`).className = `window ${verdict}`;
    part(number, "verdict").textContent = words;
    part(number, "verdict").className = `verdict ${verdict}`;
    part(number, "span").textContent = time;
    part(number, "start").textContent = Number.isFinite(start) ? said(start) : "?";
    if (!block || time === "?") continue;
    const left = position(start, reach);
    const width = Math.max(0, (end === Infinity ? 100 : position(end, reach)) - left);
    block.setAttribute("class", `block ${verdict} ${width < NARROW ? "narrow" : width < ROOMY ? "mid" : "roomy"}`);
    block.setAttribute("x", `${left}%`);
    block.setAttribute("width", `${width}%`);
    block.querySelector("title").textContent = `${words}, ${time}`;
    block.querySelector(".word").textContent = words;
    block.querySelector(".sign").textContent = SIGNS[verdict];
  }
}

// What a patient hears who asks when the window begins.
function heard(all, index) {
  const here = all[index];
  const change = all.slice(index + 1).find((one) => one.verdict !== here.verdict);
  let text = field(here.number, "text").value.trim().replace(/\s+/g, " ");
  if (change && Number.isFinite(change.start) && Number.isFinite(here.start)) {
    const when = momentWords(session, change.start, here.start);
    text = text.replaceAll("{from}", `from ${when}`).replaceAll("{until}", `until ${when}`);
  }
  const question = field(here.number, "ask").selectedOptions[0]?.dataset.words;
  const asking = `${text} ${question}`;
  return question && (!isGsm7(asking) || septets(asking) <= REPLY) ? asking : text;
}

function measure(number, name) {
  const box = field(number, name);
  const size = document.getElementById(`${number}.${name}.size`);
  const text = box.value.trim().replace(/\s+/g, " ").replaceAll("{from}", form.dataset.from).replaceAll("{until}", form.dataset.until);
  const raised = !["", "none"].includes(field(number, "level").value);
  const limit = Number(name === "short" ? form.dataset.short : raised ? form.dataset.alarm : form.dataset.limit);
  const plain = isGsm7(text);
  const used = plain ? septets(text) : [...text].length;
  const parts = segments(text);
  const odd = plain ? "" : `; ${[...new Set([...text].filter((one) => !isGsm7(one)))].join(" ")} doubles the price of an SMS`;
  size.textContent = `${used} of ${limit} characters, ${parts} ${parts === 1 ? "segment" : "segments"}${used > limit ? ": too long" : ""}${odd}`;
  size.classList.toggle("late", used > limit || !plain);
  return plain;
}

function refresh() {
  draw();
  const all = windows();
  let plain = true;
  all.forEach((one, index) => {
    part(one.number, "heard").textContent = heard(all, index);
    for (const name of ["text", "short"]) plain = measure(one.number, name) && plain;
  });
  document.getElementById("plain").hidden = plain;
}

// Typing one side of an edge moves the other: a gap or an overlap cannot happen by forgetting one.
function keepInStep(target) {
  const [number, name] = [Number(target.id.split(".")[0]), target.id.split(".")[1]];
  if (!["start", "end"].includes(name) || !Number.isFinite(hoursOf(target.value))) return;
  const other = name === "end" ? field(number + 1, "start") : field(number - 1, "end");
  if (other && !(name === "end" && hoursOf(target.value) === Infinity)) other.value = target.value;
}

const edges = makeEdges(strip, windows, reach, (index, hours) => {
  field(index + 1, "end").value = written(hours);
  field(index + 2, "start").value = written(hours);
  unsaved();
  refresh();
});

let isChanged = false;
function unsaved() {
  isChanged = true;
  document.getElementById("unsaved").hidden = false;
}

form.addEventListener("input", (event) => {
  keepInStep(event.target);
  unsaved();
  refresh();
  edges.place();
});
form.addEventListener("submit", () => (isChanged = false));
addEventListener("beforeunload", (event) => {
  if (isChanged) event.preventDefault();
});
document.querySelectorAll(".with-script").forEach((one) => (one.hidden = false));
refresh();
