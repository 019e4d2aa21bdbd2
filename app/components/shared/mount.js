// The function that Streamlit calls: again on each change of data or theme, without a cleanup before.
import { pageGlobal } from "./registry.js";

// Returns a component's entry, which draws anew only when `versionOf` what is given has changed.
// `create` draws into `root` and returns the instance: its state and how to `dispose` of it, or how
// to `update` it, if it takes new data without being made anew. The instance before is handed on.
export function mountOnce(name, create, versionOf = ({ drawing }) => drawing) {
  const instances = pageGlobal(`instances of ${name}`, () => new WeakMap());
  return ({ data, parentElement, ...send }) => {
    const before = instances.get(parentElement);
    const root = parentElement.querySelector(`.${name}`);
    const version = versionOf(data, root);
    if (before?.update) return void before.update(JSON.parse(data.drawing), send);
    if (before?.version === version) return before.unmount;
    before?.unmount();
    const instance = create({ root, drawing: JSON.parse(data.drawing), before, ...send });
    const unmount = () => {
      instances.delete(parentElement);
      instance.dispose?.();
    };
    instances.set(
      parentElement,
      Object.assign(instance, { version }, instance.update ? {} : { unmount }),
    );
    return instance.unmount;
  };
}
