// Numbers as text, in the language of the page; app/content/number_format.py writes the same.

/** @type {Record<string, Intl.NumberFormat>} */
const formats = {}; // making one costs more than using it a hundred times

/**
 * @param {string} lang
 * @param {Intl.NumberFormatOptions} options
 */
const numberFormat = (lang, options) =>
  (formats[lang + JSON.stringify(options)] ??= new Intl.NumberFormat(lang, options));

const withSign = (value, text) => (value < 0 ? "−" : "") + text;

// Returns 0, ∞, −∞ or nan.
function formatWithoutDigits(value) {
  if (value === 0) return "0";
  return Number.isNaN(+value) ? "nan" : withSign(value, "∞");
}

// Returns the power of ten of the first digit.
const exponentOf = value => +value.toExponential().split("e")[1];

function formatDecimal(value, digits, lang) {
  const options = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  const key = lang + digits; // shorter than that of other options, for it is the most used
  formats[key] ??= new Intl.NumberFormat(lang, options);
  return formats[key].format(value).replace("-", "−");
}

/**
 * Return a number with so many decimals, fewer from 10 on; 3.6 × 10⁷; 0, ∞, nan.
 * @param {number} value
 * @param {number} digits
 * @param {string} lang
 */
export function formatNumber(value, digits, lang) {
  const size = Math.abs(value);
  if (!size || size === Infinity) return formatWithoutDigits(value);
  if (size >= 1e6 || size < Math.min(1e-3, 10 ** -digits)) return formatScientific(value, lang);
  if (size < 0.5 * 10 ** -digits) return formatDecimal(value, -exponentOf(size), lang);
  if (size >= 100) return formatDecimal(value, 0, lang);
  return formatDecimal(value, size >= 10 ? Math.min(digits, 1) : digits, lang);
}

/**
 * As `formatNumber`; what is rounded to zero keeps the decimals of its neighbours.
 * @param {number} value
 * @param {number} digits
 * @param {string} lang
 */
export const formatAligned = (value, digits, lang) =>
  Math.abs(value) < 0.5 * 10 ** -digits
    ? formatDecimal(0, digits, lang)
    : formatNumber(value, digits, lang);

/**
 * Return a rate with three significant digits, and none that is a zero at the end.
 * @param {number} value
 * @param {string} lang
 */
export function formatRate(value, lang) {
  const size = Math.abs(value);
  if (!size || size === Infinity) return formatWithoutDigits(value);
  if (size < 1e-3 || size >= 1e6) return formatScientific(value, lang, 0, 2);
  return withSign(value, numberFormat(lang, { maximumSignificantDigits: 3 }).format(size));
}

/** @param {number | string} exponent */
export const superscript = exponent =>
  String(exponent)
    .replace("-", "⁻")
    .replace(/\d/g, digit => "⁰¹²³⁴⁵⁶⁷⁸⁹"[digit]);

/**
 * Return 3.6 × 10⁻⁶; with no least decimals 10⁻⁶ for 1.0 × 10⁻⁶.
 * @param {number} value
 * @param {string} lang
 */
function formatScientific(value, lang, least = 1, most = 1) {
  const format = numberFormat(lang, {
    notation: "scientific",
    minimumFractionDigits: least,
    maximumFractionDigits: most,
  });
  const [factor, exponent] = format.format(Math.abs(value)).split("E");
  const power = `10${superscript(exponent)}`;
  return withSign(value, factor === "1" ? power : `${factor}\u202f×\u202f${power}`);
}

/**
 * Return a + b x + c x² …; each with two significant digits, as far as k − 1 decimals.
 * @param {ArrayLike<number>} values
 * @param {string} lang
 */
export function formatPolynomial(values, lang) {
  const terms = Array.from(values, (value, k) => {
    const most = Math.max(2, k - 1);
    const size = Math.abs(value);
    const zero = size < 0.5 * 10 ** -most;
    const minus = value < 0 && !zero;
    const exponent = Number.isFinite(value) ? exponentOf(size) : 0;
    const digits = Math.min(most, Math.max(2, 1 - exponent));
    const text = zero && value ? formatDecimal(0, 2, lang) : formatNumber(size, digits, lang);
    if (!k) return (minus ? "−" : "") + text;
    return `${minus ? "−" : "+"}\u00a0${text}\u00a0x${k > 1 ? superscript(k) : ""}`;
  });
  return terms.join(" ");
}
