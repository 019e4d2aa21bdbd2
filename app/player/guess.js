// A prediction: a mark that is set while the run is hidden, and that stays over the run.
const narrow = () => innerWidth < 520; // one column: the question stands by its view
function guess(places, room, { n, veil, says, view, axes: [x, y], at, grid, label, mark }, words) {
  const frame = places[view], p = frame?.p;
  rich(words, room, says);
  if (!veil) {
    const g = p && mark && svg("g", {}, p.top);
    if (g) {
      const [u, v] = [p.X(mark[0]), p.Y(p.yLog ? Math.log10(mark[1]) : mark[1])];
      if (mark[0] !== null && mark[1] !== null) svg("circle", { class: "start", r: 10, cx: u, cy: v }, g);
      else svg("path", { class: "guess", d: mark[0] === null ? `M${p.x0},${v}H${p.x1}` : `M${u},${p.y1}V${p.y0}` }, g);
      svg("text", { class: "label", x: mark[0] === null ? p.x1 : u, y: mark[1] === null ? p.y1 + 14 : v - 16,
        "text-anchor": mark[0] === null || u > p.w / 2 ? "end" : "start", text: label }, g);
    }
    return () => { // it was about one run: over another one it is not drawn
      const away = Object.keys(at).some(name => room.state.at[name] !== at[name]);
      words.classList.toggle("off", away);
      g?.classList.toggle("off", away);
    };
  }
  places.filter(place => place !== frame && place.area.matches(".curve, .ends")).forEach(({ area, w, h, p: q }) => {
    const cover = area.appendChild(el("p", { class: "veil", text: veil }));
    cover.style.inset = `${q.y1}px ${w - q.x1}px ${h - q.y0 + 1}px ${q.x0 + 12}px`; // the first step stays in sight
    area.classList.add("veiled");
  });
  if (!x) return () => 0;
  frame.area.classList.add("asked");
  if (narrow()) frame.area.after(words);
  const axes = Object.fromEntries([x, y].map(name => { const [low, high] = room.rec.facts[name + "_window"];
    return [name, Array.from({ length: grid + 1 }, (_, i) => low + (high - low) * i / grid)]; }));
  if (room.guess?.n !== n) room.guess = { n, [x]: grid / 2, [y]: grid / 2 };
  let later = 0;
  const hand = handle(frame, p, { rec: { axes }, state: { at: room.guess }, look: room.look,
    move: to => { Object.assign(room.guess, to); room.ask(); },
    release: () => { clearTimeout(later); later = setTimeout(() => room.send("guess", { ...room.guess }), 250); },
  }, { x, y, label, keys: true });
  return hand;
}
