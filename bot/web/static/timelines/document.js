// The document in its box: which line one is on, and a click on a problem goes to its line. Everything works without it.

const box = document.getElementById("document");
const place = document.getElementById("place");

function tell() {
  const line = box.value.slice(0, box.selectionStart).split("\n").length;
  place.textContent = `Line ${line} of ${box.value.split("\n").length}`;
}

function goTo(number) {
  const lines = box.value.split("\n");
  const start = lines.slice(0, number - 1).join("\n").length + (number > 1 ? 1 : 0);
  box.focus();
  box.setSelectionRange(start, start + (lines[number - 1] ?? "").length);
  box.scrollTop = Math.max(0, (box.scrollHeight / lines.length) * (number - 4));
  tell();
}

for (const link of document.querySelectorAll("[data-line]")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    goTo(Number(link.dataset.line));
  });
}

for (const event of ["input", "keyup", "click"]) box.addEventListener(event, tell);
// The tab key leaves the box, as everywhere; YAML wants spaces anyway.
tell();
