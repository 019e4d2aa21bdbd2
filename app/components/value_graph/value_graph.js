// The graph with values: stepped forward and backward here, without a word to the server.
import { applyPageScale, element, setAttributes, setText, svgElement } from "../shared/dom.js";
import { createLiveRegion, joinTexts } from "../shared/live_region.js";
import { mountOnce } from "../shared/mount.js";
import { answerToReveal } from "../shared/reveal.js";
import { forgetStep, rememberStep } from "../shared/step_memory.js";

const GAP = 15;
const LEAST = 104;
const NARROW = 82;
const MOST = 150; // of boxes: room between, widths
const KEYS = { grad: "∂", keeps: "▪" };
const PACE = 1400; // milliseconds from step to step

// Boxes stand in layers from left to right, from top to bottom where that is too wide.
function places({ nodes, edges, tall }, width) {
  const high = tall ? 74 : 58;
  const across = Math.max(...nodes.map(n => n.at[1]), ...edges.flatMap(e => e.via.map(v => v[1])));
  const layers = 1 + Math.max(...nodes.map(n => n.at[0]));
  const right = width > 600;
  const wide = Math.min(
    MOST,
    right
      ? Math.max(LEAST, (width - 8 - (layers - 1) * GAP) / layers)
      : Math.max(NARROW, (width - 8 - across * 6) / (across + 1)),
  );
  const x = right ? l => 4 + l * (wide + GAP) : (_l, c) => 4 + c * (wide + 6);
  const y = right ? (_l, c) => 4 + c * (high + 6) : l => 4 + l * (high + GAP + 7);
  const end = [x(layers - 1, across) + wide + 4, y(layers - 1, across) + high + 4];
  return {
    right,
    wide,
    high,
    at: p => ({ x: x(...p), y: y(...p) }),
    width: end[0],
    height: end[1],
  };
}

function curve(points, right) {
  // leaves and enters each point along the layers
  return points
    .map(([x, y], i) => {
      if (!i) return `M${x},${y}`;
      const [px, py] = points[i - 1];
      const half = right ? (x - px) / 2 : (y - py) / 2;
      return right
        ? `C${px + half},${py} ${x - half},${y} ${x},${y}`
        : `C${px},${py + half} ${x},${y - half} ${x},${y}`;
    })
    .join("");
}

function head(/** @type {number[]} */ [x, y], right, back = false) {
  // the head of an arrow, its point here
  const s = back ? 6 : -6;
  return right ? `M${x},${y}l${s},-4v8z` : `M${x},${y}l-4,${s}h8z`;
}

function draw(root, drawn) {
  let k = applyPageScale(root);
  let plan = places(drawn, root.clientWidth / k);
  if (k > 1 && k * plan.width > root.clientWidth) {
    // large type, but not so large that a box is cut
    k = Math.max(1, root.clientWidth / plan.width);
    root.style.setProperty("--grown", k);
    plan = places(drawn, root.clientWidth / k);
  }
  const { right, wide, high, at, width, height } = plan;
  const pic = svgElement("svg", {
    width,
    height,
    role: "img",
    tabindex: 0,
    "aria-label": drawn.alt,
  });
  const spots = Object.fromEntries(drawn.nodes.map(n => [n.id, at(n.at)]));
  const edges = drawn.edges.map(e => {
    const a = spots[e.from];
    const b = spots[e.to];
    const through = ({ x, y }) =>
      right
        ? [
            [x + 10, y + high / 2],
            [x + wide - 10, y + high / 2],
          ] // straight, beside the boxes
        : [
            [x + wide / 2, y],
            [x + wide / 2, y + high],
          ];
    const start = right ? [a.x + wide, a.y + high / 2] : [a.x + wide / 2, a.y + high];
    const end = right ? [b.x, b.y + high / 2] : [b.x + wide / 2, b.y];
    const g = svgElement("g", { class: e.data ? "edge data" : "edge" }, pic);
    svgElement(
      "path",
      { class: "way", d: curve([start, ...e.via.flatMap(v => through(at(v))), end], right) },
      g,
    );
    svgElement("path", { class: "tip there", d: head(end, right) }, g);
    svgElement("path", { class: "tip back", d: head(start, right, true) }, g);
    return { g, name: `${e.from} ${e.to}`, back: `${e.to} ${e.from}` };
  });
  const boxes = drawn.nodes.map(n => {
    const { x, y } = spots[n.id];
    const g = svgElement("g", { class: `box ${n.kind}` }, pic);
    if (n.title) svgElement("title", { text: n.title }, g);
    const round = n.kind === "leaf" ? 16 : 3;
    const size = { width: wide, height: high };
    svgElement(
      "rect",
      { class: "ring", x: x - 2, y: y - 2, width: wide + 4, height: high + 4, rx: round + 2 },
      g,
    );
    svgElement("rect", { class: "frame", x, y, ...size, rx: round }, g);
    if (n.kind === "output")
      svgElement(
        "rect",
        { class: "inner", x: x + 3, y: y + 3, width: wide - 6, height: high - 6 },
        g,
      );
    const [sign, name] = n.head;
    const title = svgElement("text", { class: "head", x: x + 9, y: y + 18 }, g);
    if (sign) svgElement("tspan", { class: "sign", text: sign }, title);
    svgElement("tspan", { text: name, dx: sign ? 5 : 0 }, title);
    if (n.shape && wide >= 100)
      svgElement(
        "text",
        { class: "shape", x: x + wide - 8, y: y + 35, text: n.shape, "text-anchor": "end" },
        g,
      );
    if (n.keeps)
      svgElement(
        "text",
        { class: drawn.freed ? "keeps freed" : "keeps", x: x + 9, y: y + 67, text: `▪ ${n.keeps}` },
        g,
      );
    const value = svgElement("text", { class: "value", x: x + 9, y: y + 35 }, g);
    const grad = svgElement("text", { class: "grad", x: x + 9, y: y + 51 }, g);
    return { g, n, value, grad, x, y };
  });
  return { pic, edges, boxes, wide, high, k };
}

function show(root, drawn, state) {
  const { steps, turn, words, code } = drawn;
  const last = steps.length - 1;
  let timer = 0;
  let pointed = null;
  const box = element("div", { class: "graph" });
  const lines = code.map(([number, tokens]) => [
    number,
    element(
      "div",
      { class: "line" },
      ...tokens.map(([text, names]) => (names ? element("span", { class: names, text }) : text)),
      "\n",
    ),
  ]);
  const pre = element(
    "pre",
    { tabindex: 0, "aria-label": words.code },
    ...lines.map(([, line]) => line),
  );
  const act = element("p", { class: "act" });
  const says = element("p", { class: "says" });
  const sums = element("p", { class: "sums" });
  const note = element("p", { class: "note" });
  const more = element("p", { class: "note" });
  const knows = element("div", { class: "told" });
  const live = element("div", { class: "live" }, act, says, note, sums, more);
  const range = element("input", {
    type: "range",
    min: 0,
    max: last,
    step: 1,
    "aria-label": words.pace,
  });
  const count = element("output");
  const region = createLiveRegion(root);
  const made = draw(root, drawn);
  box.append(made.pic);
  root.append(box); // only what stands on the page can be measured
  for (const title of made.pic.querySelectorAll(".head"))
    if (title.getComputedTextLength() > made.wide - 15)
      setAttributes(title, { textLength: made.wide - 15, lengthAdjust: "spacingAndGlyphs" });

  const update = () => {
    const i = state.step;
    const step = steps[i];
    const back = step.act === "backward";
    for (const { g, n, value, grad } of made.boxes) {
      const valued = n.valued <= i;
      const graded = n.graded != null && n.graded <= i;
      setText(value, valued ? n.value : "");
      setText(grad, graded ? `∂ ${n.grad}` : "");
      g.classList.toggle("waits", !valued);
      g.classList.toggle("now", n.id === step.node);
      g.classList.toggle("turned", back);
    }
    for (const { g, name, back: name2 } of made.edges) {
      g.classList.toggle("lit", step.edges.includes(name));
      g.classList.toggle(
        "flows",
        back && (step.edges.includes(name) || step.edges.includes(name2)),
      );
    }
    for (const [number, line] of lines) line.classList.toggle("lit", number === step.line);
    pre.classList.toggle("turned", back);
    const phase = words[`${step.act}_pass`] ?? "";
    setText(act, phase);
    act.className = `act ${step.act}`;
    setText(says, step.head);
    setText(sums, step.numbers);
    setText(note, step.note);
    setText(more, step.more);
    range.value = i;
    range.style.setProperty("--done", last ? i / last : 0);
    range.setAttribute("aria-valuetext", `${i} / ${last} ${phase}`);
    setText(count, `${i} / ${last}`);
    for (const [button, off] of [
      [prev, !i],
      [next, i === last],
      [first, !i],
    ])
      button.setAttribute("aria-disabled", off);
    tell();
  };
  const tell = () => {
    const i = state.step;
    const n = pointed ?? drawn.nodes.find(n => n.id === steps[i].node);
    if (!n) return knows.replaceChildren(element("p", { class: "term", text: words.hint }));
    const rows = n.tells.filter(([, , when]) => !when || n[when] <= i);
    knows.replaceChildren(
      ...rows.map(([term, text]) =>
        element(
          "p",
          { class: term ? "" : "name" },
          ...(term ? [element("span", { class: "term", text: term }), "\u2002"] : []),
          text,
        ),
      ),
    );
  };
  const reveal = () => {
    // what is talked about comes into sight, inside its own box
    const here = made.boxes.find(b => b.n.id === steps[state.step].node);
    if (!here) return;
    box.scrollLeft = made.k * (here.x + made.wide / 2) - box.clientWidth / 2;
    box.scrollTop = made.k * (here.y + made.high / 2) - box.clientHeight / 2;
  };
  const go = i => {
    pointed = null;
    state.step = Math.min(last, Math.max(0, i));
    update();
    reveal();
  };
  const pause = () => {
    clearInterval(timer);
    timer = 0;
    setText(play, words.play);
  };
  const sentence = () => joinTexts(count, ...live.children);
  const byHand = i => {
    pause();
    state.goal = null;
    go(i);
    region.announceWhenDone(sentence);
  };
  const start = (from, end, pace) => {
    region.startPlaying();
    setText(play, words.pause);
    go(from);
    timer = setInterval(() => {
      go(state.step + 1);
      if (state.step < end) return region.announceWhilePlaying(sentence);
      pause();
      state.goal = null;
      region.announceWhenDone(sentence);
    }, pace);
  };
  const button = (text, onclick, more = {}) =>
    element("button", { type: "button", text, onclick, ...more });
  const play = button(
    words.play,
    () =>
      timer ? byHand(state.step) : start(state.step === last ? 0 : state.step + 1, last, PACE),
    { class: "main" },
  );
  const prev = button(words.back, () => byHand(state.step - 1));
  const next = button(words.forward, () => byHand(state.step + 1));
  const first = button(words.restart, () => byHand(0));
  range.addEventListener("input", () => byHand(+range.value));
  made.pic.addEventListener("keydown", e => {
    const to = {
      ArrowRight: state.step + 1,
      ArrowDown: state.step + 1,
      ArrowLeft: state.step - 1,
      ArrowUp: state.step - 1,
      Home: 0,
      End: last,
    }[e.key];
    if (to === undefined) return;
    e.preventDefault();
    byHand(to);
  });
  const point = e => {
    const over = made.boxes.find(b => b.g === e.target.closest(".box"));
    pointed = over?.n ?? (e.type === "click" ? null : pointed);
    for (const b of made.boxes) b.g.classList.toggle("pointed", b.n === pointed);
    tell();
  };
  made.pic.addEventListener("pointerover", point);
  made.pic.addEventListener("click", point);
  made.pic.addEventListener("pointerleave", () => {
    pointed = null;
    for (const b of made.boxes) b.g.classList.remove("pointed");
    tell();
  });
  const track = element("div", { class: "track" }, range);
  if (turn) {
    track.style.setProperty("--turn", turn / last);
    track.append(
      element(
        "div",
        { class: "marks", "aria-hidden": "true" },
        element("span", { text: words.forward_pass }),
        element("span", { class: "after", text: words.backward_pass }),
      ),
    );
  }
  const legend = element(
    "ul",
    { class: "legend" },
    ...drawn.legend.map(([kind, text]) => {
      if (kind in KEYS)
        return element(
          "li",
          { class: kind },
          element("strong", { text: KEYS[kind] }),
          element("span", { text }),
        );
      const mark = svgElement("svg", { width: 30, height: 20, "aria-hidden": "true" });
      const g = svgElement("g", { class: `box ${kind}` }, mark);
      svgElement(
        "rect",
        { class: "frame", x: 2, y: 2, width: 26, height: 16, rx: kind === "leaf" ? 8 : 2 },
        g,
      );
      if (kind === "output")
        svgElement("rect", { class: "inner", x: 5, y: 5, width: 20, height: 10 }, g);
      return element("li", {}, mark, element("span", { text }));
    }),
  );
  root.append(
    element(
      "div",
      { class: "bar" },
      element("div", { class: "buttons" }, play, prev, next, first),
      track,
      count,
    ),
    box,
    legend,
    element(
      "div",
      { class: code.length ? "below" : "below alone" },
      ...(code.length ? [pre] : []),
      live,
      knows,
    ),
  );
  update();
  reveal();
  if (state.goal && state.step < state.goal.end) start(state.step, state.goal.end, state.goal.pace);
  return pause;
}

export default mountOnce("flow", ({ root, drawing: drawn, before }) => {
  const last = drawn.steps.length - 1;
  const { step = 0, last: was = 0 } = before ?? {}; // at the end one stays there, else at the step
  const part = { last, goal: null, set: drawn.place.set };
  const from =
    rememberStep(drawn.place, before, () => part.step) ?? (was && step === was ? last : step);
  part.step = Math.min(from, last);
  const answer = answerToReveal(drawn, last, PACE);
  if (before && answer?.known)
    part.goal = before.goal; // the reader has seen it, or is on the way
  else if (answer) Object.assign(part, { step: answer.from, goal: answer });
  let width = 0;
  /** @type {() => void} */
  let pause = () => {};
  const build = () => {
    if (!root.clientWidth || width === root.clientWidth) return;
    width = root.clientWidth;
    pause();
    const parts = () => [...root.querySelectorAll("svg[tabindex], button, input, pre")];
    const at = parts().indexOf(root.getRootNode().activeElement);
    root.replaceChildren();
    pause = show(root, drawn, part);
    parts()[at]?.focus({ preventScroll: true });
  };
  const watch = new ResizeObserver(build);
  watch.observe(root);
  part.dispose = () => {
    pause();
    watch.disconnect();
    forgetStep(drawn.place);
  };
  build();
  return part;
});
