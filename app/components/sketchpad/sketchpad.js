// A picture that the reader draws, with a mouse, a finger or the keyboard; it is sent when
// the pen rests.
import { element, setText } from "../shared/dom.js";
import { mountOnce } from "../shared/mount.js";

const SIDE = 28;
const SOFT = 120; // pixels a side; how dark the edge of a stroke is, of 255
const REST = 350; // milliseconds after which what was drawn is sent

function board(root, words, start, send) {
  const pixels = new Uint8Array(SIDE * SIDE);
  const at = { x: 13, y: 13 };
  if (start) pixels.set(Uint8Array.from(atob(start), c => c.charCodeAt(0)));
  let erasing = false;
  let last = null;
  let later = 0;
  let counted = 0;
  const canvas = element("canvas", {
    tabindex: 0,
    role: "application",
    "aria-label": words.label,
    "aria-describedby": "hint",
  });
  Object.assign(canvas, { width: SIDE, height: SIDE });
  const place = element("p", { class: "place", "aria-live": "polite" });
  const draw = () => {
    const style = getComputedStyle(root);
    const pen = canvas.getContext("2d");
    pen.clearRect(0, 0, SIDE, SIDE);
    pen.fillStyle = style.getPropertyValue("--st-text-color").trim();
    pixels.forEach((v, i) => {
      pen.globalAlpha = v / 255;
      pen.fillRect(i % SIDE, Math.floor(i / SIDE), 1, 1);
    });
    if (root.getRootNode().activeElement !== canvas || !canvas.matches(":focus-visible")) return;
    pen.globalAlpha = 0.75; // where the keyboard is
    pen.fillStyle = style.getPropertyValue("--st-blue-color").trim();
    pen.fillRect(at.x, at.y, 1, 1);
  };
  const tell = () => {
    clearTimeout(later);
    later = setTimeout(
      () => send({ pixels: btoa(String.fromCharCode(...pixels)), n: ++counted }),
      REST,
    );
  };
  const dot = (x, y) => {
    for (let dy = -1; dy <= 1; dy++)
      for (let dx = -1; dx <= 1; dx++) {
        const [u, v] = [x + dx, y + dy];
        const i = v * SIDE + u;
        if (u < 0 || v < 0 || u >= SIDE || v >= SIDE) continue;
        pixels[i] = erasing ? 0 : Math.max(pixels[i], dx && dy ? SOFT : 255);
      }
  };
  const cell = e => {
    const box = canvas.getBoundingClientRect();
    return [e.clientX - box.left, e.clientY - box.top].map((d, k) =>
      Math.max(0, Math.min(SIDE - 1, Math.floor((d / [box.width, box.height][k]) * SIDE))),
    );
  };
  const to = e => {
    const [x, y] = cell(e);
    const [u, v] = last ?? [x, y];
    const n = Math.max(1, Math.abs(x - u), Math.abs(y - v));
    for (let k = 0; k <= n; k++)
      dot(Math.round(u + ((x - u) * k) / n), Math.round(v + ((y - v) * k) / n));
    last = [x, y];
    Object.assign(at, { x, y });
    draw();
  };
  canvas.onpointerdown = e => {
    canvas.setPointerCapture(e.pointerId);
    last = null;
    to(e);
  };
  canvas.onpointermove = e => canvas.hasPointerCapture(e.pointerId) && to(e);
  canvas.onpointerup = canvas.onpointercancel = () => {
    if (last) tell();
    last = null;
  };
  canvas.onkeydown = e => {
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[
      e.key
    ];
    const marks = e.key === " " || e.key === "Enter";
    const takes = e.key === "Delete" || e.key === "Backspace";
    if (!step && !marks && !takes) return;
    e.preventDefault();
    if (step)
      [at.x, at.y] = [at.x + step[0], at.y + step[1]].map(v => Math.max(0, Math.min(SIDE - 1, v)));
    if (marks || takes || e.shiftKey) {
      const before = erasing;
      erasing = takes || erasing;
      dot(at.x, at.y);
      erasing = before;
      tell();
    }
    setText(place, words.place.replace("{row}", at.y + 1).replace("{column}", at.x + 1));
    draw();
  };
  canvas.onfocus = canvas.onblur = draw;
  const eraser = element("button", {
    type: "button",
    "aria-pressed": false,
    text: words.erase,
    onclick: () => {
      erasing = !erasing;
      eraser.setAttribute("aria-pressed", erasing);
    },
  });
  const empty = () => {
    pixels.fill(0);
    draw();
  };
  const clear = element("button", {
    type: "button",
    text: words.clear,
    onclick: () => {
      empty();
      tell();
    },
  });
  root.replaceChildren(
    element("p", { class: "title", text: words.label }),
    canvas,
    element("div", { class: "bar" }, eraser, clear),
    element("p", { id: "hint", text: words.hint }),
    place,
  );
  draw();
  return { draw, empty };
}

export default mountOnce("sketch", ({ root, drawing: { words, start }, setStateValue }) => {
  let send = setStateValue;
  let given = start;
  const { draw, empty } = board(root, words, start, drawn => send("drawn", drawn));
  return {
    update({ start: now }, more) {
      send = more.setStateValue;
      given && !now ? empty() : draw(); // the page was reset; the theme may have changed
      given = now;
    },
  };
});
