// How many SMS segments a text takes: the mirror of bot/sms_text.py, for counting while somebody types.
// A browser test holds both to the same answers.

const BASIC = new Set(
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?" +
  "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
);
const EXTENSION = new Set("\f^{}\\[~]|€");

export function isGsm7(text) {
  return [...text].every((character) => BASIC.has(character) || EXTENSION.has(character));
}

export function segments(text) {
  const characters = [...text];
  return isGsm7(text)
    ? packed(characters.map((character) => (EXTENSION.has(character) ? 2 : 1)), 160, 153)
    : packed(characters.map((character) => character.length), 70, 67);
}

export function septets(text) {
  return [...text].reduce((sum, character) => sum + (EXTENSION.has(character) ? 2 : 1), 0);
}

function packed(costs, alone, joined) {
  const total = costs.reduce((sum, cost) => sum + cost, 0);
  if (total <= alone) return costs.length ? 1 : 0;
  let count = 1;
  let used = 0;
  for (const cost of costs) {
    if (used + cost > joined) {
      count += 1;
      used = 0;
    }
    used += cost;
  }
  return count;
}
