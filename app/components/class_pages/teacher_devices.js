// The teacher's other devices, the answers as a file, and the end of the class.
import { element } from "../shared/dom.js";
import { button, heading, note } from "./class_words.js";

async function requestLink(action, page) {
  const reply = await page.send(action);
  const how = reply.status === "refused" ? "pair_refused" : `${action}_how`;
  page.state.link = { ...reply, how: page.word(how) };
  if (reply.status === "refused") page.problem = "";
  page.drawState();
  page.redraw("equipment");
}

function drawLink({ link, qr, how }, page) {
  const parts = [note(how)];
  if (!link) return parts;
  const picture = element("div", { class: "qr" });
  picture.innerHTML = qr; // drawn by the server, of our own address
  const field = element("input", { readonly: "", value: link, "aria-label": page.word("link") });
  field.addEventListener("focus", () => field.select());
  return [...parts, picture, field];
}

/** @returns {Node[]} */
export function drawDevices(message, page) {
  if (message.projecting) page.state.link = null; // nobody else is to see it
  const request = action => () => requestLink(action, page);
  return [
    heading(page.word("equipment")),
    element(
      "div",
      { class: "buttons" },
      button(page.word("pair"), request("pair")),
      button(page.word("recovery"), request("recovery")),
    ),
    ...(page.state.link ? drawLink(page.state.link, page) : []),
  ];
}

/** @returns {Node[]} */
export function drawRounds({ rounds, code }, page) {
  const items = rounds.map(each => {
    const text = page.word(each.right === null ? "round_count" : "round", each);
    return element("li", { text, title: each.text });
  });
  const href = `/class/${code}/answers.csv?lang=${page.lang}`;
  const file = element("a", { class: "button", href, download: "", text: page.word("csv") });
  const list = items.length ? [element("ul", { class: "plain" }, ...items)] : [];
  return [heading(page.word("rounds")), ...list, file];
}

/** @returns {Node[]} */
export function drawEnd(_message, page) {
  const { send, word, state } = page;
  const ask = isAsking => () => {
    state.isEnding = isAsking;
    page.redraw("end");
    /** @type {HTMLElement} */ (document.querySelector("#end button")).focus();
  };
  if (!state.isEnding) return [button(word("end"), ask(true))];
  return [
    element("p", { text: word("end_sure") }),
    element(
      "div",
      { class: "buttons", role: "group", "aria-label": word("end_sure") },
      button(word("end_no"), ask(false)),
      button(word("end_yes"), () => send("end"), { class: "main" }),
    ),
  ];
}
