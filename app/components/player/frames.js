// Empty figures in a row, measured together: one layout, then only writing.
import { applyPageScale, element } from "../shared/dom.js";

/**
 * @param {HTMLElement} root
 * @param {{title: string, kind: string}[]} views
 * @returns {Frame[]}
 */
export function createFrames(root, views) {
  const areas = views.map(({ title, kind }) => {
    const area = element("div", { class: `area view-${kind}` });
    root.append(element("figure", {}, element("figcaption", { text: title }), area));
    return area;
  });
  const k = applyPageScale(root);
  return areas.map((area, i) => {
    const { clientWidth, clientHeight } = area;
    return { area, title: views[i].title, k, w: clientWidth / k, h: clientHeight / k };
  });
}
