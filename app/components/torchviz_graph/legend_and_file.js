// Beside a graph that the page has drawn: the legend of its marks, and the picture as a file.
import { downloadButtons, standaloneCopy } from "../player/image_file.js";
import { parts } from "../player/registry.js";
import { element, svgElement } from "../shared/dom.js";

const SHAPES = {
  // the second cue; __init__.py gives the nodes the same
  leaf: "M15,3.5C31,3.5 31,16.5 15,16.5C-1,16.5 -1,3.5 15,3.5Z",
  operation: "M3,4H27V16H3Z",
  output: "M1.5,2.5H28.5V17.5H1.5ZM4.5,5.5H25.5V14.5H4.5Z",
  saved: "M3,4H22L27,9V16H3ZM22,4V9H27",
};

parts.legend = (root, _store, { marks }) => {
  root.append(
    element(
      "ul",
      { class: "legend" },
      ...marks.map(([kind, text]) => {
        const mark = svgElement("svg", { width: 30, height: 20, "aria-hidden": "true" });
        svgElement("path", { class: kind, d: SHAPES[kind] }, mark);
        return element("li", {}, mark, element("span", { text }));
      }),
    ),
  );
  return { draw() {} };
};

parts.picture = (root, store, { place, file }) => {
  /** @returns {any} */
  const find = inside =>
    document.querySelector(`.st-key-${place} [data-testid=stGraphVizChart]${inside}`);
  const reach = () => {
    // what scrolls must be in reach of the keyboard; the chart comes later
    const box = find("");
    if (box) box.tabIndex = 0;
    else if (root.isConnected) requestAnimationFrame(reach);
  };
  reach();
  root.append(
    downloadButtons(store.context.words, file, () => {
      const drawn = find(" svg");
      const { width, height } = drawn?.getBoundingClientRect() ?? {};
      return drawn && standaloneCopy(drawn, { width, height });
    }),
  );
  return { draw() {} };
};
