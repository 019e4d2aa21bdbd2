// What a part of the page shows, as one SVG: its drawings, and its text where it stands.
import { setAttributes, svgElement } from "./dom.js";
import { inlineStyles, standaloneCopy } from "./image_file.js";

const PICTURE_MARGIN = 16; // pixels around it
const SIDES = ["Top", "Right", "Bottom", "Left"];
const LEFT_OUT = "button, input, select, textarea, summary, output, [role=status], .told";

/**
 * Where a picture begins on the screen, how far it reaches, how large the page is written, and what
 * measures text.
 * @typedef {{left: number, top: number, right: number, bottom: number, scale: number,
 *   measure: CanvasRenderingContext2D}} Frame
 */

/**
 * Return a picture of an element as it is now, without what the reader presses and what says how.
 * @param {Element} target
 * @param {string} paper the colour of the ground
 * @param {number} scale how much larger than usual the page is written
 */
export function elementPicture(target, paper, scale) {
  const { left, top } = target.getBoundingClientRect();
  const picture = svgElement("svg", {});
  svgElement("rect", { width: "100%", height: "100%", fill: paper }, picture);
  const measure = document.createElement("canvas").getContext("2d");
  const corner = { left: left - PICTURE_MARGIN * scale, top: top - PICTURE_MARGIN * scale };
  const frame = { ...corner, right: 0, bottom: 0, scale, measure };
  drawElement(target, picture, frame);
  const [width, height] = [frame.right, frame.bottom].map(end => Math.ceil(end) + PICTURE_MARGIN);
  setAttributes(picture, { width, height });
  return picture;
}

const isSeen = style =>
  style.display !== "none" && style.visibility !== "hidden" && Number(style.opacity) > 0;

function drawElement(element, picture, frame) {
  const style = getComputedStyle(element);
  const box = boxOf(element.getBoundingClientRect(), frame);
  if (style.display !== "contents" && (!isSeen(style) || box.width * box.height < 4)) return;
  if (element.matches(LEFT_OUT) && !element.querySelector("canvas")) return;
  if (element instanceof SVGElement || element instanceof HTMLCanvasElement) reach(frame, box);
  if (element instanceof SVGElement) {
    const viewBox = element.getAttribute("viewBox");
    picture.append(standaloneCopy(element, viewBox ? { ...box, viewBox } : box));
  } else if (element instanceof HTMLCanvasElement) {
    const href = element.toDataURL();
    svgElement("image", { ...box, href, style: "image-rendering: pixelated" }, picture);
  } else {
    if (drawBox(style, box, picture)) reach(frame, box);
    for (const child of (element.shadowRoot ?? element).childNodes)
      if (child instanceof Element) drawElement(child, picture, frame);
      else if (child instanceof Text) drawText(child, style, picture, frame);
  }
}

// A picture ends where the last thing drawn in it does.
function reach(frame, { x, y, width, height }) {
  frame.right = Math.max(frame.right, x + width);
  frame.bottom = Math.max(frame.bottom, y + height);
}

function boxOf({ left, top, width, height }, frame) {
  const round = number => Math.round((100 * number) / frame.scale) / 100;
  return {
    x: round(left - frame.left),
    y: round(top - frame.top),
    width: round(width),
    height: round(height),
  };
}

const isClear = colour => colour === "transparent" || /^rgba\(.*, 0\)$/.test(colour);

// The ground of a box and its borders; returns whether there is any.
function drawBox(style, box, picture) {
  const n = picture.childElementCount;
  const rx = parseFloat(style.borderTopLeftRadius) || 0;
  if (!isClear(style.backgroundColor))
    svgElement("rect", { ...box, rx, fill: style.backgroundColor }, picture);
  const { x, y, width, height } = box;
  const corners = [
    [x, y],
    [x + width, y],
    [x + width, y + height],
    [x, y + height],
  ];
  SIDES.forEach((side, i) => {
    const stroke = style[`border${side}Color`];
    const thickness = parseFloat(style[`border${side}Width`]);
    if (!thickness || style[`border${side}Style`] === "none" || isClear(stroke)) return;
    const [[x1, y1], [x2, y2]] = [corners[i], corners[(i + 1) % 4]];
    svgElement("line", { x1, y1, x2, y2, stroke, "stroke-width": thickness }, picture);
  });
  return picture.childElementCount > n;
}

// Each line of a text by itself, on its baseline.
function drawText(node, style, picture, frame) {
  if (!node.data.trim()) return;
  frame.measure.font = `${style.fontStyle} ${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
  const { fontBoundingBoxAscent: up, fontBoundingBoxDescent: down } =
    frame.measure.measureText("x");
  for (const { text, rect } of textLines(node)) {
    const box = boxOf(rect, frame);
    const { x, y, height } = box;
    reach(frame, box);
    const baseline = y + (height * up) / (up + down);
    const line = svgElement("text", { x, y: baseline.toFixed(2), text }, picture);
    inlineStyles(line, node.parentElement);
    const size = parseFloat(style.fontSize) / frame.scale;
    setAttributes(line, { fill: style.color, "font-size": `${size}px`, stroke: "none" });
    line.setAttribute("xml:space", "preserve");
  }
}

/**
 * Return the lines into which the browser has broken a text.
 * @param {Text} node
 * @returns {{text: string, rect: DOMRect}[]}
 */
function textLines(node) {
  const lines = [];
  const range = document.createRange();
  const measure = (start, end) => {
    range.setStart(node, start);
    range.setEnd(node, end);
    return range.getBoundingClientRect();
  };
  for (const { 0: word, index: start } of node.data.matchAll(/[^ \t\r\n]+/g)) {
    const end = start + word.length;
    const { top, width } = measure(start, end);
    const last = lines.at(-1);
    if (last && Math.abs(last.top - top) < 2) last.end = end;
    else if (width) lines.push({ start, end, top });
  }
  return lines.map(({ start, end }) => ({
    text: node.data.slice(start, end).replace(/[ \t\r\n]+/g, " "),
    rect: measure(start, end),
  }));
}
