// The height of something, for the page's style sheets: a variable of the document.

/**
 * Keep a variable at the height of an element.
 * @param {Element} measured
 * @param {string} variable its name, --…
 * @param {AbortSignal} signal ends it
 */
export function keepHeightVariable(measured, variable, signal) {
  const { style } = document.documentElement;
  const observer = new ResizeObserver(() => {
    const height = Math.ceil(measured.getBoundingClientRect().height);
    if (height) style.setProperty(variable, `${height}px`);
  });
  observer.observe(measured);
  signal.addEventListener("abort", () => observer.disconnect());
}
