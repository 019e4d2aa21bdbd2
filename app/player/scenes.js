// Under the figure: the scenarios of the page; at its end: this moment as a link.
parts.scenes = (root, room, { scenes }, send) => {
  let sent = 0;
  const pressed = scenes.map(({ name, label, at, same }) => {
    const b = el("button", { class: "scene", type: "button", text: label, onclick: () => {
      room.pause();
      room.hold();
      if (!same || !room.rec) return send("scene", { name, n: ++sent }); // the server computes it
      room.move(at);
      room.go(0);
      room.release();
    } });
    return { b, here: () => same && Object.keys(at).every(axis => room.state.at[axis] === at[axis]) };
  });
  root.append(el("div", { class: "scenes", role: "group", "aria-label": room.look.words.scenes },
    el("span", { class: "aside", text: room.look.words.scenes }), ...pressed.map(p => p.b)));
  const draw = () => pressed.forEach(({ b, here }) => b.setAttribute("aria-pressed", here()));
  return { draw, wait: draw };
};

parts.share = (root, room, { label }, send) => {
  let sent = 0;
  root.append(el("button", { class: "link", type: "button", text: label, onclick: () => {
    room.pause();
    room.hold(); // a second message would close the dialog
    send("moment", { ...room.state.at, t: room.state.t, n: ++sent });
  } }));
  return { draw() {} };
};

parts.copy = (root, room, { text }) => {
  const code = el("code", { text });
  root.append(copier(room.look.words, code, room.look.words.link));
  return { draw() {} };
};
