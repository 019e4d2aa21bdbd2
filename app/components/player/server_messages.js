// What the server hears: where the reader lets go of a control, and what is typed in a figure.
const SEND_POSITIONS_AFTER = 250; // milliseconds

/**
 * Return the functions of a store that send.
 * @param {any} store
 */
export function createMessages(store) {
  let timer;
  let count = 0;
  return {
    /** Numbered: after a reset the same place is news again, and Streamlit drops equal values. */
    nextNumber: () => ++count,
    sendPositions() {
      if (store.runHidden) return;
      clearTimeout(timer);
      store.announce();
      timer = setTimeout(() => {
        store.send("now", { ...store.state.positions, n: store.nextNumber() });
      }, SEND_POSITIONS_AFTER);
    },
    /** Whoever sends the positions with a message of its own spares the other one. */
    cancelSending: () => clearTimeout(timer),
    /** What was typed for this control, read by the server or not. */
    typedText: name =>
      store.sentText?.name === name ? store.sentText.text : store.recording.facts.typed[name],
    sendTyped(name, text) {
      store.sentText = { name, text: text.trim(), n: store.nextNumber() };
      store.send("typed", store.sentText);
    },
  };
}
