// Marks the section of the menu at the top that holds the page: Streamlit marks the page itself,
// in an opened menu and in the drawer of a phone.
const SECTIONS = "[data-testid=stTopNavSection]";
let observer;

/** @param {string} title of the section */
export function markSection(title) {
  const header = document.querySelector("[data-testid=stHeader]");
  const mark = () => {
    for (const section of document.querySelectorAll(SECTIONS))
      if (section.textContent.trim() === title) section.setAttribute("aria-current", "true");
      else section.removeAttribute("aria-current");
  };
  observer?.disconnect();
  observer = new MutationObserver(mark); // a wider window shows sections anew
  if (header) observer.observe(header, { childList: true, subtree: true });
  mark();
}
