// Follow me: the teacher's page sends where it is, the pupils' pages go there. Settings that train
// anew go by the server; what is played and dragged goes from browser to browser.
import { stores } from "../player/stores.js";
import { pageGlobal } from "../shared/registry.js";

const SEND_EVERY = 250; // milliseconds

/** The last drag that this tab has followed, which outlives a page. */
const followed = pageGlobal("class moment", () => ({ drag: 0, page: "" }));

/**
 * Move the player to where the teacher's is.
 * @param {any} message the newest state of the class
 * @param {{slug: string, problem: string}} drawing
 */
export function followMoment({ follow, moment, phase }, { slug }) {
  if (!follow || moment?.page !== slug || phase === "asked" || phase === "closed") return;
  if (followed.page === slug && followed.drag === moment.drag) return;
  const store = stores.get(slug);
  if (!store?.recording || moment.step === null) return;
  Object.assign(followed, { page: slug, drag: moment.drag });
  store.pause();
  store.setPositions(moment.positions);
  const act = store.context.acts.findIndex(({ name }) => name === moment.act);
  store.goTo(moment.step, Math.max(0, act));
}

/** The query of the page's link without what is played: what another run depends on. */
function trainedLink(slug, played) {
  const parameters = [...new URLSearchParams(location.search)];
  const skipped = [...played, "t", "act", "pin", "by", "exercise"].map(name => `${slug}.${name}`);
  const kept = parameters.filter(
    ([name]) => name.startsWith(`${slug}.`) && !skipped.includes(name),
  );
  return new URLSearchParams(kept).toString();
}

function playedMoment(slug) {
  const store = stores.get(slug);
  if (!store?.recording || store.runHidden) return { positions: {}, step: null, act: "" };
  const { positions, step, act } = store.state;
  return { positions: { ...positions }, step, act: store.context.acts[act]?.name ?? "" };
}

/**
 * Return what sends the moments of the teacher's page while it is followed.
 * @param {any} context `drawing` has `slug` and the names of its `played` controls
 */
export function createMomentSender({ drawing, connection }) {
  const { slug, played } = drawing;
  let isFollowed = false;
  let sentLink = null;
  let sentPlayed = "";
  let sending = false;
  const moment = () => ({
    page: slug,
    link: trainedLink(slug, played),
    ...playedMoment(slug),
  });
  async function send() {
    if (!isFollowed || sending || document.hidden) return;
    const { link, ...shown } = moment();
    const text = JSON.stringify(shown);
    if (link === sentLink && text === sentPlayed) return;
    sending = true;
    const isOther = link !== sentLink;
    sentLink = link;
    sentPlayed = text;
    if (isOther) await connection.command("follow", { on: true, link, ...shown });
    else await connection.command("move", shown);
    sending = false;
  }
  const timer = setInterval(send, SEND_EVERY);
  return {
    moment,
    update({ follow, moment: known }) {
      if (follow && !isFollowed && known?.page === slug && known.link === trainedLink(slug, played))
        sentLink = known.link; // another device has asked for it; this page is there
      isFollowed = follow;
    },
    dispose: () => clearInterval(timer),
  };
}
