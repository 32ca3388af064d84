// Tables that sort by a click on a heading and are searched as one types. Asks nobody; without it all rows are shown.
{
  const plain = text => text.normalize("NFKC").toLowerCase();
  const words = new Intl.Collator("zh-Hans-CN", { numeric: true });
  const number = text => (text.trim() ? Number(text.replace(/[,%]/g, "")) : -Infinity);
  const ORDERS = { none: "ascending", ascending: "descending", descending: "none" };

  for (const table of document.querySelectorAll("table.dataframe")) {
    const rows = [...table.tBodies[0].rows];
    const box = table.parentElement;
    if (rows.length > 2) sortable(table, rows);
    if (rows.length > 9) searchable(table, rows, box);
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
  }

  function sortable(table, rows) {
    const headings = [...table.tHead.rows[0].cells];
    table.classList.add("sortable");
    headings.forEach((heading, place) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...heading.childNodes);
      heading.append(button);
      heading.setAttribute("aria-sort", "none");
      button.addEventListener("click", () => {
        const order = ORDERS[heading.getAttribute("aria-sort")];
        headings.forEach(each => each.setAttribute("aria-sort", "none"));
        heading.setAttribute("aria-sort", order);
        table.tBodies[0].append(...sorted(rows, place, order, heading.classList.contains("number")));
      });
    });
  }

  function sorted(rows, place, order, isNumber) {
    if (order === "none") return rows;
    const text = row => row.cells[place].textContent;
    const compare = isNumber ? (a, b) => number(text(a)) - number(text(b)) : (a, b) => words.compare(text(a), text(b));
    return [...rows].sort(order === "ascending" ? compare : (a, b) => compare(b, a));
  }

  function searchable(table, rows, box) {
    const line = document.createElement("p");
    line.className = "find";
    line.innerHTML = '<label>在表中查找 <input type="search" autocomplete="off"></label> <span role="status"></span>';
    box.before(line);
    line.querySelector("input").addEventListener("input", event => {
      const wanted = plain(event.target.value).split(/\s+/).filter(Boolean);
      for (const row of rows) row.hidden = !wanted.every(word => plain(row.textContent).includes(word));
      const left = rows.filter(row => !row.hidden).length;
      line.querySelector("[role=status]").textContent = wanted.length ? `${left} / ${rows.length} 行` : "";
    });
  }
}
