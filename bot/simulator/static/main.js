// The page's one loop: ask how things are, draw them; and the buttons, which only ever ask the server.

import * as api from "./api.js";
import * as bubbles from "./bubbles.js";
import { find, initials, make, refill } from "./make.js";
import * as panel from "./panel.js";

const PACE = 800;
const PACE_WHILE_MOVING = 300;
const PEOPLE_EVERY = 6;
const FAULTS = {
  timeout_after_accept: "Takes the text, never answers", error_429: "Too many requests (429)", error_500: "Server error (500)",
  error_500_after_accept: "Takes the text, then a server error", stall: "Falls silent for 30 s, takes nothing",
  duplicate_callback: "Says everything twice", out_of_order_callback: "Delivered before sent", undelivered: "Does not deliver",
  callback_before_response: "Delivered before it answers", lost_callback: "Never says what became of it",
  lost_webhook: "Does not ring for a text", opted_out: "Holds a STOP of the patient",
  media_elsewhere: "Says a photo is on another machine", media_missing: "Has lost a photo (404)",
  media_too_large: "Hands out a photo of 11 MB", media_no_photo: "Hands out a web page as a photo",
};

const state = { key: localStorage.getItem("phone") ?? "", seen: null, selected: null, moving: false, round: 0, revealed: "" };

async function look() {
  try {
    if (state.round % PEOPLE_EVERY === 0 || !state.key) await listPeople();
    state.round += 1;
    const key = state.key;
    const seen = await api.person(key);
    if (key === state.key) show(seen);
    if (find("notice").dataset.kind === "lost") notice("");
  } catch (error) {
    if (state.seen === null && state.key) state.key = "";
    notice(error.message, "lost");
  }
}

async function loop() {
  if (!document.hidden) await look();
  setTimeout(loop, state.moving || state.seen?.moving ? PACE_WHILE_MOVING : PACE);
}

async function listPeople() {
  const people = await api.people();
  if (!people.some((one) => one.key === state.key)) state.key = state.seen?.key ?? people[0]?.key ?? "";
  refill(find("people"), [people, state.key], () => people.map(personButton));
  if (state.revealed !== state.key) reveal();
  state.revealed = state.key;
}

function personButton(person) {
  const button = make("button", "", make("span", "avatar", initials(person.name)), make("span", "who", make("b", "", person.name), make("small", "", person.what)));
  button.type = "button";
  button.dataset.tint = String([...person.name].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % 6);
  button.setAttribute("aria-pressed", String(person.key === state.key));
  button.addEventListener("click", () => choose(person.key));
  return make("li", "", button);
}

// In a row of people that is wider than the screen, the chosen one is in sight.
function reveal() {
  const list = find("people");
  const chosen = list.querySelector('[aria-pressed="true"]')?.parentElement;
  if (chosen) list.scrollTo({ left: chosen.offsetLeft - list.offsetLeft - 40, behavior: "smooth" });
}

async function choose(key) {
  Object.assign(state, { key, selected: null, round: 0 });
  controls(false);
  localStorage.setItem("phone", key);
  await look();
  find("text").focus({ preventScroll: true });
}

function show(seen) {
  const isNew = state.seen?.key === seen.key && seen.messages.length > state.seen.messages.length;
  if (isNew) state.selected = null;
  // A newcomer who has texted is on file now, under another key.
  if (seen.key !== state.key) Object.assign(state, { key: seen.key, round: 0 });
  state.seen = seen;
  header(seen);
  bubbles.draw(seen, state.selected, select);
  panel.draw(seen, explained(seen));
  suggest(seen);
}

// A check-in says how it may be answered: "(e.g. B N)" becomes a quick text of its own.
function suggest(seen) {
  const last = seen.messages.at(-1);
  const answer = last?.why?.sender === "check_in" ? last.text.match(/\(e\.g\. ([^)]+)\)/)?.[1] : null;
  const chip = find("suggested");
  if (chip.textContent !== (answer ?? "")) find("chips").scrollLeft = 0;
  chip.textContent = answer ?? "";
  chip.hidden = !answer;
}

function select(key) {
  state.selected = state.selected === key ? null : key;
  show(state.seen);
}

// The bubble whose reasons are shown: the chosen one, else the last; a reply is explained by the text that it answers.
function explained(seen) {
  const chosen = seen.messages.find((one) => one.key === state.selected) ?? seen.messages.at(-1);
  const asked = chosen?.why?.reply_to;
  return seen.messages.find((one) => asked && one.why?.id === asked) ?? chosen;
}

function header(seen) {
  find("time").textContent = find("phone-time").textContent = seen.time;
  find("date").textContent = `${seen.date} · ${seen.zone.replace("_", " ")}`;
  find("clinic").textContent = seen.clinic;
  find("standing").textContent = seen.opted_out ? "opted out of texts" : seen.taken_over ? "a person is writing" : "text message";
  find("standing").className = seen.opted_out ? "off" : "";
  const isMoving = state.moving || seen.moving;
  document.body.classList.toggle("moving", isMoving);
  // A text sent while days fly by would be answered hours late: the phone waits until time stands.
  controls(!isMoving);
  find("to-check-in").disabled = isMoving || !seen.check_ins.some((one) => one.ahead);
}

function controls(areOn) {
  for (const control of document.querySelectorAll(".travel button, #chips button, #composer button")) control.disabled = !areOn;
}

// The person on the screen; nobody while another one's phone is being fetched or time is moving.
const present = () => (state.seen?.key === state.key && !document.body.classList.contains("moving") ? state.seen : null);

function notice(text, kind = "said") {
  const place = find("notice");
  place.textContent = text;
  place.dataset.kind = kind;
  place.hidden = !text;
}

async function attempt(work) {
  notice("");
  try {
    await work();
  } catch (error) {
    notice(error.message);
  }
  await look();
}

async function travel(work) {
  state.moving = true;
  header(state.seen);
  await attempt(work);
  state.moving = false;
  state.round = 0;
  await look();
}

async function send(text, media = []) {
  if (!present()) return;
  const { phone, clinic_phone: clinic } = state.seen;
  await attempt(() => api.send(phone, clinic, text, media));
}

async function submit(event) {
  event.preventDefault();
  const box = find("text");
  const text = box.value.trim();
  if (!text || !present()) return;
  box.value = "";
  grow();
  await send(text);
}

// A photo goes with the words in the box, as a phone sends them.
async function sendPhoto() {
  const [file] = find("file").files;
  if (!file || !present()) return;
  const data = await new Promise((done, failed) => {
    const reader = new FileReader();
    reader.addEventListener("load", () => done(reader.result.split(",", 2)[1] ?? ""));
    reader.addEventListener("error", failed);
    reader.readAsDataURL(file);
  });
  const box = find("text");
  const text = box.value.trim();
  find("file").value = box.value = "";
  grow();
  await send(text, [{ content_type: file.type || "application/octet-stream", data }]);
}

function grow() {
  const box = find("text");
  box.rows = Math.min(5, Math.max(1, Math.ceil(box.value.length / 32), box.value.split("\n").length));
}

async function drawFaults() {
  const waiting = await api.faults().catch(() => ({}));
  refill(find("faults"), waiting, () => Object.entries(FAULTS).map(([kind, words]) => {
    const button = make("button", waiting[kind] ? "armed" : "", words, waiting[kind] ? make("b", "", ` ${waiting[kind]}`) : null);
    button.type = "button";
    button.addEventListener("click", () => attempt(() => api.order(kind)).then(drawFaults));
    return button;
  }));
}

find("composer").addEventListener("submit", submit);
find("text").addEventListener("input", grow);
find("text").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) submit(event);
});
find("photo").addEventListener("click", () => find("file").click());
find("file").addEventListener("change", sendPhoto);
find("chips").addEventListener("click", (event) => event.target.closest("button") && send(event.target.textContent));
find("to-check-in").addEventListener("click", () => travel(() => api.toCheckIn(state.seen.patient)));
for (const button of document.querySelectorAll("[data-hours]")) {
  button.addEventListener("click", () => travel(() => api.advance(Number(button.dataset.hours))));
}
document.querySelector(".faults").addEventListener("toggle", drawFaults);
bubbles.watch();
loop();
