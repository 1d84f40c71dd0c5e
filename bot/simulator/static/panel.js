// Beside the phone: why the companion said what it said, what comes next, what waits for people.

import { find, make, refill } from "./make.js";

const ACTS = {
  ask_may: "asks whether something is allowed", ask_when: "asks when something is allowed", ask_how: "asks how to do something",
  ask_normal: "asks whether something is normal", ask_what: "asks what to do or use", report_symptom: "tells of a symptom",
  report_slip: "tells of something already done", report_fine: "says all is well", ask_why: "asks why", ask_human: "wants a person",
  greet: "says hello", thanks: "says thanks", goodbye: "says goodbye", affirm: "says yes", deny: "says no",
  give_score: "gives a score", compare_better: "says it is better", compare_worse: "says it is worse", compare_same: "says it is the same",
  ask_who: "asks who is writing", wrong_number: "says it is the wrong number", ask_appointment: "asks about an appointment",
  ask_cost: "asks about the price", out_of_scope: "asks something that is not ours", stop_messages: "wants no more texts",
  ask_help: "asks for help", nlu_fallback: "not understood",
};
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
  if (known.flags.length) row("Red flags", ...known.flags.map((flag) => make("span", "flag", make("b", "", flag.code), ` ${flag.phrase ?? ""}`)));
  if (known.opt_out) row("Opt-out", OPT_OUTS[known.opt_out] ?? known.opt_out);
  if (known.intent) row("Understood", ACTS[known.intent] ?? known.intent, sure(known.confidence));
  row("Topics", ...(known.topics.length ? known.topics.map((topic) => make("span", "topic", topic.replaceAll("_", " "))) : ["none"]));
  if (known.hours !== null && known.hours !== undefined) row("Hour", since(known.hours));
  if (known.rules.length) row("Rules", make("ul", "rules", ...known.rules.map(rule)));
  if (known.status === "received") row("Reply", known.replied ? "the gate has answered; the dialogue has not read it yet" : "on its way");
  if (known.status === "staff") row("Reply", "handed to staff");
  return list;
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
