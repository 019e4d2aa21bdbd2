// The height of the class's question on the page: the figure above it leaves it this much.
import { keepHeightVariable } from "../shared/height_variable.js";

/**
 * Keep the page's variable at the height of the block that an element stands in.
 * @param {Element} root
 * @param {AbortSignal} signal ends it
 */
export function measureQuestion(root, signal) {
  const { host = root } = /** @type {ShadowRoot} */ (root.getRootNode());
  const block = host.closest('[class*="-question"]');
  if (block) keepHeightVariable(block, "--class-question", signal);
}
