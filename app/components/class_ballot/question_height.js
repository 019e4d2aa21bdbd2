// The height of the class's question on the page: the figure above it leaves it this much.
const VARIABLE = "--class-question";

/**
 * Keep the page's variable at the height of the block that an element stands in.
 * @param {Element} root
 * @param {AbortSignal} signal ends it
 */
export function measureQuestion(root, signal) {
  const { style } = document.documentElement;
  const { host = root } = /** @type {ShadowRoot} */ (root.getRootNode());
  const block = host.closest('[class*="-question"]');
  if (!block) return;
  const observer = new ResizeObserver(() => {
    const height = Math.ceil(block.getBoundingClientRect().height);
    if (height) style.setProperty(VARIABLE, `${height}px`);
  });
  observer.observe(block);
  signal.addEventListener("abort", () => observer.disconnect());
}
