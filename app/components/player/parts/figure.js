// The part "figure": one bar of controls, the views, the acts, the live sentence.
import { element } from "../../shared/dom.js";
import { createLiveRegion, joinTexts } from "../../shared/live_region.js";
import { createDataTable } from "../data_table.js";
import { createFrames } from "../frames.js";
import { downloadButtons, figureSheet } from "../image_file.js";
import { prefersReducedMotion } from "../playback.js";
import { drawPrediction } from "../prediction.js";
import { parts, views } from "../registry.js";
import { createActs } from "./acts.js";
import { createControls } from "./controls.js";
import { createSentences } from "./sentences.js";

const ANSWER = 6; // seconds that an answer is played for, at most

parts.figure = (root, store, options) => {
  const { words, acts, group, lang } = store.context;
  store.lossTable = options.views.find(view => view.kind === "curve")?.lines[0].table;
  setLayout(root, acts, options);
  const controls = createControls(store, options);
  root.append(controls.bar);
  const question = element("p", { class: "yours" });
  const figures = createFigures(root, store, options, question);
  const actButtons = createActs(store);
  root.append(actButtons.row);
  if (options.ask && !question.parentNode) root.append(question);
  const sentences = createSentences(store, options);
  const files = downloadButtons(words, `${group}-${lang}`, () => figureSheet(root));
  const table = createDataTable(store, "figure", options.views, options.data, options.labels.time);
  files.prepend(table.button);
  root.append(sentences.now, files, sentences.verdict);
  const region = createLiveRegion(root);
  root.append(table.box);
  let playing = false;
  return {
    draw() {
      controls.draw();
      figures.draw();
      actButtons.draw();
      sentences.draw();
      table.draw();
      if (store.state.playing && playing)
        region.announceWhilePlaying(() => sentences.now.textContent);
      else if (store.state.playing) region.startPlaying();
      playing = store.state.playing;
    },
    drawWaiting() {
      controls.drawPositions();
      figures.drawWaiting();
    },
    replaceRecording() {
      controls.forgetBounds();
      figures.replaceRecording();
    },
    announce: () => region.announce(joinTexts(question, sentences.now, sentences.verdict)),
    playAnswer(to = store.recording.steps) {
      if (prefersReducedMotion.matches) store.goTo(to);
      else store.play(to / ANSWER, to);
    },
  };
};

// What the height of the figures depends on: known before they are measured.
function setLayout(root, acts, { above, classQuestion = "", views: described }) {
  root.dataset.deep = described.some(view => view.deep);
  root.style.setProperty("--above", `${above}rem`);
  root.dataset.acts = acts.length;
  root.dataset.classQuestion = classQuestion;
}

function createFigures(root, store, { views: described, ask }, question) {
  const row = root.appendChild(element("div", { class: "figures" }));
  const frames = createFrames(row, described);
  let drawings = [];
  const replaceRecording = () => {
    for (const { area } of frames) area.replaceChildren();
    drawings = described.map((view, i) => views[view.kind](frames[i], store, view));
    if (ask) drawings.push(drawPrediction(frames, store, ask, question));
  };
  replaceRecording();
  return {
    replaceRecording,
    draw: () => drawings.forEach(draw => draw()),
    drawWaiting: () => drawings.forEach(draw => draw.drawWaiting?.()),
  };
}
