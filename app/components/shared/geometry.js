// Scales, and lines as the text of SVG paths.
export const linearScale = (d0, d1, r0, r1) => v => r0 + ((v - d0) / (d1 - d0)) * (r1 - r0);
export const toCoordinate = v => v.toFixed(1);
export const dotPath = (x, y) => `M${toCoordinate(x)},${toCoordinate(y)}h.01`; // of no length at all, Firefox smears it where the page is zoomed

// The piece of a line that lies in a box (left, right, top, bottom), or nothing.
export function clipSegment([x0, x1, y0, y1], [ax, ay], [bx, by]) {
  // Liang and Barsky
  const dx = bx - ax;
  const dy = by - ay;
  let [from, to] = [0, 1];
  for (const [room, step] of [
    [ax - x0, -dx],
    [x1 - ax, dx],
    [ay - y0, -dy],
    [y1 - ay, dy],
  ]) {
    if (!step && room < 0) return null;
    if (step < 0) from = Math.max(from, room / step);
    if (step > 0) to = Math.min(to, room / step);
  }
  return from <= to
    ? [
        [ax + from * dx, ay + from * dy],
        [ax + to * dx, ay + to * dy],
      ]
    : null;
}
export const isDrawable = q => Math.abs(q[0]) < 1e300 && Math.abs(q[1]) < 1e300;
export const frameBox = (p, more = 0) => [p.x0 - more, p.x1 + more, p.y1 - more, p.y0 + more];

// Path text for points, with the length of the text after each: a prefix is the past.
// A point nearer than `least` pixels to the last one drawn adds nothing to see. With a box, what is
// outside it is left out: a line that comes back is drawn again.
export function tracePath(points, join = "L", least = 0, box = [-1e5, 1e5, -1e5, 1e5]) {
  const ends = [];
  const spot = ([x, y]) => `${toCoordinate(x)},${toCoordinate(y)}`;
  let d = "";
  let last = null;
  let pen = "";
  for (const q of points) {
    if (!isDrawable(q)) last = null;
    else if (!last || Math.abs(q[0] - last[0]) + Math.abs(q[1] - last[1]) >= least) {
      const piece = clipSegment(box, join === "M" ? q : (last ?? q), q);
      if (piece) {
        const [a, b] = piece.map(spot);
        if (join === "M") d += dotPath(...piece[1]);
        else {
          if (a !== pen) d += `M${a}`;
          if (last) d += `L${b}`;
          pen = b;
        }
      }
      last = q;
    }
    ends.push(d.length);
  }
  return { d, past: t => d.slice(0, ends[Math.min(t, ends.length - 1)] ?? 0) };
}
