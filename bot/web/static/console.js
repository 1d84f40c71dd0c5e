// What a page does by itself: refresh its list or conversation, and count segments while somebody types.
// Everything works without it; a reload shows the same.

import { isGsm7, segments } from "./sms_text.js";

const EVERY = 10_000;
const TOLD_EVERY = 60_000; // where a stream tells of changes: only the minutes go on
const MOST_SEGMENTS = 6;

let pressing = false; // nothing may move under a finger
addEventListener("pointerdown", () => (pressing = true));
for (const over of ["pointerup", "pointercancel"]) addEventListener(over, () => (pressing = false));

function keepFresh(element) {
  let shown = element.innerHTML.trim();

  async function refresh() {
    if (document.hidden) return;
    let answer;
    try {
      answer = await fetch(element.dataset.live, { headers: { "X-Live": "1" }, redirect: "error" });
    } catch {
      return say("No connection: this page may be out of date.");
    }
    if (answer.status === 401) {
      document.getElementById("signed-out").hidden = false;
      return;
    }
    if (!answer.ok) return say("This page could not be refreshed.");
    show(await answer.text());
  }

  function show(html) {
    const next = document.createElement("template");
    next.innerHTML = html;
    say("");
    if (next.innerHTML.trim() === shown) return;
    if (pressing) return void setTimeout(refresh, 1_000);
    const focus = document.activeElement?.dataset?.key;
    const opened = [...element.querySelectorAll("details")].map((details) => details.open);
    shown = next.innerHTML.trim();
    element.replaceChildren(next.content);
    element.querySelectorAll("details").forEach((details, place) => (details.open = opened[place] ?? false));
    if (focus) element.querySelector(`[data-key="${focus}"]`)?.focus({ preventScroll: true });
    afterwards(element);
  }

  let rested = 0;
  setInterval(() => {
    rested += EVERY;
    if ("pushed" in element.dataset && rested < TOLD_EVERY) return;
    rested = 0;
    refresh();
  }, EVERY);
  element.addEventListener("changed", refresh);
  document.addEventListener("visibilitychange", refresh);
}

function say(words) {
  const state = document.getElementById("live-state");
  if (state && state.textContent !== words) state.textContent = words;
}

function afterwards(element) {
  const open = element.querySelector("[data-open]")?.dataset.open;
  if (open !== undefined) document.title = (open === "0" ? "" : `(${open}) `) + "Inbox";
  const latest = element.querySelector("[data-latest]")?.dataset.latest;
  for (const seen of document.querySelectorAll("input[name=seen]")) {
    if (!latest || Number(latest) <= Number(seen.value)) continue;
    seen.value = latest;
    const arrived = document.getElementById("arrived");
    if (arrived) arrived.hidden = false;
  }
}

function countSegments(field) {
  const size = document.getElementById(field.dataset.count);
  const count = () => {
    // A form posts line breaks as they were typed and the ends trimmed: count what will be sent.
    const text = field.value.trim();
    const needed = segments(text);
    const plain = isGsm7(text) ? "" : ", because of special characters or emoji it takes more";
    size.textContent = `${[...text].length} characters, ${needed} ${needed === 1 ? "segment" : "segments"}${plain}`;
    const over = needed > MOST_SEGMENTS;
    if (over) size.textContent += `: too long, at most ${MOST_SEGMENTS}`;
    size.classList.toggle("late", over);
    field.setCustomValidity(over ? "Too long for a text message." : "");
  };
  field.addEventListener("input", count);
  count();
}

document.querySelectorAll("[data-live]").forEach(keepFresh);
document.querySelectorAll("[data-count]").forEach(countSegments);
