// The buttons, the slider and the count with which steps are played and stepped through.
import { element, setText } from "./dom.js";

/**
 * Make the controls. A button that does nothing stays enabled, so that the focus is not lost.
 * @param {{words: Record<string, string>, label: string, last: number, state: {step: number},
 *   goTo: (step: number) => void, togglePlay: () => void}} options `label` names the slider
 */
export function createStepControls({ words, label, last, state, goTo, togglePlay }) {
  const button = (text, onclick, names = "") =>
    element("button", { type: "button", class: names, text, onclick });
  const play = button(words.play, togglePlay, "main");
  const back = button(words.back, () => goTo(state.step - 1));
  const forward = button(words.forward, () => goTo(state.step + 1));
  const restart = button(words.restart, () => goTo(0));
  const oninput = () => goTo(+slider.value);
  const range = { type: "range", min: 0, max: last, step: 1, "aria-label": label };
  const slider = element("input", { ...range, oninput });
  const count = element("output");
  return {
    buttons: [play, back, forward, restart],
    slider,
    count,
    /** @param {{playing: boolean, done: number, counted: string, valueText: string}} now */
    update({ playing, done, counted, valueText }) {
      setText(play, playing ? words.pause : words.play);
      setText(count, counted);
      slider.value = state.step;
      slider.style.setProperty("--done", done);
      slider.setAttribute("aria-valuetext", valueText);
      back.setAttribute("aria-disabled", !state.step);
      restart.setAttribute("aria-disabled", !state.step);
      forward.setAttribute("aria-disabled", state.step === last);
    },
  };
}
