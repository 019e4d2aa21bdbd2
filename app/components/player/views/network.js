// The network: every neuron's picture, the weights between them, and what it decides. Only
// the weights were recorded: each picture is computed here.
import { element, keepFocus, setAttributes, setText, svgElement } from "../../shared/dom.js";
import { formatNumber } from "../../shared/format.js";
import { toCoordinate } from "../../shared/geometry.js";
import { tables, views } from "../registry.js";

const SLOPES = {
  Tanh: Math.tanh,
  ReLU: z => Math.max(z, 0),
  LeakyReLU: z => (z > 0 ? z : 0.01 * z),
  Sigmoid: z => 1 / (1 + Math.exp(-z)),
  Identity: z => z,
};
const COARSE = 40;
const FINE = 96;
const MOST_CHANGES = 12; // pixels of a picture while it moves, and at rest

function layersAt(store, t, pin = "") {
  // weight and bias of each layer, from one recorded row
  const row = store.vector(`${pin}w`, t);
  const sizes = store.vector(`${pin}sizes`, t);
  let at = 0;
  let wide = 2;
  return store.recording.facts[`${pin}layers`].map(([n_in, n_out], i) => {
    const end = at + n_in * n_out;
    const n = sizes[i];
    const W = Array.from({ length: n }, (_, k) =>
      row.subarray(at + k * n_in, at + k * n_in + wide),
    );
    const layer = { W, b: row.subarray(end, end + n) };
    at = end + n_out;
    wide = n;
    return layer;
  });
}

function activate(layers, inputs, f) {
  // the values of all neurons at many points, the score last
  const all = [inputs];
  const count = inputs[0].length;
  layers.forEach(({ W, b }, i) =>
    all.push(
      W.map((w, k) => {
        const out = new Float32Array(count).fill(b[k]);
        for (let j = 0; j < w.length; j++)
          for (let p = 0, a = all[i][j], v = w[j]; p < count; p++) out[p] += v * a[p];
        if (i + 1 < layers.length) for (let p = 0; p < count; p++) out[p] = f(out[p]);
        return out;
      }),
    ),
  );
  return all;
}

function besides(store, inputs) {
  // the pinned runs that are at this step: what their networks answer
  return Object.entries((!store.runHidden && store.recording.facts.pins) || {}).flatMap(
    ([letter, dash]) => {
      const pin = `${letter}_`;
      const { [`${pin}activation`]: f, [`${pin}score`]: score } = store.recording.facts;
      if (!(store.vector(`${pin}sizes`)[0] > 0)) return []; // it is shorter
      return [
        {
          letter,
          dash,
          score,
          scores: activate(layersAt(store, store.state.step, pin), inputs, SLOPES[f]).at(-1)[0],
        },
      ];
    },
  );
}

const plane = {}; // x1 and x2 at the pixels of a picture, upper left first
function pixels(n, reach) {
  return (plane[`${n} ${reach}`] ??= [0, 1].map(axis =>
    Float32Array.from(
      { length: n * n },
      (_, p) => reach * (axis ? 1 - (2 * Math.floor(p / n) + 1) / n : (2 * (p % n) + 1) / n - 1),
    ),
  ));
}

function palette(root) {
  // from one class over paper to the other, 255 colours
  const c = element("canvas", { width: 1, height: 1 }).getContext("2d", {
    willReadFrequently: true,
  });
  const rgb = name => {
    c.fillStyle = getComputedStyle(root).getPropertyValue(name);
    c.fillRect(0, 0, 1, 1);
    return c.getImageData(0, 0, 1, 1).data;
  };
  const [low, paper, high] = ["--gradient", "--paper", "--model"].map(rgb);
  return Uint8ClampedArray.from({ length: 4 * 255 }, (_, i) => {
    const v = (Math.floor(i / 4) - 127) / 127;
    const to = v < 0 ? low : high;
    const part = 0.62 * Math.abs(v) ** 0.8;
    return i % 4 === 3 ? 255 : paper[i % 4] + part * (to[i % 4] - paper[i % 4]);
  });
}

function chained(pieces) {
  // those that meet become one line, so that it can be dashed
  const key = p => p.map(v => Math.round(16 * v)).join(" ");
  const near = new Map();
  const used = new Set();
  for (const piece of pieces)
    for (const p of piece) near.set(key(p), [...(near.get(key(p)) ?? []), piece]);
  const onward = p => {
    const way = [];
    for (let s; (s = near.get(key(p)).find(s => !used.has(s))); way.push(p)) {
      used.add(s);
      p = key(s[0]) === key(p) ? s[1] : s[0];
    }
    return way;
  };
  return pieces.flatMap(s => {
    if (used.has(s)) return [];
    used.add(s);
    const back = onward(s[0]);
    return [[...back.reverse(), ...s, ...onward(s[1])]];
  });
}

function border(g, values, n, side) {
  // where the score is 0: a line through each square it crosses
  const found = [];
  const at = (i, j) => values[i * n + j];
  const to = v => ((v + 0.5) * side) / n;
  for (let i = 0; i + 1 < n; i++)
    for (let j = 0; j + 1 < n; j++) {
      const corners = [
        [i, j],
        [i, j + 1],
        [i + 1, j + 1],
        [i + 1, j],
      ];
      const ends = [];
      corners.forEach(([r, c], k) => {
        const [s, d] = corners[(k + 1) % 4];
        const a = at(r, c);
        const b = at(s, d);
        if (a > 0 !== b > 0)
          ends.push([to(c + ((d - c) * a) / (a - b)), to(r + ((s - r) * a) / (a - b))]);
      });
      for (let k = 0; k + 1 < ends.length; k += 2) found.push([ends[k], ends[k + 1]]);
    }
  const lines = chained(found);
  g.beginPath();
  for (const [first, ...rest] of lines) {
    g.moveTo(...first);
    rest.forEach(p => g.lineTo(...p));
  }
  g.stroke();
  return lines.flat();
}

views.network = (frame, store, { words, most: room_for }) => {
  const { area, title, w, h } = frame;
  const { recording, context } = store;
  const { facts } = recording;
  const { lang } = context;
  const f = SLOPES[facts.activation];
  const { reach, layers: most } = facts;
  const depth = most.length - 1;
  const stacked = w < 560;
  const side = Math.floor(stacked ? Math.min(w, 320) : Math.min(h - 34, 0.48 * w));
  const wide = stacked ? w : w - side - 34;
  const high = stacked ? h - side - 84 : h;
  const left = stacked ? (w - side) / 2 : w - side;
  const top = stacked ? h - side - 50 : 30;
  const pitch = wide / (depth + 1);
  const low = stacked ? 34 : 48; // room for a sentence below, or for the lines that go down
  const tall = Math.max(4, ...most.slice(0, -1).map(([, n]) => n)); // neurons in the tallest layer of the run
  const size = Math.floor(Math.min(46, (high - 30 - low) / tall - 8, pitch * 0.6));
  const two = (v, digits = 2) => formatNumber(v, digits, lang);
  const name = (i, k) => (i ? `${i}.${k + 1}` : words[`x${k + 1}`]);
  const sizes = () => [2, ...Array.from(store.vector("sizes")).slice(0, depth)];
  const spot = (i, k, n) => [
    size / 2 + 2 + i * pitch,
    30 +
      ((high - 30 - low) * (k + 0.5)) / Math.max(n, 3) +
      (n < 3 ? ((3 - n) * (high - 30 - low)) / 6 : 0),
  ];
  const dpr = Math.max(1, devicePixelRatio || 1);
  const sheetOf = names => {
    const c = element("canvas", {
      class: names,
      width: w * dpr,
      height: h * dpr,
      "aria-hidden": "true",
    });
    c.style.cssText = `width:${w}px;height:${h}px`;
    c.getContext("2d").scale(dpr, dpr);
    return c;
  };
  const lines = svgElement("svg", {
    class: "wires",
    width: w,
    height: h,
    role: "img",
    "aria-label": title,
  });
  const pictures = sheetOf("pictures");
  const dots = sheetOf("dots");
  const over = element("div", { class: "over" });
  const told = element("p", { class: "told" });
  const key = element("div", { class: "marks-key" });
  const box = element("div", { class: "decision", role: "img", "aria-label": words.decision });
  const stand = (e, x, y, more = {}) => {
    Object.assign(e.style, { left: `${x}px`, top: `${y}px` }, more);
    over.append(e);
  };
  area.append(lines, pictures, dots, over);
  stand(box, left, top, { width: `${side}px`, height: `${side}px` });
  stand(key, 0, top - 28, { left: "auto", right: `${w - left - side}px`, minWidth: `${side}px` });
  stand(told, 0, stacked ? h - 44 : high - low + 4, { width: `${wide - 8}px` });
  area.drawn = () => {
    // for the picture as a file
    const s = svgElement("svg", { width: w, height: h });
    for (const c of [pictures, dots])
      svgElement("image", { href: c.toDataURL(), width: w, height: h }, s);
    return [lines, s];
  };

  let picked = null;
  let at = null;
  let shape = "";
  let wires = [];
  let units = [];
  let heads = [];
  let colours = null;
  let paper = "";
  let later = 0;

  // ---- what is pressed ----
  const changes = () =>
    [...store.typedText("changes").matchAll(/(\d+):(\d)(?:\+|-(\d))/g)].map(([, ...c]) =>
      c.map(Number),
    );
  // Neurons of a hidden layer at the reader's epoch, those asked for included.
  const asked = i =>
    changes()
      .sort(([a], [b]) => a - b)
      .reduce(
        (n, [epoch, layer, unit]) =>
          layer !== i || epoch > store.state.step
            ? n
            : !unit
              ? Math.min(8, n + 1)
              : n > 1 && unit <= n
                ? n - 1
                : n,
        facts.width,
      );
  const altered = what => {
    // a neuron more or less, from this epoch on
    if (changes().length >= MOST_CHANGES || store.runHidden) return;
    store.pause();
    store.sendTyped("changes", `${store.typedText("changes")} ${store.state.step}:${what}`);
    store.requestRender();
  };
  let kind = store.chosenClass ?? 0;
  const own = () => {
    const pick = ["a", "b"].map((letter, i) =>
      element("button", {
        type: "button",
        class: `class${i}`,
        "aria-pressed": i === kind,
        "aria-label": words[`class_${letter}`],
        text: "●■"[i],
        onclick: () => {
          kind = store.chosenClass = i;
          pick.forEach((b, k) => b.setAttribute("aria-pressed", k === kind));
        },
      }),
    );
    return [
      ...pick,
      element("button", {
        type: "button",
        text: words.undo,
        onclick: () => {
          store.sendTyped(
            "points",
            store
              .typedText("points")
              .split(/(?=[ab])/)
              .filter(Boolean)
              .slice(0, -1)
              .join(""),
          );
        },
      }),
      element("button", {
        type: "button",
        text: words.clear,
        onclick: () => store.sendTyped("points", ""),
      }),
    ];
  };
  const mark = (i, text) =>
    element("span", {}, element("b", { class: `class${i}`, text: "●■"[i] }), ` ${text}`);
  key.append(
    ...(facts.own
      ? own()
      : [mark(0, words.class_a), mark(1, words.class_b), element("span", { text: words.points })]),
  );
  const place = e => {
    const b = box.getBoundingClientRect();
    return [
      reach * ((2 * (e.clientX - b.left)) / b.width - 1),
      reach * (1 - (2 * (e.clientY - b.top)) / b.height),
    ];
  };
  box.classList.toggle("own", !!facts.own);
  box.addEventListener("pointermove", e => {
    at = place(e);
    picked = null;
    store.requestRender();
  });
  box.addEventListener("pointerleave", () => {
    at = null;
    store.requestRender();
  });
  box.addEventListener("click", e => {
    if (!facts.own || store.runHidden) return;
    const [x, y] = place(e).map(v => +v.toFixed(2));
    const points = store.typedText("points");
    if (points.split(/[ab]/).length <= room_for)
      store.sendTyped("points", `${points} ${"ab"[kind]}${x} ${y}`);
  });

  // ---- neurons and lines, when their number changes ----
  const build = now => {
    [...units, ...heads].forEach(e => e.remove());
    lines.replaceChildren();
    [units, heads, wires] = [[], [], []];
    now.forEach((n, i) => {
      const head = element("div", { class: "layer" });
      const label = i ? words.layer.replace("{i}", i) : words.input;
      const [x] = spot(i, 0, n);
      const wideHead = Math.min(92, pitch - 2);
      if (i) {
        const less = () => {
          const k = asked(i);
          if (k > 1) altered(`${i}-${k}`);
        };
        const more = () => {
          if (asked(i) < 8) altered(`${i}+`);
        };
        const count = element("span", { title: label });
        const fewer = element("button", {
          type: "button",
          text: "−",
          "aria-label": `${words.remove}, ${label}`,
          onclick: less,
        });
        const another = element("button", {
          type: "button",
          text: "+",
          "aria-label": `${words.add}, ${label}`,
          onclick: more,
        });
        head.append(fewer, count, another);
        head.count = () => {
          const k = asked(i);
          setText(count, `${k}`);
          fewer.ariaDisabled = k < 2;
          another.ariaDisabled = k > 7;
        };
      }
      stand(head, x - wideHead / 2, 0, { width: `${wideHead}px` });
      heads.push(head);
      for (let k = 0; k < n; k++) {
        const b = element("button", { type: "button", class: "unit" });
        const [cx, cy] = spot(i, k, n);
        const here = { i, k };
        const pick = () => {
          picked = here;
          at = null;
          b.setAttribute("aria-label", sentence(here));
          store.requestRender();
        };
        const drop = () => {
          if (picked === here) picked = null;
          store.requestRender();
        };
        b.setAttribute("aria-label", `${words.unit} ${name(i, k)}`);
        b.addEventListener("pointerenter", pick);
        b.addEventListener("focus", pick);
        b.addEventListener("pointerleave", drop);
        b.addEventListener("blur", drop);
        stand(b, cx - size / 2, cy - size / 2, { width: `${size}px`, height: `${size}px` });
        if (!i)
          svgElement(
            "text",
            { x: cx, y: cy + size / 2 + 15, "text-anchor": "middle", text: name(0, k) },
            lines,
          );
        units.push(b);
      }
    });
    [...now.slice(1), 1].forEach((n, i) => {
      for (let k = 0; k < n; k++)
        for (let j = 0; j < now[i]; j++) {
          const [x0, y0] = spot(i, j, now[i]);
          const last = i === depth;
          const [x1, y1] = !last
            ? spot(i + 1, k, n)
            : stacked
              ? [left + side / 2, top - 30]
              : [left, top + side / 2];
          const a = x0 + size / 2;
          const b = last ? x1 : x1 - size / 2;
          const m = (a + b) / 2;
          const here = { i: i + 1, k, j };
          const d = `M${toCoordinate(a)},${toCoordinate(y0)}C${toCoordinate(m)},${toCoordinate(y0)} ${toCoordinate(m)},${toCoordinate(y1)} ${toCoordinate(b)},${toCoordinate(y1)}`;
          wires.push({ here, line: svgElement("path", { d }, lines) });
          const reachOf = svgElement("path", { d, class: "touch" }, lines);
          reachOf.addEventListener("pointerenter", () => {
            picked = here;
            store.requestRender();
          });
          reachOf.addEventListener("pointerleave", () => {
            picked = null;
            store.requestRender();
          });
        }
    });
  };

  // ---- what is told ----
  let net = null;
  const sentence = (/** @type {{i: number, k: number, j?: number}} */ { i, k, j }) => {
    const to = i > depth ? words.output : `${words.unit} ${name(i, k)}`;
    if (!i) return `${words.input} ${name(0, k)}`;
    const { W, b } = net[i - 1];
    if (j != null) return `${words.weight} ${name(i - 1, j)} → ${to} : ${two(W[k][j], 3)}`;
    return `${to} : ${Array.from(W[k], (v, n) => `${name(i - 1, n)} × ${two(v)}`).join(", ")}, ${words.bias} ${two(b[k])}`;
  };
  const value = () => {
    // at the pointer
    const all = activate(
      net,
      at.map(v => [v]),
      f,
    );
    const z = all.at(-1)[0][0];
    const said = facts.score
      ? `${words.score} ${two(z)}`
      : `${words.probability} ${two(SLOPES.Sigmoid(z))}`;
    return `${words.x1} = ${two(at[0])}, ${words.x2} = ${two(at[1])} : ${said}`;
  };

  // ---- pictures ----
  const small = element("canvas");
  const paint = (g, values, n, x, y, s, scaleBy) => {
    const image = new ImageData(n, n);
    const { data } = image;
    for (let p = 0; p < n * n; p++) {
      const v = Math.max(-1, Math.min(1, values[p] / scaleBy));
      const c = 4 * (Number.isNaN(v) ? 127 : Math.round(127 * v) + 127);
      data.set(colours.subarray(c, c + 4), 4 * p);
    }
    if (small.width !== n) small.width = small.height = n;
    small.getContext("2d").putImageData(image, 0, 0);
    g.drawImage(small, x, y, s, s);
  };
  const range = values => {
    let m = 1e-6;
    for (const v of values) if (Math.abs(v) > m) m = Math.abs(v);
    return m;
  };
  const limit = (i, values) =>
    !i ? reach : ["Tanh", "Sigmoid"].includes(facts.activation) ? 1 : Math.max(range(values), 1e-3);
  const draw = n => {
    const g = pictures.getContext("2d");
    const all = activate(net, pixels(n, reach), f);
    const scores = all.at(-1)[0];
    g.clearRect(0, 0, w, h);
    const now = sizes();
    const { color: ink, fontFamily: family } = getComputedStyle(area);
    now.forEach((count, i) => {
      for (let k = 0; k < count; k++) {
        const [x, y] = spot(i, k, count);
        paint(g, all[i][k], n, x - size / 2, y - size / 2, size, limit(i, all[i][k]));
      }
    });
    const unit = picked && picked.j == null ? picked : null;
    const values = unit
      ? all[unit.i][unit.k]
      : facts.score
        ? scores
        : scores.map(z => 2 * SLOPES.Sigmoid(z) - 1);
    paint(g, values, n, left, top, side, unit ? limit(unit.i, values) : 1);
    if (unit) return;
    g.save();
    g.translate(left, top);
    Object.assign(g, { lineWidth: 1.75, strokeStyle: ink, lineCap: "round" });
    border(g, scores, n, side);
    const theirs = besides(store, pixels(n, reach));
    theirs.forEach(({ letter, dash, scores: z }, k) => {
      Object.assign(g, { lineWidth: 1.25, lineCap: "butt" });
      g.setLineDash(dash);
      const spots = border(g, z, n, side);
      const [x, y] = spots[Math.floor((spots.length * (k + 1)) / (theirs.length + 1))] ?? [];
      if (x == null) return;
      Object.assign(g, {
        font: `600 14px ${family}`,
        lineWidth: 4,
        lineJoin: "round",
        strokeStyle: paper,
        fillStyle: ink,
      });
      g.setLineDash([]);
      g.strokeText(letter, x + 4, y - 4);
      g.fillText(letter, x + 4, y - 4);
      g.strokeStyle = ink;
    });
    g.restore();
  };
  const scatter = () => {
    const g = dots.getContext("2d");
    const style = getComputedStyle(area);
    const ink = ["--gradient", "--model"].map(v => style.getPropertyValue(v));
    const back = style.getPropertyValue("--paper");
    g.clearRect(0, 0, w, h);
    for (const part of ["test", "train"]) {
      const xs = store.table(`x_${part}`);
      const ys = store.table(`y_${part}`);
      const r = ys.length > 150 ? 3.2 : 4.2;
      ys.forEach((c, p) => {
        const x = left + (side * (xs[2 * p] / reach + 1)) / 2;
        const y = top + (side * (1 - xs[2 * p + 1] / reach)) / 2;
        if (x < left || x > left + side || y < top || y > top + side) return;
        g.beginPath();
        c ? g.rect(x - 0.9 * r, y - 0.9 * r, 1.8 * r, 1.8 * r) : g.arc(x, y, r, 0, 7);
        Object.assign(
          g,
          part === "train"
            ? { fillStyle: ink[c], strokeStyle: back, lineWidth: 1 }
            : { fillStyle: back, strokeStyle: ink[c], lineWidth: 2 },
        );
        g.fill();
        g.stroke();
      });
    }
  };

  return () => {
    net = layersAt(store, store.state.step);
    const now = sizes();
    const theme = getComputedStyle(area).getPropertyValue("--paper");
    if (theme !== paper) {
      paper = theme;
      colours = palette(area);
      scatter();
    }
    if (shape !== (shape = now.join())) {
      const order = [...over.querySelectorAll("button")].indexOf(over.getRootNode().activeElement);
      keepFocus(area, () => build(now));
      over.querySelectorAll("button")[order]?.focus({ preventScroll: true });
    }
    heads.forEach(head => head.count?.());
    for (const {
      here: { i, k, j },
      line,
    } of wires) {
      const v = net[i - 1].W[k][j];
      const lit = picked && picked.i === i && picked.k === k && (picked.j ?? j) === j;
      setAttributes(line, {
        class: `wire ${v < 0 ? "minus" : "plus"}${lit ? " lit" : ""}`,
        "stroke-width": toCoordinate(
          Number.isFinite(v) ? 0.5 + (6 * Math.abs(v)) / (Math.abs(v) + 2.5) : 0,
        ),
      });
    }
    draw(COARSE);
    setText(told, at ? value() : picked ? sentence(picked) : words.hint);
    clearTimeout(later);
    if (!store.state.playing) later = setTimeout(() => area.isConnected && draw(FINE), 90);
  };
};

tables.network = {
  own: (store, { title, words }, said) => {
    const net = layersAt(store, store.state.step);
    const { facts } = store.recording;
    const { lang } = store.context;
    const two = v => formatNumber(v, 2, lang);
    const name = (i, k) => (i ? `${i}.${k + 1}` : words[`x${k + 1}`]);
    const f = SLOPES[facts.activation];
    const points = [];
    const units = net.flatMap(({ W, b }, i) =>
      W.map((w, k) => [
        i + 1 < net.length ? `${words.unit} ${name(i + 1, k)}` : words.output,
        Array.from(w, (v, j) => `${name(i, j)} × ${two(v)}`).join(", "),
        two(b[k]),
      ]),
    );
    const answered = places => [
      { letter: "", score: facts.score, scores: activate(net, places, f).at(-1)[0] },
      ...besides(store, places),
    ];
    for (const part of ["train", "test"]) {
      const xs = store.table(`x_${part}`);
      const of = Array.from(store.table(`y_${part}`));
      const places = [0, 1].map(axis => Float32Array.from(of, (_, p) => xs[2 * p + axis]));
      const answers = answered(places);
      of.forEach((c, p) =>
        points.push([
          `${said[part]} ${p + 1}`,
          ...places.map(at => two(at[p])),
          words[c ? "class_b" : "class_a"],
          ...answers.map(({ score, scores: z }) => two(score ? z[p] : SLOPES.Sigmoid(z[p]))),
        ]),
      );
    }
    const heads = answered([[0], [0]]).map(({ letter, score }) =>
      `${score ? words.score : words.probability} ${letter}`.trim(),
    );
    return [
      { title, head: [words.unit, words.weight, words.bias], rows: units },
      {
        title: said.points,
        head: [said.point, words.x1, words.x2, said.class, ...heads],
        rows: points,
      },
    ];
  },
};
