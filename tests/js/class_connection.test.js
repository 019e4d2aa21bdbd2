// The connection to a class: opened again when it is cut, what is posted is sent until it arrives.
import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import { standInForBrowser } from "./cases.js";

standInForBrowser();
const sockets = [];
class Socket {
  readyState = 0;
  constructor(url) {
    this.url = String(url);
    sockets.push(this);
  }
  close() {
    this.readyState = 3;
  }
}
globalThis.WebSocket = Socket;
const page = { hidden: false, baseURI: "http://school.example/course", addEventListener() {} };
globalThis.document = Object.assign(globalThis.document ?? {}, page);
globalThis.addEventListener ??= () => {};
mock.timers.enable({ apis: ["setTimeout", "setInterval", "Date"] });
const { classConnection } = await import("../../app/components/classroom/class_connection.js");

const connection = classConnection();
const last = () => sockets.at(-1);
const hear = message => last().onmessage({ data: message === "" ? "" : JSON.stringify(message) });

beforeEach(() => {
  connection.join({ code: "", role: "", lang: "en" });
  sockets.length = 0;
  document.hidden = false;
  connection.join({ code: "K4PXT", role: "seat", lang: "en" });
});

test("it connects to its class, and says what the class is doing", () => {
  assert.equal(last().url, "ws://school.example/class/K4PXT/socket?lang=en");
  let messages = 0;
  const count = () => messages++;
  connection.addEventListener("message", count);
  hear({ phase: "asked" });
  hear(""); // a beat
  connection.removeEventListener("message", count);
  assert.deepEqual(
    [connection.message, connection.status, messages],
    [{ phase: "asked" }, "open", 1],
  );
});

test("a cut connection is opened again, later each time", () => {
  for (let tries = 0; tries < 3; tries++) {
    last().onclose({ code: 1006 });
    assert.equal(connection.status, "connecting");
    mock.timers.tick(300 * 2 ** tries * 1.5);
    assert.equal(sockets.length, tries + 2);
  }
});

test("a class that is over, or that one has not joined, is not asked again", () => {
  for (const [code, status] of [
    [4404, "over"],
    [4403, "stranger"],
  ]) {
    connection.join({ code: `CODE${code % 10}`, role: "seat", lang: "en" });
    const before = sockets.length;
    last().onclose({ code });
    mock.timers.tick(60000);
    assert.deepEqual([connection.status, sockets.length], [status, before]);
  }
});

test("a silent connection is replaced, and what it still brings is dropped", () => {
  hear({ phase: "free" });
  const [silent] = sockets;
  mock.timers.tick(50000);
  assert.equal(sockets.length, 2);
  silent.onmessage({ data: JSON.stringify({ phase: "revealed" }) });
  assert.equal(connection.message.phase, "free");
});

test("a hidden tab opens no connection", () => {
  document.hidden = true;
  last().onclose({ code: 1006 });
  mock.timers.tick(60000);
  assert.equal(sockets.length, 1);
});

test("what is posted is sent again while the server cannot take it", async () => {
  const statuses = [503, 0, 429, 200];
  const bodies = [];
  globalThis.fetch = async (url, { body }) => {
    bodies.push([String(url), body]);
    const status = statuses[bodies.length - 1];
    if (!status) throw new TypeError("network");
    return { status, ok: status === 200, json: async () => ({ status: "saved" }) };
  };
  const sent = connection.answer(3, "rest");
  for (let i = 0; i < 400 && bodies.length < 4; i++) {
    await Promise.resolve();
    mock.timers.tick(500);
  }
  assert.deepEqual(await sent, { status: "saved", ok: true, code: 200 });
  assert.deepEqual(new Set(bodies.map(String)).size, 1);
  assert.deepEqual(bodies[0], [
    "http://school.example/class/K4PXT/answer",
    '{"round":3,"guess":"rest"}',
  ]);
});

test("what waits to be sent again goes at once when the network is back", async () => {
  let isOnline = false;
  let tries = 0;
  globalThis.fetch = async () => {
    tries += 1;
    if (!isOnline) throw new TypeError("network");
    return { status: 200, ok: true, json: async () => ({ status: "saved" }) };
  };
  const sent = connection.answer(3, "rest");
  const settle = async () => {
    for (let i = 0; i < 20; i++) await Promise.resolve();
  };
  await settle();
  const before = tries;
  isOnline = true;
  connection.hope(); // no time has passed
  assert.equal((await sent).ok, true);
  assert.deepEqual([before, tries], [1, 2]);
});
