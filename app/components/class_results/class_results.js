// What the class has answered, once it is revealed: how many gave which answer, at this vote and at
// the one before, which one is right, and the mistakes by their names.
import { answerRows, RIGHT } from "../class_ballot/answer_rows.js";
import { measureQuestion } from "../class_ballot/question_height.js";
import { followClass, messageOf, updateCrowd } from "../class_ballot/round_state.js";
import { element } from "../shared/dom.js";
import { createLiveRegion } from "../shared/live_region.js";
import { mountOnce } from "../shared/mount.js";
import { pageGlobal } from "../shared/registry.js";

const MOST = 8; // answers that are shown of many: the rarest are left out

/** The newest message of each round that was revealed: the class goes on, the page keeps it. */
const revealed = pageGlobal("revealed rounds", () => new Map());

function shownOptions({ kind, options }) {
  if (kind === "choice" || options.length <= MOST) return options;
  if (kind === "order") return options.slice(0, MOST);
  const given = options.filter(({ count, first, right }) => count || first || right);
  return given.length ? given : options.slice(0, 1);
}

function legendText(results, texts) {
  const hasOptions = !!results.options?.length;
  const parts = [texts.answers.replace("{n}", results.n)];
  if (results.right != null) parts.push(texts.right.replace("{n}", results.right));
  if (hasOptions && results.options.some(option => option.right))
    parts.push(texts.sign.replace("{sign}", RIGHT));
  if (hasOptions && results.firstN != null) parts.push(texts.first);
  if (!hasOptions) parts.push(texts[results.kind]);
  return parts.filter(Boolean);
}

function drawResults(root, results, { label, texts }) {
  const content = [];
  if (results.options?.length) {
    const isScale = results.kind === "number";
    const options = { isScale, n: results.n, label, rightWord: texts.sign.replace("{sign}", "") };
    content.push(answerRows(shownOptions(results), options));
  }
  const legend = legendText(results, texts).map(text => element("span", { text }));
  content.push(element("p", { class: "state" }, ...legend));
  const mistakes = results.mistakes ?? [];
  if (mistakes.length) content.push(element("ul", { class: "mistakes" }, ...mistakes.map(mistake)));
  root.replaceChildren(...content);
}

const mistake = ({ label, count }) => element("li", {}, element("b", { text: count }), ` ${label}`);

export default mountOnce("results", ({ root, drawing }) => {
  const controller = new AbortController();
  const { code, round } = drawing;
  const key = `${code} ${round}`;
  let drawn;
  const update = () => {
    const message = messageOf(round);
    if (message?.phase === "revealed" && message.results) revealed.set(key, message);
    const { results } = revealed.get(key) ?? {};
    updateCrowd(revealed.get(key));
    const version = JSON.stringify(results);
    if (!results || version === drawn) return;
    drawn = version;
    drawResults(root, results, drawing);
  };
  followClass(update, controller.signal);
  measureQuestion(root, controller.signal);
  update();
  if (drawing.says) createLiveRegion(root).announce(drawing.says);
  return { dispose: () => controller.abort() };
});
