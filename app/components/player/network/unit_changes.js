// Neurons that the reader adds or takes away while the network trains.
import { readUnitChanges, withChange } from "./change_text.js";

/** Neurons of a layer, at most. */
export const MOST_UNITS = 8;

/**
 * Return how many neurons a hidden layer has at this epoch, those included that the server has not
 * computed yet.
 * @param {PlayerStore} store
 * @param {number} layer
 */
export function requestedUnits(store, layer) {
  let count = store.recording.facts.width;
  const changes = readUnitChanges(store.typedText("changes")).sort(
    ([epoch], [other]) => epoch - other,
  );
  for (const [epoch, changedLayer, unit] of changes) {
    if (changedLayer !== layer || epoch > store.state.step) continue;
    if (!unit) count = Math.min(MOST_UNITS, count + 1);
    else if (count > 1 && unit <= count) count -= 1;
  }
  return count;
}

function sendChange(store, change) {
  const changes = withChange(store.typedText("changes"), `${store.state.step}:${change}`);
  if (!changes || store.runHidden) return;
  store.pause();
  store.sendTyped("changes", changes);
  store.requestRender();
}

/**
 * Add a neuron to a layer from this epoch on.
 * @param {PlayerStore} store
 * @param {number} layer
 */
export function addUnit(store, layer) {
  if (requestedUnits(store, layer) < MOST_UNITS) sendChange(store, `${layer}+`);
}

/**
 * Take away the last neuron of a layer from this epoch on.
 * @param {PlayerStore} store
 * @param {number} layer
 */
export function removeUnit(store, layer) {
  const last = requestedUnits(store, layer);
  if (last > 1) sendChange(store, `${layer}-${last}`);
}
