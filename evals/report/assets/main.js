function showAll() {
  document.documentElement.lang = language === 0 ? "zh-CN" : "en";
  document.title = `${word("title")} · ${DATA.run.schema}`;
  for (const node of document.querySelectorAll("[data-word]")) node.textContent = word(node.dataset.word);
  byId("language").textContent = word("language");
  showOverview();
  showComparison();
  showTables();
  buildFilters();
  showReader();
  apply();
  showDisputes();
  showReviews();
}

byId("language").addEventListener("click", () => {
  language = 1 - language;
  showAll();
});
byId("more").addEventListener("click", showMore);
if ("IntersectionObserver" in window) {
  new IntersectionObserver((entries) => {
    if (entries.some((entry) => entry.isIntersecting) && !byId("more").hidden) showMore();
  }, { rootMargin: "600px" }).observe(byId("more"));
}
loadDisputes();
showAll();
