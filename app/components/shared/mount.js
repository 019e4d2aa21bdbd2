// The function that Streamlit calls: again on each change of data or theme, without a cleanup
// before.
import { pageGlobal } from "./registry.js";

/**
 * Return a component's entry, which draws anew only when what is given has changed.
 * @param {string} name the class name of its root
 * @param {(given: any) => any} create draws `drawing` into `root` and returns the instance: its
 *   state, and how to `dispose` of it; or how to `update` it, if it takes new data without being
 *   made anew. The instance `before` is handed on, and how to send values to the server.
 * @param {(data: any, root: HTMLElement) => string} [versionOf] what tells whether it has changed
 * @returns {(call: ComponentCall) => (() => void) | undefined}
 */
export function mountOnce(name, create, versionOf = data => data.drawing) {
  const instances = pageGlobal(`instances of ${name}`, () => new WeakMap());
  return ({ data, parentElement, ...send }) => {
    const before = instances.get(parentElement);
    /** @type {HTMLElement} */
    const root = parentElement.querySelector(`.${name}`);
    const version = versionOf(data, root);
    if (before?.update) return before.update(JSON.parse(data.drawing), send);
    if (before?.version === version) return before.unmount;
    before?.unmount();
    const instance = create({ root, drawing: JSON.parse(data.drawing), before, ...send });
    instance.version = version;
    if (!instance.update)
      instance.unmount = () => {
        instances.delete(parentElement);
        instance.dispose?.();
      };
    instances.set(parentElement, instance);
    return instance.unmount;
  };
}
