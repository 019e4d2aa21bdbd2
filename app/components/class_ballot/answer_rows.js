// The answers to choose from as a list, and beside each how many of the class have given it.
import { element } from "../shared/dom.js";
import { optionLabel } from "./option_label.js";

export const RIGHT = "✓";

/**
 * An answer, and how many have given it, now and at the vote before.
 * @typedef {{label: string, count?: number, first?: number | null, right?: boolean | null}} Answer
 */

/**
 * Return the list; an answer without a count is its words alone.
 * @param {Answer[]} answers
 * @param {{isScale?: boolean, n?: number, label: string, rightWord?: string}} options `isScale` for
 *   values, which stand as columns; the number of answers; names for a screen reader
 */
export function answerRows(answers, { isScale = false, n = 0, label, rightWord = "" }) {
  const longest = Math.max(...answers.map(each => each.label.length));
  const most = isScale ? Math.max(1, ...answers.flatMap(a => [a.count ?? 0, a.first ?? 0])) : n;
  const rows = answers.map(answer => answerRow(answer, most || 1, rightWord));
  const kind = isScale ? "answers scale" : "answers";
  return element(
    "ul",
    { class: kind, role: "list", "aria-label": label, style: `--longest:${longest}` },
    ...rows,
  );
}

/** @param {Answer} answer */
function answerRow({ label, count, first, right }, most, rightWord) {
  const words = optionLabel(label);
  const row = element("li", { class: right ? "right" : "" }, words);
  if (right) {
    words.prepend(
      element("span", { "aria-hidden": "true", text: `${RIGHT} ` }),
      element("span", { class: "unseen", text: `${rightWord} ` }),
    );
  }
  if (count == null) return row;
  row.append(element("span", { class: "count", text: count }));
  row.append(bar("share", count / most));
  if (first != null) row.append(bar("first", first / most));
  return row;
}

const bar = (kind, part) =>
  element("span", { class: kind, "aria-hidden": "true", style: `--part:${part}` });
