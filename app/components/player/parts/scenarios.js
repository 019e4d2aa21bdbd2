// Under the figure: the scenarios of the page, and its run to pin; at the page's end: this moment as a link.
import { element, setText } from "../../shared/dom.js";
import { currentSteps } from "../../shared/step_memory.js";
import { parts } from "../registry.js";
import { copyableText } from "./code.js";

const currentMoment = store => {
  // a second message would undo what this one does
  store.pause();
  store.cancelSending();
  const { positions, step, act } = store.state;
  const { acts, group } = store.context;
  return {
    ...positions,
    t: step,
    act: act ? acts[act]?.name : "",
    steps: currentSteps(group),
    n: store.nextNumber(),
  };
};

parts.scenes = (root, store, { scenes, pin }, send) => {
  const pressed = scenes.map(({ name, label, at, same }) => {
    const press = () => {
      store.lastScenario = name;
      store.pause();
      store.cancelSending();
      if (!same || !store.recording) return send("scene", { name, n: store.nextNumber() }); // the server computes it
      store.setPositions(at);
      store.goTo(0);
      store.sendPositions();
    };
    const b = element("button", { class: "scene", type: "button", text: label, onclick: press });
    return {
      b,
      name,
      press,
      here: () => same && Object.keys(at).every(axis => store.state.positions[axis] === at[axis]),
    };
  });
  const keep =
    pin &&
    element("button", {
      class: "scene pin",
      type: "button",
      "aria-describedby": "full",
      onclick: () => keep.ariaDisabled === "true" || send("pin", currentMoment(store)),
    });
  store.turnScenario = d => {
    // one scenario on or back, from the one shown, else from the last one pressed
    const shown = pressed.findIndex(p => p.here());
    const at = shown < 0 ? pressed.findIndex(p => p.name === store.lastScenario) : shown;
    const next = pressed[at < 0 && d < 0 ? pressed.length - 1 : at + d];
    if (root.isConnected) next?.press();
  };
  root.append(
    element(
      "div",
      { class: "scenes" },
      element(
        "div",
        { class: "scenes", role: "group", "aria-label": store.context.words.scenes },
        element("span", { class: "aside", text: store.context.words.scenes }),
        ...pressed.map(p => p.b),
      ),
      ...(pin ? [keep, element("span", { class: "aside", id: "full", text: pin.full })] : []),
    ),
  );
  const draw = () => {
    pressed.forEach(({ b, here }) => b.setAttribute("aria-pressed", here()));
    if (!pin) return;
    const letter = Object.keys(pin.taken).find(letter =>
      Object.entries(pin.taken[letter]).every(([axis, i]) => store.state.positions[axis] === i),
    );
    setText(keep, letter ? pin.pinned.replace("{letter}", letter) : pin.label);
    keep.ariaDisabled = !!letter || !!pin.full; // not disabled: it keeps the focus
  };
  return { draw, wait: draw };
};

parts.share = (root, store, { label, printed }, send) => {
  root.append(
    element("button", {
      class: "link",
      type: "button",
      text: label,
      onclick: () => send("moment", currentMoment(store)),
    }),
  );
  const here = root.appendChild(element("p", { class: "address" }));
  const address = () => printed && setText(here, location.href);
  address();
  return { draw: address, address };
};

parts.copy = (root, store, { text }) => {
  const code = element("code", { text });
  root.append(copyableText(store.context.words, code, store.context.words.link));
  return { draw() {} };
};
