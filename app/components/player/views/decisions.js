// What the run of the page and the pinned ones decide, side by side.
import { element } from "../../shared/dom.js";
import { formatNumber } from "../../shared/format.js";
import { createPalette, createSheet, drawDecision, drawPoints } from "../network/images.js";
import { computePinnedScores, computeScores, pixelCoordinates } from "../network/model.js";
import { tables, views } from "../registry.js";

const SQUARE_PIXELS = 64; // of a side of an image
const SQUARE_GAP = 16; // pixels between two of them
const LARGEST_SQUARE = 260; // pixels
const NARROW_ROW = 560; // pixels

const lettersOf = store => ["", ...Object.keys(store.recording.facts.pins ?? {})];

function createSquare(words, letter, side) {
  const name = letter || words.here;
  const images = createSheet("decided", side, side);
  const points = createSheet("dots", side, side);
  const style = `width:${side}px;height:${side}px`;
  const label = { role: "img", "aria-label": `${words.decision} ${name}`, style };
  const box = element("div", { class: "square", ...label }, images, points);
  const caption = element("span", { text: name });
  return { letter, images, points, figure: element("div", {}, caption, box) };
}

views.decisions = ({ area, w }, store, { words }) => {
  const letters = lettersOf(store);
  const columns = w < NARROW_ROW ? 2 : Math.max(3, letters.length);
  const side = Math.floor(Math.min(LARGEST_SQUARE, (w - SQUARE_GAP * (columns - 1)) / columns) - 2);
  const squares = letters.map(letter => createSquare(words, letter, side));
  area.append(element("div", { class: "squares" }, ...squares.map(each => each.figure)));
  const layout = { left: 0, top: 0, side };
  let paper = "";
  let palette;
  const updateTheme = () => {
    const now = getComputedStyle(area).getPropertyValue("--paper");
    if (now === paper) return;
    paper = now;
    palette = createPalette(area);
    for (const { points } of squares) drawPoints({ area, heldOut: true, layout, points, store });
  };
  return () => {
    updateTheme();
    const coordinates = pixelCoordinates(SQUARE_PIXELS, store.recording.facts.reach);
    const runs = [computeScores(store, coordinates), ...computePinnedScores(store, coordinates)];
    for (const { letter, images } of squares) {
      const run = runs.find(each => each.letter === letter);
      drawDecision(images, { area, palette, side, count: SQUARE_PIXELS }, run);
    }
  };
};

tables.decisions = {
  own(store, { title, words }) {
    const { lang } = store.context;
    const tableOf = letter => store.series(`${letter && `${letter}_`}accuracy`);
    const format = value => (Number.isFinite(value) ? formatNumber(value, 1, lang) : "–");
    const rows = lettersOf(store).map(letter => [
      letter || words.here,
      format(tableOf(letter)[store.state.step]),
    ]);
    return { title, head: [words.run, words.accuracy], rows };
  },
};
