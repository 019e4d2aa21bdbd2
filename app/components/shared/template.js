// Templates: "[model a] = {a}" is coloured text with a live number.
import { el, write } from "./dom.js";
import { number, rate, terms } from "./format.js";

const recordedName = name => name.replace(/^(next|finite)_/, "");
export function quantity(room, name, v) {
  if (v?.at) return v; // a text stands as it is
  const { quantities, rates, lang } = room.look, known = recordedName(name);
  return rates.includes(known) ? rate(v, lang) : number(v, quantities[known]?.[1] ?? 2, lang);
}

function meaning(room, name) {
  return room.look.quantities[recordedName(name)]?.[0] ?? "";
}

// Fills root from a template and returns the function that sets its live numbers.
// {w[0]} is one of several, {w x} the sum of powers of x with these weights.
export function rich(root, room, template) {
  const live = [];
  const pieces = template.split(/(\[\w+ [^\]]+\]|\{\+?\w+(?:\[-?\d+\]| x)?\})/).filter(Boolean).map(piece => {
    const word = piece.match(/^\[(\w+) (.+)\]$/), spot = piece.match(/^\{(\+?)(\w+)(?:\[(.+)\]|( x))?\}$/);
    if (word) return el("span", { class: word[1], text: word[2] });
    if (!spot) return piece;
    const [, sign, name, place, whole] = spot;
    const e = el("span", { class: (whole ? "" : "n ") + meaning(room, name) });
    live.push(() => {
      if (room.veil && name.startsWith("next_")) return write(e, "…");
      if (whole) return write(e, terms(room.powers(name), room.look.lang));
      const v = place ? room.vector(name).at(place) : room.value(name);
      const text = quantity(room, name, sign ? Math.abs(v) : v);
      write(e, sign ? (v < 0 ? "− " : "+ ") + text : text);
    });
    return e;
  });
  root.replaceChildren(...pieces);
  return () => live.forEach(set => set());
}

// Cells of equal width, so that a number that changes sign moves nothing beside it.
export function cells(root, room, templates) {
  const fills = templates.map(t => rich(root.appendChild(el("span", { class: "cell" })), room, t));
  return () => fills.forEach(fill => fill());
}
