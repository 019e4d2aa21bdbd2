// Labels beside each other: where they stand so that no two overlap.

/**
 * Return the height of each label: none overlaps another, and their order stays. One that has
 * room stands where it is wanted; labels that do not stand side by side may share a height.
 * @param {{x: number, y: number, width: number}[]} labels their left ends, the heights wanted and
 *   their widths, in pixels
 * @param {{gap: number, top: number, bottom: number}} limits `gap` is from one to the next; less,
 *   if there is no room for all
 * @returns {number[]}
 */
export function placeLabels(labels, { gap, top, bottom }) {
  const most = (bottom - top) / Math.max(1, labels.length - 1);
  const step = Math.min(gap, most);
  const order = labels.map((_, i) => i).sort((i, j) => labels[i].y - labels[j].y);
  const heights = labels.map(({ y }) => Math.max(top, Math.min(bottom, y)));
  const meet = (i, j) =>
    labels[i].x < labels[j].x + labels[j].width && labels[j].x < labels[i].x + labels[i].width;
  order.forEach((i, at) => {
    for (const j of order.slice(0, at))
      if (meet(i, j)) heights[i] = Math.max(heights[i], heights[j] + step);
  });
  for (let at = order.length - 1; at >= 0; at--) {
    const i = order[at];
    heights[i] = Math.min(heights[i], bottom);
    for (const j of order.slice(at + 1))
      if (meet(i, j)) heights[i] = Math.min(heights[i], heights[j] - step);
  }
  return heights;
}
