// The conversation as the patient's phone shows it. Bubbles are added, never redrawn, so that the screen stays still.

import { find, make } from "./make.js";

const SENDERS = { check_in: "check-in", staff: "a person at the clinic", alert: "alert to staff" };
const NEAR_THE_END = 90;

let drawn = new Map();
let isAtEnd = true;
let lastDay = "";
let owner = "";

// Keeps the newest bubble in sight when the screen grows, shrinks or is turned.
export function watch() {
  const list = find("messages");
  list.addEventListener("scroll", () => { isAtEnd = list.scrollHeight - list.scrollTop - list.clientHeight < NEAR_THE_END; });
  new ResizeObserver(() => isAtEnd && toEnd(list)).observe(list);
}

function toEnd(list) {
  list.scrollTo({ top: list.scrollHeight, behavior: document.hidden ? "auto" : "smooth" });
  isAtEnd = true;
}

export function draw(seen, selected, onSelect) {
  const list = find("messages");
  if (owner !== seen.key) clear(list, seen.key);
  find("typing")?.remove();
  let added = false;
  for (const message of seen.messages) {
    if (!drawn.has(message.key)) {
      add(list, message, onSelect);
      added = true;
    }
    update(drawn.get(message.key), message, selected === message.key);
  }
  if (!seen.messages.length) empty(list, seen);
  if (seen.typing && !seen.moving) list.append(typing());
  if (added || (isAtEnd && seen.typing)) toEnd(list);
}

function clear(list, key) {
  list.replaceChildren();
  drawn = new Map();
  lastDay = "";
  owner = key;
}

function empty(list, seen) {
  if (list.childElementCount) return;
  const hint = seen.patient ? "No messages yet. Ask something, or move time to the next check-in." : "This phone has never texted the clinic. Say something.";
  list.append(make("li", "empty", hint));
}

function add(list, message, onSelect) {
  list.querySelector(".empty")?.remove();
  if (message.day !== lastDay) {
    list.append(make("li", "day", message.day));
    lastDay = message.day;
  }
  const bubble = make("button", "bubble");
  bubble.type = "button";
  bubble.addEventListener("click", () => onSelect(message.key));
  const item = make("li", `row ${message.direction}`, bubble, make("span", "meta"));
  drawn.set(message.key, item);
  list.append(item);
}

function update(item, message, isSelected) {
  const urgency = message.why?.urgency ?? "none";
  const bubble = item.firstChild;
  const alarms = message.direction === "out" && urgency === "emergency";
  item.className = `row ${message.direction} ${message.why?.sender ?? ""} ${message.direction === "out" ? urgency : ""}`;
  bubble.setAttribute("aria-pressed", String(isSelected));
  if (bubble.dataset.alarms !== String(alarms)) {
    bubble.dataset.alarms = String(alarms);
    bubble.replaceChildren(...content(message, alarms));
  }
  const meta = [message.time, caption(message)].filter(Boolean).join(" · ");
  if (item.lastChild.textContent !== meta) item.lastChild.textContent = meta;
}

function content(message, alarms) {
  const parts = [];
  if (alarms) parts.push(make("span", "alarm", "Emergency"));
  for (const address of message.pictures) parts.push(picture(address));
  if (message.text) parts.push(make("span", "words", message.text));
  return parts;
}

// What is no picture after all shows its words.
function picture(address) {
  const image = make("img", "picture");
  Object.assign(image, { alt: "Photo", src: address });
  return image;
}

function caption(message) {
  if (message.direction === "out") return SENDERS[message.why?.sender] ?? "";
  return message.why ? "" : "not yet at the clinic";
}

function typing() {
  const dots = make("li", "row out typing", make("span", "bubble", make("i"), make("i"), make("i")));
  dots.id = "typing";
  dots.setAttribute("aria-label", "The clinic is writing");
  return dots;
}
