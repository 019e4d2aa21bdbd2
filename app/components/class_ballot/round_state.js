// The class's question as the newest message has it: its phase, whether answers are shown, and what
// of them the figure draws.
import { classConnection } from "../classroom/class_connection.js";
import { classQuestion } from "./class_question.js";

/** The newest message, if it is about this round. */
export function messageOf(round) {
  const { message } = classConnection();
  return message?.round === round ? message : null;
}

/**
 * Whether answers may be seen on this page: a pupil sees them once they are revealed.
 * @param {any} message
 */
export const showsAnswers = message =>
  !!message?.results &&
  (message.phase === "revealed" || (message.role === "teacher" && message.showAnswers));

/** Hand on to the figure what the class has set in it, if it may be seen and is news. */
export function updateCrowd(message) {
  const question = classQuestion();
  const { points, curves } = showsAnswers(message) ? message.results : {};
  const crowd = points || curves ? { points, curves } : null;
  if (JSON.stringify(crowd) === JSON.stringify(question.crowd)) return;
  question.crowd = crowd;
  question.dispatchEvent(new Event("crowd"));
}

/** Call back with each message until the signal says stop. */
export function followClass(update, signal) {
  const connection = classConnection();
  for (const type of ["message", "status"]) connection.addEventListener(type, update, { signal });
}
