// A recording as Python packs it.
export function unpackRecording(bytes) {
  // uint32 length of the header, JSON header, a block a table: see pack
  const b = bytes.byteOffset % 8 ? bytes.slice() : bytes;
  const full = n => Math.ceil(n / 8) * 8;
  const n = new DataView(b.buffer, b.byteOffset).getUint32(0, true);
  const head = JSON.parse(new TextDecoder().decode(b.subarray(4, 4 + n)));
  for (const table of Object.values(head.tables)) {
    const size = table.shape.reduce((a, c) => a * c, 1);
    const more = table.beyond;
    let at = b.byteOffset + 4 + n + table.from;
    table.values = new Float32Array(b.buffer, at, size);
    if (!more) continue;
    const places = new Uint32Array(b.buffer, (at += full(4 * size)), more);
    const wide = new Float64Array(b.buffer, at + full(4 * more), more);
    table.values = Float64Array.from(table.values);
    places.forEach((place, i) => {
      table.values[place] = wide[i];
    });
  }
  return head;
}
