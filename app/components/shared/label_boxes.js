// A place for a label that no other label has.

const LETTER = 7.6; // pixels
const OVER_FOOT = 12; // pixels of a label
const UNDER_FOOT = 3;

/** Return about how wide a label is, in pixels. */
export const nameWidth = text => LETTER * text.length;

/** @typedef {{x: number, y: number, anchor?: string}} Place the foot of a label, in pixels */

const LEFT_OF = { end: 1, middle: 0.5, start: 0 }; // the part of a label left of its foot

/**
 * Return the box that a label takes, about: its letters are not measured.
 * @param {Place} place
 * @param {string} text
 */
export function labelBox({ x, y, anchor = "start" }, text) {
  const width = nameWidth(text);
  const left = x - LEFT_OF[anchor] * width;
  return { left, right: left + width, top: y - OVER_FOOT, bottom: y + UNDER_FOOT };
}

/** @typedef {ReturnType<typeof labelBox>} LabelBox */

/**
 * Return the boxes of the labels that a layer has now, but for one.
 * @param {Element} layer
 * @param {Element} [own] is not among them, nor is what is moved with its mark
 * @param {string} [ignored] a selector of those that are placed later
 */
export function labelBoxes(layer, own, ignored) {
  const labels = [...layer.querySelectorAll("text.label:not([transform] > *, .off, .off *)")];
  return labels.flatMap(label => {
    if (label === own || !label.textContent || (ignored && label.matches(ignored))) return [];
    const [x, y] = [Number(label.getAttribute("x")), Number(label.getAttribute("y"))];
    const anchor = label.getAttribute("text-anchor") ?? "start";
    return [labelBox({ x, y, anchor }, label.textContent)];
  });
}

/**
 * Return the first of the places that is free, the first of all if none is.
 * @param {Place[]} places
 * @param {string} text
 * @param {LabelBox[]} boxes of what is there
 * @param {Pick<Plot, "x0" | "x1" | "y0" | "y1">} plane it does not leave
 */
export function choosePlace(places, text, boxes, { x0, x1, y0, y1 }) {
  const isFree = place => {
    const { left, right, top, bottom } = labelBox(place, text);
    const inside = left >= x0 && right <= x1 + 8 && top >= y1 - 8 && bottom <= y0;
    const meets = box =>
      box.left < right && left < box.right && box.top < bottom && top < box.bottom;
    return inside && !boxes.some(meets);
  };
  return places.find(isFree) ?? places[0];
}
