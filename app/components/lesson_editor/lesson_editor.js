// A lesson, made in the browser and kept there: its steps in order, each a page with a question or
// a scenario; saved as a file, or opened as a class.
import { element, setText } from "../shared/dom.js";
import { createLiveRegion } from "../shared/live_region.js";
import { mountOnce } from "../shared/mount.js";
import { lessonActions } from "./lesson_actions.js";
import {
  LESSON_LIMITS,
  LessonError,
  lessonInFragment,
  readLesson,
  writeLesson,
} from "./lesson_file.js";
import { fillMessage, stepRow, stepText } from "./step_rows.js";

/** @typedef {import("./lesson_file.js").LessonPlan} LessonPlan */

const STORED = "lesson plan"; // its name in the browser's storage

// Null if nothing is stored, or the browser keeps nothing.
function storedText() {
  try {
    return localStorage.getItem(STORED);
  } catch {
    return null;
  }
}

function storeText(text) {
  try {
    localStorage.setItem(STORED, text);
  } catch {
    // a browser that keeps nothing: the lesson lasts as long as the page
  }
}

/** A lesson and its fields: each change is stored, and updates what depends on it. */
class LessonEditor {
  /**
   * @param {HTMLElement} root
   * @param {any} drawing
   * @param {LessonEditor | undefined} before the editor in whose place it stands
   */
  constructor(root, drawing, before) {
    this.course = drawing;
    this.words = drawing.words;
    /** @type {LessonPlan | null} what was there before it was replaced, or a step removed */
    this.replaced = null;
    const read = plan => readLesson(JSON.stringify(plan), drawing.pages);
    /** @type {LessonPlan[]} */
    this.ready = drawing.ready.map(read);
    this.lesson = before?.lesson ?? this.storedLesson() ?? structuredClone(this.ready[0]);
    const current = () => this.lesson;
    const onText = text => this.open(() => text);
    this.actions = lessonActions(this.words, drawing.address, current, onText);
    this.createFields();
    this.layOut(root);
    this.region = createLiveRegion(root);
    this.update();
    this.openFragment();
  }

  storedLesson() {
    const text = storedText();
    try {
      return text && readLesson(text, this.course.pages);
    } catch {
      return null; // by a version of the course that had other pages
    }
  }

  createFields() {
    const { words } = this;
    const button = (text, onclick) => element("button", { type: "button", text, onclick });
    const rename = () => {
      this.lesson.title = this.title.value;
      this.summarize();
    };
    this.title = element("input", { maxlength: LESSON_LIMITS.title, oninput: rename });
    this.list = element("ol", { "aria-label": words.steps });
    this.total = element("span", { class: "total" });
    this.addButton = button(words.add, () => this.add());
    this.undoButton = button(words.undo, () => this.replace(this.replaced));
    this.error = element("p", { class: "error", role: "alert" });
  }

  layOut(root) {
    const { words } = this;
    const ready = this.ready.map(plan => {
      const onclick = () => this.replace(structuredClone(plan));
      return element("button", { type: "button", text: plan.title, onclick });
    });
    const names = { class: "ready", role: "group", "aria-label": words.begin };
    root.replaceChildren(
      element("div", names, element("span", { text: words.begin }), ...ready),
      element("label", { class: "title" }, element("span", { text: words.title }), this.title),
      this.list,
      element("div", { class: "actions" }, this.addButton, this.undoButton, this.total),
      ...this.actions.nodes,
      this.error,
    );
  }

  // The link is made for once: reloaded, the page shows what was changed since.
  openFragment() {
    const { hash, pathname, search } = location;
    if (!hash.startsWith("#lesson=")) return;
    history.replaceState(history.state, "", pathname + search);
    this.open(() => lessonInFragment(hash));
  }

  /** @param {() => string} readText what it throws is said, and the lesson stays */
  open(readText) {
    try {
      this.replace(readLesson(readText(), this.course.pages));
    } catch (error) {
      if (!(error instanceof LessonError)) throw error;
      const { errors, words } = this.course;
      setText(this.error, `${fillMessage(errors[error.reason], error.values)} ${words.stays}`);
    }
  }

  replace(lesson) {
    this.replaced = this.lesson;
    this.lesson = lesson;
    this.update();
    this.region.announce(`${lesson.title}. ${this.total.textContent}`);
  }

  add() {
    const { steps } = this.lesson;
    if (steps.length === LESSON_LIMITS.steps) return;
    const page = steps.at(-1)?.page ?? this.course.pages[0].slug;
    steps.push({ page, question: "", scenario: "", note: "", minutes: 5 });
    this.update(steps.length - 1, ".page");
  }

  move(i, by) {
    const { steps } = this.lesson;
    steps.splice(i + by, 0, ...steps.splice(i, 1));
    this.update(i + by, by < 0 ? ".up" : ".down");
    const values = { n: i + by + 1, step: stepText(this.course, steps[i + by]) };
    this.region.announce(fillMessage(this.words.moved, values));
  }

  remove(i) {
    const { title, steps } = this.lesson;
    this.replaced = this.lesson;
    this.lesson = { title, steps: steps.filter((_, at) => at !== i) };
    this.update(Math.min(i, steps.length - 2), ".remove");
    if (!this.lesson.steps.length) this.addButton.focus();
  }

  /** Draw the rows anew; then a part of one of them has the focus, if it is named. */
  update(i = -1, part = "") {
    const { steps, title } = this.lesson;
    this.title.value = title;
    const handlers = {
      change: (at, isPage) => (isPage ? this.update(at, ".page") : this.summarize()),
      move: (at, by) => this.move(at, by),
      remove: at => this.remove(at),
    };
    this.list.replaceChildren(...steps.map((_, at) => stepRow(this.course, steps, at, handlers)));
    this.list.children[i]?.querySelector(part).focus();
    this.summarize();
  }

  summarize() {
    const { steps } = this.lesson;
    const minutes = steps.reduce((sum, step) => sum + step.minutes, 0);
    setText(this.total, fillMessage(this.words.total, { steps: steps.length, minutes }));
    setText(this.error, "");
    this.addButton.hidden = steps.length >= LESSON_LIMITS.steps;
    this.undoButton.hidden = !this.replaced;
    this.actions.updateLink();
    storeText(writeLesson(this.lesson));
  }
}

export default mountOnce("lesson-editor", ({ root, drawing, before }) => ({
  editor: new LessonEditor(root, drawing, before?.editor),
}));
