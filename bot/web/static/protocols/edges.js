// The edges between a topic's windows, to be dragged or moved by the keyboard. Each is a slider in the sense of ARIA.

import { hoursAt, position, said } from "./scale.js";

const FINE_UNTIL = 96; // hours; beyond it a step is a day
const STEPS = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageUp: 24, PageDown: -24 };

// `windows` is the live list of {start, end, verdict words}; `moved(index, hours)` is told where edge `index` was put.
export function makeEdges(strip, windows, reach, moved) {
  const rail = document.createElement("div");
  rail.className = "rail";
  strip.append(rail);
  const edges = windows().slice(1).map((_, index) => makeEdge(index));
  rail.append(...edges);
  place();
  return { place };

  function makeEdge(index) {
    const edge = document.createElement("button");
    edge.type = "button";
    edge.className = "edge";
    edge.setAttribute("role", "slider");
    edge.dataset.edge = index + 1;
    edge.addEventListener("keydown", (event) => byKey(event, index));
    edge.addEventListener("pointerdown", (event) => byPointer(event, edge, index));
    return edge;
  }

  function limits(index) {
    const all = windows();
    const next = all[index + 1].end;
    return [all[index].start + 1, (Number.isFinite(next) ? next : Math.max(reach, all[index].end)) - (Number.isFinite(next) ? 1 : 0)];
  }

  function put(index, hours) {
    const [least, most] = limits(index);
    moved(index, Math.min(most, Math.max(least, hours)));
    place();
  }

  function byKey(event, index) {
    const now = windows()[index].end;
    const [least, most] = limits(index);
    let wanted = { Home: least, End: most }[event.key];
    if (event.key in STEPS) wanted = now + STEPS[event.key] * (isCoarse(now, STEPS[event.key]) ? 24 : 1);
    if (wanted === undefined) return;
    event.preventDefault();
    put(index, wanted);
  }

  function byPointer(event, edge, index) {
    event.preventDefault();
    edge.focus();
    edge.setPointerCapture(event.pointerId);
    const drag = (move) => put(index, natural(hoursAt(percentAt(move.clientX), reach)));
    const drop = () => ["pointermove", "pointerup", "pointercancel"].forEach((name, i) => edge.removeEventListener(name, i ? drop : drag));
    edge.addEventListener("pointermove", drag);
    edge.addEventListener("pointerup", drop);
    edge.addEventListener("pointercancel", drop);
  }

  function percentAt(x) {
    const box = rail.getBoundingClientRect();
    return ((x - box.left) / box.width) * 100;
  }

  function place() {
    const all = windows();
    edges.forEach((edge, index) => {
      const { start, end, words } = all[index];
      const [least, most] = limits(index);
      const valid = Number.isFinite(start) && Number.isFinite(end);
      edge.hidden = !valid;
      if (!valid) return;
      edge.style.left = `${position(end, reach)}%`;
      edge.setAttribute("aria-label", `End of ${words}`);
      edge.setAttribute("aria-valuemin", least);
      edge.setAttribute("aria-valuemax", Number.isFinite(most) ? most : Math.round(reach));
      edge.setAttribute("aria-valuenow", end);
      edge.setAttribute("aria-valuetext", `${words} until ${said(end)}`);
    });
  }
}

function isCoarse(now, step) {
  return Math.abs(step) === 1 && (step > 0 ? now >= FINE_UNTIL : now > FINE_UNTIL);
}

// A finger means round hours: every hour in the first twelve, every two to two days, six to four days, then whole days.
function natural(hours) {
  const step = hours < 12 ? 1 : hours < 48 ? 2 : hours < FINE_UNTIL ? 6 : 24;
  return Math.round(hours / step) * step;
}
