function showWork() {
  showTabs();
  showPanel();
  showText();
  showEvidencePlaces();
  if (state.problems.length || byId("problems")) showProblems();
  showStatus();
}

function showAll() {
  document.documentElement.lang = language === 0 ? "zh-CN" : "en";
  document.title = `${word("title")} ${DATA.path.split("/").at(-1)}`;
  byId("file").textContent = DATA.path;
  byId("file").title = FORM.schema_id;
  for (const key of ["undo", "redo", "language"]) byId(key).textContent = word(key);
  byId("save").textContent = word(isUndecided() ? "decide" : "save");
  byId("save").title = isUndecided() ? "" : word("save_key");
  byId("help-button").setAttribute("aria-label", word("help"));
  showStops();
  buildReader();
  showReview();
  showNotices();
  showWork();
}

function showStops() {
  const { stops, at } = DATA;
  byId("stops").hidden = stops.length < 2;
  const step = (by) => goToStop((at + by + stops.length) % stops.length);
  const list = el("select", { id: "stop", "aria-label": word("stops", at + 1, stops.length), onchange: (event) => goToStop(event.target.value) }, ...stops.map(({ name, standing }, i) => el("option", { value: String(i), text: `${i + 1}/${stops.length} ${name} · ${word(standing)}` })));
  list.value = String(at);
  fill(byId("stops"), el("button", { type: "button", "aria-label": word("previous"), text: "‹", onclick: () => step(-1) }), list, el("button", { type: "button", "aria-label": word("next"), text: "›", onclick: () => step(1) }));
}

function goToStop(at) {
  location.assign(`?at=${at}`);
}

byId("save").addEventListener("click", save);
byId("undo").addEventListener("click", () => travel(state.past, state.future));
byId("redo").addEventListener("click", () => travel(state.future, state.past));
byId("help-button").addEventListener("click", showHelp);
byId("tabs").addEventListener("keydown", onTabKey);
byId("language").addEventListener("click", () => {
  language = 1 - language;
  showAll();
});
byId("panel").addEventListener("focusin", (event) => {
  const place = event.target.dataset.path ?? event.target.dataset.target;
  if (!place) return;
  state.target = JSON.parse(place);
  state.step = null;
  markTarget();
});
// Marks and places follow what is typed as evidence, once the typing rests.
let rest = 0;
byId("panel").addEventListener("input", (event) => {
  if (!event.target.closest(".passage")) return;
  clearTimeout(rest);
  rest = setTimeout(() => { showText(); showEvidencePlaces(); }, 300);
});
document.addEventListener("selectionchange", onSelection);
document.addEventListener("keydown", onKey);
window.addEventListener("beforeunload", (event) => {
  if (isDirty()) event.preventDefault();
});
showAll();
if (isUndecided()) {
  goTo(DATA.review.dispute.pointer, false);
  byId("side").scrollTop = 0;
}
