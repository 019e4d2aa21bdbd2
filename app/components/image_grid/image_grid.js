// Small pictures as pixels in the theme's colours: ink on paper, or two colours by the sign.
import { applyPageScale, element } from "../shared/dom.js";
import { createLiveRegion, joinTexts } from "../shared/live_region.js";
import { mountOnce } from "../shared/mount.js";

function paint(canvas, { pixels, rows, cols, signed }, style) {
  const bytes = Uint8Array.from(atob(pixels), c => c.charCodeAt(0));
  const pen = canvas.getContext("2d");
  const colour = name => style.getPropertyValue(`--st-${name}-color`).trim();
  const [ink, more, less] = ["text", "blue", "orange"].map(colour);
  Object.assign(canvas, { width: cols, height: rows });
  pen.clearRect(0, 0, cols, rows);
  bytes.forEach((byte, i) => {
    const v = signed ? (byte - 128) / 127 : byte / 255;
    pen.globalAlpha = Math.abs(v);
    pen.fillStyle = signed ? (v > 0 ? more : less) : ink;
    pen.fillRect(i % cols, Math.floor(i / cols), 1, 1);
  });
}

function show(root, { alt, size, pictures, picked }, pick) {
  const style = getComputedStyle(root);
  const side = size * applyPageScale(root);
  const made = pictures.map((picture, i) => {
    const canvas = element("canvas", {
      role: "img",
      "aria-label": picture.alt,
      style: `width:${side}px`,
    });
    paint(canvas, picture, style);
    const says = picture.says.map(([kind, text]) => element("span", { class: kind, text }));
    if (picked == null) return element("figure", {}, canvas, element("figcaption", {}, ...says));
    return element(
      "button",
      {
        type: "button",
        "aria-pressed": i === picked,
        onclick: () => {
          root
            .querySelectorAll("button")
            .forEach((b, k) => b.setAttribute("aria-pressed", k === i));
          pick(i);
          region.announce(joinTexts(picture.alt, ...says));
        },
      },
      canvas,
      element("span", { class: "under" }, ...says),
    );
  });
  root.replaceChildren(
    element(
      "div",
      { class: "grid", role: "group", "aria-label": alt, style: `--size:${side}px` },
      ...made,
    ),
  );
  const region = createLiveRegion(root);
}

export default mountOnce(
  "pictures",
  ({ root, drawing, setStateValue }) => {
    const at = [...root.querySelectorAll("button")].indexOf(root.getRootNode().activeElement);
    show(root, drawing, i => setStateValue("picked", { i, n: Date.now() })); // told each time
    root.querySelectorAll("button")[at]?.focus({ preventScroll: true });
    return {};
  },
  ({ drawing }, root) => drawing + getComputedStyle(root).getPropertyValue("--st-background-color"),
);
