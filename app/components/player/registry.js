// What the player can draw, by name; every module of a view or a part adds its own.
export const views = {}; // drawn in a figure
export const parts = {}; // placed on the page
export const grips = {}; // dragged in a view, on the page of the line
export const tables = {}; // of numbers, behind a view
