// Controls for values, made from their schema. `path` leads to the value, which may not be there yet.

const MAKERS = { text: textControl, enum: enumControl, flag: flagControl, number: numberControl, list: listControl, object: objectControl, json: jsonControl };

// One named value with its label, its help, its control, and the values that are right besides: `aliasing` tells where
// those stand, which fields may have any (nested ones as a.b), and of which field a bare list of them is.
function fieldOf(name, node, path, { required, aliasing = null }) {
  const full = `${aliasing?.prefix ?? ""}${name}`;
  const aliases = aliasing?.aliased.includes(full) ? aliasing : null;
  const shape = shapeOf(node);
  const kind = kindFor(node, valueAt(path));
  const must = required && !shape.nullable && kind !== "list";
  const id = `field-${pointerTo(path)}`;
  return el("div", { class: `field kind-${kind}`, "data-field": pointerTo(path) },
    el("div", { class: "label" },
      el("label", { id: `${id}-label`, for: id, text: name }),
      must ? el("span", { class: "must", text: "*", title: word("required") }) : null),
    el("div", { class: "control" },
      controlOf(node, path, { id, must, aliasing: aliasing && { ...aliasing, prefix: `${full}.` } }),
      complaints(path),
      el("div", { class: "below" },
        shape.about ? el("p", { class: "about", id: `${id}-about`, text: shape.about }) : null,
        aliases ? el("button", { type: "button", class: "link", "data-alias": full, text: word("add_alias"), onclick: () => addAlias(aliases, full) }) : null),
      aliases ? aliasRows(aliases, full) : null));
}

function controlOf(node, path, about) {
  return MAKERS[kindFor(node, valueAt(path))](node, path, about);
}

function complaints(path) {
  const found = problemsAt(path);
  return found.length ? el("p", { class: "complaint", role: "alert", text: found.map(told).join("; ") }) : null;
}

// An emptied value is null where it may be or must be there, else it is left out.
function emptied(node, path, must) {
  return shapeOf(node).nullable || must || Array.isArray(valueAt(path.slice(0, -1))) ? null : undefined;
}

function commit(path, value) {
  change(`value ${JSON.stringify(path)}`, () => put(path, value));
  forget(path);
  const box = document.querySelector(`[data-field="${CSS.escape(pointerTo(path))}"]`);
  box?.querySelectorAll(":scope > .control > .complaint").forEach((one) => one.remove());
  showTitles();
}

function common(path, id, must) {
  return { id, "data-path": JSON.stringify(path), class: problemsAt(path).length ? "wrong" : "", "aria-invalid": problemsAt(path).length ? "true" : null, "aria-required": must ? "true" : null, "aria-describedby": `${id}-about` };
}

function withClear(control, path, node, must) {
  const value = valueAt(path);
  const clearable = !must && value !== null && value !== undefined;
  const clear = () => { change(null, () => put(path, emptied(node, path, must))); forget(path); showWork(); };
  return el("div", { class: "with-clear" }, control, el("button", { type: "button", class: "icon clear", "aria-label": word("clear"), title: word("clear"), text: "✕", disabled: !clearable, onclick: clear }));
}

function areaFor(path, id, must, onText) {
  const value = valueAt(path);
  const area = el("textarea", { rows: "1", ...common(path, id, must), placeholder: must ? word("required") : word("none"), oninput: () => onText(area) });
  area.value = typeof value === "string" ? value : "";
  if (!CSS.supports("field-sizing", "content")) area.rows = Math.min(8, 1 + Math.floor(area.value.length / 30));
  return area;
}

function textControl(node, path, { id, must }) {
  const area = areaFor(path, id, must, () => {
    commit(path, area.value.trim() ? area.value : emptied(node, path, must));
    const clear = area.parentElement.querySelector(".clear");
    if (clear) clear.disabled = must || !area.value.trim();
  });
  return withClear(area, path, node, must);
}

function choose(node, path, { id, must }, choices) {
  const value = valueAt(path);
  const empty = value === null || value === undefined;
  const select = el("select", { ...common(path, id, must), onchange: () => {
    commit(path, select.value === "" ? emptied(node, path, must) : choices[Number(select.value)][0]);
  } },
  !must || empty ? el("option", { value: "", text: must ? word("required") : word("none") }) : null,
  ...choices.map(([, text], i) => el("option", { value: String(i), text })));
  const at = choices.findIndex(([choice]) => choice === value);
  if (!empty && at < 0) select.append(el("option", { value: "other", text: written(value), disabled: true }));
  select.value = empty ? "" : at < 0 ? "other" : String(at);
  return select;
}

function enumControl(node, path, about) {
  const { choices, glosses } = shapeOf(node);
  return choose(node, path, about, choices.map((value) => [value, glosses[value] ? `${value} · ${glosses[value]}` : written(value)]));
}

function flagControl(node, path, about) {
  return choose(node, path, about, [[true, word("yes")], [false, word("no")]]);
}

function numberControl(node, path, { id, must }) {
  const value = valueAt(path);
  const input = el("input", { type: "text", inputmode: "decimal", autocomplete: "off", ...common(path, id, must), placeholder: must ? word("required") : word("none"), oninput: () => commit(path, numberIn(input.value) ?? emptied(node, path, must)) });
  input.value = value === null || value === undefined ? "" : String(value);
  return withClear(input, path, node, must);
}

// The number that is written; what is none stays as written, for the check to name.
function numberIn(text) {
  const trimmed = text.trim();
  if (!trimmed) return null;
  return Number.isFinite(Number(trimmed)) ? Number(trimmed) : trimmed;
}

function listControl(node, path, { id }) {
  const entry = (shapeOf(node).kind === "list" ? shapeOf(node).items : listBranch(node)?.items) ?? {};
  const values = valueAt(path) ?? [];
  const add = () => {
    const place = [...path, valueAt(path)?.length ?? 0];
    change(null, () => put(path, [...(valueAt(path) ?? []), blankItem(entry)]));
    state.target = place;
    showWork();
    controlAt(place)?.focus();
  };
  return el("div", { class: "rows", id, "data-path": JSON.stringify(path), tabindex: "-1", role: "group" },
    ...values.map((_, i) => itemRow(entry, [...path, i])),
    el("button", { type: "button", class: "small add", "data-target": JSON.stringify(path), text: `＋ ${word("add_item")}`, onclick: add }));
}

function itemRow(node, path) {
  const remove = () => { change(null, () => put(path, undefined)); forget(path.slice(0, -1)); state.target = null; showWork(); };
  const id = `field-${pointerTo(path)}`;
  const kind = kindFor(node, valueAt(path));
  const control = kind === "text" ? areaFor(path, id, true, (area) => commit(path, area.value.trim() ? area.value : null)) : controlOf(node, path, { id, must: true });
  return el("div", { class: `row-item kind-${kind}`, "data-field": pointerTo(path) },
    el("div", { class: "control" }, control, complaints(path)),
    el("button", { type: "button", class: "icon", "aria-label": word("remove_item"), title: word("remove_item"), text: "✕", onclick: remove }));
}

function objectControl(node, path, about) {
  const shape = shapeOf(node);
  const value = valueAt(path);
  if (value === null || value === undefined) {
    return el("button", { type: "button", class: "small add", id: about.id, text: `＋ ${word("add_item")}`, onclick: () => { change(null, () => put(path, blankObject(shape))); showWork(); } });
  }
  const fields = Object.entries(shape.properties).map(([name, child]) => fieldOf(name, child, [...path, name], { required: shape.required.has(name), aliasing: about.aliasing }));
  const clear = about.must ? null : el("button", { type: "button", class: "small", text: word("clear"), onclick: () => { change(null, () => put(path, emptied(node, path, false))); showWork(); } });
  return el("fieldset", { id: about.id }, ...fields, clear);
}

function jsonControl(node, path, { id, must }) {
  const area = el("textarea", { rows: "3", ...common(path, id, must), class: "code", oninput: () => {
    try {
      commit(path, area.value.trim() ? JSON.parse(area.value) : emptied(node, path, must));
      area.setCustomValidity("");
    } catch {
      area.setCustomValidity(word("not_json"));
    }
    note.textContent = area.validationMessage;
  } });
  const value = valueAt(path);
  area.value = value === null || value === undefined ? "" : JSON.stringify(value, null, 2);
  const note = el("p", { class: "complaint" });
  return el("div", {}, area, note);
}

// Further right values of a field stand beside the values: in an object by field, or in a bare list, which is of `bare`.
function aliasHome({ path, bare }, name) {
  if (!Array.isArray(valueAt(path))) return [...path, name];
  return bare === name ? path : null;
}

function aliasRows(aliases, name) {
  const home = aliasHome(aliases, name);
  const values = home ? valueAt(home) : undefined;
  if (!Array.isArray(values)) return home ? complaints(home) : null;
  return el("div", { class: "aliases" }, el("span", { class: "about", text: word("aliases") }), ...values.map((_, i) => aliasRow([...home, i], aliases.path)), complaints(home));
}

function addAlias(aliases, name) {
  const { path, bare } = aliases;
  change(null, () => {
    if (!aliasHome(aliases, name)) put(path, { [bare]: valueAt(path) });
    const home = aliasHome(aliases, name);
    if (home !== path && valueAt(path) === undefined) put(path, {});
    put(home, [...(valueAt(home) ?? []), null]);
    state.target = [...home, valueAt(home).length - 1];
  });
  showWork();
  controlAt(state.target)?.focus();
}

function aliasRow(path, top) {
  const id = `field-${pointerTo(path)}`;
  const area = areaFor(path, id, true, () => commit(path, area.value.trim() ? area.value : null));
  const remove = () => {
    change(null, () => {
      put(path, undefined);
      const list = path.slice(0, -1);
      if (!valueAt(list).length) put(list, undefined);
      if (valueAt(top) && !Object.keys(valueAt(top)).length) put(top, undefined);
    });
    forget(top);
    state.target = null;
    showWork();
  };
  return el("div", { class: "row-item", "data-field": pointerTo(path) }, el("div", { class: "control" }, area), el("button", { type: "button", class: "icon", "aria-label": word("remove_item"), title: word("remove_item"), text: "✕", onclick: remove }));
}

function controlAt(path) {
  return path ? document.querySelector(`[data-path="${CSS.escape(JSON.stringify(path))}"]`) : null;
}

// Puts selected text where the target is: as the value, or as a further entry of a list. False where no text belongs.
function takeText(path, text) {
  const control = controlAt(path);
  if (!control || control.tagName === "SELECT" || control.classList.contains("code")) return false;
  const value = control.classList.contains("rows") ? undefined : control.inputMode === "decimal" ? numberIn(text) : text;
  change(null, () => {
    if (value !== undefined) return put(path, value);
    const entry = listBranch(shapeAt(path)?.items ?? {}) ? [text] : text;
    return put(path, [...(valueAt(path) ?? []), entry]);
  });
  forget(path);
  return true;
}

function shapeAt(path) {
  let node = FORM.schema;
  for (const key of path.slice(1)) node = typeof key === "number" ? shapeOf(node).items ?? listBranch(node)?.items ?? {} : shapeOf(node).properties?.[key] ?? {};
  return shapeOf(node);
}
