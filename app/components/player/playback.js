// Steps follow a clock, not the processor.

const CALM_RATE = 2; // steps a second for readers who want little motion
/** Steps or acts a second; at the slow speed each act is shown. */
export const SPEEDS = {
  slow: { rate: 1.2, acts: true },
  normal: { rate: 12, acts: false },
  fast: { rate: 60, acts: false },
};

export const prefersReducedMotion = matchMedia("(prefers-reduced-motion: reduce)");

/** @param {string} speed */
export const playsActs = speed => SPEEDS[speed].acts;

/**
 * Return the functions of a store that play its recording.
 * @param {any} store
 */
export function createPlayback(store) {
  const { state } = store;
  let clock = 0;
  /**
   * Play to a step, with so many steps a second at least.
   * @param {number} [least]
   * @param {number} [to]
   */
  function play(least = 0, to = store.recording.steps) {
    if (store.runHidden) return;
    const { rate, acts } = SPEEDS[state.speed];
    const calm = prefersReducedMotion.matches;
    const unit = acts && !calm ? store.context.acts.length || 1 : 1;
    const last = to * unit;
    const here = state.step * unit + (unit > 1 ? state.act : 0);
    const first = here >= last ? 0 : here;
    const pace = calm ? Math.min(rate, CALM_RATE) : Math.max(rate, least);
    const start = performance.now();
    state.playing = true;
    const tick = now => {
      const passed = Math.floor((Math.max(0, now - start) / 1000) * pace);
      const at = Math.min(last, first + passed);
      store.goTo(Math.floor(at / unit), at % unit);
      if (at >= last) pause();
      else clock = requestAnimationFrame(tick);
    };
    clock = requestAnimationFrame(tick);
  }
  function pause() {
    cancelAnimationFrame(clock);
    state.playing = false;
    store.requestRender();
    store.announce();
  }
  function setSpeed(speed) {
    state.speed = speed;
    cancelAnimationFrame(clock);
    if (state.playing) play();
  }
  return { play, pause, setSpeed, togglePlay: () => (state.playing ? pause() : play()) };
}
