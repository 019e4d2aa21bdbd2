// The pages of class mode that are not Streamlit's. Each says which one it is, and has its words
// and facts in an element of JSON.
import { startJoinPage } from "./join_page.js";
import { startOpenPage } from "./open_page.js";
import { startTeacherPage } from "./teacher_page.js";

const PAGES = { join: startJoinPage, open: startOpenPage, teacher: startTeacherPage };

/** Start the page that this document is. */
export default function start() {
  const data = JSON.parse(document.getElementById("data").textContent);
  for (const link of document.querySelectorAll("header nav a"))
    link.setAttribute("href", link.getAttribute("href") + location.hash); // a lesson stands there
  PAGES[document.body.dataset.page]?.(data);
}
