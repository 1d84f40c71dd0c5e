// The inbox hears of changes by a stream and then fetches its list; without the stream it asks every few seconds, as console.js does.

const list = document.getElementById("live");
const FIRST_TRY_AGAIN = 30_000;
const LAST_TRY_AGAIN = 600_000;

let source = null;
let wait = FIRST_TRY_AGAIN;

function listen() {
  // A page that nobody looks at keeps no line open: a browser allows only a few to one place.
  if (document.hidden || source) return;
  source = new EventSource(list.dataset.events);
  source.addEventListener("open", () => {
    list.dataset.pushed = "";
    wait = FIRST_TRY_AGAIN;
  });
  source.addEventListener("changed", () => list.dispatchEvent(new Event("changed")));
  source.addEventListener("ended", () => {
    hangUp();
    list.dispatchEvent(new Event("changed")); // which finds out, and says so
  });
  source.addEventListener("error", () => {
    delete list.dataset.pushed; // until the browser has reached it again by itself
    if (source?.readyState !== EventSource.CLOSED) return;
    hangUp();
    setTimeout(listen, wait);
    wait = Math.min(wait * 2, LAST_TRY_AGAIN);
  });
}

function hangUp() {
  source?.close();
  source = null;
  delete list.dataset.pushed;
}

if (list?.dataset.events && "EventSource" in window) {
  listen();
  document.addEventListener("visibilitychange", () => (document.hidden ? hangUp() : listen()));
  addEventListener("pagehide", hangUp);
}
