// Empty figures in a row, measured together: one layout, then only writing.
import { applyPageScale, element } from "../shared/dom.js";

export function createFrames(root, views) {
  const areas = views.map(({ title, kind }) => {
    const area = element("div", { class: `area view-${kind}` });
    root.append(element("figure", {}, element("figcaption", { text: title }), area));
    return area;
  });
  const k = applyPageScale(root);
  return areas.map((area, i) => ({
    area,
    title: views[i].title,
    k,
    w: area.clientWidth / k,
    h: area.clientHeight / k,
  }));
}
