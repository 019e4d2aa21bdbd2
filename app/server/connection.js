// Tells a reader whose page finds no connection what is the matter, and what to ask for. It needs
// no component, and ends for good with the first answer of the server: what is lost later is not
// its business. CONNECTION_WORDS has the words by language.
const PATIENCE = 8000; // milliseconds, from when Streamlit begins to connect
const STATE = "data-test-script-state"; // "initial" until the server has answered
const NOTICE_STYLE = `position: fixed; z-index: 1000000; inset: 12vh 1rem auto; margin: auto;
    max-width: 34rem; padding: 1rem 1.2rem .4rem; border: 1px solid; color-scheme: light dark;
    color: CanvasText; background: Canvas;
    font: 1.05rem/1.5 "Source Sans", sans-serif;`;

const languages = [
  new URLSearchParams(location.search).get("lang"),
  navigator.language.slice(0, 2),
];
const language = languages.find(each => Object.hasOwn(CONNECTION_WORDS, each ?? "")) ?? "fr";
const notice = document.createElement("div"); // there before its words are: so they are heard
notice.role = "status";
notice.id = "connection";
notice.lang = language;
document.body.append(notice);

let timer;
const checkState = () => {
  const state = document.querySelector(`[${STATE}]`)?.getAttribute(STATE);
  if (state === "initial") timer ??= setTimeout(show, PATIENCE);
  else if (state) {
    clearTimeout(timer);
    observer.disconnect();
    notice.remove();
  }
};
const observer = new MutationObserver(checkState);
observer.observe(document.body, { attributeFilter: [STATE], childList: true, subtree: true });
checkState();

function show() {
  const { title, text, ask, again } = CONNECTION_WORDS[language];
  const stream = new URL("_stcore/stream", document.baseURI);
  stream.protocol = stream.protocol.replace("http", "ws");
  const heading = document.createElement("strong");
  heading.textContent = title;
  const address = document.createElement("code");
  address.textContent = stream.href;
  address.style.overflowWrap = "anywhere";
  for (const parts of [[heading], [text], [ask, " ", address], [again]]) {
    const line = document.createElement("p");
    line.style.margin = "0 0 .6em";
    line.append(...parts);
    notice.append(line);
  }
  notice.style.cssText = NOTICE_STYLE;
}
