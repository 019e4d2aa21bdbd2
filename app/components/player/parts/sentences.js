// Two live sentences of the figure: what this moment shows, and how the run ends.
import { element } from "../../shared/dom.js";
import { fillTemplate } from "../../shared/template.js";

const NUMBERS = /{\+?(\w+)/g;

/**
 * @param {any} store
 * @param {any} options `now` is the template of the moment, or several of them by the value of
 *   `now_by`; `lost` the one where a number is not finite; `verdicts` those of the end
 */
export function createSentences(store, { now, now_by: nowBy, lost, verdicts }) {
  const nowParagraph = element("p", { class: "says" });
  const verdictParagraph = element("p", { class: "aside" });
  const drawNow = createLiveSentence(nowParagraph, store);
  const drawVerdict = createLiveSentence(verdictParagraph, store);
  const templateNow = () => {
    const template = nowBy ? now[store.value(nowBy).toLowerCase()] : now;
    const { tables } = store.recording;
    const names = [...template.matchAll(NUMBERS)].map(([, name]) => name);
    const told = names.filter(name => tables[name]?.axes.includes("t"));
    return lost && !store.allFinite(told) ? lost : template;
  };
  return {
    now: nowParagraph,
    verdict: verdictParagraph,
    draw() {
      drawNow(templateNow());
      const { verdicts: names } = store.recording.facts;
      const name = store.runHidden ? "" : names[store.get("verdict")];
      drawVerdict(verdicts[name] ?? "");
    },
  };
}

// Returns the function that draws a template, and makes the sentence anew only for another one.
function createLiveSentence(paragraph, store) {
  let filled = null;
  let update;
  return template => {
    if (template !== filled) {
      filled = template;
      update = fillTemplate(paragraph, store, template);
    }
    update();
  };
}
