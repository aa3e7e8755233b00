// The keyboard. While an input method composes, no key means anything: its letters and Enter belong to the method.

const KEYS = [
  ["V", "key_value"], ["E", "key_evidence"], ["N", "key_new"], ["J / K", "key_records"], ["[ / ]", "key_tabs"], ["D", "key_duplicate"], ["Alt+↑ / Alt+↓", "key_move"],
  ["Enter", "key_enter"], ["Esc", "key_escape"], ["Ctrl+Z / Ctrl+Y", "key_undo"], ["Ctrl+S", "key_save"],
];
const SINGLE = { v: pickValue, e: pickEvidence, n: addRecord, d: duplicateRecord, j: () => stepRecord(1), k: () => stepRecord(-1), "]": () => stepTab(1), "[": () => stepTab(-1), "?": showHelp };

// 229 is what browsers report for a key that an input method has taken.
function composing(event) {
  return event.isComposing || event.keyCode === 229;
}

function isWritten(node) {
  return node instanceof HTMLElement && (node.tagName === "TEXTAREA" || node.tagName === "SELECT" || (node.tagName === "INPUT" && node.type === "text"));
}

function onKey(event) {
  if (composing(event) || byId("help").open) return;
  if ((event.ctrlKey || event.metaKey) && !event.altKey) return onCommand(event);
  if (event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
    event.preventDefault();
    return moveRecord(event.key === "ArrowUp" ? -1 : 1);
  }
  if (event.altKey) return undefined;
  return isWritten(event.target) ? onWriting(event) : onSingle(event);
}

function onCommand(event) {
  const key = event.key.toLowerCase();
  if (key === "s") {
    event.preventDefault();
    return byId("save").disabled ? undefined : save();
  }
  // Outside the form a text field undoes its own typing.
  if (isWritten(event.target) && !byId("panel").contains(event.target)) return undefined;
  const back = key === "z" && !event.shiftKey;
  if (!back && key !== "y" && key !== "z") return undefined;
  event.preventDefault();
  return back ? travel(state.past, state.future) : travel(state.future, state.past);
}

function onWriting(event) {
  if (event.key === "Escape") event.target.blur();
  if (event.key !== "Enter" || event.shiftKey || !byId("panel").contains(event.target) || event.target.classList.contains("code")) return;
  event.preventDefault();
  const all = [...byId("panel").querySelectorAll("textarea, select, input")];
  (all[all.indexOf(event.target) + 1] ?? event.target).focus();
}

function onSingle(event) {
  const act = SINGLE[event.key.toLowerCase()];
  if (!act || event.repeat) return;
  event.preventDefault();
  act();
}

function stepRecord(by) {
  const count = recordsOf(state.group).length;
  if (!state.group || !count) return;
  const from = state.index ?? (by > 0 ? -1 : count);
  openRecord(state.group, Math.min(count - 1, Math.max(0, from + by)), { scroll: "panel" });
  byId("text").querySelector(".current")?.scrollIntoView({ block: "nearest" });
}

function stepTab(by) {
  const names = ["", ...GROUPS.keys()];
  openGroup(names[(names.indexOf(state.group) + by + names.length) % names.length]);
}

function onTabKey(event) {
  if (event.key !== "ArrowRight" && event.key !== "ArrowLeft") return;
  event.preventDefault();
  stepTab(event.key === "ArrowRight" ? 1 : -1);
  byId("tabs").querySelector("[aria-selected=true]").focus();
}

function showHelp() {
  fill(byId("help"),
    el("h2", { id: "help-title", text: word("help_title") }),
    el("p", { text: word("help_text") }),
    el("dl", {}, ...KEYS.flatMap(([keys, what]) => [el("dt", {}, el("kbd", { text: keys })), el("dd", { text: word(what) })])),
    el("button", { type: "button", text: word("close"), onclick: () => byId("help").close() }));
  byId("help").showModal();
}
