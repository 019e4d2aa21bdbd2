// Tells a reader whose page finds no connection what is the matter, and what to ask for. Needs no
// component, and ends for good with the first answer of the server: a connection that is lost
// later is no concern of it.
const PATIENCE = 8000; // milliseconds, from when Streamlit begins to connect
const STATE = "data-test-script-state"; // "initial" until the server has answered

/**
 * What is said in a language.
 * @typedef {{title: string, text: string, ask: string, again: string}} Words
 */

/**
 * Watch the connection and explain what to do if there is none in time.
 * @param {Record<string, Words>} words by language
 */
// biome-ignore lint/correctness/noUnusedVariables: the page calls it
function watchConnection(words) {
  const candidates = [
    new URLSearchParams(location.search).get("lang"),
    navigator.language.slice(0, 2),
  ];
  const lang = candidates.find(each => Object.hasOwn(words, each ?? "")) ?? "fr";
  const notice = document.createElement("div"); // empty at first: so screen readers tell the words
  notice.role = "status";
  notice.id = "connection";
  notice.lang = lang;
  document.body.append(notice);
  let timer = 0;
  const checkState = () => {
    const state = document.querySelector(`[${STATE}]`)?.getAttribute(STATE);
    if (state === "initial") timer ||= setTimeout(() => showNotice(notice, words[lang]), PATIENCE);
    else if (state) {
      clearTimeout(timer);
      observer.disconnect();
      notice.remove();
    }
  };
  const observer = new MutationObserver(checkState);
  observer.observe(document.body, { attributeFilter: [STATE], childList: true, subtree: true });
  checkState();
}

function showNotice(notice, { title, text, ask, again }) {
  const stream = new URL("_stcore/stream", document.baseURI);
  stream.protocol = stream.protocol.replace("http", "ws");
  const heading = document.createElement("strong");
  heading.textContent = title;
  const address = document.createElement("code");
  address.textContent = stream.href;
  address.style.overflowWrap = "anywhere";
  const paragraphs = [[heading], [text], [ask, " ", address], [again]].map(parts => {
    const paragraph = document.createElement("p");
    paragraph.style.margin = "0 0 .6em";
    paragraph.append(...parts);
    return paragraph;
  });
  notice.style.cssText = `position: fixed; z-index: 1000000; inset: 12vh 1rem auto; margin: auto;
    max-width: 34rem; padding: 1rem 1.2rem .4rem; border: 1px solid; color-scheme: light dark;
    color: CanvasText; background: Canvas;
    font: 1.05rem/1.5 "Source Sans", sans-serif;`;
  notice.append(...paragraphs);
}
