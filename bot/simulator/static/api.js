// What the page asks of the server. Every refusal becomes an Error with the server's own sentence.

async function call(path, options) {
  let answer;
  try {
    answer = await fetch(`/simulator${path}`, options);
  } catch {
    throw new Error("The server cannot be reached. It may be starting again.");
  }
  const body = answer.status === 204 ? null : await answer.json().catch(() => null);
  if (!answer.ok) throw new Error(body?.error ?? `The server answered ${answer.status}.`);
  return body;
}

const post = (path, body) =>
  call(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });

export const people = () => call("/people");
export const person = (key) => call(`/people/${key}`);
export const send = (from, to, text, media = []) => post("/messages", { from, to, text, media });
export const advance = (hours) => post("/clock", { advance_hours: hours });
export const toCheckIn = (patient) => post("/clock/next", { patient });
export const faults = () => call("/faults");
export const order = (kind) => post("/faults", { kind, count: 1 });
