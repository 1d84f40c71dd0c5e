// Small help for building the page: text always goes in as text, never as markup.

export function make(tag, className, ...children) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return element;
}

export const find = (id) => document.getElementById(id);

// Replaces the children only when what they show has changed, so that nothing flickers or loses its place.
export function refill(container, shown, build) {
  const now = JSON.stringify(shown);
  if (container.dataset.shown === now) return;
  container.dataset.shown = now;
  container.replaceChildren(...[build()].flat());
}

export function initials(name) {
  const words = name.split(/\s+/).filter(Boolean);
  return (words[0][0] + (words.length > 1 ? words.at(-1)[0] : "")).toUpperCase();
}
