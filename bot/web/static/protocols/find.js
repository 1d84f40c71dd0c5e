// Narrow a long list of topics down while somebody types; without it the list is simply long.

const box = document.querySelector(".find");
const field = document.getElementById("find");
const topics = [...document.querySelectorAll(".topic")];

function narrow() {
  const wanted = field.value.trim().toLowerCase();
  let shown = 0;
  for (const topic of topics) {
    topic.hidden = wanted !== "" && !(topic.dataset.find + " " + topic.textContent.toLowerCase()).includes(wanted);
    shown += topic.hidden ? 0 : 1;
  }
  for (const section of document.querySelectorAll(".topics")) {
    section.hidden = ![...section.querySelectorAll(".topic")].some((topic) => !topic.hidden);
  }
  document.getElementById("found").textContent = wanted ? `${shown} found` : "";
}

if (box) {
  box.hidden = false;
  field.addEventListener("input", narrow);
}
