// What is labelled, and every step back. A path is an array of keys from the top of the gold file.

const DATA = JSON.parse(byId("data").textContent);
const FORM = DATA.form;
const GROUPS = new Map(FORM.groups.map((group) => [group.name, group]));
const STEPS = 200;

const state = {
  document: DATA.document,
  saved: JSON.stringify(DATA.document),
  there: DATA.there,
  seen: DATA.seen,
  group: "",
  index: null,
  target: null,
  problems: DATA.problems,
  invalid: DATA.problems.length ? "invalid_file" : null,
  draft: DATA.draft,
  drafted: false,
  view: DATA.texts.clean === null ? "original" : "clean",
  past: [],
  future: [],
  step: null,
};

function isDirty() {
  return JSON.stringify(state.document) !== state.saved;
}

function valueAt(path) {
  return path.reduce((value, key) => (value === null || value === undefined ? undefined : value[key]), state.document);
}

// Sets the value; `undefined` takes the key out.
function put(path, value) {
  const home = valueAt(path.slice(0, -1));
  const key = path.at(-1);
  if (value !== undefined) home[key] = value;
  else if (Array.isArray(home)) home.splice(key, 1);
  else delete home[key];
}

// Every change goes through here. Changes with the same `step`, one after the other, are one step back.
function change(step, edit) {
  if (step === null || step !== state.step) {
    state.past.push(remembered());
    if (state.past.length > STEPS) state.past.shift();
  }
  state.step = step;
  state.future = [];
  edit();
  showStatus();
}

function remembered() {
  return { document: JSON.stringify(state.document), group: state.group, index: state.index };
}

function travel(from, to) {
  const known = from.pop();
  if (!known) return;
  to.push(remembered());
  Object.assign(state, { document: JSON.parse(known.document), group: known.group, index: known.index, step: null, problems: [], invalid: null });
  showWork();
}

function recordPath(group = state.group, index = state.index) {
  return group ? ["record", group, index] : ["record"];
}

function recordsOf(group) {
  return state.document.record[group] ?? [];
}

function groupName(name) {
  return name || word("own_fields");
}

// What a record is called: the values that identify it.
function titleOf(group, record) {
  const told = GROUPS.get(group).identity.map((name) => written(name.split(".").reduce((value, key) => value?.[key], record)));
  return told.filter(Boolean).join(" · ") || word("unnamed");
}

// RFC 6901, from the record, as the problems have it.
function pointerTo(path) {
  const steps = path[0] === "record" ? path.slice(1) : path;
  return steps.map((key) => `/${String(key).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

function pathTo(pointer) {
  const steps = pointer.split("/").slice(1).map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~"));
  const own = steps[0] === "aliases" && !("aliases" in (FORM.schema.properties ?? {}));
  const path = own ? [] : ["record"];
  for (const key of steps) path.push(Array.isArray(valueAt(path)) && /^\d+$/.test(key) ? Number(key) : key);
  return path;
}

function problemsAt(path) {
  const pointer = pointerTo(path);
  return state.problems.filter((one) => one.pointer === pointer);
}

function problemsUnder(prefix) {
  return state.problems.filter((one) => one.pointer === prefix || one.pointer.startsWith(`${prefix}/`));
}

// A value that was put right is not complained of any more; a list whose order changed is not told of at all.
function forget(path) {
  const pointer = pointerTo(path);
  state.problems = state.problems.filter((one) => one.pointer !== pointer && !one.pointer.startsWith(`${pointer}/`));
}
