// A page as a file: it mounts the components of the state that is shown, as Streamlit would, and
// shows another state when a scenario is chosen. What needs the server says so.
import { stores } from "../player/stores.js";
import { pageGlobal } from "../shared/registry.js";
import { createQuestions } from "./questions.js";
import { readBytes, readText } from "./stored_data.js";

const UNANSWERED = new Set(["now", "moment"]); // the figure plays on without an answer

/** @type {ExportedPage} */
const page = JSON.parse(document.getElementById("page-data").textContent);

function announce(text) {
  const place = document.getElementById("announcement");
  place.replaceChildren(text);
  if (page.server) place.append(" ", serverLink());
  place.hidden = false;
}

function serverLink() {
  const link = document.createElement("a");
  link.href = page.server;
  link.textContent = page.texts.open;
  return link;
}

// What a component sends: a scenario that the file has is shown, all else needs the server.
function receive(name, value) {
  if (UNANSWERED.has(name)) return;
  if (name === "scene" && page.states.includes(value.name)) showState(value.name);
  else announce(page.texts.needs_server);
}

// A recording as the player reads it from Streamlit: a table with one column of bytes.
const asTable = bytes => ({ getChildAt: () => ({ toArray: () => bytes }) });

async function mountComponent(place, { name, root, data, recording }) {
  const host = place.attachShadow({ mode: "open" });
  const parentElement = document.createElement("div");
  const drawn = parentElement.appendChild(document.createElement("div"));
  drawn.className = root;
  host.append(parentElement);
  const { mount, sheet } = pageGlobal("bundles", () => new Map()).get(name);
  host.adoptedStyleSheets.push(sheet);
  const given = { ...data };
  if (recording) given.rec = asTable(await readBytes(recording));
  const call = { data: given, parentElement, setStateValue: receive, setTriggerValue: receive };
  const unmount = mount(call);
  return { draw: () => mount(call), unmount };
}

let mounted = [];

/** @param {string} name of the state */
async function showState(name) {
  for (const { unmount } of mounted) unmount?.();
  mounted = [];
  stores.clear();
  const { html, components } = JSON.parse(await readText(`state-${name}`));
  const place = document.getElementById("page");
  place.innerHTML = html;
  document.getElementById("announcement").hidden = true;
  document.getElementById("back").hidden = name === page.states[0];
  for (const { id, ...described } of components)
    mounted.push(await mountComponent(document.getElementById(id), described));
  createQuestions(place, page.texts);
  document.body.dataset.mounted = name;
}

function followScheme() {
  for (const { draw } of mounted) draw();
}

// Light, dark, or as the system has it.
function startSchemes() {
  const select = /** @type {HTMLSelectElement} */ (document.getElementById("scheme"));
  select.value = document.documentElement.dataset.scheme;
  select.onchange = () => {
    document.documentElement.dataset.scheme = select.value;
    followScheme();
  };
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", followScheme);
}

export default function () {
  startSchemes();
  document.querySelector("#back button").addEventListener("click", () => showState(page.states[0]));
  showState(page.states[0]);
}
