// A file that the reader gives: its name, its size and, unless it is too large, its bytes; of
// a file that may be taken in part, its first ones.
const mounts = (globalThis.__uploadMounts ??= new WeakMap());

export default function ({ data, parentElement, setTriggerValue }) {
  const { label, limit, accept, part } = JSON.parse(data.upload), root = parentElement.querySelector(".upload");
  const live = mounts.get(parentElement) ?? {};
  Object.assign(live, { limit, part, send: setTriggerValue });
  if (live.name) return void write(live.name, label);
  const give = file => {
    if (!file) return;
    const { name, size } = file;
    if (size > live.limit && !live.part) return live.send("file", { name, size });
    const reader = new FileReader();
    reader.onload = () => live.send("file", { name, size, bytes: reader.result.split(",")[1] ?? "" });
    reader.onerror = () => live.send("file", { name, size: 0, bytes: "" });
    reader.readAsDataURL(file.slice(0, live.limit));
  };
  const input = el("input", { type: "file", accept, onchange: () => { give(input.files[0]); input.value = ""; } });
  live.name = el("span", { text: label });
  const button = el("label", {}, live.name, input);
  const over = on => e => { e.preventDefault(); button.classList.toggle("over", on); };
  button.addEventListener("dragover", over(true));
  button.addEventListener("dragleave", over(false));
  button.addEventListener("drop", e => { over(false)(e); give(e.dataTransfer.files[0]); });
  root.replaceChildren(button);
  mounts.set(parentElement, live);
}
