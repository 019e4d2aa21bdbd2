// What an exported page has stored: compressed, and in base64.
import { decodeBytes } from "../shared/base64.js";

async function readStored(id) {
  const bytes = decodeBytes(document.getElementById(id).textContent.trim());
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).arrayBuffer();
}

/**
 * Return a stored text.
 * @param {string} id of its element
 */
export const readText = async id => new TextDecoder().decode(await readStored(id));

/**
 * Return stored bytes. They are stored by their places in words of four: the first of each word,
 * the second ones and so on, which compresses better; what is left over comes at the end.
 * @param {string} id of their element
 */
export async function readBytes(id) {
  const stored = new Uint8Array(await readStored(id));
  const n = Math.floor(stored.length / 4);
  const bytes = new Uint8Array(stored);
  for (let i = 0; i < n; i++)
    for (let place = 0; place < 4; place++) bytes[4 * i + place] = stored[place * n + i];
  return bytes;
}
