// Templates: "[model a] = {a}" is coloured text with a live number.
import { element, setText } from "./dom.js";
import { formatNumber, formatPolynomial, formatRate } from "./format.js";

const recordedName = name => name.replace(/^(next|finite)_/, "");
export function formatQuantity(store, name, v) {
  if (v?.at) return v; // a text stands as it is
  const { quantities, rates, lang } = store.context;
  const known = recordedName(name);
  return rates.includes(known)
    ? formatRate(v, lang)
    : formatNumber(v, quantities[known]?.[1] ?? 2, lang);
}

function meaningOf(store, name) {
  return store.context.quantities[recordedName(name)]?.[0] ?? "";
}

// Fills root from a template and returns the function that sets its live numbers.
// {w[0]} is one of several, {w x} the sum of powers of x with these weights.
export function fillTemplate(root, store, template) {
  const live = [];
  const pieces = template
    .split(/(\[\w+ [^\]]+\]|\{\+?\w+(?:\[-?\d+\]| x)?\})/)
    .filter(Boolean)
    .map(piece => {
      const word = piece.match(/^\[(\w+) (.+)\]$/);
      const spot = piece.match(/^\{(\+?)(\w+)(?:\[(.+)\]|( x))?\}$/);
      if (word) return element("span", { class: word[1], text: word[2] });
      if (!spot) return piece;
      const [, sign, name, place, whole] = spot;
      const e = element("span", { class: (whole ? "" : "n ") + meaningOf(store, name) });
      live.push(() => {
        if (store.runHidden && name.startsWith("next_")) return setText(e, "…");
        if (whole) return setText(e, formatPolynomial(store.powers(name), store.context.lang));
        const v = place ? store.vector(name).at(place) : store.value(name);
        const text = formatQuantity(store, name, sign ? Math.abs(v) : v);
        setText(e, sign ? (v < 0 ? "− " : "+ ") + text : text);
      });
      return e;
    });
  root.replaceChildren(...pieces);
  return () => live.forEach(set => set());
}

// Cells of equal width, so that a number that changes sign moves nothing beside it.
export function fillCells(root, store, templates) {
  const fills = templates.map(t =>
    fillTemplate(root.appendChild(element("span", { class: "cell" })), store, t),
  );
  return () => fills.forEach(fill => fill());
}
