// What outlives a script: Streamlit runs a component's script again on each page.

/**
 * Return the page's value of this name; whoever asks first creates it.
 * @template T
 * @param {string} name
 * @param {() => T} create
 * @returns {T}
 */
export function pageGlobal(name, create) {
  globalThis.__components ??= new Map();
  const values = globalThis.__components;
  if (!values.has(name)) values.set(name, create());
  return values.get(name);
}
