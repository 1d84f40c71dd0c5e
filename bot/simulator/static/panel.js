// Beside the phone: why the companion said what it said, what comes next, what waits for people.

import { find, make, refill } from "./make.js";

const OPT_OUTS = { stop: "STOP: no more texts", start: "START: texts again", help: "HELP" };
const STEPS = { reminder: "Reminder" };

export function draw(seen, message) {
  refill(find("why-body"), [message?.key, message?.why, seen.hours, seen.what, Boolean(message)], () => why(seen, message));
  const ahead = seen.check_ins.filter((one) => one.ahead).length;
  find("next-count").textContent = seen.check_ins.length ? `${ahead} to come` : "";
  refill(find("check-ins"), [seen.check_ins, seen.patient], () => checkIns(seen));
  const next = find("check-ins").querySelector(".next");
  if (next && next.dataset.shown !== "yes") {
    next.dataset.shown = "yes";
    find("check-ins").scrollTop = next.offsetTop - 2 * next.offsetHeight;
  }
  const open = seen.cases.filter((one) => one.status === "open").length;
  find("case-count").textContent = open ? `${open} open` : "";
  refill(find("cases"), seen.cases, () => cases(seen));
}

function why(seen, message) {
  const standing = make("p", "standing", seen.hours === null ? "No session on file." : `${seen.procedure}. Now ${since(seen.hours)}.`);
  if (!message) return [standing, make("p", "quiet", "Send a text, and here is what was understood and which rule answered it.")];
  if (message.why === null) return [standing, quote(message), make("p", "quiet", message.direction === "in" ? "This text has not reached the clinic yet." : "Nothing is on file about this text.")];
  if (message.why.sender === "check_in") return [standing, quote(message), checkInWhy(seen, message)];
  if (message.why.sender === "staff") return [standing, quote(message), make("p", "quiet", "Written by a person at the clinic.")];
  return [standing, quote(message), facts(message.why)];
}

function since(hours) {
  if (hours < 0) return `${span(-hours)} before the session`;
  return `${span(hours)} after the session`;
}

const span = (hours) => (hours < 72 ? `${Math.round(hours * 10) / 10} h` : `${Math.round(hours / 2.4) / 10} days`);

const quote = (message) => make("blockquote", message.direction, message.text || "(a photo)");

function facts(known) {
  const list = make("dl", "facts");
  const row = (name, ...values) => list.append(make("dt", "", name), make("dd", "", ...values));
  row("Urgency", make("span", `badge ${known.urgency}`, known.urgency === "none" ? "none: the companion answers" : known.urgency));
  if (known.flags.length) row("Red flags", ...known.flags.map((flag) => flagged(flag)));
  if (known.reader) row("Reader", reader(known.reader, known.agreement));
  if (known.opt_out) row("Opt-out", OPT_OUTS[known.opt_out] ?? known.opt_out);
  if (known.quoted) row("Quoted", "our own words, sent back: not read as the patient's");
  if (known.act) row("Understood", known.act, sure(known.confidence));
  row("Topics", ...(known.topics.length ? known.topics.map((topic) => make("span", "topic", topic.replaceAll("_", " "))) : ["none"]));
  const heard = Object.entries(known.heard ?? {});
  if (heard.length) row("Heard", `plain only from the texts before it: ${heard.map(([topic, chance]) => `${topic.replaceAll("_", " ")} (${chance})`).join(", ")}`);
  if (known.hours !== null && known.hours !== undefined) row("Hour", since(known.hours));
  if (known.rules.length) row("Rules", make("ul", "rules", ...known.rules.map(rule)));
  if (known.status === "received") row("Reply", known.replied ? "the gate has answered; the dialogue has not read it yet" : "on its way");
  if (known.status === "staff") row("Reply", "handed to staff");
  return list;
}

function flagged(flag) {
  const mark = make("span", "flag", make("b", "", flag.code), ` ${flag.phrase ?? ""}`);
  mark.title = flag.words;
  return mark;
}

// The second detector: a level in words, whether the gate agrees, and how likely it takes each level to be.
function reader(view, agreement) {
  const chances = make("ul", "chances", ...view.chances.map((one) => {
    const meter = make("meter", "");
    meter.value = one.value;
    meter.setAttribute("aria-label", one.name);
    return make("li", one.level === view.level ? `chosen ${one.level}` : "", make("span", "", one.name), meter, make("span", "percent", one.percent));
  }));
  return make("div", "reader", make("p", "", agreement), view.leaning ? make("p", "quiet", view.leaning) : null, chances);
}

function sure(confidence) {
  if (!confidence) return null;
  const meter = make("meter", "sure");
  meter.value = confidence;
  meter.title = `${Math.round(confidence * 100)}% sure`;
  return meter;
}

function rule(one) {
  const name = one.topic.replaceAll("_", " ").replace("/", ": ");
  return make("li", "", make("span", `verdict ${one.verdict}`, one.verdict), make("b", "", name), one.window ? make("span", "window", one.window) : null,
    make("code", "", one.rule));
}

function checkInWhy(seen, message) {
  const id = Number(message.why.purpose?.split(":")[1]);
  const found = seen.check_ins.find((one) => one.id === id);
  return make("p", "quiet", found ? `The ${step(found)} check-in: ${found.reason}.` : "A check-in.");
}

function step(one) {
  if (STEPS[one.step]) return STEPS[one.step];
  return one.step.startsWith("day") ? `Day ${one.step.slice(3)}` : `+${one.step}`;
}

function checkIns(seen) {
  if (!seen.patient) return make("li", "quiet", "Nobody has enrolled this phone, so nothing is planned.");
  if (!seen.check_ins.length) return make("li", "quiet", "No check-ins: this procedure has no timeline.");
  const next = seen.check_ins.find((one) => one.ahead);
  return seen.check_ins.map((one) =>
    make("li", `${one.status}${one === next ? " next" : ""}`, make("b", "", step(one)), make("span", "due", one.due), make("span", "state", one.status),
      make("span", "reason", one.reason)));
}

function cases(seen) {
  if (!seen.cases.length) return make("li", "quiet", "None. The companion has needed nobody so far.");
  return seen.cases.map((one) =>
    make("li", `${one.level} ${one.status}`, make("span", `badge ${one.level}`, one.level), make("span", "codes", one.codes.join(" ")),
      make("span", "state", one.status === "open" ? `answer by ${one.due}` : one.status), make("span", "reason", one.reason)));
}
