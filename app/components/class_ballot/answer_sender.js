// An answer on its way to the class: sent at once, then at most four times a second. While the
// connection is cut it is kept here; the connection sends again by itself.
import { classConnection } from "../classroom/class_connection.js";
import { pageGlobal } from "../shared/registry.js";
import { classQuestion } from "./class_question.js";

const PAUSE = 250; // milliseconds between two posts

// A pupil's tabs have one answer: what one has sent, the others show.
const tabs = () =>
  pageGlobal("class answers of all tabs", () => {
    if (!globalThis.BroadcastChannel) return null;
    const channel = new BroadcastChannel("class answers");
    channel.onmessage = ({ data: { code, round, guess } }) => {
      const question = classQuestion();
      if (question.code !== code || question.round !== round) return;
      Object.assign(question, { guess, status: "received" });
      question.dispatchEvent(new Event("answer"));
    };
    return channel;
  });

/**
 * Let the parts of the page answer a round; what is on its way for it stays so.
 * @param {{code: string, round: number, guess: any}} drawing the class, its round, and the answer
 *   that it has of this browser, or null
 */
export function openRound({ code, round, guess }) {
  const question = classQuestion();
  if (question.code === code && question.round === round) return question;
  const status = guess == null ? "" : "received";
  Object.assign(question, { code, round, guess, status, crowd: null, isClosed: false });
  question.send = createSender(question, round);
  tabs();
  return question;
}

function createSender(question, round) {
  let isWaiting = false;
  let free = 0;
  const tell = status => {
    question.status = status;
    question.dispatchEvent(new Event("answer"));
  };
  const post = async () => {
    isWaiting = false;
    free = performance.now() + PAUSE;
    const { guess } = question;
    const isWanted = () => question.round === round && question.guess === guess;
    tell("sending");
    const reply = await classConnection().answer(round, guess, isWanted);
    if (isWanted()) {
      const isFinal = ["late", "over"].includes(reply.status);
      tell(reply.ok ? "received" : isFinal ? reply.status : "refused");
      if (reply.ok) tabs()?.postMessage({ code: question.code, round, guess });
      return;
    }
    // An older answer that has arrived after a newer one: the newer one goes again.
    if (reply.ok && question.round === round && question.status === "received") post();
  };
  return guess => {
    if (question.isClosed || question.round !== round) return;
    question.guess = guess;
    tell("sending");
    if (isWaiting) return;
    isWaiting = true;
    setTimeout(post, Math.max(0, free - performance.now()));
  };
}
