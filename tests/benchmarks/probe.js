// Measures in the page itself: from an input to the first frame that shows its effect.
globalThis.probe = (() => {
  const PATIENCE = 20_000;
  const sleep = ms => new Promise(resolve => setTimeout(resolve, ms));

  // The part of the player with the controls and views, in one of the open shadow roots.
  let kept = null;
  const figure = () => {
    if (kept?.isConnected) return kept;
    const roots = [...document.querySelectorAll("*")].map(e => e.shadowRoot);
    kept = roots.find(root => root?.querySelector(".player .bar"));
    return kept;
  };
  // The first drawing of tensors, on a page without a player: its numbers and marks.
  const cells = () => {
    const roots = [...document.querySelectorAll("*")].map(e => e.shadowRoot);
    const rows = roots.map(root => root?.querySelector(".rows")).find(Boolean);
    return rows
      ? [
          rows.textContent +
            Array.from(rows.querySelectorAll(".cell"), e => e.getAttribute("class")),
        ]
      : [];
  };
  const d = path => path.getAttribute("d");
  // One text a drawing on the page: the player's points and whole runs, each chart's lines.
  const drawings = player => [
    ...(player ? [] : cells()),
    ...Array.from(player?.querySelectorAll(".dots:not(.lit), .faint") ?? [], d),
    ...Array.from(document.querySelectorAll("[data-testid=stVegaLiteChart]"), chart =>
      Array.from(chart.querySelectorAll(".mark-line path"), d).join(),
    ),
  ];
  const changed = (now, before) =>
    now.length === before.length && now.every((text, i) => text && text !== before[i]);

  // The time just after the first frame in which `done` holds was painted: a message
  // posted from an animation frame arrives when that frame's layout and paint are over.
  const painted = done =>
    new Promise((resolve, reject) => {
      const late = performance.now() + PATIENCE;
      const look = now => {
        if (now > late) return reject(new Error("nothing was painted"));
        if (!done()) return requestAnimationFrame(look);
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => resolve(performance.now());
        port2.postMessage(null);
      };
      requestAnimationFrame(look);
    });

  const range = label =>
    figure().querySelector(`input[type=range]${label ? `[aria-label="${label}"]` : ""}`);
  const move = (input, value) => {
    input.value = value;
    input.dispatchEvent(new Event("input", { bubbles: true, composed: true }));
  };
  const end = () => {
    const time = range();
    move(time, time.max);
  };

  let commit = null;
  return {
    // Milliseconds from navigation to the first figure.
    drawn: () => painted(() => figure()?.querySelector("figure svg path")),

    // Milliseconds of each of so many moves of a range, up over every second value and down
    // over the others, with the runs drawn to their end; the pauses spread the moves over the
    // screen's rhythm. A frame draws every part, so the value beside the range tells of it:
    // runs of two rates may look alike, where both are still or both gone at once.
    async drag(label, moves) {
      const input = range(label);
      const n = +input.max + 1;
      const times = [];
      const value = input.closest(".range").querySelector("output");
      const way = Array.from({ length: n }, (_, k) => (2 * k < n ? 2 * k : 2 * (n - k) - 1));
      const from = way.indexOf(+input.value) + 1;
      end();
      for (let i = 0; i < moves; i++) {
        await sleep(20 + 17 * Math.random());
        const before = value.textContent;
        const start = performance.now();
        move(input, way[(from + i) % n]);
        times.push((await painted(() => value.textContent !== before)) - start);
      }
      return times;
    },

    // Frames and steps a second, playing from the start at this speed.
    async play(speed, ms) {
      const select = figure().querySelector("select");
      const time = range();
      const seen = new Set();
      select.value = speed;
      select.dispatchEvent(new Event("change"));
      move(time, 0);
      await sleep(500);
      figure().querySelector("button.main").click();
      const start = performance.now();
      let frames = 0;
      let now = start;
      while (now - start < ms && +time.value < +time.max) {
        await new Promise(requestAnimationFrame);
        now = performance.now();
        frames++;
        seen.add(time.value);
      }
      end();
      return { fps: (1000 * frames) / (now - start), steps: (1000 * seen.size) / (now - start) };
    },

    // Where the handle of a range is, and its further end: the points of a real drag.
    handle(label) {
      const input = range(label);
      const box = input.getBoundingClientRect();
      const at = value => box.left + 10 + ((box.width - 20) * value) / input.max;
      const end = 2 * input.value < input.max ? +input.max : 0;
      return { x: at(+input.value), to: at(end), y: box.top + box.height / 2 };
    },

    // What stands beside a range: it tells of a move even where two runs look alike.
    value: label => range(label).closest(".range").querySelector("output").textContent,

    // Before a key is pressed: watch for the frame in which every drawing is new.
    arm() {
      const player = figure();
      const before = drawings(player);
      let start = 0;
      const pressed = () => {
        start = performance.now();
      };
      addEventListener("keydown", pressed, { capture: true, once: true });
      addEventListener("pointerdown", pressed, { capture: true, once: true });
      commit = painted(() => start && changed(drawings(player), before)).then(now => now - start);
    },
    committed: () => commit,
  };
})();
