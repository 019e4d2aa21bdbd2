// A place for the reader's file: sends its name, its size and its bytes; of a file that is too
// large no bytes or, if it may be read in part, the first ones.
import { element, setText } from "../shared/dom.js";
import { mountOnce } from "../shared/mount.js";

/**
 * Read a file and send it.
 * @param {File | undefined} file
 * @param {{limit: number, part: boolean, send: (name: string, value: any) => void}} options
 *   `limit` in bytes; `part` if the first bytes of a larger file are sent; `send` may be renewed
 */
function sendFile(file, options) {
  if (!file) return;
  const { limit, part } = options;
  const { name, size } = file;
  if (size > limit && !part) {
    options.send("file", { name, size });
    return;
  }
  const reader = new FileReader();
  reader.onload = () => {
    const base64 = String(reader.result).split(",")[1] ?? "";
    options.send("file", { name, size, bytes: base64 });
  };
  reader.onerror = () => options.send("file", { name, size: 0, bytes: "" });
  reader.readAsDataURL(file.slice(0, limit));
}

function acceptDrops(target, onFile) {
  const highlight = on => event => {
    event.preventDefault();
    target.classList.toggle("over", on);
  };
  target.addEventListener("dragover", highlight(true));
  target.addEventListener("dragleave", highlight(false));
  target.addEventListener("drop", event => {
    highlight(false)(event);
    onFile(event.dataTransfer.files[0]);
  });
}

export default mountOnce("upload", ({ root, drawing, setTriggerValue }) => {
  const options = { ...drawing, send: setTriggerValue };
  const title = element("span", { text: drawing.label });
  const onFile = file => sendFile(file, options);
  const onchange = () => {
    onFile(input.files[0]);
    input.value = "";
  };
  const input = element("input", { type: "file", accept: drawing.accept, onchange });
  const button = element("label", {}, title, input);
  acceptDrops(button, onFile);
  root.replaceChildren(button);
  return {
    update(latest, send) {
      Object.assign(options, latest, { send: send.setTriggerValue });
      setText(title, latest.label);
    },
  };
});
