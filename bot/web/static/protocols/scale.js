// The strip's scale over time: the mirror of bot/web/console/protocols/strips.py, and hours as people type and read them.

const BEND = 16;
const AFTER = 7;
const TYPED = /^(-?\d+(?:\.\d+)?)\s*(h|hours?|hrs?|d|days?)?$/i;

export function position(hours, reach) {
  return (Math.log1p(Math.max(0, hours) / BEND) / Math.log1p(reach / BEND)) * (100 - AFTER);
}

export function hoursAt(percent, reach) {
  const share = Math.min(1, Math.max(0, percent / (100 - AFTER)));
  return BEND * Math.expm1(share * Math.log1p(reach / BEND));
}

// Hours from what was typed: a number, Infinity for "forever", NaN for anything else.
export function hoursOf(typed) {
  const words = typed.trim().replace("\u2212", "-").toLowerCase();
  if (words === "forever") return Infinity;
  const found = TYPED.exec(words);
  return found ? Number(found[1]) * ((found[2] || "h").startsWith("d") ? 24 : 1) : NaN;
}

export function written(hours) {
  return isDays(hours) ? `${hours / 24}d` : `${hours}h`;
}

export function said(hours) {
  return isDays(hours) ? `${hours / 24} days` : `${hours} h`;
}

export function span(start, end) {
  if (end === Infinity) return start ? `from ${said(start)}` : "always";
  return `${said(start)} to ${said(end)}`;
}

function isDays(hours) {
  return hours >= 96 && hours % 24 === 0;
}
