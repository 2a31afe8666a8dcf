(() => {
  "use strict";
  const ranks = ["supported", "limited", "undetermined", "unsupported"];

  const element = (name, properties, ...inside) => {
    const e = Object.assign(document.createElement(name), properties);
    e.append(...inside);
    return e;
  };

  const textOf = (cell) => cell?.textContent.trim() ?? "";

  // A table of the page: its columns by name, and its rows in the order of the
  // report.
  const readTable = (box) => {
    const table = box.querySelector("table");
    const heads = [...table.tHead.rows[0].cells];
    const columns = heads.map((h) => h.dataset.column);
    const at = (...names) => columns.findIndex((c) => names.includes(c));
    const size = table.caption.lastChild;
    return { size, full: size.textContent, id: table.caption.id.replace(/-caption$/, ""), box, heads, columns, at, body: table.tBodies[0], rows: [...table.tBodies[0].rows], sorted: "" };
  };

  const tables = [...document.querySelectorAll(".scroll")].map(readTable);

  // --- sorting ---

  // The value of a cell to sort by: a number, the rank of a verdict, or text.
  const keyOf = (cell) => {
    const text = textOf(cell);
    if (cell.classList.contains("n")) return text === "" || Number.isNaN(Number(text)) ? -1 : Number(text);
    return cell.querySelector(".v") ? ranks.indexOf(text) : text;
  };

  const collator = new Intl.Collator("en", { numeric: true });
  const compare = (a, b) => (typeof a === "number" && typeof b === "number" ? a - b : collator.compare(a, b));

  // sort orders a table by "column", by "-column" descending, or by "" as the
  // report has it.
  const sort = (t, by) => {
    const down = by.startsWith("-");
    const column = t.columns.indexOf(down ? by.slice(1) : by);
    t.sorted = column < 0 ? "" : by;
    t.heads.forEach((h) => h.removeAttribute("aria-sort"));
    const order = t.rows.map((row, i) => ({ row, i, key: column < 0 ? 0 : keyOf(row.cells[column]) }));
    if (column >= 0) {
      t.heads[column].ariaSort = down ? "descending" : "ascending";
      order.sort((a, b) => (down ? -1 : 1) * compare(a.key, b.key) || a.i - b.i);
    }
    t.body.append(...order.map((o) => o.row));
  };

  const makeSortable = (t) => {
    t.heads.forEach((head, i) => {
      const name = t.columns[i];
      const button = element("button", { type: "button" }, ...head.childNodes);
      button.addEventListener("click", () => {
        sort(t, { [name]: "-" + name, ["-" + name]: "" }[t.sorted] ?? name);
        write();
      });
      head.append(button);
    });
  };

  // --- filters on the tables of items and findings ---

  const facets = [
    { name: "verdict", label: "Verdict", any: "any verdict", columns: ["verdict", "now"] },
    { name: "rule", label: "Rule", any: "any rule", columns: ["rule", "why", "nowWhy"] },
    { name: "subscription", label: "Subscription", any: "any subscription", columns: ["subscription"] },
    { name: "group", label: "Resource group", any: "any resource group", columns: ["resourceGroup"] },
  ];
  const items = tables.filter((t) => "items" in t.box.dataset && t.rows.length > 0);

  // The rules by the titles that tables of items name them by.
  const ruleTitles = new Map();
  for (const t of tables.filter((t) => t.id === "rules")) {
    for (const row of t.rows) ruleTitles.set(textOf(row.cells[t.at("rule")]), textOf(row.cells[t.at("title")]));
  }

  // How a title begins where it is not known to be so.
  const notKnown = "Not known: ";

  // The values of a row for a facet, null where its table does not name any.
  const valuesOf = (t, row, facet) => {
    const column = t.at(...facet.columns);
    if (column < 0) return facet.name === "verdict" && t.box.dataset.items ? [t.box.dataset.items] : null;
    const text = textOf(row.cells[column]);
    if (facet.name !== "rule" || t.columns[column] === "rule") return text ? [text] : [];
    const said = `; ${text.replaceAll(notKnown, "")}; `;
    return text ? [...ruleTitles].filter(([, title]) => said.includes(`; ${title}; `)).map(([rule]) => rule) : [];
  };

  const readItems = () => {
    for (const t of items) {
      const titles = new Map(); // texts of "Why" repeat
      const rules = (row) => {
        const text = textOf(row.cells[t.at(...facets[1].columns)]);
        if (!titles.has(text)) titles.set(text, valuesOf(t, row, facets[1]));
        return titles.get(text);
      };
      t.facts = t.rows.map((row) => facets.map((f) => (f.name === "rule" ? rules(row) : valuesOf(t, row, f))));
      t.missing = facets.filter((f, i) => t.facts[0][i] === null);
    }
  };

  const form = element("form", { className: "filters", role: "search", ariaLabel: "Items" });
  const words = element("input", { type: "search", id: "filter-text", autocomplete: "off", spellcheck: false });
  const said = element("output", {});
  const clear = element("button", { type: "button", hidden: true }, "Clear filters");

  // A choice lists what the rows say, verdicts by rank and rules by title.
  const fillChoice = (facet, i) => {
    const values = new Set(items.flatMap((t) => t.facts.flatMap((f) => f[i] ?? [])));
    const title = (v) => (facet.name === "rule" ? ruleTitles.get(v) || v : v);
    const titles = [...values].map(title);
    const label = (v) => (titles.filter((t) => t === title(v)).length > 1 ? `${title(v)} (${v})` : title(v));
    const options = [...values].map((v) => ({ v, text: facet.name === "rule" ? label(v) : v }));
    options.sort((a, b) => (facet.name === "verdict" ? ranks.indexOf(b.v) - ranks.indexOf(a.v) : collator.compare(a.text, b.text)));
    facet.select.append(element("option", { value: "" }, facet.any), ...options.map((o) => element("option", { value: o.v }, o.text)));
    return values.size > 0;
  };

  const makeFilters = () => {
    readItems();
    const field = (label, control) => element("p", {}, element("label", { htmlFor: control.id }, label), control);
    const fold = element("details", { open: matchMedia("(min-width: 80rem)").matches }, element("summary", {}, element("h2", {}, "Filter items")));
    fold.append(field("Words", words));
    facets.forEach((facet, i) => {
      facet.select = element("select", { id: "filter-" + facet.name });
      if (fillChoice(facet, i)) fold.append(field(facet.label, facet.select));
    });
    form.append(fold, element("p", { className: "said" }, said), clear);
    form.addEventListener("submit", (e) => e.preventDefault());
    form.addEventListener("input", () => { apply(); remember(); });
    clear.addEventListener("click", () => { clearFilters(); words.focus(); });
    document.querySelector(".side").prepend(form);
    for (const t of items) {
      t.said = element("span", {});
      const change = element("button", { type: "button" }, "Change filters");
      change.addEventListener("click", () => { fold.open = true; words.focus(); });
      t.line = element("p", { className: "filtered", hidden: true }, t.said, change);
      t.box.before(t.line);
    }
  };

  const chosen = () => facets.map((f) => f.select.value);

  const fits = (t, i, values, wanted) => {
    const of = t.facts[i];
    if (!values.every((v, n) => v === "" || of[n] === null || of[n].includes(v))) return false;
    if (wanted.length === 0) return true;
    t.texts ??= t.rows.map((row) => row.textContent.toLowerCase());
    return wanted.every((w) => t.texts[i].includes(w));
  };

  const apply = () => {
    const values = chosen();
    const wanted = words.value.toLowerCase().split(/\s+/).filter(Boolean);
    const on = wanted.length > 0 || values.some(Boolean);
    let shown = 0;
    let all = 0;
    for (const t of items) {
      let here = 0;
      t.rows.forEach((row, i) => {
        row.hidden = on && !fits(t, i, values, wanted);
        if (!row.hidden) here++;
      });
      shown += here;
      all += t.rows.length;
      tell(t, on, here, values);
    }
    clear.hidden = !on;
    said.textContent = on ? `${number(shown)} of ${number(all)} rows in ${items.length} tables` : "";
  };

  const number = (n) => n.toLocaleString("en");

  // tell says above a table what the filters leave of it, on paper too.
  const tell = (t, on, here, values) => {
    t.line.hidden = !on;
    t.size.textContent = on ? `${number(here)} of ${t.full}` : t.full;
    const by = facets.map((f, i) => values[i] && !t.missing.includes(f) && `${f.label.toLowerCase()} ${f.select.selectedOptions[0].text}`);
    if (words.value.trim() !== "") by.push(`words “${words.value.trim()}”`);
    const deaf = t.missing.filter((f) => values[facets.indexOf(f)] !== "").map((f) => f.label.toLowerCase());
    t.said.textContent = `${number(here)} of ${number(t.rows.length)} rows. Filtered by ${by.filter(Boolean).join(", ") || "nothing"}.` +
      (deaf.length > 0 ? ` This table names no ${deaf.join(" and no ")}.` : "") + " ";
  };

  const clearFilters = () => {
    words.value = "";
    facets.forEach((f) => { f.select.value = ""; });
    apply();
    remember();
  };

  // --- the address: "#name=value&...", with the place under "at" ---

  const state = () => {
    const s = new URLSearchParams();
    if (items.length > 0) {
      if (words.value.trim() !== "") s.set("text", words.value.trim());
      facets.forEach((f) => f.select.value !== "" && s.set(f.name, f.select.value));
    }
    for (const t of tables) if (t.sorted !== "") s.set("sort-" + t.id, t.sorted);
    return s;
  };

  let place = "";
  let waiting = 0;
  const write = () => {
    waiting = 0;
    const s = state();
    const plain = s.size === 0;
    if (place !== "" && !plain) s.set("at", place);
    const hash = plain ? place : s.toString();
    history.replaceState(null, "", location.href.split("#")[0] + (hash && "#" + hash));
  };
  const remember = () => {
    clearTimeout(waiting);
    waiting = setTimeout(write, 200);
  };

  const restore = () => {
    const s = new URLSearchParams(location.hash.slice(1));
    if (items.length > 0) {
      words.value = s.get("text") ?? "";
      for (const f of facets) {
        f.select.value = s.get(f.name) ?? "";
        if (f.select.selectedIndex < 0) f.select.value = "";
      }
      apply();
    }
    for (const t of tables) {
      const by = s.get("sort-" + t.id) ?? "";
      if (by !== t.sorted) sort(t, by);
    }
    place = s.get("at") ?? "";
    document.getElementById(place)?.scrollIntoView();
  };

  // An address without "=" is that of a place: it leaves filters as they are.
  const arrive = () => {
    if (location.hash.includes("=")) return restore();
    place = location.hash.slice(1);
    if (state().size > 0) write();
  };

  // --- copy and print ---

  const makeCopy = (code) => {
    const button = element("button", { type: "button", className: "copy" }, "Copy");
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(code.textContent);
      button.textContent = "Copied";
      setTimeout(() => { button.textContent = "Copy"; }, 2000);
    });
    code.before(button);
  };

  // Print everything, then fold up again what was folded.
  let folded = [];
  addEventListener("beforeprint", () => {
    folded = [...document.querySelectorAll("details:not([open])")];
    folded.forEach((d) => { d.open = true; });
  });
  addEventListener("afterprint", () => folded.forEach((d) => { d.open = false; }));

  // A table says that it has more columns than its box shows.
  const watched = new ResizeObserver((entries) => {
    for (const { target } of entries) target.parentNode.classList.toggle("wide", target.offsetWidth > target.parentNode.clientWidth);
  });
  tables.forEach((t) => watched.observe(t.body.parentNode));

  tables.filter((t) => t.rows.length > 2).forEach(makeSortable);
  if (items.length > 0) makeFilters();
  if (navigator.clipboard) document.querySelectorAll("pre > code").forEach(makeCopy);
  addEventListener("hashchange", arrive);
  arrive();
})();
