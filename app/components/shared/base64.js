// Bytes as Python sends them.

/**
 * Return the bytes of a text in base64.
 * @param {string} base64
 */
export const decodeBytes = base64 => Uint8Array.from(atob(base64), char => char.charCodeAt(0));
