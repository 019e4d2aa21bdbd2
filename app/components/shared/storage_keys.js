// Under which names the reader's browser stores what the course keeps there. The document's own
// script (app/server/preferences.js) is no module, and repeats the last two.

export const PROGRESS_KEY = "course progress";
export const LANGUAGE_KEY = "course language";
export const THEME_KEY = "course theme";
