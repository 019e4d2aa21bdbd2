// Tells a reader whose page finds no connection what is the matter, and what to ask for.
// It needs no component, and ends for good with the first answer of the server: what is
// lost later is not its business.
const PATIENCE = 8000; // milliseconds, from when Streamlit begins to connect
const STATE = "data-test-script-state"; // "initial" until the server has answered

function _watchConnection(words) {
  const wanted = [new URLSearchParams(location.search).get("lang"), navigator.language.slice(0, 2)];
  const lang = wanted.find(each => Object.hasOwn(words, each ?? "")) ?? "fr";
  const notice = document.createElement("div"); // there before its words are: so they are heard
  notice.role = "status";
  notice.id = "connection";
  notice.lang = lang;
  document.body.append(notice);
  let timer = 0;
  const look = () => {
    const state = document.querySelector(`[${STATE}]`)?.getAttribute(STATE);
    if (state === "initial") timer ||= setTimeout(() => show(notice, words[lang]), PATIENCE);
    else if (state) {
      clearTimeout(timer);
      changes.disconnect();
      notice.remove();
    }
  };
  const changes = new MutationObserver(look);
  changes.observe(document.body, { attributeFilter: [STATE], childList: true, subtree: true });
  look();
}

function show(notice, { title, text, ask, again }) {
  const stream = new URL("_stcore/stream", document.baseURI);
  stream.protocol = stream.protocol.replace("http", "ws");
  const heading = document.createElement("strong");
  const address = document.createElement("code");
  heading.textContent = title;
  address.textContent = stream.href;
  const lines = [[heading], [text], [ask, " ", address], [again]].map(parts => {
    const line = document.createElement("p");
    line.style.margin = "0 0 .6em";
    line.append(...parts);
    return line;
  });
  address.style.overflowWrap = "anywhere";
  notice.style.cssText = `position: fixed; z-index: 1000000; inset: 12vh 1rem auto; margin: auto;
    max-width: 34rem; padding: 1rem 1.2rem .4rem; border: 1px solid; color-scheme: light dark;
    color: CanvasText; background: Canvas;
    font: 1.05rem/1.5 "Source Sans", sans-serif;`;
  notice.append(...lines);
}
