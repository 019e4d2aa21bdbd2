// The parts that stand in the text: the code with its lit row, the call, a live sentence.
parts.code = (root, room, { rows, says }) => {
  const live = says ? [rich(root.appendChild(el("p", { class: "says" })), room, says)] : [];
  const line = tokens => el("div", { class: "line" },
    ...tokens.map(([text, names]) => (names ? el("span", { class: names, text }) : text)), "\n");
  const table = root.appendChild(el("div", { class: "code" }, ...["", "NumPy", "PyTorch"].map(text =>
    el("span", { class: "head", text }))));
  const drawn = rows.map(({ act: name, numpy, torch }) => {
    const i = room.look.acts.findIndex(a => a.name === name), act = room.look.acts[i];
    const side = el("div", { class: "side " + (act?.meaning ?? "") });
    const formula = el("span", { class: "formula" }), values = el("span", { class: "values" });
    if (act) { side.append(el("span", { class: "title", text: `${i + 1}. ${act.title}` }), formula, values);
      live.push(rich(formula, room, act.formula)); }
    const same = JSON.stringify(numpy) === JSON.stringify(torch); // shown once on a phone
    const pre = (lines, tool, twin) => el("pre", { class: twin ? "twin" : "", tabindex: 0,
      "data-tool": same ? "NumPy = PyTorch" : tool, "aria-label": `${tool} ${act?.title ?? ""}` },
      ...lines.map(line));
    const row = el("div", { class: "row " + (act?.meaning || "plain") }, side, pre(numpy, "NumPy"),
      pre(torch, "PyTorch", same));
    table.append(row);
    return { row, act, fill: act ? cells(values, room, act.cells) : () => 0 };
  });
  return { draw: () => { live.forEach(fill => fill()); drawn.forEach(({ row, act, fill }) => { fill();
    row.classList.toggle("lit", !!act && room.lit(act.name)); }); } };
};

parts.call = (root, room, { axes, fixed }) => {
  const { words } = room.look, code = el("code"), done = el("span", { class: "aside", "aria-live": "polite" });
  const copy = el("button", { type: "button", text: words.copy, onclick: async () => {
    getSelection().selectAllChildren(code); // without a clipboard (http) the text is selected
    try { await navigator.clipboard.writeText(code.textContent); done.textContent = words.copied; }
    catch { done.textContent = words.selected; }
  } });
  root.append(el("div", { class: "call" }, el("pre", { tabindex: 0, "aria-label": words.call }, code),
    el("div", { class: "buttons" }, copy, done)));
  return { draw() {
    const now = Object.entries(axes).map(([name, texts]) => `${name}=${texts[room.state.at[name]]}`);
    const text = `run(${[...now, ...fixed].join(", ")})`;
    if (code.textContent !== text) { code.textContent = text; done.textContent = ""; }
  } };
};

parts.output = (root, room, { text }) => {
  root.append(el("pre", { class: "output", tabindex: 0, text }));
  return { draw() {} };
};
