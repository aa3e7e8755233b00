// The language in which WORDS are shown: the reader's, until they choose the other.
let language = (navigator.language || "").toLowerCase().startsWith("zh") ? 0 : 1;

function word(key, ...values) {
  return WORDS[key][language].replace(/\{(\d)\}/g, (_, place) => values[Number(place)]);
}
