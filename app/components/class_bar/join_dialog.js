// How to join, as large as the screen: the code, its address and its QR code.
import { element, setText } from "../shared/dom.js";
import { pageGlobal } from "../shared/registry.js";

/** Whether it was opened by itself, once a tab. */
const opened = pageGlobal("class join dialog", () => ({ once: false }));

/**
 * Make the dialog.
 * @param {HTMLElement} root
 * @param {{words: Record<string, string>, code: string, address: string, qr: string}} drawing
 */
export function createJoinDialog(root, { words, code, address, qr }) {
  const here = element("p", { class: "here", role: "status" });
  const close = element("button", { type: "button", class: "main", text: words.stage_bar_begin });
  const promise = element("p", { class: "promise", text: words.stage_bar_promise });
  const image = element("img", { src: qr, alt: words.stage_bar_qr });
  const text = element(
    "div",
    {},
    element("p", { class: "address", text: address }),
    element("p", { class: "code", text: code }),
    here,
    promise,
    close,
  );
  const dialog = element("dialog", { "aria-label": words.stage_bar_code }, image, text);
  close.addEventListener("click", () => dialog.close());
  root.append(dialog);
  return {
    toggle: () => (dialog.open ? dialog.close() : dialog.showModal()),
    draw(message) {
      if (!message) return;
      setText(here, words.stage_bar_here.replaceAll("{here}", message.here));
      setText(promise, message.nicknames ? words.stage_bar_promise_names : words.stage_bar_promise);
      const isNew = message.round === 0 && message.here === 0 && message.phase === "free";
      if (isNew && !opened.once && !dialog.open) dialog.showModal();
      opened.once = true;
    },
    dispose: () => dialog.close(),
  };
}
