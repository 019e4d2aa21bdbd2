// Where a line of code that is too long may break.

// After an opening bracket, a comma or an equals sign, before the point of an attribute.
const CODE_SEAMS = /(?<=[([{,=])(?=[^)\]}=\s])|(?<=[\w)\]])(?=\.[a-z_])/gi;

/**
 * Return the pieces of each token, cut where a line that is too long may break: never inside a
 * name or a number.
 * @param {string[]} texts the tokens of a line
 */
export function cutAtSeams(texts) {
  const seams = [...texts.join("").matchAll(CODE_SEAMS)].map(match => match.index);
  let offset = 0;
  return texts.map(text => {
    const cuts = seams.map(seam => seam - offset).filter(cut => cut >= 0 && cut < text.length);
    offset += text.length;
    return [0, ...cuts].map((cut, i) => text.slice(cut, cuts[i] ?? text.length));
  });
}
