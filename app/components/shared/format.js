// Numbers as text, in the language of the page; number_format.py writes the same.
const formats = {}; // making one costs more than using it a hundred times
const format = (lang, how) => formats[lang + JSON.stringify(how)] ??= new Intl.NumberFormat(lang, how);
const signed = (v, text) => (v < 0 ? "−" : "") + text;
const bare = v => (v === 0 ? "0" : Number.isNaN(+v) ? "nan" : signed(v, "∞")); // what has no digits
const power = v => +v.toExponential().split("e")[1]; // the power of ten of its first digit
function decimal(v, d, lang) {
  const key = lang + d;
  formats[key] ??= new Intl.NumberFormat(lang, { minimumFractionDigits: d, maximumFractionDigits: d });
  return formats[key].format(v).replace("-", "−");
}
export function number(v, digits, lang) {
  const size = Math.abs(v);
  if (!size || size === Infinity) return bare(v);
  if (size >= 1e6 || size < Math.min(1e-3, 10 ** -digits)) return scientific(v, lang);
  if (size < 0.5 * 10 ** -digits) return decimal(v, -power(size), lang);
  return decimal(v, size >= 100 ? 0 : size >= 10 ? Math.min(digits, 1) : digits, lang);
}
export const aligned = (v, d, lang) => (Math.abs(v) < 0.5 * 10 ** -d ? decimal(0, d, lang) : number(v, d, lang));

export function rate(v, lang) { // three significant digits, none that is a zero at the end
  const size = Math.abs(v);
  if (!size || size === Infinity) return bare(v);
  if (size < 1e-3 || size >= 1e6) return scientific(v, lang, 0, 2);
  return signed(v, format(lang, { maximumSignificantDigits: 3 }).format(size));
}

export const raised = n => String(n).replace("-", "⁻").replace(/\d/g, d => "⁰¹²³⁴⁵⁶⁷⁸⁹"[d]);
function scientific(v, lang, least = 1, most = 1) { // 3.6 × 10⁻⁶; with least = 0 10⁻⁶ for 1.0 × 10⁻⁶
  const how = { notation: "scientific", minimumFractionDigits: least, maximumFractionDigits: most };
  const [factor, ten] = format(lang, how).format(Math.abs(v)).split("E"), power = "10" + raised(ten);
  return signed(v, factor === "1" ? power : `${factor}\u202f×\u202f${power}`);
}

export function terms(values, lang) { // a + b x + c x² …, as in number_format.py
  return Array.from(values, (v, k) => {
    const most = Math.max(2, k - 1), size = Math.abs(v), gone = size < 0.5 * 10 ** -most, below = v < 0 && !gone;
    const ten = Number.isFinite(v) ? power(size) : 0;
    const text = gone && v ? decimal(0, 2, lang) : number(size, Math.min(most, Math.max(2, 1 - ten)), lang);
    return !k ? (below ? "−" : "") + text :
      `${below ? "−" : "+"}\u00a0${text}\u00a0x${k > 1 ? raised(k) : ""}`;
  }).join(" ");
}
