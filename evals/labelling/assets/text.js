// The article: numbered paragraphs, the evidence of all records marked, and what the reader has selected.

const places = new Map();
const asked = new Set();
let owners = new WeakMap();
let picked = null;

function viewText() {
  return DATA.texts[state.view];
}

// [start, end] of a passage in the text shown; null if it is not there, undefined while that is not known.
function placeOf(passage) {
  const known = places.get(passage);
  if (known) return known[state.view === "clean" ? 0 : 1];
  const start = viewText().indexOf(passage);
  if (passage.trim() && start >= 0) return [start, start + passage.length];
  ask(passage);
  return undefined;
}

// Passages that do not stand in the text as they are may still be there in another width or script: the server knows.
function ask(passage) {
  asked.add(passage);
  if (asked.size > 1) return;
  setTimeout(async () => {
    const passages = [...asked];
    asked.clear();
    const answer = await send("locate", { passages });
    if (!answer.ok) return;
    for (const [found, where] of Object.entries(answer.body)) places.set(found, where);
    showText();
    showEvidencePlaces();
  }, 250);
}

function spansOfAll() {
  const spans = [];
  for (const { name, beside } of FORM.groups) {
    if (!beside.includes("evidence")) continue;
    recordsOf(name).forEach((record, index) => {
      for (const passage of Array.isArray(record.evidence) ? record.evidence : []) {
        const place = typeof passage === "string" ? placeOf(passage) : null;
        if (place) spans.push([...place, name, index]);
      }
    });
  }
  return spans;
}

function buildReader() {
  const both = DATA.texts.clean !== null && DATA.texts.clean !== DATA.texts.original;
  fill(byId("reader"),
    el("div", { class: "reader-head" },
      el("h2", { id: "reader-title" }, el("bdi", { text: word("article_text", DATA.article) })),
      both ? el("div", { class: "group", role: "group" }, ...["clean", "original"].map(viewButton)) : null),
    el("p", { class: "muted hint", text: DATA.texts.clean === null ? word("no_clean") : word("text_hint") }),
    el("div", { class: "text", id: "text", tabindex: "0", role: "region", "aria-labelledby": "reader-title", onclick: jump, onkeydown: jumpByKey }),
    el("div", { id: "picked", class: "picked", hidden: true }));
  showText();
}

function viewButton(view) {
  return el("button", { type: "button", "data-view": view, "aria-pressed": String(state.view === view), text: word(view), onclick: () => { state.view = view; clearPick(); buildReader(); } });
}

function showText() {
  owners = new WeakMap();
  const spans = spansOfAll();
  const box = byId("text");
  const top = box.scrollTop;
  let start = 0;
  let number = 0;
  const lines = [];
  for (const line of viewText().split("\n")) {
    const [from, to] = [start, start + line.length];
    start = to + 1;
    if (!line.trim()) continue;
    number += 1;
    const inside = spans.filter((span) => span[0] < to && span[1] > from).map(([a, b, ...owner]) => [Math.max(0, a - from), Math.min(line.length, b - from), ...owner]);
    lines.push(el("p", { class: "line", "data-start": from, "data-number": number }, ...cutAt(line, inside).map(([text, over]) => markOf(text, over))));
  }
  fill(box, ...lines);
  box.scrollTop = top;
}

function markOf(text, spans) {
  if (!spans.length) return document.createTextNode(text);
  const current = spans.some(([, , group, index]) => group === state.group && index === state.index);
  const titles = [...new Set(spans.map(([, , group, index]) => `${group}: ${titleOf(group, recordsOf(group)[index])}`))];
  const node = el("mark", { class: current ? "current" : "", tabindex: "0", title: titles.join("\n"), text });
  owners.set(node, [...spans].sort((one, other) => one[1] - one[0] - (other[1] - other[0])).map(([, , group, index]) => [group, index]));
  return node;
}

// Marked text leads to its record; pressed again, to the next one that has it as evidence.
function jump(event) {
  const known = owners.get(event.target);
  if (!known || !document.getSelection().isCollapsed) return;
  const at = known.findIndex(([group, index]) => group === state.group && index === state.index);
  openRecord(...known[(at + 1) % known.length], { scroll: "panel" });
}

function jumpByKey(event) {
  if (composing(event) || (event.key !== "Enter" && event.key !== " ") || !owners.has(event.target)) return;
  event.preventDefault();
  const all = () => [...byId("text").querySelectorAll("mark")];
  const at = all().indexOf(event.target);
  jump(event);
  (all()[at] ?? byId("text")).focus({ preventScroll: true });
}

function scrollToPassage(passage) {
  const place = placeOf(passage);
  if (!place) return;
  const line = [...byId("text").children].findLast((one) => Number(one.dataset.start) <= place[0]);
  const box = byId("text");
  if (line) box.scrollTop = line.offsetTop - box.clientHeight / 3;
}

// Offsets of the selection in the text shown; null if it is elsewhere or empty.
function selected() {
  const selection = document.getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  const box = byId("text");
  if (!box.contains(range.startContainer) || !range.intersectsNode(box)) return null;
  const start = offsetOf(range.startContainer, range.startOffset);
  const end = box.contains(range.endContainer) ? offsetOf(range.endContainer, range.endOffset) : viewText().length;
  const text = viewText().slice(start, end).trim();
  return text ? { text } : null;
}

function offsetOf(node, offset) {
  const line = (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest(".line");
  if (!line) {
    const next = byId("text").children[offset];
    return next ? Number(next.dataset.start) : viewText().length;
  }
  const before = document.createRange();
  before.setStart(line, 0);
  before.setEnd(node, offset);
  return Number(line.dataset.start) + before.toString().length;
}

// On a phone a tap on a button ends the selection: what was selected stays picked until it is used or another is.
function onSelection() {
  const found = selected();
  if (found) picked = found;
  else if (byId("text").contains(document.getSelection().anchorNode)) picked = null;
  else return;
  showPicked();
}

function clearPick() {
  picked = null;
  document.getSelection().removeAllRanges();
  showPicked();
}

function showPicked() {
  const box = byId("picked");
  box.hidden = picked === null;
  if (picked === null) return;
  const button = (id, text, key, act) => el("button", { type: "button", id, onpointerdown: (event) => event.preventDefault(), onclick: act }, text, " ", el("kbd", { text: key }));
  const group = state.group;
  fill(box,
    el("span", { class: "quote" }, el("bdi", { text: picked.text })),
    el("span", { class: "muted", text: word("picked", [...picked.text].length) }),
    button("pick-value", state.target ? word("set_value", nameOfTarget()) : word("set_nothing"), "V", pickValue),
    group && state.index !== null ? button("pick-evidence", word("add_evidence"), "E", pickEvidence) : null,
    group ? button("pick-new", word("new_from", group), "N", addRecord) : null);
}

function nameOfTarget() {
  return state.target.filter((key) => typeof key === "string" && key !== "record" && key !== state.group).join(".") || state.group;
}

function pickValue() {
  if (!picked) return;
  const { target } = state;
  if (!target) return toast(word("pick_field"));
  const { text } = picked;
  const name = nameOfTarget();
  if (!takeText(target, text)) return toast(word("not_text"));
  clearPick();
  showWork();
  toast(word("value_set", name, text));
}

function pickEvidence() {
  if (!picked) return;
  if (!state.group || state.index === null) return toast(word("pick_record"));
  if (!GROUPS.get(state.group).beside.includes("evidence")) return toast(word("no_evidence"));
  const path = [...recordPath(), "evidence"];
  const { text } = picked;
  if (valueAt(path)?.includes(text)) return toast(word("already"));
  change(null, () => {
    put(path, [...(valueAt(path) ?? []), text]);
    forget(path);
  });
  clearPick();
  showWork();
  toast(word("evidence_added"));
}
