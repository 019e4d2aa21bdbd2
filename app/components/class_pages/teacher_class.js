// What pupils may do: alone, brought along, or looking up; which pages, and who is in the class.
import { element } from "../shared/dom.js";
import { button, checkbox, heading, note, toggle } from "./class_words.js";

const modeOf = ({ paused, follow }) => (paused ? "pause" : follow ? "follow" : "free");

async function setMode(mode, { paused, follow }, page) {
  if ((mode === "pause") !== paused) await page.send("pause", { on: mode === "pause" });
  if (mode !== "pause" && (mode === "follow") !== follow)
    await page.send("follow", { on: mode === "follow" });
}

function drawModes(message, page) {
  const buttons = ["free", "follow", "pause"].map(mode =>
    toggle(page.word(`mode_${mode}`), mode === modeOf(message), () => setMode(mode, message, page)),
  );
  const attributes = { class: "modes", role: "group", "aria-label": page.word("mode") };
  return element("div", attributes, ...buttons);
}

function drawPages({ pages, page: slug }, page) {
  const label = page.word("page");
  const select = element("select", { "aria-label": label });
  for (const { slug: value, title } of pages)
    select.append(element("option", { value, text: title }));
  if (slug) select.value = slug;
  const go = button(page.word("go"), () => page.send("go", { page: select.value }));
  return element("div", { class: "row" }, element("label", { text: label }, select), go);
}

/** @returns {Node[]} */
export function drawClass(message, page) {
  const { send, word } = page;
  const { pages, page: slug, lastPage, isOpen, nicknames } = message;
  const last = pages.find(each => each.slug === (lastPage || slug));
  const label = last ? `${word("lock")} (${last.title})` : word("lock");
  const lock = checkbox(label, Boolean(lastPage), on => send("lock", { page: on ? slug : "" }));
  lock.querySelector("input").disabled = !slug;
  return [
    heading(word("class")),
    drawModes(message, page),
    ...(message.follow ? [note(word("follow_how"))] : []),
    drawPages(message, page),
    lock,
    checkbox(word("door"), isOpen, open => send("door", { open })),
    checkbox(word("nicknames"), nicknames, on => send("nicknames", { on })),
  ];
}

function drawSeat({ id, name, page: slug, answered, here }, n, { titles, isAsked, page }) {
  const label = name || page.word("seat", { n });
  const facts = [
    titles[slug] ?? "",
    isAsked && answered && page.word("seat_answered"),
    !here && page.word("seat_away"),
  ];
  const text = element("span", { text: label });
  text.append(element("small", { text: facts.filter(Boolean).join(", ") }));
  const name_ = page.word("remove_seat", { name: label });
  const remove = () => page.send("remove_seat", { id });
  return element("li", {}, text, button(page.word("remove"), remove, { "aria-label": name_ }));
}

/** @returns {Node[]} */
export function drawSeats({ seats, pages, phase }, page) {
  const titles = Object.fromEntries(pages.map(({ slug, title }) => [slug, title]));
  const isAsked = phase === "asked" || phase === "closed";
  const items = seats.map((seat, i) => drawSeat(seat, i + 1, { titles, isAsked, page }));
  const list = items.length
    ? element("ul", { class: "list" }, ...items)
    : note(page.word("no_seats"));
  const details = element(
    "details",
    {},
    element("summary", { text: `${page.word("seats")} (${items.length})` }),
    list,
  );
  details.open = page.state.seats ?? false;
  details.addEventListener("toggle", () => {
    page.state.seats = details.open;
  });
  return [details];
}
