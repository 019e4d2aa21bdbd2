// The line on which a score is 0.

const CORNERS = [
  [0, 0],
  [0, 1],
  [1, 1],
  [1, 0],
];

// The segments through the squares between pixels that the line crosses.
function boundarySegments(scores, count, side) {
  const scoreAt = (/** @type {number[]} */ [row, col]) => scores[row * count + col];
  const toPixels = place => ((place + 0.5) * side) / count;
  const crossing = (from, to) => {
    const part = scoreAt(from) / (scoreAt(from) - scoreAt(to));
    const between = axis => toPixels(from[axis] + (to[axis] - from[axis]) * part);
    return [between(1), between(0)];
  };
  const segments = [];
  for (let row = 0; row + 1 < count; row++)
    for (let col = 0; col + 1 < count; col++) {
      const corners = CORNERS.map(([down, right]) => [row + down, col + right]);
      const ends = [];
      corners.forEach((corner, i) => {
        const next = corners[(i + 1) % 4];
        if (scoreAt(corner) > 0 !== scoreAt(next) > 0) ends.push(crossing(corner, next));
      });
      for (let i = 0; i + 1 < ends.length; i += 2) segments.push([ends[i], ends[i + 1]]);
    }
  return segments;
}

const pointKey = point => point.map(value => Math.round(16 * value)).join(" ");

// Segments that meet become one line, so that it can be dashed.
function joinSegments(segments) {
  const segmentsAt = new Map();
  for (const segment of segments)
    for (const point of segment) {
      const key = pointKey(point);
      segmentsAt.set(key, [...(segmentsAt.get(key) ?? []), segment]);
    }
  const used = new Set();
  const findNext = point => segmentsAt.get(pointKey(point)).find(segment => !used.has(segment));
  const continueFrom = start => {
    const points = [];
    let point = start;
    for (let segment = findNext(point); segment; segment = findNext(point)) {
      used.add(segment);
      point = pointKey(segment[0]) === pointKey(point) ? segment[1] : segment[0];
      points.push(point);
    }
    return points;
  };
  return segments.flatMap(segment => {
    if (used.has(segment)) return [];
    used.add(segment);
    const before = continueFrom(segment[0]).reverse();
    return [[...before, ...segment, ...continueFrom(segment[1])]];
  });
}

/**
 * Draw the line and return its points.
 * @param {CanvasRenderingContext2D} context
 * @param {ArrayLike<number>} scores at the pixels of a square
 * @param {number} count pixels of a side
 * @param {number} side of the square, as it is drawn
 */
export function drawBoundary(context, scores, count, side) {
  const lines = joinSegments(boundarySegments(scores, count, side));
  context.beginPath();
  for (const [[x, y], ...rest] of lines) {
    context.moveTo(x, y);
    for (const [nextX, nextY] of rest) context.lineTo(nextX, nextY);
  }
  context.stroke();
  return lines.flat();
}
