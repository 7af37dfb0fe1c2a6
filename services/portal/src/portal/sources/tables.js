// On a narrow screen each row of a wide table stands as a block, the name of its column before each cell. Without
// scripts, and on wide screens, it stays a table; where a template names the cells itself, no script is needed.
"use strict";

const ROLES = { TABLE: "table", THEAD: "rowgroup", TBODY: "rowgroup", TR: "row", TD: "cell" };
const role = (part) => ROLES[part.tagName] ?? (part.scope === "row" ? "rowheader" : "columnheader");

// A style that makes blocks of them takes away what they are to those who hear the page: said again in words.
function name(table) {
  const columns = [...(table.tHead?.rows[0]?.cells ?? [])];
  if (!columns.length) return;
  table.classList.add("fiches");
  for (const part of [table, ...table.querySelectorAll("thead, tbody, tr, th, td")]) part.setAttribute("role", role(part));
  for (const row of table.tBodies[0]?.rows ?? []) {
    [...row.cells].forEach((cell, rank) => {
      if (cell.tagName === "TD") cell.dataset.nom ??= columns[rank]?.textContent.trim() ?? "";
    });
  }
}

const nameAll = () => document.querySelectorAll(".defile > table").forEach(name);
nameAll();
document.addEventListener("htmx:after:swap", nameAll);
