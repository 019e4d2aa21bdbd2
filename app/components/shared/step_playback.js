// Playing steps by a clock, for readers who hear them too.

/**
 * Return how to go to a step, to play and to stop. What is drawn and said follows `state`.
 * @param {{root: HTMLElement, state: {step: number, goal: any}, last: number, draw: () => void,
 *   region: ReturnType<typeof import("./live_region.js").createLiveRegion>,
 *   sentence: () => string}} figure `last` is its last step; `goal` what is played to, or null
 */
export function createStepPlayback({ root, state, last, draw, region, sentence }) {
  let timer = 0;
  const stop = () => {
    clearInterval(timer);
    timer = 0;
  };
  return {
    stop,
    isPlaying: () => timer !== 0,
    /** @param {number} step is kept between the first and the last */
    goTo(step) {
      stop();
      state.goal = null;
      state.step = Math.min(last, Math.max(0, step));
      draw();
      region.announceWhenDone(sentence);
    },
    /**
     * @param {number} end the step where playing ends
     * @param {number} pace milliseconds a step
     */
    play(end, pace) {
      timer = setInterval(() => {
        if (!root.isConnected) return stop();
        state.step = Math.min(last, state.step + 1);
        const done = state.step >= end;
        if (done) {
          stop();
          state.goal = null;
        }
        draw();
        if (done) region.announceWhenDone(sentence);
        else region.announceWhilePlaying(sentence);
      }, pace);
      region.startPlaying();
      draw();
    },
  };
}
