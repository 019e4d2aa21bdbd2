// A pupil's strip at the bottom of the page: in which class, whether connected, ways back and out.
import { awaitQuestion } from "../class_ballot/class_question.js";
import { classConnection } from "../classroom/class_connection.js";
import { deepActiveElement } from "../shared/active_element.js";
import { element, setText } from "../shared/dom.js";
import { createNicknameForm } from "./nickname.js";

/**
 * Draw the strip; return what draws it anew.
 * @param {HTMLElement} root
 * @param {any} context
 */
export function createPupilStrip(root, { drawing, send }) {
  const { words, code, slug, problem, can_go_back: canGoBack, is_locked: isLocked } = drawing;
  const state = element("span", { class: "state", role: "status" });
  const note = element("span", { class: "note", role: "status" });
  const button = (text, onclick) => element("button", { type: "button", text, onclick });
  const back = button(words.bar_back, () => send("back", true));
  const leave = button(words.bar_leave, () => leaveClass(send));
  const join = element("a", { class: "button", href: drawing.join_path, text: words.bar_join });
  const pause = createPauseCover(words);
  const nickname = createNicknameForm(words, code);
  root.append(state, note, nickname.form, back, join, leave);
  back.hidden = !canGoBack;
  join.hidden = !["join", "full", "shut"].includes(problem);
  const notice = isLocked ? words.bar_locked : canGoBack ? words.bar_followed : "";
  let announced = "";
  return {
    draw(message, status) {
      const over = status === "over" || problem === "over";
      const sentence = stateSentence(words, problem, status);
      setText(state, `${!problem && status === "open" ? "●" : "○"} ${code} · ${sentence}`);
      const isAsked = ["asked", "closed"].includes(message?.phase) && message.page === slug;
      back.hidden = !canGoBack || isAsked;
      const isQuiet = over || isAsked || status === "stranger";
      setText(note, isQuiet ? "" : announced || notice);
      note.classList.toggle("spare", !announced && !back.hidden); // the button says as much
      nickname.show(status === "open" && !problem && !!message?.nicknames);
      if (status === "stranger") join.hidden = false;
      setText(leave, over ? words.bar_alone : words.bar_leave);
      pause.show(!over && !problem && !!message?.paused);
    },
    announce(go) {
      announced = words.bar_question;
      setText(note, announced);
      const now = button(words.bar_go, () => {
        awaitQuestion();
        go();
      });
      note.after(now);
      if (deepActiveElement() === document.body) now.focus({ preventScroll: true });
    },
    dispose: () => pause.show(false),
  };
}

function stateSentence(words, problem, status) {
  if (problem) return words[`bar_${problem}`];
  return (
    { open: words.bar_with, over: words.bar_over, stranger: words.bar_removed }[status] ??
    words.bar_connecting
  );
}

async function leaveClass(send) {
  const connection = classConnection();
  if (connection.status === "open") await connection.post("leave", {});
  connection.join({ code: "", role: "", lang: connection.lang });
  send("leave", true);
}

// Covers the page while the teacher speaks; what is under it keeps its state.
function createPauseCover(words) {
  const cover = element(
    "div",
    { class: "class-pause", role: "alertdialog", "aria-modal": "true", tabindex: "-1" },
    element("p", { text: words.bar_paused }),
    element("small", { text: words.bar_kept }),
  );
  cover.setAttribute("aria-label", words.bar_paused);
  let before = null;
  return {
    show(isPaused) {
      if (isPaused === cover.isConnected) return;
      const app = document.querySelector("[data-testid=stApp]");
      const root = document.getElementById("root");
      if (root) root.inert = isPaused;
      if (isPaused) {
        const { backgroundColor, color, fontFamily } = getComputedStyle(app ?? document.body);
        Object.assign(cover.style, { backgroundColor, color, fontFamily });
        before = document.activeElement;
        document.body.append(cover);
        cover.focus();
      } else {
        cover.remove();
        before?.focus?.({ preventScroll: true });
      }
    },
  };
}
