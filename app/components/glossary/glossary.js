// The glossary: a link "#term-NAME" of the page's prose shows what the term means when it is
// pointed at, touched or reached with Tab. Escape, a touch elsewhere or leaving it hides it.
import { element, svgElement } from "../shared/dom.js";
import { mountOnce } from "../shared/mount.js";

const ADDRESS = "#term-";
const LINKS = `a[href^="${ADDRESS}"]`;
const MARGIN = 8; // pixels between the card and the edges of the window

/**
 * Return the name of the term that an event is about, with its link.
 * @param {Event} event
 */
function termOf(event) {
  const target = /** @type {Element} */ (event.target);
  const link = target.closest?.(LINKS);
  return link && { link, name: link.getAttribute("href")?.slice(ADDRESS.length) ?? "" };
}

/**
 * Make the card of a term.
 * @param {{text: string, paths: string[][]}} term
 */
function makeCard(term) {
  const card = element("div", { class: "term", id: "term-card", role: "tooltip" });
  const picture = svgElement("svg", { viewBox: "0 0 96 40", "aria-hidden": true }, card);
  for (const [kind, path] of term.paths) svgElement("path", { class: kind, d: path }, picture);
  card.append(element("p", { text: term.text }));
  return card;
}

/**
 * Put the card below its link, or above it where there is no room.
 * @param {HTMLElement} card
 * @param {Element} link
 */
function place(card, link) {
  const at = link.getClientRects()[0];
  const { width, height } = card.getBoundingClientRect();
  const left = Math.min(at.left, innerWidth - width - MARGIN);
  const isRoom = at.bottom + height + 2 * MARGIN < innerHeight;
  card.style.left = `${Math.max(MARGIN, left)}px`;
  card.style.top = `${isRoom ? at.bottom + MARGIN / 2 : at.top - height - MARGIN / 2}px`;
}

function create({ drawing }) {
  const leaving = new AbortController();
  /** @type {{card: HTMLElement, link: Element} | null} */
  let open = null;

  function hide() {
    open?.card.remove();
    open?.link.removeAttribute("aria-describedby");
    open = null;
  }

  function show(event) {
    const term = termOf(event);
    if (!term || !drawing[term.name] || open?.link === term.link) return;
    hide();
    open = { card: makeCard(drawing[term.name]), link: term.link };
    (term.link.closest("main, section, [role=main]") ?? document.body).append(open.card);
    term.link.setAttribute("aria-describedby", open.card.id);
    place(open.card, term.link);
  }

  function leave(event) {
    if (!open || open.link.contains(event.relatedTarget)) return;
    if (open.link !== document.activeElement || event.type === "focusout") hide();
  }

  function followScroll() {
    const isFocused = open?.link === document.activeElement; // the focus may have scrolled
    isFocused ? place(open.card, open.link) : hide();
  }

  const press = event => event.key === "Escape" && hide();

  function touch(event) {
    if (!termOf(event)) return hide();
    event.preventDefault(); // it is no place on the page
    event.stopPropagation();
    show(event);
  }

  const acts = { pointerover: show, focusin: show, pointerout: leave, focusout: leave };
  const others = { click: touch, scroll: followScroll, keydown: press };
  for (const [type, act] of Object.entries({ ...acts, ...others }))
    document.addEventListener(type, act, { signal: leaving.signal, capture: true });
  leaving.signal.addEventListener("abort", hide);
  return { dispose: () => leaving.abort() };
}

export default mountOnce("glossary", create);
