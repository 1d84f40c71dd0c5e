// Single keys for whoever works with the keyboard. They can be switched off for this device; every page works without them.

const OFF = "console-keys-off";
const dialog = document.getElementById("keys");
const on = document.getElementById("keys-on");

function areOff() {
  try {
    return localStorage.getItem(OFF) === "1";
  } catch {
    return false; // a browser that keeps nothing
  }
}

function keep(off) {
  try {
    off ? localStorage.setItem(OFF, "1") : localStorage.removeItem(OFF);
  } catch {
    // then it holds for this page alone
  }
}

function isTyping(target) {
  return target.closest("input, textarea, select, [contenteditable]") !== null;
}

function use(element) {
  if (element.matches("summary")) element.parentElement.open = true;
  if (element.matches("a")) return element.click();
  element.focus();
  element.scrollIntoView({ block: "nearest" });
}

function step(by) {
  const cases = [...document.querySelectorAll(".cases a")];
  if (!cases.length) return false;
  const at = cases.indexOf(document.activeElement);
  const next = at < 0 ? (by > 0 ? 0 : cases.length - 1) : Math.min(Math.max(at + by, 0), cases.length - 1);
  cases[next].focus();
  cases[next].scrollIntoView({ block: "nearest" });
  return true;
}

const STEPS = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 };

function press(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || dialog.open || isTyping(event.target)) return;
  if (event.key === "Escape") return close();
  if (!event.key.startsWith("Arrow") && !on.checked) return;
  if (event.key === "?") {
    event.preventDefault();
    return dialog.showModal();
  }
  if (event.key in STEPS && step(STEPS[event.key])) return event.preventDefault();
  const wanted = [...document.querySelectorAll("[data-shortcut]")].find((one) => one.dataset.shortcut === event.key);
  if (!wanted) return;
  event.preventDefault();
  use(wanted);
}

function close() {
  const open = document.querySelector("details.tool[open]");
  if (!open) return;
  open.open = false;
  open.querySelector("summary").focus();
}

// One sheet at a time, and none when somebody goes on elsewhere.
document.addEventListener("pointerdown", (event) => {
  for (const open of document.querySelectorAll("details.tool[open]")) if (!open.contains(event.target)) open.open = false;
});

on.checked = !areOff();
on.addEventListener("change", () => keep(!on.checked));
document.addEventListener("keydown", press);
document.querySelector(".for-keys").hidden = false;
document.getElementById("show-keys").addEventListener("click", () => dialog.showModal());
