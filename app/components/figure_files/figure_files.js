// Buttons that save the figure above them as a file.
import { applyPageScale } from "../shared/dom.js";
import { elementPicture } from "../shared/element_picture.js";
import { downloadButtons } from "../shared/image_file.js";
import { mountOnce } from "../shared/mount.js";

const ELEMENT = "[data-testid=stElementContainer]";
const FIGURE = ".cells, .flow, .steps, .pictures, .plane-map, .chain, .vega-embed, canvas";

// The root of a component is in a tree of its own.
function outerElement(root) {
  const tree = root.getRootNode();
  return tree instanceof ShadowRoot ? tree.host : root;
}

/**
 * Return the nearest figure before an element, or nothing.
 * @param {Element} root
 * @returns {Element | undefined}
 */
function findFigure(root) {
  let place = outerElement(root).closest(ELEMENT)?.previousElementSibling;
  for (; place; place = place.previousElementSibling) {
    const trees = [place, ...place.querySelectorAll("*")].map(each => each.shadowRoot ?? each);
    for (const tree of trees) {
      const figure = tree.querySelector(FIGURE);
      if (figure) return figure;
    }
  }
  return undefined;
}

export default mountOnce("figure-files", ({ root, drawing }) => {
  const draw = () => {
    const figure = findFigure(root);
    if (!figure) return undefined;
    const paper = getComputedStyle(root).getPropertyValue("--st-background-color");
    return elementPicture(figure, paper.trim(), applyPageScale(root));
  };
  root.replaceChildren(downloadButtons(drawing.words, drawing.file, draw));
  return {};
});
