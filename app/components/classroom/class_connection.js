// The connection of this browser tab to its class: the newest state comes down a websocket, whole,
// and answers and commands go up as small POSTs, which are sent again until they arrive.
import { pageGlobal } from "../shared/registry.js";

const OVER = 4404; // close code: there is no such class
const STRANGER = 4403; // close code: this browser has not joined it
const SILENCE = 40000; // milliseconds without a beat, after which the connection is dead
const SILENCE_ASLEEP = 25000; // the same for whoever comes back to a hidden tab
const MAX_PAUSE = 8000; // milliseconds between two tries to connect
const MAX_TRIES = 40; // of one POST: some minutes
const TRY_AGAIN = [429, 502, 503, 504];

const pauseAfter = tries => Math.min(MAX_PAUSE, 300 * 2 ** tries) * (0.5 + Math.random());
/**
 * A class as this tab knows it. It says "message" when the class has changed, "status" when the
 * connection has.
 */
class ClassConnection extends EventTarget {
  code = "";
  role = "";
  lang = "fr";
  /** @type {any} the newest state of the class */
  message = null;
  /** @type {"open" | "connecting" | "over" | "stranger"} */
  status = "connecting";
  /** @type {WebSocket | null} */
  socket = null;
  heard = 0;
  tries = 0;
  timer = 0;
  path = ".";
  /** @type {Set<() => void>} what ends the pauses of posts that are to be sent again */
  pauses = new Set();

  /**
   * Take part in a class; another one than before replaces it, "" leaves it.
   * @param {{code: string, role: string, lang: string, path?: string}} options `path` leads to the
   *   root of the app
   */
  join({ code, role, lang, path = "." }) {
    if (code === this.code && role === this.role && lang === this.lang) return;
    if (code !== this.code) this.message = null;
    Object.assign(this, { code, role, lang, path, tries: 0 });
    this.drop();
    if (code && role) this.open();
  }

  url(path) {
    return new URL(`${this.path}/class/${this.code}/${path}`, document.baseURI);
  }

  setStatus(status) {
    if (status === this.status) return;
    this.status = status;
    this.dispatchEvent(new Event("status"));
  }

  /** Connect, unless there is a connection; a hidden tab needs none. */
  open() {
    clearTimeout(this.timer);
    if (!this.code || !this.role || document.hidden) return;
    if (this.socket && this.socket.readyState < 2) return;
    const address = this.url(`socket?lang=${this.lang}`);
    address.protocol = address.protocol.replace("http", "ws");
    const socket = new WebSocket(address);
    this.socket = socket;
    this.heard = Date.now();
    socket.onmessage = ({ data }) => this.receive(socket, data);
    socket.onclose = ({ code }) => this.lose(socket, code);
  }

  receive(socket, data) {
    if (socket !== this.socket) {
      socket.close();
      return;
    }
    this.heard = Date.now();
    this.tries = 0;
    this.setStatus("open");
    if (!data) return; // a beat
    this.message = JSON.parse(data);
    this.dispatchEvent(new Event("message"));
  }

  lose(socket, code) {
    if (socket !== this.socket) return;
    this.socket = null;
    if (code === OVER || code === STRANGER) {
      this.setStatus(code === OVER ? "over" : "stranger");
      return;
    }
    this.setStatus("connecting");
    this.timer = setTimeout(() => this.open(), pauseAfter(this.tries));
    this.tries += 1;
  }

  /** Forget the connection; what it still brings is ignored. */
  drop() {
    clearTimeout(this.timer);
    const { socket } = this;
    this.socket = null;
    socket?.close();
    this.setStatus("connecting");
  }

  /** Look whether the connection lives: a phone ends that of a hidden tab and says nothing. */
  check(silence) {
    if (this.status === "over" || this.status === "stranger") return;
    if (this.socket && Date.now() - this.heard > silence) this.drop();
    this.open();
  }

  /**
   * Wait before something is sent again, or until there is reason to hope.
   * @param {number} milliseconds
   * @returns {Promise<void>}
   */
  pause(milliseconds) {
    return new Promise(resolve => {
      const end = () => {
        clearTimeout(timer);
        this.pauses.delete(end);
        resolve();
      };
      const timer = setTimeout(end, milliseconds);
      this.pauses.add(end);
    });
  }

  /** Try at once what waits: the network may be back, or somebody looks again. */
  hope() {
    this.tries = 0;
    this.check(SILENCE_ASLEEP);
    for (const end of [...this.pauses]) end();
  }

  /**
   * Send something up, again and again while the network or the server fails.
   * @param {string} path below the class
   * @param {any} body
   * @param {() => boolean} [isWanted] tells whether it is still to be sent
   * @returns {Promise<any>} the reply, with `ok` and the HTTP `code`
   */
  async post(path, body, isWanted = () => true) {
    for (let tries = 0; tries < MAX_TRIES && isWanted(); tries++) {
      try {
        const response = await fetch(this.url(path), {
          method: "POST",
          keepalive: true, // the last one of a tab that is closed
          headers: { "Content-Type": "application/json" },
          body: JSON.stringify(body),
        });
        if (!TRY_AGAIN.includes(response.status)) {
          const reply = await response.json().catch(() => ({}));
          return { ...reply, ok: response.ok, code: response.status };
        }
      } catch {
        this.dispatchEvent(new Event("failure")); // the network; what is said of it is others'
      }
      await this.pause(pauseAfter(tries));
    }
    return { ok: false, code: 0, status: "unsent" };
  }

  answer(round, guess, isWanted) {
    return this.post("answer", { round, guess }, isWanted);
  }

  command(action, body = {}) {
    return this.post("command", { action, ...body });
  }
}

/** @returns {ClassConnection} the one of this page */
export function classConnection() {
  return pageGlobal("class connection", () => {
    const connection = new ClassConnection();
    const wake = () => {
      if (!document.hidden) connection.hope();
    };
    document.addEventListener("visibilitychange", wake);
    addEventListener("offline", () => connection.drop());
    for (const type of ["pageshow", "online", "focus"]) addEventListener(type, wake);
    setInterval(() => connection.check(SILENCE), 5000);
    return connection;
  });
}
