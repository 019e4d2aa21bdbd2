// Under the figure: the scenarios of the page, and its run to pin; at the page's end: this moment as a link.
import { el, write } from "../../shared/dom.js";
import { currentSteps } from "../../shared/step_memory.js";
import { parts } from "../registry.js";
import { copier } from "./code.js";

const moment = room => { // a second message would undo what this one does
  room.pause();
  room.hold();
  const { at, t, act } = room.state, { acts, group } = room.look;
  const drawings = [...currentSteps(group)].map(([name, now]) => [name, now()]);
  return { ...at, t, act: act ? acts[act]?.name : "", steps: Object.fromEntries(drawings), n: room.count() };
};

parts.scenes = (root, room, { scenes, pin }, send) => {
  const pressed = scenes.map(({ name, label, at, same }) => {
    const press = () => {
      room.scene = name;
      room.pause();
      room.hold();
      if (!same || !room.rec) return send("scene", { name, n: room.count() }); // the server computes it
      room.move(at);
      room.go(0);
      room.release();
    };
    const b = el("button", { class: "scene", type: "button", text: label, onclick: press });
    return { b, name, press, here: () => same && Object.keys(at).every(axis => room.state.at[axis] === at[axis]) };
  });
  const keep = pin && el("button", { class: "scene pin", type: "button", "aria-describedby": "full",
    onclick: () => keep.ariaDisabled === "true" || send("pin", moment(room)) });
  room.turn = d => { // one scenario on or back, from the one shown, else from the last one pressed
    const shown = pressed.findIndex(p => p.here()), at = shown < 0 ? pressed.findIndex(p => p.name === room.scene) : shown;
    const next = pressed[at < 0 && d < 0 ? pressed.length - 1 : at + d];
    if (root.isConnected) next?.press();
  };
  root.append(el("div", { class: "scenes" },
    el("div", { class: "scenes", role: "group", "aria-label": room.look.words.scenes },
      el("span", { class: "aside", text: room.look.words.scenes }), ...pressed.map(p => p.b)),
    ...(pin ? [keep, el("span", { class: "aside", id: "full", text: pin.full })] : [])));
  const draw = () => {
    pressed.forEach(({ b, here }) => b.setAttribute("aria-pressed", here()));
    if (!pin) return;
    const letter = Object.keys(pin.taken).find(letter => Object.entries(pin.taken[letter]).every(([axis, i]) =>
      room.state.at[axis] === i));
    write(keep, letter ? pin.pinned.replace("{letter}", letter) : pin.label);
    keep.ariaDisabled = !!letter || !!pin.full; // not disabled: it keeps the focus
  };
  return { draw, wait: draw };
};

parts.share = (root, room, { label, printed }, send) => {
  root.append(el("button", { class: "link", type: "button", text: label,
    onclick: () => send("moment", moment(room)) }));
  const here = root.appendChild(el("p", { class: "address" })), address = () => printed && write(here, location.href);
  address();
  return { draw: address, address };
};

parts.copy = (root, room, { text }) => {
  const code = el("code", { text });
  root.append(copier(room.look.words, code, room.look.words.link));
  return { draw() {} };
};
