// A recording as Python packs it (packing.py): length of the header as uint32, the header in JSON,
// a block for each table; all begin at multiples of eight bytes.

/**
 * @param {Uint8Array} packed
 * @returns {Recording}
 */
export function unpackRecording(packed) {
  const bytes = packed.byteOffset % 8 ? packed.slice() : packed;
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  const recording = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length)));
  const first = bytes.byteOffset + 4 + length;
  for (const table of Object.values(recording.tables))
    table.values = unpackTable(bytes.buffer, first + table.from, table);
  return recording;
}

const padded = length => Math.ceil(length / 8) * 8;

// Float32 values, and after them the places and values of those that float32 cannot hold.
function unpackTable(buffer, at, { shape, beyond }) {
  const size = shape.reduce((product, n) => product * n, 1);
  const single = new Float32Array(buffer, at, size);
  if (!beyond) return single;
  const placesAt = at + padded(4 * size);
  const places = new Uint32Array(buffer, placesAt, beyond);
  const exact = new Float64Array(buffer, placesAt + padded(4 * beyond), beyond);
  const values = Float64Array.from(single);
  places.forEach((place, i) => {
    values[place] = exact[i];
  });
  return values;
}
