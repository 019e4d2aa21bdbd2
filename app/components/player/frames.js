// Empty figures in a row, measured together: one layout, then only writing.
import { el, grow } from "../shared/dom.js";

export function frames(root, views) {
  const areas = views.map(({ title, kind }) => {
    const area = el("div", { class: `area view-${kind}` });
    root.append(el("figure", {}, el("figcaption", { text: title }), area));
    return area;
  });
  const k = grow(root);
  return areas.map((area, i) => ({ area, title: views[i].title, k, w: area.clientWidth / k, h: area.clientHeight / k }));
}
