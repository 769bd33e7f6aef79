/* Tables: all rows come from the data, in the order and selection that the reader asks for. */
page.startTables = () => {
  const { words } = page;
  const both = (compare) => ({
    asc: (a, b) => missingLast(a, b) ?? compare(a, b),
    desc: (a, b) => missingLast(a, b) ?? compare(b, a),
  });
  function missingLast(a, b) {
    const noA = a === null || a === "", noB = b === null || b === "";
    return noA || noB ? noA - noB : undefined;
  }
  const plain = (text) => page.plainText(text ?? "");
  DataTable.type("page-text", { order: both(page.collator.compare), search: plain });
  DataTable.type("page-number", { order: both((a, b) => a - b), search: plain });
  DataTable.ext.errMode = "throw";

  const language = {
    info: words.info, infoEmpty: words.none, infoFiltered: words.filtered,
    zeroRecords: words.no_match, emptyTable: words.none, lengthMenu: words.per_page,
    entries: { _: "" },
    paginate: { first: "\u00ab", last: "\u00bb", next: "\u203a", previous: "\u2039" },
    aria: {
      orderable: words.sort, orderableReverse: words.sort_back, orderableRemove: words.sort_off,
      paginate: { first: words.first, last: words.last, next: words.next,
        previous: words.previous, number: words.page },
    },
  };

  function orthogonal(column) {
    const sortsAsNumber = column.kind === "number" || column.kind === "percent";
    return (value, type) => {
      if (type === "sort") {
        if (column.kind === "flag" && value !== null) return value ? words.yes : words.no;
        return value;
      }
      if (type === "type") return sortsAsNumber ? 0 : "";
      const text = page.shown(value, column.kind, column.decimals);
      if (type !== "display") return text;
      if (!column.bar || value === null || value < 0) return page.escaped(text);
      const share = Math.min(100, 100 * value / column.bar).toFixed(1);
      return `<span class="bar" style="--share:${share}%">${page.escaped(text)}</span>`;
    };
  }

  function tableColumns(data) {
    return data.columns.map((column, index) => ({
      type: column.kind === "number" || column.kind === "percent" ? "page-number" : "page-text",
      className: { number: "number", percent: "number" }[column.kind] || column.kind,
      cellType: index === 0 ? "th" : "td",
      createdCell: index === 0 ? (cell) => cell.setAttribute("scope", "row") : null,
      render: orthogonal(column),
      orderSequence: ["asc", "desc"],
    }));
  }

  function rowsOf(columns) {
    const lists = columns.map(page.unpacked);
    return lists[0].map((_, row) => lists.map((list) => list[row]));
  }

  function slotMarkup(slots, settings) {
    return slots.map(([text, setting]) => `<span class="slot slot-${Number(setting)}" `
      + `title="${page.escaped(settings[setting])}">${page.escaped(text)}</span>`).join("");
  }

  function weekColumns(data) {
    const name = {
      type: "page-text", cellType: "th", orderSequence: ["asc", "desc"],
      createdCell: (cell) => cell.setAttribute("scope", "row"),
      render: ([text, note], type) => (type !== "display" ? (type === "sort" ? text : `${text} ${note}`)
        : page.escaped(text) + (note ? `<span class="row-note">${page.escaped(note)}</span>` : "")),
    };
    const slot = {
      type: "page-text", orderable: false,
      render: (slots, type) => (type === "display" ? slotMarkup(slots, data.settings)
        : slots.map(([text]) => text).join(" ")),
    };
    return [name, ...(data.slots[0] || []).map(() => slot)];
  }

  function start(part) {
    const data = page.dataOf(part);
    const isWeek = part.dataset.part === "week";
    const rows = isWeek
      ? data.names.map((name, row) => [[name, data.notes[row]], ...data.slots[row]])
      : rowsOf(data.values);
    const table = part.querySelector("table");
    const region = part.querySelector(".scroll");
    if (!rows.length) return;
    const isPaged = rows.length > data.pageLength;
    const label = region.getAttribute("aria-label");
    table.tBodies[0].replaceChildren();
    region.replaceWith(table);
    const api = new DataTable(table, {
      data: rows, columns: isWeek ? weekColumns(data) : tableColumns(data),
      order: data.order || [], pageLength: data.pageLength,
      lengthMenu: [...new Set([10, 25, 50, 100, 250, data.pageLength])].sort((a, b) => a - b),
      paging: isPaged, autoWidth: false, deferRender: true, language, searching: true,
      orderDescReverse: false,
      layout: { topStart: null, topEnd: null, bottomStart: "info",
        bottomEnd: isPaged ? ["pageLength", "paging"] : null },
      formatNumber: (count) => page.number(Number(count), 0),
    });
    const box = table.parentElement;
    box.classList.add("scroll");
    for (const [name, value] of [["tabindex", "0"], ["role", "group"], ["aria-label", label]]) {
      box.setAttribute(name, value);
    }
    page.tables.set(part.id, api);
    tools(part, api, data, rows);
    if (isPaged) page.printing.push(paper(api, data.printed));
  }

  function tools(part, api, data, rows) {
    const search = part.querySelector('[data-role="search"]');
    search.addEventListener("input", () => api.search(search.value).draw());
    for (const select of part.querySelectorAll('[data-role="choice"]')) {
      const column = Number(select.dataset.column);
      select.addEventListener("change", () => {
        const wanted = select.value;
        api.search.fixed(`choice-${column}`, wanted === "" ? null
          : (_text, _data, row) => "=" + String(rows[row][column]) === wanted).draw();
      });
    }
    const few = rows.length <= 10 && !data.columns?.some((column) => column.choices);
    if (few) part.querySelector(".tools").hidden = true;
  }

  /* Paper shows as many rows as were asked for, then the screen is as before. */
  function paper(api, printed) {
    let length = null, shown = 0;
    return {
      before: () => { length = api.page.len(); shown = api.page(); api.page.len(printed).draw(); },
      after: () => { if (length !== null) api.page.len(length).page(shown).draw("page"); length = null; },
    };
  }

  for (const part of document.querySelectorAll('[data-part="table"], [data-part="week"]')) start(part);
};
