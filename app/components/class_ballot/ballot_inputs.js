// What a pupil answers with: buttons of which one is chosen, a slider where there are many values,
// or buttons that are touched in order.
import { element, setText } from "../shared/dom.js";
import { optionLabel } from "./option_label.js";

const MANY = 17; // values, beyond which a slider is easier to hit

/**
 * Draw the inputs of a ballot and return how to show the answer.
 * @param {HTMLElement} root
 * @param {any} drawing of the ballot
 * @param {(guess: any) => void} send
 * @returns {(guess: any, isClosed: boolean) => void}
 */
export function drawInputs(root, drawing, send) {
  if (drawing.kind === "order") return drawOrder(root, drawing, send);
  const isScale = drawing.kind === "number";
  if (isScale && drawing.options.length > MANY) return drawSlider(root, drawing, send);
  return drawChoice(root, drawing, isScale, send);
}

function drawChoice(root, { options, label, round }, isScale, send) {
  const inputs = options.map(({ id }) =>
    element("input", { type: "radio", name: `answer-${round}`, onchange: () => send(id) }),
  );
  const longest = Math.max(...options.map(option => option.label.length));
  root.append(
    element(
      "div",
      {
        class: isScale ? "answers scale" : "answers",
        role: "radiogroup",
        "aria-label": label,
        style: `--longest:${longest}`,
      },
      ...options.map((option, i) => element("label", {}, inputs[i], optionLabel(option.label))),
    ),
  );
  return (guess, isClosed) => {
    inputs.forEach((input, i) => {
      input.checked = options[i].id === guess;
      input.disabled = isClosed;
    });
  };
}

function drawSlider(root, { options, label }, send) {
  const last = options.length - 1;
  const value = Math.floor(last / 2);
  const attributes = { max: last, min: 0, type: "range", value, "aria-label": label };
  const input = element("input", attributes);
  const output = element("output");
  const choose = () => send(options[input.value].id);
  input.addEventListener("input", choose);
  input.addEventListener("click", choose); // where it stands already
  const ends = [options[0], options[last]].map(option => element("span", { text: option.label }));
  root.append(element("div", { class: "slider" }, output, input, element("p", {}, ...ends)));
  return (guess, isClosed) => {
    const place = options.findIndex(option => option.id === guess);
    if (place >= 0) input.value = place;
    input.style.setProperty("--done", String(place < 0 ? 0 : place / last));
    const text = options[place]?.label ?? "?";
    setText(output, text);
    input.setAttribute("aria-valuetext", text);
    input.disabled = isClosed;
  };
}

function drawOrder(root, { options, label, texts }, send) {
  let order = [];
  let isLocked = false;
  const places = options.map(() => element("span", { class: "place" }));
  const buttons = options.map((option, i) => {
    const onclick = () => touch(i);
    return element("button", { type: "button", onclick }, places[i], optionLabel(option.label));
  });
  const again = element("button", { type: "button", class: "again", text: texts.again });
  again.addEventListener("click", () => {
    order = [];
    show();
    buttons[0].focus();
  });
  root.append(
    element("div", { class: "answers order", role: "group", "aria-label": label }, ...buttons),
    again,
  );
  const show = () => {
    buttons.forEach((button, i) => {
      const place = order.indexOf(options[i].id) + 1;
      setText(places[i], String(place || ""));
      button.setAttribute("aria-pressed", String(place > 0));
      button.disabled = isLocked;
    });
    again.disabled = isLocked || !order.length;
  };
  const touch = i => {
    const { id } = options[i];
    if (order.includes(id)) return;
    order.push(id);
    show();
    if (order.length === options.length) send([...order]);
  };
  return (guess, isClosed) => {
    isLocked = isClosed;
    const isWhole = order.length === options.length;
    if (guess && (isWhole || !order.length)) order = [...guess];
    show();
  };
}
