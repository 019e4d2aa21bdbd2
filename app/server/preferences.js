// Gives the page the language and the colours that the reader chose in this browser, before
// Streamlit reads its address and its storage: nothing is drawn in another language or theme first.
const PREFERRED_LANGUAGE = "course language"; // as in app/components/shared/storage_keys.js
const PREFERRED_THEME = "course theme"; // likewise
const STREAMLIT_THEME = `stActiveTheme-${location.pathname}-v2`; // as Streamlit names it

try {
  const address = new URL(location.href);
  const preferred = localStorage.getItem(PREFERRED_LANGUAGE) ?? "";
  const linked = address.searchParams.get("lang") ?? "";
  if (!Object.hasOwn(CONNECTION_WORDS, linked) && Object.hasOwn(CONNECTION_WORDS, preferred)) {
    address.searchParams.set("lang", preferred);
    history.replaceState(history.state, "", address);
  }
  const theme = localStorage.getItem(PREFERRED_THEME);
  if (theme) localStorage.setItem(STREAMLIT_THEME, JSON.stringify(theme));
  else localStorage.removeItem(STREAMLIT_THEME); // the reader had the choice forgotten
} catch {
  // a private window: the page is as at the first visit
}
