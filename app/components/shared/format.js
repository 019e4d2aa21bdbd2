// Numbers as text, in the language of the page; number_format.py writes the same.
const formats = {}; // making one costs more than using it a hundred times
const numberFormat = (lang, how) =>
  (formats[lang + JSON.stringify(how)] ??= new Intl.NumberFormat(lang, how));
const withSign = (v, text) => (v < 0 ? "−" : "") + text;
const formatWithoutDigits = v => (v === 0 ? "0" : Number.isNaN(+v) ? "nan" : withSign(v, "∞")); // what has no digits
const exponentOf = v => +v.toExponential().split("e")[1]; // the power of ten of its first digit
function formatDecimal(v, d, lang) {
  const key = lang + d;
  formats[key] ??= new Intl.NumberFormat(lang, {
    minimumFractionDigits: d,
    maximumFractionDigits: d,
  });
  return formats[key].format(v).replace("-", "−");
}
export function formatNumber(v, digits, lang) {
  const size = Math.abs(v);
  if (!size || size === Infinity) return formatWithoutDigits(v);
  if (size >= 1e6 || size < Math.min(1e-3, 10 ** -digits)) return formatScientific(v, lang);
  if (size < 0.5 * 10 ** -digits) return formatDecimal(v, -exponentOf(size), lang);
  return formatDecimal(v, size >= 100 ? 0 : size >= 10 ? Math.min(digits, 1) : digits, lang);
}
export const formatAligned = (v, d, lang) =>
  Math.abs(v) < 0.5 * 10 ** -d ? formatDecimal(0, d, lang) : formatNumber(v, d, lang);

export function formatRate(v, lang) {
  // three significant digits, none that is a zero at the end
  const size = Math.abs(v);
  if (!size || size === Infinity) return formatWithoutDigits(v);
  if (size < 1e-3 || size >= 1e6) return formatScientific(v, lang, 0, 2);
  return withSign(v, numberFormat(lang, { maximumSignificantDigits: 3 }).format(size));
}

export const superscript = n =>
  String(n)
    .replace("-", "⁻")
    .replace(/\d/g, d => "⁰¹²³⁴⁵⁶⁷⁸⁹"[d]);
function formatScientific(v, lang, least = 1, most = 1) {
  // 3.6 × 10⁻⁶; with least = 0 10⁻⁶ for 1.0 × 10⁻⁶
  const how = { notation: "scientific", minimumFractionDigits: least, maximumFractionDigits: most };
  const [factor, ten] = numberFormat(lang, how).format(Math.abs(v)).split("E");
  const power = `10${superscript(ten)}`;
  return withSign(v, factor === "1" ? power : `${factor}\u202f×\u202f${power}`);
}

export function formatPolynomial(values, lang) {
  // a + b x + c x² …, as in number_format.py
  return Array.from(values, (v, k) => {
    const most = Math.max(2, k - 1);
    const size = Math.abs(v);
    const gone = size < 0.5 * 10 ** -most;
    const below = v < 0 && !gone;
    const ten = Number.isFinite(v) ? exponentOf(size) : 0;
    const text =
      gone && v
        ? formatDecimal(0, 2, lang)
        : formatNumber(size, Math.min(most, Math.max(2, 1 - ten)), lang);
    return !k
      ? (below ? "−" : "") + text
      : `${below ? "−" : "+"}\u00a0${text}\u00a0x${k > 1 ? superscript(k) : ""}`;
  }).join(" ");
}
