// What is seen of the class on every page: the strip of a pupil, the bar of the projected page; and
// what brings the page along when the class moves.
import { classConnection } from "../classroom/class_connection.js";
import { element } from "../shared/dom.js";
import { keepHeightVariable } from "../shared/height_variable.js";
import { mountOnce } from "../shared/mount.js";
import { createMomentSender, followMoment } from "./moments.js";
import { createPupilStrip } from "./pupil_strip.js";
import { createStageBar } from "./stage_bar.js";

const STATE = "data-test-script-state";
const ANNOUNCED = 3000; // milliseconds, before the page goes to a question elsewhere
const POLL = 50; // milliseconds

/** Whether a page runs at the moment: what it is about to set would be lost by another run. */
const isRunning = () => document.querySelector(`[${STATE}]`)?.getAttribute(STATE) !== "notRunning";

/**
 * Return what lets the page run again for each new turn of the class.
 * @param {any} drawing
 * @param {(turn: number) => void} run
 * @param {(go: () => void) => void} announce says that there is a question elsewhere
 */
function createTurns(drawing, run, announce) {
  const { turn: shown, slug, role } = drawing;
  let timer;
  let requested = shown;
  let announced = false;
  const request = () => {
    clearTimeout(timer);
    const { message } = classConnection();
    if (message.turn <= requested) return;
    if (isRunning()) {
      timer = setTimeout(request, POLL);
      return;
    }
    requested = message.turn;
    run(message.turn);
  };
  return {
    update(message) {
      if (message.turn <= requested) return;
      const elsewhere = message.phase === "asked" && message.page !== slug && role === "seat";
      if (!elsewhere || shown < 0) {
        request();
        return;
      }
      if (announced) return;
      announced = true;
      announce(request);
      timer = setTimeout(request, ANNOUNCED);
    },
    dispose: () => clearTimeout(timer),
  };
}

function create({ root, drawing, setTriggerValue }) {
  const connection = classConnection();
  const { code, role, lang } = drawing;
  const send = (name, value) => setTriggerValue(name, value);
  const listeners = new AbortController();
  root.replaceChildren(element("div", { class: "bar" }));
  keepHeightVariable(root.firstElementChild, "--class-bar", listeners.signal);
  const isTeacher = role === "teacher";
  const context = { drawing, connection, send, signal: listeners.signal, moments: null };
  const moments = isTeacher ? createMomentSender(context) : null;
  context.moments = moments;
  const bar = (isTeacher ? createStageBar : createPupilStrip)(root.firstChild, context);
  const turns = createTurns(drawing, turn => send("turn", turn), bar.announce ?? (go => go()));
  const update = () => {
    const { message, status } = connection;
    bar.draw(message, status);
    if (!message || status === "over") return;
    turns.update(message);
    if (isTeacher) moments.update(message);
    else followMoment(message, drawing);
  };
  for (const type of ["message", "status"])
    connection.addEventListener(type, update, { signal: listeners.signal });
  connection.join({ code, role, lang });
  update();
  return {
    dispose() {
      listeners.abort();
      turns.dispose();
      moments?.dispose();
      bar.dispose?.();
    },
  };
}

export default mountOnce("class-bar", create);
