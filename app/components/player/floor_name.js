// Where the name of a curve's least value stands: never on the curve.
import { nameWidth } from "../shared/label_boxes.js";

const FLOOR_BELOW = 16; // pixels from the line to the foot of a name under it
const FLOOR_ABOVE = 6;
const FLOOR_HEIGHT = 15; // pixels of a name
const FLOOR_EDGE = 8; // pixels from the edge of the plane

/**
 * Return the foot of the name: under the line, where no curve comes; without room there, over it
 * where the curve is not.
 * @param {Pick<Plot, "x0" | "x1" | "y0" | "y1">} plane
 * @param {number} y the height of the line, in pixels
 * @param {string} text
 * @param {number[][]} points of the curve
 */
export function placeFloorName({ x0, x1, y0 }, y, text, points) {
  if (y + FLOOR_BELOW + 4 <= y0) return { x: x0 + FLOOR_EDGE, y: y + FLOOR_BELOW };
  const width = nameWidth(text);
  const last = x1 - FLOOR_EDGE - width;
  const foot = y - FLOOR_ABOVE;
  const isFree = x =>
    points.every(([u, v], i) => {
      const from = points[Math.max(0, i - 1)];
      const beside = Math.max(u, from[0]) < x - 4 || Math.min(u, from[0]) > x + width + 4;
      return (
        beside || Math.max(v, from[1]) < foot - FLOOR_HEIGHT || !(Math.min(v, from[1]) < foot + 4)
      );
    });
  const places = [0, 0.25, 0.5, 0.75, 1].map(
    part => x0 + FLOOR_EDGE + part * (last - x0 - FLOOR_EDGE),
  );
  return { x: places.find(isFree) ?? x0 + FLOOR_EDGE, y: foot };
}
