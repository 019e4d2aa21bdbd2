// The teacher's page: what the class is doing, and what its teacher can do. It draws the parts of
// the newest state that have changed, and sends commands.
import { classConnection } from "../classroom/class_connection.js";
import { keepFocus, setText } from "../shared/dom.js";
import { fillWords, localAddress } from "./class_words.js";
import { drawClass, drawSeats } from "./teacher_class.js";
import { drawDevices, drawEnd, drawRounds } from "./teacher_devices.js";
import { drawPlan, drawProgress } from "./teacher_plan.js";
import { drawQuestion, drawQuestions } from "./teacher_question.js";

/** Each part: what of the state it depends on, and what it draws. */
const PARTS = {
  question: {
    keys: ["phase", "round", "here", "answered", "results", "showAnswers", "asked"],
    draw: drawQuestion,
  },
  plan: { keys: ["plan"], draw: drawPlan },
  questions: { keys: ["page", "questions"], draw: drawQuestions },
  class: {
    keys: ["follow", "paused", "page", "pages", "lastPage", "isOpen", "nicknames"],
    draw: drawClass,
  },
  progress: { keys: ["pages", "exercises"], draw: drawProgress },
  seats: { keys: ["seats", "nicknames", "phase"], draw: drawSeats },
  equipment: { keys: ["code", "projecting"], draw: drawDevices },
  rounds: { keys: ["rounds", "code"], draw: drawRounds },
  end: { keys: ["rounds", "code"], draw: drawEnd },
};

/** The teacher's page. */
class TeacherPage {
  constructor(data) {
    this.words = data.words;
    this.lang = data.lang;
    this.query = data.query;
    this.drawn = {};
    /** @type {any} what a part remembers between two drawings */
    this.state = {};
    this.problem = "";
    this.connection = classConnection();
  }

  /** Return a word with its places filled in. */
  word = (name, values = {}) => fillWords(this.words[name], values);

  /** Send a command, and say it if it was not done. */
  send = async (action, body = {}) => {
    const reply = await this.connection.command(action, body);
    this.problem = reply.ok ? "" : reply.status === "refused" ? "refused" : "unsent";
    this.drawState();
    return reply;
  };

  draw() {
    const { message } = this.connection;
    if (!message) return;
    for (const [name, { keys, draw }] of Object.entries(PARTS)) {
      const state = JSON.stringify(keys.map(key => message[key] ?? null));
      if (state === this.drawn[name]) continue;
      this.drawn[name] = state;
      this.drawPart(name, draw, message);
    }
    this.drawFacts();
    const link = localAddress(`/${message.page}?${this.query}`);
    document.getElementById("stage").setAttribute("href", link);
    if (message.here && !this.state.hadPupils) this.hidePicture();
  }

  drawPart(name, draw, message) {
    const root = document.getElementById(name);
    keepFocus(root, () => root.replaceChildren(...draw(message, this)));
  }

  /** Draw a part again, for what has changed in this browser alone. */
  redraw(name) {
    if (this.connection.message) this.drawPart(name, PARTS[name].draw, this.connection.message);
  }

  /** Make room once pupils have joined: on a phone the picture takes the whole screen. */
  hidePicture() {
    this.state.hadPupils = true;
    /** @type {any} */ (document.getElementById("picture")).open = innerWidth >= 768;
  }

  drawFacts() {
    const { message } = this.connection;
    const left = Math.max(0, Math.round((message.ends - Date.now() / 1000) / 60));
    const time = `${Math.floor(left / 60)} h ${String(left % 60).padStart(2, "0")}`;
    const here = this.word("here", { n: message.here });
    const facts = [message.title, here, this.word("time_left", { time })];
    setText(document.getElementById("facts"), facts.filter(Boolean).join(" · "));
  }

  /** Say how the connection is, and what went wrong last. */
  drawState() {
    const { status } = this.connection;
    const texts = [this.words[status] ?? "", this.problem && this.words[this.problem]];
    const root = document.getElementById("state");
    setText(root, texts.filter(Boolean).join(" "));
    root.className = status === "open" && !this.problem ? "note" : "error";
    document.body.classList.toggle("over", status === "over" || status === "stranger");
  }
}

/**
 * Show a class to its teacher.
 * @param {any} data
 */
export function startTeacherPage(data) {
  const page = new TeacherPage(data);
  const { connection } = page;
  connection.addEventListener("message", () => page.draw());
  connection.addEventListener("status", () => page.drawState());
  page.drawState();
  connection.join({ code: data.code, role: "teacher", lang: data.lang, path: localAddress("") });
  setInterval(() => connection.message && page.drawFacts(), 20000);
}
