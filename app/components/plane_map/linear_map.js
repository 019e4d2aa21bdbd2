// A matrix of two rows and two columns, given row after row, and what it makes of points.

/** @typedef {number[]} Matrix its four numbers, row after row */
/** @typedef {number[]} Pair */

/**
 * Return the image of a point.
 * @param {Matrix} matrix
 * @param {Pair} point
 * @returns {Pair}
 */
export const imageOf = ([a, b, c, d], [x, y]) => [a * x + b * y, c * x + d * y];

/** @param {Matrix} matrix */
export const determinant = ([a, b, c, d]) => a * d - b * c;

/**
 * Return the matrix with another column.
 * @param {Matrix} matrix
 * @param {number} place 0 or 1
 * @param {Pair} column
 * @returns {Matrix}
 */
export const withColumn = ([a, b, c, d], place, [top, bottom]) =>
  place ? [a, top, c, bottom] : [top, b, bottom, d];

/**
 * Return the nearest point that can be chosen.
 * @param {Pair} point
 * @param {{reach: number, step: number}} plane
 * @returns {Pair}
 */
export const snapPoint = (point, { reach, step }) =>
  point.map(value => {
    const inside = Math.min(reach, Math.max(-reach, value));
    return Math.round(Math.round(inside / step) * step * 1000) / 1000 + 0;
  });

/**
 * Return which sentence is true: the plane is turned over, kept, or flat.
 * @param {Matrix} matrix
 */
export function kindOf(matrix) {
  const det = determinant(matrix);
  if (Math.abs(det) < 1e-9) return "flat";
  return det < 0 ? "turned" : "kept";
}

/**
 * Return the ends of the images of the lines of a grid.
 * @param {Matrix} matrix
 * @param {number} reach the lines go from −reach to reach, one each whole number
 * @returns {[Pair, Pair][]}
 */
export function gridImages(matrix, reach) {
  const lines = [];
  for (let at = -reach; at <= reach; at++)
    lines.push(
      [
        [at, -reach],
        [at, reach],
      ],
      [
        [-reach, at],
        [reach, at],
      ],
    );
  return lines.map(ends => ends.map(end => imageOf(matrix, end)));
}
