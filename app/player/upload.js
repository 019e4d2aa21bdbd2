// A file that the reader gives: what it is called is not told, only its size and, unless it
// is too large, its bytes.
const mounts = (globalThis.__uploadMounts ??= new WeakMap());

export default function ({ data, parentElement, setTriggerValue }) {
  const { label, limit } = JSON.parse(data.upload), root = parentElement.querySelector(".upload");
  const live = mounts.get(parentElement) ?? {};
  Object.assign(live, { limit, send: setTriggerValue });
  if (live.name) return void write(live.name, label);
  const give = file => {
    if (!file) return;
    if (file.size > live.limit) return live.send("file", { size: file.size });
    const reader = new FileReader();
    reader.onload = () => live.send("file", { size: file.size, bytes: reader.result.split(",")[1] ?? "" });
    reader.onerror = () => live.send("file", { size: 0, bytes: "" });
    reader.readAsDataURL(file);
  };
  const input = el("input", { type: "file", onchange: () => { give(input.files[0]); input.value = ""; } });
  live.name = el("span", { text: label });
  const button = el("label", {}, live.name, input);
  const over = on => e => { e.preventDefault(); button.classList.toggle("over", on); };
  button.addEventListener("dragover", over(true));
  button.addEventListener("dragleave", over(false));
  button.addEventListener("drop", e => { over(false)(e); give(e.dataTransfer.files[0]); });
  root.replaceChildren(button);
  mounts.set(parentElement, live);
}
