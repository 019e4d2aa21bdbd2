// What stands beyond the edge of its container, is cut in its box, or over something else.
async () => {
  for (let k = 0; k < 2; k++) await new Promise(requestAnimationFrame);
  const main = document.querySelector("[data-testid=stMain]");
  const faults = new Set();
  const up = e => e.assignedSlot ?? e.parentElement ?? e.getRootNode().host ?? null;
  const clips = new Map();
  const styles = new Map();
  const style = e => styles.get(e) ?? styles.set(e, getComputedStyle(e)).get(e);
  const whole = { left: -1e5, right: 1e5, top: -1e5, bottom: 1e5, scrolls: false };
  const meet = (a, b) => ({
    left: Math.max(a.left, b.left),
    right: Math.min(a.right, b.right),
    top: Math.max(a.top, b.top),
    bottom: Math.min(a.bottom, b.bottom),
  });
  const clip = e => {
    // what of the plane can be seen inside an element, and whether it scrolls there
    if (!e || e === main) return whole;
    if (clips.has(e)) return clips.get(e);
    const around = clip(up(e));
    const { overflowX, overflowY, position } = style(e);
    let own = around;
    if (
      !/^svg$|^g$|^text$|^tspan$/.test(e.localName) &&
      `${overflowX} ${overflowY}` !== "visible visible" &&
      position !== "fixed"
    )
      own = {
        ...meet(around, e.getBoundingClientRect()),
        scrolls: around.scrolls || (/auto|scroll/.test(overflowX) && e.scrollWidth > e.clientWidth),
        by: e,
      };
    clips.set(e, own);
    return own;
  };
  const name = e =>
    `${e.localName}.${e.getAttribute("class") ?? ""} ` +
    (e.ariaLabel ?? e.textContent).trim().slice(0, 40);
  const seen = e => e.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  const controls =
    "button, select, input[type=range], [role=radio], [role=slider], [role=switch], .stop";
  const drawn = e => e.querySelector(":scope > :is(.dot, .knob)") ?? e; // its reach is wider
  const found = []; // { e, rect, box }
  const add = (e, rect, box) => {
    const view = clip(box ? up(e) : e);
    const shown = meet(rect, view);
    if (rect.width < 2 || rect.height < 2) return;
    const far = rect.right > main.clientWidth + 1 || rect.left < -1;
    if (far && !view.scrolls && rect.right > -500) faults.add(`beyond: ${name(e)}`);
    if (shown.right - shown.left < 2 || shown.bottom - shown.top < 2) return;
    if (
      !view.scrolls &&
      view.by &&
      view.by.scrollWidth > view.by.clientWidth + 1 &&
      rect.right > view.right + 1.5 &&
      style(e).textOverflow !== "ellipsis"
    )
      faults.add(`cut: ${name(e)}`);
    found.push({ e, box, ...shown });
  };
  const walk = root => {
    for (const e of root.children ?? []) {
      if (e.localName === "style" || e.localName === "script") continue;
      if (style(e).display === "none" || style(e).position === "fixed") continue;
      const control = e.matches(controls);
      if (
        control &&
        seen(e) &&
        e.parentElement?.getBoundingClientRect().width !== 1 &&
        !e.closest("[data-testid=stSlider]")
      ) {
        add(e, drawn(e).getBoundingClientRect(), true);
        if (e.localName === "button" && e.scrollWidth > e.clientWidth + 1)
          faults.add(`words wider than their button: ${name(e)}`);
      }
      if (e.localName === "text") {
        if (
          e.textContent.trim() &&
          seen(e) &&
          e.getBoundingClientRect().right > -5000 &&
          !e.getScreenCTM().b
        )
          add(e, e.getBoundingClientRect(), false);
        continue;
      }
      for (const child of e.childNodes)
        if (child.nodeType === 3 && child.data.trim() && seen(e)) {
          const range = document.createRange();
          range.selectNodeContents(child);
          for (const rect of range.getClientRects()) add(e, rect, false);
        }
      if (e.shadowRoot) walk(e.shadowRoot);
      walk(e);
    }
  };
  walk(main);
  found.sort((a, b) => a.top - b.top);
  const inside = (a, b) => {
    for (let e = a; e; e = up(e)) if (e === b) return true;
    return false;
  };
  for (let i = 0; i < found.length; i++)
    for (let k = i + 1; k < found.length && found[k].top < found[i].bottom; k++) {
      const [a, b] = [found[i], found[k]];
      const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const down = Math.min(a.bottom, b.bottom) - b.top;
      if (across < 2.5 || down < Math.min(6, 0.34 * Math.min(a.bottom - a.top, b.bottom - b.top)))
        continue;
      if (a.e === b.e || inside(a.e, b.e) || inside(b.e, a.e)) continue;
      faults.add(`over: ${name(a.e)} | ${name(b.e)}`);
    }
  return [...faults];
};
