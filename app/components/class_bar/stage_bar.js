// The bar of the page that a class sees on the wall: code, counts, what the teacher does next.
import { classConnection } from "../classroom/class_connection.js";
import { stores } from "../player/stores.js";
import { deepActiveElement } from "../shared/active_element.js";
import { element, setText } from "../shared/dom.js";
import { pageGlobal } from "../shared/registry.js";
import { createJoinDialog } from "./join_dialog.js";

const FIELDS =
  "textarea, select, [contenteditable], input:not([type=range], [type=radio], [type=checkbox])";
const USES_SPACE = `${FIELDS}, button, a, summary, input, [role=slider], [role=radio], [role=tab]`;

/** What can be done in each phase, in this order. */
const ACTIONS = {
  free: ["ask"],
  asked: ["show", "close", "reveal"],
  closed: ["again", "show", "reveal"],
  revealed: ["again", "ask"],
};
const KEYS = {
  ask: "p",
  close: "c",
  reveal: "r",
  show: "s",
  again: "v",
  follow: "f",
  pause: "b",
  code: "q",
};

// The page's questions are asked in their order, and from the first again.
function nextQuestion({ questions, slug }, message) {
  const last = message.page === slug ? questions.indexOf(message.question) : -1;
  return questions[(last + 1) % questions.length];
}

/**
 * Return what each action does, by its name.
 * @param {any} context
 * @param {any} dialog
 */
function createActions({ drawing, connection, moments }, dialog) {
  const { slug } = drawing;
  const now = () => connection.message;
  const command = (name, body) => connection.command(name, body);
  const step = by => command("step", { to: now().plan.step + by });
  return {
    ask: () => command("ask", { page: slug, question: nextQuestion(drawing, now()) }),
    close: () => command("close"),
    reveal: () => command("reveal"),
    again: () => command("vote_again"),
    show: () => command("show_answers", { on: !now().showAnswers }),
    follow: () => command("follow", { on: !now().follow, ...moments.moment() }),
    pause: () => command("pause", { on: !now().paused }),
    code: () => dialog.toggle(),
    next: () => step(1),
    step,
  };
}

/** Listen to the keys of the bar: letters, space to play, page keys through a lesson. */
function listenToKeys({ drawing, connection, signal }, run) {
  const onKeyDown = event => {
    const { message } = connection;
    const modified = event.ctrlKey || event.altKey || event.metaKey || event.shiftKey;
    if (!message || modified || event.defaultPrevented || event.repeat) return;
    const active = deepActiveElement();
    const { key } = event;
    if (active.matches(FIELDS)) return;
    const steps = { PageDown: 1, PageUp: -1 }[key];
    if (steps && message.plan?.steps.length) run("step", steps);
    else if (key === " " && !active.matches(USES_SPACE)) stores.get(drawing.slug)?.togglePlay();
    else {
      const name = Object.keys(KEYS).find(each => KEYS[each] === key.toLowerCase());
      if (!name || !run(name)) return;
    }
    event.preventDefault();
  };
  addEventListener("keydown", onKeyDown, { signal, capture: true });
}

function createButtons(words, run) {
  const buttons = {};
  const names = ["ask", "again", "show", "close", "reveal", "next", "follow", "pause", "code"];
  for (const name of names) {
    const shown = KEYS[name]?.toUpperCase() ?? "↓";
    const key = element("kbd", { text: shown, "aria-hidden": "true" });
    const label = element("span", { text: words[`stage_bar_${name}`] });
    buttons[name] = element("button", { type: "button", onclick: () => run(name) }, label, key);
    buttons[name].setAttribute("aria-keyshortcuts", KEYS[name]?.toUpperCase() ?? "PageDown");
  }
  buttons.reveal.classList.add("main");
  buttons.ask.classList.add("main");
  return buttons;
}

function possibleActions(message, drawing) {
  const names = ACTIONS[message.phase].filter(
    name => name !== "ask" || drawing.questions.length > 0,
  );
  const next = message.plan?.steps.length ? ["next"] : [];
  return [...names, ...next, "follow", "pause", "code"];
}

/**
 * Draw the bar; return what draws it anew.
 * @param {HTMLElement} root
 * @param {any} context
 */
export function createStageBar(root, context) {
  const { drawing, connection } = context;
  const { words, code } = drawing;
  const dialog = createJoinDialog(root, drawing);
  const actions = createActions(context, dialog);
  const run = (name, argument) => {
    const { message } = connection;
    const allowed =
      name === "step" || (message && possibleActions(message, drawing).includes(name));
    if (allowed) actions[name](argument);
    return allowed;
  };
  const buttons = createButtons(words, run);
  const state = element("span", { class: "state" });
  root.append(state, element("span", { class: "fill" }), ...Object.values(buttons));
  listenToKeys(context, run);
  return {
    draw(message, status) {
      const isOver = status === "over" || status === "stranger";
      const shown = isOver ? [] : message ? possibleActions(message, drawing) : ["code"];
      for (const [name, button] of Object.entries(buttons)) button.hidden = !shown.includes(name);
      buttons.show.setAttribute("aria-pressed", String(!!message?.showAnswers));
      buttons.follow.setAttribute("aria-pressed", String(!!message?.follow));
      buttons.pause.setAttribute("aria-pressed", String(!!message?.paused));
      setText(
        state,
        `${status === "open" ? "●" : "○"} ${code} · ${stateText(words, message, status)}`,
      );
      dialog.draw(message);
      tellWhetherProjected(context, message);
    },
    dispose: () => dialog.dispose(),
  };
}

function stateText(words, message, status) {
  if (status === "over" || status === "stranger") return words.bar_over;
  if (!message || status !== "open") return words.bar_connecting;
  const { phase, here, answered } = message;
  const template = phase === "free" ? words.stage_bar_here : words.stage_bar_answered;
  const { steps = [], step = -1 } = message.plan ?? {};
  const place = steps.length ? ` · ${step + 1}/${steps.length}` : "";
  return template.replaceAll("{here}", here).replaceAll("{answered}", answered) + place;
}

/** Whether this tab has said that it is on the wall, which outlives a page. */
const projection = pageGlobal("class projection", () => {
  const tab = { on: false };
  addEventListener("pagehide", () => {
    if (tab.on) classConnection().command("project", { on: false });
    tab.on = false;
  });
  return tab;
});

// A link that lets a second device in is not made while this page is on the wall.
function tellWhetherProjected({ drawing, connection }, message) {
  if (!message || drawing.projecting === projection.on) return;
  projection.on = drawing.projecting;
  connection.command("project", { on: projection.on });
}
