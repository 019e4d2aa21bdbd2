// A drawing as a file: SVG that stands alone, or PNG.
import { applyPageScale, element, setAttributes, svgElement } from "../shared/dom.js";

const SHOWN = [
  "fill",
  "fill-opacity",
  "stroke",
  "stroke-opacity",
  "stroke-width",
  "stroke-dasharray",
  "stroke-linecap",
  "stroke-linejoin",
  "paint-order",
  "opacity",
  "visibility",
  "font-family",
  "font-size",
  "font-weight",
  "font-variant-numeric",
];

function inlineStyles(e, like) {
  // it looks as on the page without the page's styles
  const style = getComputedStyle(like);
  for (const name of SHOWN) e.setAttribute(name, style.getPropertyValue(name));
  for (const name of ["class", "tabindex"]) e.removeAttribute(name);
}

export function standaloneCopy(drawn, at) {
  // a copy
  const copy = drawn.cloneNode(true);
  const all = e => [e, ...e.querySelectorAll("*")];
  const like = all(drawn);
  all(copy).forEach((e, i) => inlineStyles(e, like[i]));
  setAttributes(copy, { ...at, overflow: "visible" });
  return copy;
}

export function figureSheet(root) {
  // all views side by side on paper, each under its title
  const out = svgElement("svg", {});
  const paper = getComputedStyle(root).getPropertyValue("--paper");
  svgElement("rect", { width: "100%", height: "100%", fill: paper }, out);
  const k = applyPageScale(root);
  let x = 24;
  let high = 0;
  for (const area of root.querySelectorAll(".area")) {
    const title = area.previousSibling;
    const text = svgElement("text", { x, y: 36, text: title.textContent }, out);
    inlineStyles(text, title);
    setAttributes(text, { fill: getComputedStyle(title).color });
    out.append(
      ...(area.drawn?.() ?? [...area.children]).map(drawn => standaloneCopy(drawn, { x, y: 52 })),
    );
    x += area.clientWidth / k + 24;
    high = Math.max(high, area.clientHeight / k);
  }
  setAttributes(out, { width: x, height: high + 76 });
  return out;
}

async function embeddedFonts(text) {
  // an image may load nothing, so the fonts it names go along
  const rules = [...document.styleSheets]
    .flatMap(s => [...s.cssRules])
    .filter(
      r =>
        r instanceof CSSFontFaceRule &&
        r.style.fontStyle !== "italic" &&
        text.includes(r.style.fontFamily.replaceAll('"', "")),
    );
  return Promise.all(
    rules.map(async rule => {
      const [, at] = rule.cssText.match(/url\("(.+?)"\)/);
      const file = new FileReader();
      file.readAsDataURL(await (await fetch(new URL(at, rule.parentStyleSheet.href))).blob());
      await new Promise(done => {
        file.onload = done;
      });
      return rule.cssText.replace(at, String(file.result));
    }),
  );
}

const FILES = {
  svg: drawn => new Blob([new XMLSerializer().serializeToString(drawn)], { type: "image/svg+xml" }),
  png: async drawn => {
    // at twice its size
    const [w, h] = ["width", "height"].map(side => 2 * drawn.getAttribute(side));
    const image = new Image(w, h);
    svgElement("style", { text: (await embeddedFonts(drawn.outerHTML)).join("") }, drawn);
    image.src = `data:image/svg+xml,${encodeURIComponent(new XMLSerializer().serializeToString(drawn))}`;
    await image.decode();
    const canvas = element("canvas", { width: w, height: h });
    canvas.getContext("2d").drawImage(image, 0, 0, w, h);
    return new Promise(done => canvas.toBlob(done));
  },
};

export function downloadButtons(words, name, draw) {
  // the buttons
  return element(
    "div",
    { class: "files", role: "group", "aria-label": words.save },
    element("span", { text: words.save }),
    ...Object.keys(FILES).map(kind =>
      element("button", {
        type: "button",
        text: kind.toUpperCase(),
        onclick: async () => {
          const drawn = draw();
          const href = drawn && URL.createObjectURL(await FILES[kind](drawn));
          if (!drawn) return;
          element("a", { href, download: `${name}.${kind}` }).click();
          setTimeout(() => URL.revokeObjectURL(href), 1000);
        },
      }),
    ),
  );
}
