// The loss over the updates on a log axis: past strong, rest faint, cursor on the present.
views.curve = (frame, room, { words, lines, floor }) => {
  const { steps, stride, facts } = room.rec, [low, high] = facts.loss_window.map(Math.log10);
  const p = plot(frame, room, { x: [0, steps * stride], y: [low, high], yLog: true, xName: words.updates,
    yName: words.log });
  const log = v => Math.max(low - 1, Math.min(high + 1, Math.log10(v > 0 ? v : v === 0 ? 1e-30 : 1e30)));
  if (floor && Math.log10(room.get(floor)) > low) {
    const at = p.Y(log(room.get(floor)));
    svg("path", { class: "floor", d: `M${p.x0},${at}H${p.x1}` }, p.back);
    svg("text", { class: "label", x: p.x0 + 8, y: at - 6, text: words.floor }, p.top);
  }
  const cursor = svg("path", { class: "cursor" }, p.marks);
  const dots = table => Array.from(room.line(table), (v, i) => [p.X(i * stride), p.Y(log(v))]);
  const drawn = lines.map(({ table, meaning: colour, mark, label }) => {
    const rest = svg("path", { class: `${mark} ${colour} faint` }, p.marks);
    const past = svg("path", { class: `${mark} ${colour}` }, p.marks);
    const name = label && svg("text", { class: `label ${colour}`, "text-anchor": "end", text: label }, p.top);
    const run = kept(room, () => {
      const line = dots(table);
      const out = line.findIndex(q => q[1] < p.y1 - 60);
      return { ...track(out < 0 ? line : line.slice(0, out + 1), mark === "specks" ? "M" : "L"), line };
    });
    return { rest, past, name, run };
  });
  const wide = 10 + 8 * Math.max(...lines.map(({ label }) => label?.length ?? 0));
  const away = svg("text", { class: "label loss", text: words.escapes }, p.top);
  const others = pins(p, room, pin => dots(pin + lines[0].table));
  const dot = svg("circle", { class: "now-loss", r: 5.5 }, p.top);
  const fresh = changed(room, () => {
    const lost = !(room.line(lines[0].table).at(-1) < 10 ** high);
    put(away, { x: lost ? p.x0 + 34 : NaN, y: p.y1 + 22 });
    const end = d => d.run().line.filter(q => q[0] > p.x1 - wide).map(q => q[1]); // under the names
    const above = Math.min(...drawn.filter(d => d.name).flatMap(end));
    let base = Math.min(p.y0 - 8, above - 10 > p.y1 + 44 ? above - 10 : Math.max(...end(drawn[0])) + 6 + 20 * drawn.filter(d => d.name).length);
    for (const { rest, run, name } of drawn) {
      rest.setAttribute("d", run().d);
      if (name) { put(name, { x: lost ? NaN : p.x1, y: base }); base -= 20; }
    }
  });
  return () => {
    const { t } = room.state;
    fresh();
    others();
    for (const { past, run } of drawn) past.setAttribute("d", run().past(t));
    put(dot, { cx: p.X(t * stride), cy: Math.max(p.y1, p.Y(log(room.line(lines[0].table)[t]))) });
    cursor.setAttribute("d", `M${p.X(t * stride)},${p.y1}V${p.y0}`);
  };
};
