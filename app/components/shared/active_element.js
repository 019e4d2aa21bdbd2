// The element that has the focus, inside of shadow roots too.

/** Return the focused element; the body if none is. */
export function deepActiveElement() {
  let active = document.activeElement;
  while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
  return active ?? document.body;
}
