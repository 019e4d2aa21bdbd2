// The steps of what is stepped, by page and drawing: a link of the moment carries them.
const stepsNow = (globalThis.__stepsNow ??= new Map());

// Where a drawing begins; undefined: where the one before it is, for the page has not moved it.
function begins({ page, name, step, set }, before, now) {
  if (!stepsNow.has(page)) stepsNow.set(page, new Map());
  stepsNow.get(page).set(name, now);
  return before && (!set || set === before.set) ? undefined : step;
}
const forget = ({ page, name }) => stepsNow.get(page)?.delete(name);
