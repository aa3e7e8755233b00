// What goes to the server, and what comes of it.

async function send(what, content) {
  if (what !== "locate") document.body.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(what, { method: "POST", headers: { "Content-Type": "application/json", "X-Zhailu-Token": DATA.token }, body: JSON.stringify({ at: DATA.at, ...content }) });
    const text = await answer.text();
    const isJson = (answer.headers.get("content-type") ?? "").includes("json");
    return { ok: answer.ok, status: answer.status, body: isJson ? JSON.parse(text) : { error: { message: text.trim(), hint: "" } } };
  } catch {
    return { ok: false, status: 0, body: { error: { message: word("offline"), hint: "" } } };
  } finally {
    if (what !== "locate") document.body.removeAttribute("aria-busy");
  }
}

async function save() {
  if (isUndecided()) return goToDecision();
  const sent = JSON.stringify(state.document);
  const answer = await send("save", { document: state.document, seen: state.seen });
  if (!answer.ok) return refused(answer);
  wasSaved(sent, answer.body);
  return toast(word("saved"));
}

function wasSaved(sent, seen) {
  const complained = state.problems.length > 0;
  Object.assign(state, { saved: sent, seen, there: true, problems: [], invalid: null, draft: null, drafted: false, step: null });
  byId("notices").replaceChildren();
  // The form is made anew only where it must be: somebody may have begun to type again.
  if (complained) showWork();
  else showStatus();
}

// Nothing was written. What is wrong is shown where it is; a file that changed elsewhere is left alone.
function refused({ status, body }) {
  if (status === 422 && body.problems) {
    Object.assign(state, { problems: body.problems, invalid: "invalid" });
    showWork();
    showProblems();
    return;
  }
  fill(byId("notices"), el("div", { class: "notice bad-notice", id: "refused" },
    el("p", {}, el("strong", { text: body.error.message })), body.error.hint ? el("p", { text: body.error.hint }) : null,
    el("div", { class: "actions" },
      el("button", { type: "button", text: word("copy"), onclick: copyLabels }),
      el("button", { type: "button", text: word("reload"), onclick: () => location.reload() }))));
  byId("notices").scrollIntoView({ block: "nearest" });
}

async function copyLabels() {
  await navigator.clipboard.writeText(JSON.stringify(state.document, null, 2));
  toast(word("copied"));
}

// What a validator says of null in a required field, a person would put otherwise.
function told({ pointer, message }) {
  return pointer && (valueAt(pathTo(pointer)) ?? null) === null ? word("is_required") : message;
}

function showProblems() {
  if (!state.problems.length) {
    byId("problems")?.remove();
    return;
  }
  const list = state.problems.map((one) => el("li", {}, el("button", { type: "button", class: "link", onclick: () => goTo(one.pointer) }, el("code", { text: one.pointer || "/" }), " ", told(one))));
  fill(byId("notices"), el("div", { class: "notice bad-notice", id: "problems" },
    el("p", {}, el("strong", { text: word(state.invalid ?? "invalid") })),
    el("ul", {}, ...list),
    state.invalid === "invalid" && !isUndecided() ? el("div", { class: "actions" }, el("button", { type: "button", id: "save-draft", text: word("draft_save"), onclick: saveDraft })) : null));
}

// Opens the record or tab that a pointer leads to, and its field.
function goTo(pointer, focus = true) {
  const path = pathTo(pointer);
  const group = GROUPS.has(path[1]) ? path[1] : "";
  const index = group && recordsOf(group)[path[2]] ? path[2] : null;
  openRecord(group, index, { scroll: "panel" });
  const place = [...path];
  while (place.length && !controlAt(place)) place.pop();
  const control = controlAt(place);
  if (!control) return;
  state.target = place;
  markTarget();
  byId("text").querySelector(".current")?.scrollIntoView({ block: "center" });
  control.scrollIntoView({ block: "center" });
  if (focus) control.focus({ preventScroll: true });
}

async function saveDraft() {
  const answer = await send("draft", { document: state.document, seen: state.seen });
  if (!answer.ok) return refused(answer);
  Object.assign(state, { seen: answer.body, saved: JSON.stringify(state.document), draft: null, drafted: true });
  showStatus();
  return toast(word("draft_saved", DATA.path.split("/").at(-1)));
}

async function dropDraft() {
  const answer = await send("discard", { seen: state.seen });
  if (!answer.ok) return refused(answer);
  Object.assign(state, { seen: answer.body, draft: null });
  return showNotices();
}

function openDraft() {
  change(null, () => { state.document = structuredClone(state.draft); });
  Object.assign(state, { draft: null, drafted: true, problems: [], invalid: null });
  showNotices();
  showWork();
}

function showNotices() {
  if (state.problems.length) return showProblems();
  const notices = [];
  if (state.draft) {
    notices.push(el("div", { class: "notice", id: "draft" }, el("span", { text: word("draft_found") }),
      el("div", { class: "actions" }, el("button", { type: "button", text: word("draft_open"), onclick: openDraft }), el("button", { type: "button", text: word("draft_drop"), onclick: dropDraft }))));
  }
  if (DATA.origin && !state.there) notices.push(el("p", { class: "notice", id: "origin", text: word("prefilled", DATA.origin) }));
  return fill(byId("notices"), ...notices);
}

function showStatus() {
  const dirty = isDirty();
  byId("status").textContent = word(dirty ? "unsaved" : state.drafted ? "drafted" : state.there ? "saved" : "not_there");
  byId("status").classList.toggle("dirty", dirty);
  byId("save").disabled = !dirty && state.there && !state.drafted && !isUndecided();
  byId("undo").disabled = !state.past.length;
  byId("redo").disabled = !state.future.length;
}

let toastEnds = 0;

function toast(text) {
  const box = byId("toast");
  box.textContent = text;
  box.hidden = false;
  clearTimeout(toastEnds);
  toastEnds = setTimeout(() => { box.hidden = true; }, 3500);
}
