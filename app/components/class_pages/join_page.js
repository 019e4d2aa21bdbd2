// The page on which a pupil types the code of a class: five boxes that are one field.
import { localAddress } from "./class_words.js";

const ALPHABET = /[ACDEFGHJKLMNPQRTUVWXY3479]/;
const PAUSE = 8000; // milliseconds after which a class that was full is asked again

/** @returns {string[]} the characters of a text that a code may have */
const readCharacters = text => [...text.toUpperCase()].filter(each => ALPHABET.test(each));

/**
 * Put characters into the boxes, from one of them on, and go to the next empty place.
 * @param {HTMLInputElement[]} boxes
 * @param {number} place
 * @param {string[]} characters
 */
function fillBoxes(boxes, place, characters) {
  const room = boxes.slice(place);
  for (const [i, character] of characters.slice(0, room.length).entries())
    room[i].value = character;
  boxes[Math.min(place + characters.length, boxes.length - 1)].focus();
}

/**
 * @param {HTMLInputElement[]} boxes
 * @param {number} place of the box in which something was typed or pasted
 * @param {string} text
 */
function type(boxes, place, text) {
  const characters = readCharacters(text);
  if (characters.length > 1 || text === "") fillBoxes(boxes, place, characters);
  else if (characters.length === 1) fillBoxes(boxes, place, characters);
  else boxes[place].value = "";
}

/**
 * @param {HTMLInputElement[]} boxes
 * @param {number} place
 * @param {KeyboardEvent} event
 */
function moveByKey(boxes, place, event) {
  const target = { ArrowLeft: place - 1, ArrowRight: place + 1 }[event.key];
  if (event.key === "Backspace" && !boxes[place].value && place) {
    boxes[place - 1].value = "";
    boxes[place - 1].focus();
  } else if (target === undefined || !boxes[target]) return;
  else boxes[target].focus();
  event.preventDefault();
}

function listenToBoxes(boxes) {
  for (const [place, box] of boxes.entries()) {
    box.addEventListener("focus", () => box.select());
    box.addEventListener("input", () => type(boxes, place, box.value));
    box.addEventListener("keydown", event => moveByKey(boxes, place, event));
    box.addEventListener("paste", event => {
      event.preventDefault();
      type(boxes, place, event.clipboardData?.getData("text") ?? "");
    });
  }
}

/**
 * Let a code be typed, pasted and sent.
 * @param {any} data
 */
export function startJoinPage({ lang, words, problem, code }) {
  const form = document.querySelector("form");
  const boxes = [...form.querySelectorAll("input")];
  const readCode = () => boxes.map(box => box.value).join("");
  const open = () => {
    const query = new URLSearchParams(location.search);
    query.set("lang", lang);
    location.assign(localAddress(`/join/${readCode()}?${query}`));
  };
  listenToBoxes(boxes);
  form.addEventListener("submit", event => {
    event.preventDefault();
    if (readCode().length === boxes.length) open();
    else {
      form.querySelector(".error").textContent = words.short;
      boxes.find(box => !box.value)?.focus();
    }
  });
  const typed = readCode();
  const isWaiting = (problem === "full" || problem === "shut") && code;
  if (isWaiting) setTimeout(() => readCode() === typed && open(), PAUSE);
}
