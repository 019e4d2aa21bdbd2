// The teacher's other devices, the answers as a file, and the end of the class.
import { element } from "../shared/dom.js";
import { button, heading, localAddress, note } from "./class_words.js";

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
  const buttons = ["pair", "recovery"].map(action =>
    button(page.word(action), () => requestLink(action, page)),
  );
  for (const each of buttons) each.disabled = message.projecting;
  return [
    heading(page.word("equipment")),
    element("div", { class: "buttons" }, ...buttons),
    ...(message.projecting ? [note(page.word("pair_refused"))] : []),
    ...(page.state.link ? drawLink(page.state.link, page) : []),
  ];
}

/** A link that saves the answers as a file. */
function csvLink(code, page, text) {
  const href = localAddress(`/class/${code}/answers.csv?lang=${page.lang}`);
  return element("a", { class: "button", href, download: "", text: page.word(text) });
}

/** @returns {Node[]} */
export function drawRounds({ rounds, code }, page) {
  const items = rounds.map((each, i) => {
    const counts = page.word(each.right === null ? "round_count" : "round", each);
    const isAgain = i > 0 && rounds[i - 1].text === each.text;
    return element("li", { text: isAgain ? `${counts} (${page.word("again")})` : counts });
  });
  const list = items.length ? [element("ul", { class: "plain" }, ...items)] : [];
  return [heading(page.word("rounds")), ...list, csvLink(code, page, "csv")];
}

/** @returns {Node[]} */
export function drawEnd({ code, rounds }, page) {
  const { send, word, state } = page;
  const ask = isAsking => () => {
    state.isEnding = isAsking;
    page.redraw("end");
    /** @type {HTMLElement} */ (document.querySelector("#end :is(a, button)")).focus();
  };
  if (!state.isEnding) return [button(word("end"), ask(true))];
  return [
    element("p", { text: word("end_sure") }),
    ...(rounds.length ? [csvLink(code, page, "end_save")] : []),
    element(
      "div",
      { class: "buttons", role: "group", "aria-label": word("end_sure") },
      button(word("end_no"), ask(false)),
      button(word("end_yes"), () => send("end"), { class: "main" }),
    ),
  ];
}
