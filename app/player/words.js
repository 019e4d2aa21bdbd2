const views = {}, parts = {}; // every view and part adds itself

// Numbers and templates: "[model a] = {a}" is coloured text with a live number.
const formats = {}; // making one costs more than using it a hundred times
function number(v, digits, lang) {
  v += 0; // −0 is 0
  const size = Math.abs(v);
  if (!(size < 1e30)) return v < 0 ? "−∞" : "∞";
  if (size >= 1e6) return scientific(v, lang);
  const d = size >= 100 ? 0 : size >= 10 ? Math.min(digits, 1) : digits;
  const format = (formats[lang + d] ??= new Intl.NumberFormat(lang,
    { minimumFractionDigits: d, maximumFractionDigits: d }));
  const text = u => format.format(u);
  if (size && size < 0.5 * 10 ** -d) return d > 2 ? "< " + text(10 ** -d) : text(0);
  return text(v).replace("-", "−");
}

const raised = n => String(n).replace("-", "⁻").replace(/\d/g, d => "⁰¹²³⁴⁵⁶⁷⁸⁹"[d]);
function scientific(v, lang, least = 1) { // 3.6 × 10⁻⁶; with least = 0 10⁻⁶ for 1.0 × 10⁻⁶
  const format = (formats[lang + "e" + least] ??= new Intl.NumberFormat(lang,
    { notation: "scientific", minimumFractionDigits: least, maximumFractionDigits: 1 }));
  const [factor, ten] = format.format(Math.abs(v)).split("E"), power = "10" + raised(ten);
  return (v < 0 ? "−" : "") + (factor === "1" ? power : `${factor}\u202f×\u202f${power}`);
}

function terms(values, lang) { // a + b x + c x² …, as in digits.py
  return Array.from(values, (v, k) => {
    const most = Math.max(2, k - 1), size = Math.abs(v) < 0.5 * 10 ** -most ? 0 : Math.abs(v);
    const below = v < 0 && size, ten = +size.toExponential().split("e")[1];
    const text = number(size, Math.min(most, Math.max(2, 1 - ten)), lang);
    return !k ? (below ? "−" : "") + text :
      `${below ? "−" : "+"}\u00a0${text}\u00a0x${k > 1 ? raised(k) : ""}`;
  }).join(" ");
}

function quantity(room, name, v) {
  if (v?.at) return v; // a text stands as it is
  const { quantities, spread, lang } = room.look, known = name.replace("next_", "");
  if (v > 0 && v < 1e-3 && spread.includes(known)) return scientific(v, lang);
  return number(v, name === "lr" && v < 0.1 ? 3 : quantities[known]?.[1] ?? 2, lang);
}

function meaning(room, name) {
  return room.look.quantities[name.replace("next_", "")]?.[0] ?? "";
}

// Fills root from a template and returns the function that sets its live numbers.
// {w[0]} is one of several, {w x} the sum of powers of x with these weights.
function rich(root, room, template) {
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
function cells(root, room, templates) {
  const fills = templates.map(t => rich(root.appendChild(el("span", { class: "cell" })), room, t));
  return () => fills.forEach(fill => fill());
}
