// Strokes on a grid of pixels.

/** Pixels a side. */
export const SIDE = 28;

const EDGE_INK = 120; // how dark the corners of a dot are, of 255

/**
 * Draw or erase a dot: a pixel, its neighbours, and softer its corners.
 * @param {Uint8Array} pixels
 * @param {{x: number, y: number}} centre
 * @param {boolean} erasing
 */
export function drawDot(pixels, { x, y }, erasing) {
  for (let down = -1; down <= 1; down++)
    for (let right = -1; right <= 1; right++) {
      const col = x + right;
      const row = y + down;
      if (col < 0 || row < 0 || col >= SIDE || row >= SIDE) continue;
      const i = row * SIDE + col;
      pixels[i] = erasing ? 0 : Math.max(pixels[i], down && right ? EDGE_INK : 255);
    }
}

/**
 * Draw or erase a line of dots.
 * @param {Uint8Array} pixels
 * @param {{x: number, y: number}} from
 * @param {{x: number, y: number}} to
 * @param {boolean} erasing
 */
export function drawStroke(pixels, from, to, erasing) {
  const count = Math.max(1, Math.abs(to.x - from.x), Math.abs(to.y - from.y));
  for (let i = 0; i <= count; i++) {
    const x = Math.round(from.x + ((to.x - from.x) * i) / count);
    const y = Math.round(from.y + ((to.y - from.y) * i) / count);
    drawDot(pixels, { x, y }, erasing);
  }
}
