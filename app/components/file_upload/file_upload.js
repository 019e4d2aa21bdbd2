// A file that the reader gives: its name, its size and, unless it is too large, its bytes; of
// a file that may be taken in part, its first ones.
import { element, setText } from "../shared/dom.js";
import { mountOnce } from "../shared/mount.js";

export default mountOnce("upload", ({ root, drawing, setTriggerValue }) => {
  const live = { ...drawing, send: setTriggerValue };
  const title = element("span", { text: drawing.label });
  const give = file => {
    if (!file) return;
    const { name, size } = file;
    if (size > live.limit && !live.part) return live.send("file", { name, size });
    const reader = new FileReader();
    reader.onload = () =>
      live.send("file", { name, size, bytes: String(reader.result).split(",")[1] ?? "" });
    reader.onerror = () => live.send("file", { name, size: 0, bytes: "" });
    reader.readAsDataURL(file.slice(0, live.limit));
  };
  const input = element("input", {
    type: "file",
    accept: drawing.accept,
    onchange: () => {
      give(input.files[0]);
      input.value = "";
    },
  });
  const button = element("label", {}, title, input);
  const over = on => e => {
    e.preventDefault();
    button.classList.toggle("over", on);
  };
  button.addEventListener("dragover", over(true));
  button.addEventListener("dragleave", over(false));
  button.addEventListener("drop", e => {
    over(false)(e);
    give(e.dataTransfer.files[0]);
  });
  root.replaceChildren(button);
  return {
    update(now, more) {
      Object.assign(live, now, { send: more.setTriggerValue });
      setText(title, now.label);
    },
  };
});
