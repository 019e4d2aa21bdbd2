// The stores of the page, by the group whose parts draw from one.
import { pageGlobal } from "../shared/registry.js";

export const stores = pageGlobal("player stores", () => new Map());
