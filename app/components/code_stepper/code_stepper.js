// Code, line by line, and a table of what each line leaves behind: stepped and played
// here, nothing of it is said to the server.
import { element, setIndent, setText } from "../shared/dom.js";
import { createLiveRegion, joinTexts } from "../shared/live_region.js";
import { mountOnce } from "../shared/mount.js";
import { answerToReveal } from "../shared/reveal.js";
import { forgetStep, rememberStep } from "../shared/step_memory.js";

const calm = matchMedia("(prefers-reduced-motion: reduce)");
const PACE = 1100;
const CALM = 2200; // milliseconds a line

const breakable = text =>
  text
    .split(/(?<=[_.])(?=[a-z])|(?<=[a-z])(?=[A-Z])/)
    .flatMap((part, i) => (i ? [document.createElement("wbr"), part] : [part])); // a long name breaks at its seams

function listing(lines, name, label) {
  const piece = ([text, names]) => (names ? element("span", { class: names, text }) : text);
  const drawn = lines.map(line => {
    // what is marked as refused begins after the margin
    const [, margin, first] = /^( *)(.*)$/s.exec(line[0]?.[0] ?? "");
    return setIndent(
      element(
        "div",
        { class: line.length ? "line" : "line gap" },
        margin,
        element(
          "span",
          { class: "text" },
          piece([first, line[0]?.[1]]),
          ...line.slice(1).map(piece),
        ),
        "\n",
      ),
    );
  });
  const pre = element("pre", { tabindex: 0, "aria-label": name || label }, ...drawn);
  return {
    drawn,
    box: element(
      "div",
      { class: "column" },
      ...(name ? [element("div", { class: "head", text: name })] : []),
      pre,
    ),
  };
}

function show(root, { alt, code, names, head, steps, words }, state) {
  const last = steps.length - 1;
  let clock = 0;
  const columns = code.map((lines, i) => listing(lines, names[i], words.code));
  const body = element("tbody");
  const says = element("p", { class: "says" });
  const printed = element("pre", { class: "printed", tabindex: 0, "aria-label": words.refused });
  const table = element(
    "table",
    {},
    element(
      "thead",
      {},
      element("tr", {}, ...head.map(text => element("th", { scope: "col" }, ...breakable(text)))),
    ),
    body,
  );
  const stop = () => {
    clearInterval(clock);
    clock = 0;
  };
  const start = (end, pace) => {
    clock = setInterval(() => {
      if (!root.isConnected) return stop();
      state.at++;
      if (state.at >= end) {
        stop();
        state.goal = null;
      }
      draw();
      clock ? region.announceWhilePlaying(sentence) : region.announceWhenDone(sentence);
    }, pace);
    region.startPlaying();
    draw();
  };
  const go = at => {
    stop();
    state.goal = null;
    state.at = Math.min(last, Math.max(0, at));
    draw();
    region.announceWhenDone(sentence);
  };
  const sentence = () => joinTexts(count, says, printed);
  const button = (text, onclick, names = "") =>
    element("button", { type: "button", class: names, text, onclick });
  const play = button(
    words.play,
    () => {
      if (clock) return go(state.at);
      if (state.at === last) state.at = 0;
      start(last, calm.matches ? CALM : PACE);
    },
    "main",
  );
  const restart = button(words.restart, () => go(0));
  const back = button(words.back, () => go(state.at - 1));
  const next = button(words.forward, () => go(state.at + 1));
  const range = element("input", {
    type: "range",
    min: 0,
    max: last,
    step: 1,
    "aria-label": words.slider,
    oninput: () => go(+range.value),
  });
  const count = element("output");
  const row = ({ meaning, cells }, before) => {
    const old = before?.find(r => r.cells[0] === cells[0])?.cells;
    return element(
      "tr",
      {},
      ...cells.map((text, i) =>
        i
          ? element(
              "td",
              {
                class: before && text !== (old?.[i] ?? "") ? "changed" : "",
              },
              ...breakable(text),
            )
          : element("th", { scope: "row", class: meaning, text }),
      ),
    );
  };
  const draw = () => {
    const now = steps[state.at];
    setText(says, now.says);
    says.hidden = !now.says;
    setText(printed, now.printed);
    printed.hidden = !now.printed;
    columns.forEach(({ drawn }, i) =>
      drawn.forEach((line, k) => {
        const lit = now.lit[i] === k;
        line.classList.toggle("lit", lit);
        line.classList.toggle("failed", lit && now.failed);
        lit ? line.setAttribute("aria-current", "step") : line.removeAttribute("aria-current");
        const pre = line.parentNode; // a long listing follows, the page stays
        if (lit && pre.scrollHeight > pre.clientHeight)
          pre.scrollTop = line.offsetTop - pre.clientHeight / 2;
      }),
    );
    body.replaceChildren(...now.rows.map(r => row(r, steps[state.at - 1]?.rows)));
    setText(play, clock ? words.pause : words.play);
    range.value = state.at;
    range.style.setProperty("--done", last ? state.at / last : 1);
    range.setAttribute("aria-valuetext", `${state.at + 1} / ${last + 1}`);
    setText(count, `${state.at + 1} / ${last + 1}`);
    back.setAttribute("aria-disabled", !state.at);
    restart.setAttribute("aria-disabled", !state.at);
    next.setAttribute("aria-disabled", state.at === last);
  };
  const whole = element(
    "div",
    { class: "whole", role: "group", "aria-label": alt },
    element(
      "div",
      { class: "bar" },
      play,
      back,
      next,
      restart,
      element("div", { class: "track" }, range),
      count,
    ),
    says,
    element(
      "div",
      { class: `both n${code.length}` },
      element("div", { class: "code" }, ...columns.map(c => c.box)),
      element(
        "div",
        { class: "state" },
        element(
          "div",
          { class: "box", role: "group", tabindex: 0, "aria-label": words.table },
          table,
        ),
        printed,
      ),
    ),
  );
  whole.addEventListener("keydown", e => {
    const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[e.key];
    const inside = e.target.closest("pre, .box"); // what scrolls keeps its keys
    if (!by || e.target === range || (inside && inside.scrollWidth > inside.clientWidth)) return;
    e.preventDefault();
    go(state.at + by);
  });
  root.replaceChildren(whole);
  const region = createLiveRegion(root);
  state.goal && state.at < state.goal.end ? start(state.goal.end, state.goal.pace) : draw();
  return stop;
}

export default mountOnce("steps", ({ root, drawing, before }) => {
  const kind = JSON.stringify([drawing.code, drawing.steps.map(step => step.lit)]);
  const state = {};
  const from = rememberStep(drawing.place, before, () => state.at); // the same run with other numbers goes on
  state.at = Math.min(
    from ?? (before.kind === kind ? before.state.at : 0),
    drawing.steps.length - 1,
  );
  const answer = answerToReveal(drawing, drawing.steps.length - 1, PACE);
  if (before && answer?.known)
    state.goal = before.state.goal; // the reader has seen it, or is on the way
  else if (answer) Object.assign(state, { at: answer.from, goal: answer });
  const stop = show(root, drawing, state);
  return {
    kind,
    state,
    set: drawing.place.set,
    dispose: () => {
      stop();
      forgetStep(drawing.place);
    },
  };
});
