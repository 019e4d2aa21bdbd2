// Sends the height of the page's content to the page around its frame.
import { mountOnce } from "../shared/mount.js";

const CONTENT = "[data-testid=stMainBlockContainer] > [data-testid=stVerticalBlock]";
const MARGIN = 16; // pixels above and below it

export default mountOnce("figure-frame", ({ drawing }) => {
  const content = document.querySelector(CONTENT); // the container is as high as the frame
  const send = () => {
    const height = Math.ceil(content.getBoundingClientRect().height) + MARGIN;
    parent.postMessage({ type: drawing.type, height }, "*"); // a height is no secret
  };
  const observer = new ResizeObserver(send);
  if (parent !== window) observer.observe(content);
  return { dispose: () => observer.disconnect() };
});
