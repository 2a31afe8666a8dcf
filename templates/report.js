(() => {
  "use strict";
  const ranks = ["supported", "limited", "undetermined", "unsupported"];

  const element = (name, properties, ...inside) => {
    const e = Object.assign(document.createElement(name), properties);
    e.append(...inside);
    return e;
  };

  // The value of a cell to sort by: a number, the rank of a verdict, or text.
  const keyOf = (cell) => {
    const text = cell.textContent.trim();
    if (cell.classList.contains("n")) return text === "" ? -1 : Number(text);
    const verdict = cell.querySelector(".v");
    return verdict ? ranks.indexOf(verdict.lastChild.textContent) : text.toLowerCase();
  };

  const collator = new Intl.Collator("en", { numeric: true });
  const compare = (a, b) => (typeof a === "number" && typeof b === "number" ? a - b : collator.compare(a, b));

  const makeSortable = (table, rows) => {
    const heads = [...table.tHead.rows[0].cells];
    const body = table.tBodies[0];
    const sortBy = (column) => {
      const next = { ascending: "descending", descending: "" }[heads[column].ariaSort] ?? "ascending";
      heads.forEach((h) => h.removeAttribute("aria-sort"));
      const order = rows.map((row, i) => ({ row, i, key: keyOf(row.cells[column]) }));
      if (next !== "") {
        heads[column].ariaSort = next;
        const sign = next === "ascending" ? 1 : -1;
        order.sort((a, b) => sign * compare(a.key, b.key) || a.i - b.i);
      }
      body.append(...order.map((o) => o.row));
    };
    heads.forEach((head, column) => {
      const button = element("button", { type: "button" }, ...head.childNodes);
      button.addEventListener("click", () => sortBy(column));
      head.append(button);
    });
  };

  const makeFilter = (box, table, rows) => {
    const texts = rows.map((row) => row.textContent.toLowerCase());
    const verdicts = rows.map((row) => [...row.querySelectorAll(".v")].map((v) => v.lastChild.textContent));
    const input = element("input", { type: "search", autocomplete: "off", spellcheck: false });
    const tools = element("div", { className: "tools" }, element("label", {}, "Filter rows", input));
    const select = element("select", {}, element("option", { value: "" }, "any verdict"), ...ranks.map((r) => element("option", { value: r }, r)));
    if (new Set(verdicts.flat()).size > 1) tools.append(element("label", {}, "Verdict", select));
    const said = element("output", {});
    tools.append(said);
    box.before(tools);

    const apply = () => {
      const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      rows.forEach((row, i) => {
        const fits = words.every((w) => texts[i].includes(w)) && (select.value === "" || verdicts[i].includes(select.value));
        row.hidden = !fits;
        if (fits) shown++;
      });
      said.textContent = shown === rows.length ? "" : `${shown} of ${rows.length} rows shown`;
    };
    input.addEventListener("input", apply);
    select.addEventListener("change", apply);
    // A link to a row that is filtered away brings all rows back.
    addEventListener("hashchange", () => {
      const row = document.getElementById(location.hash.slice(1));
      if (row && row.hidden && table.contains(row)) {
        input.value = select.value = "";
        apply();
        row.scrollIntoView();
      }
    });
  };

  for (const box of document.querySelectorAll(".scroll")) {
    const table = box.querySelector("table");
    const rows = [...table.tBodies[0].rows];
    if (rows.length > 2) makeSortable(table, rows);
    if (rows.length > 7) makeFilter(box, table, rows);
  }

  if (navigator.clipboard) {
    for (const code of document.querySelectorAll("pre > code")) {
      const button = element("button", { type: "button", className: "copy" }, "Copy");
      button.addEventListener("click", async () => {
        await navigator.clipboard.writeText(code.textContent);
        button.textContent = "Copied";
        setTimeout(() => { button.textContent = "Copy"; }, 2000);
      });
      code.before(button);
    }
  }

  // Print everything, then fold up again what was folded.
  let folded = [];
  addEventListener("beforeprint", () => {
    folded = [...document.querySelectorAll("details:not([open])")];
    folded.forEach((d) => { d.open = true; });
  });
  addEventListener("afterprint", () => folded.forEach((d) => { d.open = false; }));
})();
