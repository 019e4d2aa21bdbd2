// A drawing as a file: SVG that stands alone, or PNG.
import { applyPageScale, element, setAttributes, svgElement } from "../shared/dom.js";

const COPIED = [
  ...["fill", "fill-opacity", "stroke", "stroke-opacity", "stroke-width", "stroke-dasharray"],
  ...["stroke-linecap", "stroke-linejoin", "paint-order", "opacity", "visibility"],
  ...["font-family", "font-size", "font-weight", "font-variant-numeric"],
];
const MARGIN = 24; // pixels, of a sheet

// Without the page's style sheets it looks as it does on the page.
function inlineStyles(copy, original) {
  const style = getComputedStyle(original);
  for (const name of COPIED) copy.setAttribute(name, style.getPropertyValue(name));
  for (const name of ["class", "tabindex"]) copy.removeAttribute(name);
}

/**
 * Return a copy of an SVG that needs no style sheet.
 * @param {any} svg
 * @param {Record<string, any>} attributes of the copy
 */
export function standaloneCopy(svg, attributes) {
  const copy = svg.cloneNode(true);
  const withChildren = root => [root, ...root.querySelectorAll("*")];
  const originals = withChildren(svg);
  withChildren(copy).forEach((each, i) => inlineStyles(each, originals[i]));
  setAttributes(copy, { ...attributes, overflow: "visible" });
  return copy;
}

/**
 * Return all views of a figure side by side on paper, each under its title.
 * @param {HTMLElement} root
 */
export function figureSheet(root) {
  const sheet = svgElement("svg", {});
  const paper = getComputedStyle(root).getPropertyValue("--paper");
  svgElement("rect", { width: "100%", height: "100%", fill: paper }, sheet);
  const scale = applyPageScale(root);
  let x = MARGIN;
  let height = 0;
  for (const area of /** @type {NodeListOf<any>} */ (root.querySelectorAll(".area"))) {
    const title = area.previousSibling;
    const text = svgElement("text", { x, y: 36, text: title.textContent }, sheet);
    inlineStyles(text, title);
    setAttributes(text, { fill: getComputedStyle(title).color });
    const layers = area.drawn?.() ?? [...area.children];
    sheet.append(...layers.map(layer => standaloneCopy(layer, { x, y: 52 })));
    x += area.clientWidth / scale + MARGIN;
    height = Math.max(height, area.clientHeight / scale);
  }
  setAttributes(sheet, { width: x, height: height + 76 });
  return sheet;
}

// An image may load nothing, so the fonts that it names go along.
async function embeddedFonts(text) {
  const rules = [...document.styleSheets].flatMap(sheet => [...sheet.cssRules]);
  const isUsed = rule =>
    rule instanceof CSSFontFaceRule &&
    rule.style.getPropertyValue("font-style") !== "italic" &&
    text.includes(rule.style.getPropertyValue("font-family").replaceAll('"', ""));
  return Promise.all(rules.filter(isUsed).map(embedFont));
}

async function embedFont(rule) {
  const [, address] = rule.cssText.match(/url\("(.+?)"\)/);
  const response = await fetch(new URL(address, rule.parentStyleSheet.href));
  const reader = new FileReader();
  reader.readAsDataURL(await response.blob());
  await new Promise(resolve => {
    reader.onload = resolve;
  });
  return rule.cssText.replace(address, String(reader.result));
}

const toText = svg => new XMLSerializer().serializeToString(svg);

async function toPng(svg) {
  // at twice its size
  const [width, height] = ["width", "height"].map(side => 2 * svg.getAttribute(side));
  const image = new Image(width, height);
  svgElement("style", { text: (await embeddedFonts(svg.outerHTML)).join("") }, svg);
  image.src = `data:image/svg+xml,${encodeURIComponent(toText(svg))}`;
  await image.decode();
  const canvas = element("canvas", { width, height });
  canvas.getContext("2d").drawImage(image, 0, 0, width, height);
  return new Promise(resolve => canvas.toBlob(resolve));
}

const FORMATS = {
  svg: svg => new Blob([toText(svg)], { type: "image/svg+xml" }),
  png: toPng,
};

/**
 * Return buttons that download a drawing, one a format.
 * @param {Record<string, string>} words
 * @param {string} name of the file
 * @param {() => any} draw returns the SVG, or nothing
 */
export function downloadButtons(words, name, draw) {
  const download = async format => {
    const svg = draw();
    if (!svg) return;
    const href = URL.createObjectURL(await FORMATS[format](svg));
    element("a", { href, download: `${name}.${format}` }).click();
    setTimeout(() => URL.revokeObjectURL(href), 1000);
  };
  const buttons = Object.keys(FORMATS).map(format => {
    const onclick = () => download(format);
    return element("button", { type: "button", text: format.toUpperCase(), onclick });
  });
  const attributes = { class: "files", role: "group", "aria-label": words.save };
  return element("div", attributes, element("span", { text: words.save }), ...buttons);
}
