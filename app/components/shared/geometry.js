// Scales, and lines as the text of SVG paths.

/**
 * Return the scale that leads from one interval to another.
 * @returns {Scale}
 */
export const linearScale = (from0, from1, to0, to1) => value =>
  to0 + ((value - from0) / (from1 - from0)) * (to1 - to0);

/** @param {number} pixels */
export const toCoordinate = pixels => pixels.toFixed(1);

/** Return a point as paths have it. */
export const toPoint = (x, y) => `${toCoordinate(x)},${toCoordinate(y)}`;

// A dot of no length at all is smeared by Firefox where the page is zoomed.
export const dotPath = (x, y) => `M${toPoint(x, y)}h.01`;

/**
 * Return the ends of the piece of a line that lies in a box, or null (Liang and Barsky).
 * @param {Box} box
 * @param {Point} start
 * @param {Point} end
 * @returns {Point[] | null}
 */
export function clipSegment([left, right, top, bottom], [startX, startY], [endX, endY]) {
  const dx = endX - startX;
  const dy = endY - startY;
  let [from, to] = [0, 1];
  const sides = [
    [startX - left, -dx],
    [right - startX, dx],
    [startY - top, -dy],
    [bottom - startY, dy],
  ];
  for (const [distance, step] of sides) {
    if (!step && distance < 0) return null;
    if (step < 0) from = Math.max(from, distance / step);
    if (step > 0) to = Math.min(to, distance / step);
  }
  if (from > to) return null;
  return [
    [startX + from * dx, startY + from * dy],
    [startX + to * dx, startY + to * dy],
  ];
}

/** @param {Point} point */
export const isDrawable = ([x, y]) => Math.abs(x) < 1e300 && Math.abs(y) < 1e300;

/**
 * Return the box of a plot's plane, so many pixels larger on each side.
 * @param {Plot} plot
 * @returns {Box}
 */
export const frameBox = ({ x0, x1, y0, y1 }, more = 0) => [
  x0 - more,
  x1 + more,
  y1 - more,
  y0 + more,
];

/**
 * Return points as the text of a path, of which a prefix is the past.
 *
 * What lies outside the box is left out: a line that comes back is drawn again.
 * @param {Point[]} points those that are not finite break the line
 * @param {"L" | "M"} join lines, or a dot for each point
 * @param {number} least a point nearer to the last one drawn adds nothing to see; in pixels
 * @param {Box} box
 * @returns {TracedPath}
 */
export function tracePath(points, join = "L", least = 0, box = [-1e5, 1e5, -1e5, 1e5]) {
  const lengths = [];
  let d = "";
  let last = null;
  let pen = "";
  const addLine = (start, end) => {
    if (start !== pen) d += `M${start}`;
    if (last) d += `L${end}`;
    pen = end;
  };
  for (const point of points) {
    if (!isDrawable(point)) last = null;
    else if (!last || Math.abs(point[0] - last[0]) + Math.abs(point[1] - last[1]) >= least) {
      const piece = clipSegment(box, join === "M" ? point : (last ?? point), point);
      if (piece && join === "M") d += dotPath(piece[1][0], piece[1][1]);
      else if (piece) addLine(toPoint(piece[0][0], piece[0][1]), toPoint(piece[1][0], piece[1][1]));
      last = point;
    }
    lengths.push(d.length);
  }
  return { d, past: step => d.slice(0, lengths[Math.min(step, lengths.length - 1)] ?? 0) };
}
