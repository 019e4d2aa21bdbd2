const views = {}, parts = {}; // every view and part adds itself

// Numbers and templates: "[model a] = {a}" is coloured text with a live number.
const formats = {}; // making one costs more than using it a hundred times
function number(v, digits, lang) {
  if (!Number.isFinite(v) || Math.abs(v) >= 1e6) return v < 0 ? "−∞" : "∞";
  const size = Math.abs(v);
  const d = size >= 100 ? 0 : size >= 10 ? Math.min(digits, 1) : digits;
  const format = (formats[lang + d] ??= new Intl.NumberFormat(lang,
    { minimumFractionDigits: d, maximumFractionDigits: d }));
  const text = u => format.format(u);
  if (size && size < 0.5 * 10 ** -d) return d > 2 ? "< " + text(10 ** -d) : text(0);
  return text(v).replace("-", "−");
}

function quantity(room, name, v) {
  const known = room.look.quantities[name.replace("next_", "")] ?? ["", 2];
  return number(v, name === "lr" && v < 0.1 ? 3 : known[1], room.look.lang);
}

function meaning(room, name) {
  return room.look.quantities[name.replace("next_", "")]?.[0] ?? "";
}

// Fills root from a template and returns the function that sets its live numbers.
function rich(root, room, template) {
  const live = [];
  const pieces = template.split(/(\[\w+ [^\]]+\]|\{\+?\w+\})/).filter(Boolean).map(piece => {
    const word = piece.match(/^\[(\w+) (.+)\]$/), spot = piece.match(/^\{(\+?)(\w+)\}$/);
    if (word) return el("span", { class: word[1], text: word[2] });
    if (!spot) return piece;
    const [, sign, name] = spot, e = el("span", { class: "n " + meaning(room, name) });
    live.push(() => {
      const v = room.value(name), text = quantity(room, name, sign ? Math.abs(v) : v);
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

function write(e, text) { // only what is new: an equal text would be laid out again
  if (e.textContent !== text) e.textContent = text;
}

function el(tag, { class: names, text, ...more } = {}, ...children) {
  const e = document.createElement(tag);
  if (names) e.className = names;
  if (text != null) e.textContent = text;
  for (const [k, v] of Object.entries(more))
    k.startsWith("on") ? e.addEventListener(k.slice(2), v) : e.setAttribute(k, v);
  e.append(...children);
  return e;
}
