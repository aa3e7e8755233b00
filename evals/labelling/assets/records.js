// The right side: a tab for the article's own fields and one for each record type; of each type the open record.

function showTabs() {
  const tab = (name) => {
    const count = name ? recordsOf(name).length : null;
    const wrong = name ? problemsUnder(`/${name}`).length : ownProblems().length;
    return el("button", { type: "button", role: "tab", "data-group": name, "aria-selected": String(name === state.group), "aria-controls": "panel", tabindex: name === state.group ? "0" : "-1", onclick: () => openGroup(name) },
      groupName(name), count === null ? null : el("span", { class: "count", text: String(count) }), wrong ? el("span", { class: "bad", text: `! ${wrong}` }) : null);
  };
  fill(byId("tabs"), tab(""), ...FORM.groups.map((group) => tab(group.name)));
}

function ownProblems() {
  return state.problems.filter((one) => !FORM.groups.some(({ name }) => one.pointer === `/${name}` || one.pointer.startsWith(`/${name}/`)));
}

function showPanel() {
  const focused = document.activeElement?.dataset?.path;
  fill(byId("panel"), ...(state.group ? recordList() : ownFields()));
  if (focused) controlAt(JSON.parse(focused))?.focus({ preventScroll: true });
  markTarget();
}

function ownFields() {
  const { properties, required } = shapeOf(FORM.schema);
  const own = Object.entries(properties ?? {}).filter(([name]) => !GROUPS.has(name));
  const known = new Set(Object.keys(properties ?? {}));
  return [el("div", { class: "card form" },
    ...own.map(([name, node]) => fieldOf(name, node, ["record", name], { required: required.has(name), aliasing: { path: ["aliases"], ...FORM.own } })),
    ...others(["record"], (key) => !known.has(key)))];
}

// Keys that the schema does not describe, but that are there: shown, so that nothing is kept unseen.
function others(path, isOther) {
  return Object.keys(valueAt(path)).filter(isOther).map((key) => fieldOf(key, {}, [...path, key], { required: false }));
}

function recordList() {
  const { group } = state;
  const about = shapeOf(FORM.schema).properties[group];
  const records = recordsOf(group);
  return [
    el("p", { class: "muted hint", text: shapeOf(shapeOf(about).items).about || shapeOf(about).about }),
    records.length ? el("ol", { class: "records" }, ...records.map((record, index) => recordItem(group, record, index))) : el("p", { class: "muted", text: word("empty_group") }),
    el("button", { type: "button", id: "add-record", onclick: addRecord }, `＋ ${word("add_record")} `, el("kbd", { text: "N" })),
  ];
}

function recordItem(group, record, index) {
  const open = index === state.index;
  const wrong = problemsUnder(`/${group}/${index}`).length;
  return el("li", { class: `card${open ? " chosen" : ""}` },
    el("button", { type: "button", class: "pick", "aria-expanded": String(open), "data-record": index, onclick: () => openRecord(group, open ? null : index, { scroll: "text" }) },
      el("span", { class: "number", text: String(index + 1) }), el("bdi", { class: "name", text: titleOf(group, record) }), wrong ? el("span", { class: "bad", text: `! ${wrong}` }) : null),
    open ? recordForm(group, index) : null);
}

function recordForm(group, index) {
  const path = recordPath(group, index);
  const item = shapeOf(shapeOf(FORM.schema).properties[group]).items;
  const { properties, required } = shapeOf(item);
  const { aliased, bare, beside } = GROUPS.get(group);
  const aliasing = beside.includes("aliases") ? { path: [...path, "aliases"], aliased, bare } : null;
  return el("div", { class: "form" },
    complaints(path),
    ...Object.entries(properties).map(([name, node]) => fieldOf(name, node, [...path, name], { required: required.has(name), aliasing })),
    ...others(path, (key) => !(key in properties) && !beside.includes(key)),
    beside.includes("evidence") ? evidenceRows([...path, "evidence"]) : null,
    recordActions(group, index));
}

function evidenceRows(path) {
  const passages = Array.isArray(valueAt(path)) ? valueAt(path) : [];
  const rows = passages.map((_, i) => {
    const row = itemRow({ type: "string" }, [...path, i]);
    row.classList.add("passage");
    row.prepend(el("button", { type: "button", class: "icon where", onclick: () => scrollToPassage(valueAt([...path, i])) }));
    return row;
  });
  return el("div", { class: "field evidence", "data-field": pointerTo(path) },
    el("div", { class: "label" }, el("span", { text: word("evidence") })),
    el("div", { class: "control" }, ...rows, complaints(path), el("p", { class: "about", text: word("evidence_hint") })));
}

// Says of each passage whether it stands in the text.
function showEvidencePlaces() {
  for (const button of document.querySelectorAll(".where")) {
    const row = button.closest(".row-item");
    const place = placeOf(row.querySelector("textarea").value);
    const known = place ? "in_text" : "not_in_text";
    button.textContent = place === undefined ? "…" : place ? "¶" : "⚠";
    button.classList.toggle("missing", place === null);
    button.title = place === undefined ? "" : word(known);
    button.setAttribute("aria-label", `${word("show")}: ${place === undefined ? "" : word(known)}`);
  }
}

function recordActions(group, index) {
  const last = recordsOf(group).length - 1;
  const action = (id, key, act, disabled = false) => el("button", { type: "button", class: "small", id, disabled, text: word(key), onclick: act });
  return el("div", { class: "actions" },
    action("move-up", "up", () => moveRecord(-1), index === 0),
    action("move-down", "down", () => moveRecord(1), index === last),
    action("duplicate", "duplicate", duplicateRecord),
    action("remove", "remove", removeRecord));
}

function openGroup(name) {
  Object.assign(state, { group: name, index: null, target: null, step: null });
  showWork();
}

// `scroll` is the side that is to be brought into view.
function openRecord(group, index, { scroll, focus = false } = {}) {
  Object.assign(state, { group, index, target: null, step: null });
  showWork();
  if (index === null) return;
  const card = document.querySelector(`[data-record="${index}"]`);
  if (scroll === "panel" || focus) card?.closest("li").scrollIntoView({ block: "nearest" });
  if (scroll === "text") byId("text").querySelector(".current")?.scrollIntoView({ block: "nearest" });
  if (focus) document.querySelector(".records .form [data-path]")?.focus({ preventScroll: true });
}

function addRecord() {
  const { group } = state;
  if (!group) return toast(word("pick_record"));
  const { blank, beside, identity } = GROUPS.get(group);
  const made = structuredClone(blank);
  if (beside.includes("evidence")) made.evidence = [];
  const name = identity[0];
  const text = picked?.text;
  change(null, () => {
    put(["record", group], [...recordsOf(group), made]);
    if (text && name in made && shapeOf(shapeOf(shapeOf(FORM.schema).properties[group]).items).properties[name]) made[name] = text;
  });
  clearPick();
  openRecord(group, recordsOf(group).length - 1, { focus: !text, scroll: "panel" });
  state.target = [...recordPath(), name];
  markTarget();
}

function duplicateRecord() {
  const { group, index } = state;
  if (index === null) return;
  change(null, () => recordsOf(group).splice(index + 1, 0, structuredClone(recordsOf(group)[index])));
  reordered(group, index + 1);
}

function removeRecord() {
  const { group, index } = state;
  if (index === null) return;
  const title = titleOf(group, recordsOf(group)[index]);
  change(null, () => recordsOf(group).splice(index, 1));
  reordered(group, null);
  toast(word("removed", title));
}

function moveRecord(by) {
  const { group, index } = state;
  const to = index + by;
  if (index === null || to < 0 || to >= recordsOf(group).length) return;
  change(null, () => recordsOf(group).splice(to, 0, ...recordsOf(group).splice(index, 1)));
  reordered(group, to);
}

function reordered(group, index) {
  forget(["record", group]);
  openRecord(group, index, { scroll: "panel" });
}

function showTitles() {
  if (!state.group) return;
  document.querySelectorAll("[data-record] .name").forEach((node, index) => { node.textContent = titleOf(state.group, recordsOf(state.group)[index]); });
}

function markTarget() {
  document.querySelectorAll(".target").forEach((node) => node.classList.remove("target"));
  controlAt(state.target)?.classList.add("target");
  showPicked();
}
