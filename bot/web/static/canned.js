// A canned reply, or what the protocol says, goes into the box where it is: after the words that somebody has typed, and out again
// with one click. Without this script the form loads the page anew with the reply in the box.

const told = document.getElementById("put");
const takeOut = document.getElementById("take-out");
let before = null; // what the box held, while that can be had back
let putting = false;

function chosen(form, button) {
  return button?.dataset.text ?? form.querySelector("select")?.selectedOptions[0]?.dataset.text;
}

function put(field, text) {
  const kept = field.value;
  const gap = kept && !/\s$/.test(kept) ? " " : "";
  putting = true;
  write(field, kept.length, gap + text);
  putting = false;
  before = kept;
  told.hidden = false;
}

// The browser's own way of writing can be undone with the keyboard too, but it cuts what is longer than the box may hold.
function write(field, from, text) {
  field.focus();
  field.setSelectionRange(from, field.value.length);
  const fits = field.maxLength < 0 || from + text.length <= field.maxLength;
  if (fits && document.execCommand(text ? "insertText" : "delete", false, text)) return;
  field.setRangeText(text, from, field.value.length, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

function forget() {
  before = null;
  told.hidden = true;
}

for (const form of document.querySelectorAll("form[data-put]")) {
  const field = document.getElementById(form.dataset.put);
  if (!field || !told) continue;
  form.addEventListener("submit", (event) => {
    const text = chosen(form, event.submitter);
    if (text === undefined) return;
    event.preventDefault();
    put(field, text);
  });
}

const box = told && document.getElementById("text");
box?.addEventListener("input", () => putting || forget()); // whoever writes on has taken it
takeOut?.addEventListener("click", () => {
  if (before !== null) write(box, before.length, "");
  forget();
});
