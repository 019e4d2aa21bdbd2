// What outlives a script: Streamlit runs a component's script again on each page.
// Returns the page's value of this name; whoever asks first creates it.
export function pageGlobal(name, create) {
  const values = (globalThis.__components ??= new Map());
  if (!values.has(name)) values.set(name, create());
  return values.get(name);
}
