"use strict";
/* Words, numbers and dates of the page's language. Nothing here ever writes markup from data:
   texts go into the page as text nodes or through `escaped`. */
document.documentElement.classList.remove("plain");

const page = (() => {
  const words = JSON.parse(document.getElementById("page-words").textContent);
  const french = words.lang === "fr";
  const locale = french ? "fr-FR" : "en-GB";
  const collator = new Intl.Collator(locale, { numeric: true });
  const formats = new Map();

  function number(value, decimals) {
    if (!formats.has(decimals)) {
      formats.set(decimals, new Intl.NumberFormat(locale, {
        minimumFractionDigits: decimals, maximumFractionDigits: decimals, signDisplay: "negative",
      }));
    }
    return formats.get(decimals).format(value).replace("-", "\u2212");
  }

  function percent(value, decimals) {
    return number(value * 100, decimals) + (french ? "\u00a0%" : "%");
  }

  function date(text) {
    return french ? text.split("-").reverse().join("/") : text;
  }

  function shown(value, kind, decimals) {
    if (value === null || value === undefined) return "";
    if (kind === "number") return number(value, decimals);
    if (kind === "percent") return percent(value, decimals);
    if (kind === "date") return date(value);
    if (kind === "flag") return value ? words.yes : words.no;
    return String(value);
  }

  function escaped(text) {
    return String(text).replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
  }

  /* Texts that come back often are written once in the data. */
  function unpacked(column) {
    if (Array.isArray(column)) return column;
    return column.places.map((place) => (place < 0 ? null : column.texts[place]));
  }

  function dataOf(part) {
    return JSON.parse(part.querySelector('script[data-role="data"]').textContent);
  }

  function plainText(text) {
    return String(text).normalize("NFD").replace(/\p{Diacritic}/gu, "").toLowerCase();
  }

  function element(name, text, className) {
    const made = document.createElement(name);
    if (text !== undefined) made.textContent = text;
    if (className) made.className = className;
    return made;
  }

  /* Calls back once the part can be seen: what is folded away or far below costs nothing. */
  function whenSeen(target, start) {
    const watcher = new IntersectionObserver((entries) => {
      if (entries.some((entry) => entry.isIntersecting)) {
        watcher.disconnect();
        start();
      }
    }, { rootMargin: "600px" });
    watcher.observe(target);
    return () => { watcher.disconnect(); start(); };
  }

  /* What has to be done before paper and after it. */
  const printing = [];
  window.addEventListener("beforeprint", () => printing.forEach((each) => each.before()));
  window.addEventListener("afterprint", () => printing.forEach((each) => each.after()));

  const reduced = matchMedia("(prefers-reduced-motion: reduce)").matches;
  return { words, collator, number, percent, date, shown, escaped, unpacked, dataOf, plainText,
    element, whenSeen, printing, reduced, charts: new Map(), tables: new Map() };
})();
