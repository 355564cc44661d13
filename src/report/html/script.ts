// The script of the page: filters and pages, nothing else. Without it the page is whole, as far as its rows are static.

/** Rows that are static HTML, and rows of a page; the script has the same figure. */
export const PAGE_ROWS = 250;

/**
 * Plain JavaScript, run as it stands under the hash in the policy of the page. It makes elements and texts, never markup, so
 * a policy that forbids scripts to write markup holds too.
 */
export const SCRIPT = `"use strict";
(() => {
  const PAGE = ${PAGE_ROWS};
  const count = (number) => String(number).replace(/\\B(?=(\\d{3})+$)/g, ",");

  const make = (tag, name, ...children) => {
    const element = document.createElement(tag);
    if (name) element.className = name;
    element.append(...children);
    return element;
  };

  const unpack = (value, texts) => {
    if (typeof value === "number") return texts[value];
    if (typeof value === "string") return texts.push(value), value;
    return value.map((part) => unpack(part, texts));
  };

  const dataOf = (kind) =>
    [...document.querySelectorAll("script." + kind)].flatMap((block) => {
      const texts = [];
      return JSON.parse(block.textContent).map((row) => unpack(row, texts));
    });

  // A row of the page: what filters ask of it, its text, and the element that shows it.
  const staticItem = (element) => {
    let text;
    return {
      ...element.dataset,
      text: () => (text ??= element.textContent.toLowerCase()),
      node: () => element,
    };
  };

  const findingNode = ([severity, , , state, rule, message, facts, fix]) => {
    const mark = state === "finding" ? [] : [" ", make("span", "soft", "(" + state + ")")];
    const badge = make("span", "badge " + severity, severity);
    const summary = make("summary", "", badge, " ", make("code", "", rule), " ", message, ...mark);
    const list = make("dl", "facts", ...facts.flatMap(([name, value]) => [make("dt", "", name), make("dd", "", value)]));
    return make("li", "finding", make("details", "", summary, list, make("pre", "", fix)));
  };

  const findingItem = (row) => {
    const [severity, provider, owasp, state, rule, message, facts] = row;
    const text = () => [rule, message, ...facts.map(([, value]) => value)].join(" ").toLowerCase();
    let node;
    return { severity, provider, owasp, state, text, node: () => (node ??= findingNode(row)) };
  };

  const inventoryNode = ([name, id, , , ...cells]) => {
    const first = make("th", "", name, " ", make("span", "id", id));
    first.scope = "row";
    return make("tr", "", first, ...cells.map((cell) => make("td", "", cell)));
  };

  const inventoryItem = (row) => {
    const [, , provider, admin] = row;
    return { provider, admin, text: () => row.join(" ").toLowerCase(), node: () => inventoryNode(row) };
  };

  const start = (section, toItem) => {
    const list = section.querySelector(".rows");
    const controls = [...section.querySelectorAll("[data-filter]")];
    const status = section.querySelector("output");
    const pages = section.querySelector(".pages");
    const [back, next] = pages.querySelectorAll("button");
    const items = [...[...list.children].map(staticItem), ...dataOf(section.id + "-data").map(toItem)];
    let found = items;
    let at = 0;

    const show = () => {
      list.replaceChildren(...found.slice(at, at + PAGE).map((item) => item.node()));
      const all = found.length === items.length ? "" : " that fit, of " + count(items.length) + " in all";
      const range = count(at + 1) + " to " + count(Math.min(at + PAGE, found.length));
      status.value =
        found.length === 0 ? "Nothing fits these filters." : "Showing " + range + " of " + count(found.length) + all + ".";
      pages.hidden = found.length <= PAGE;
      back.setAttribute("aria-disabled", String(at === 0));
      next.setAttribute("aria-disabled", String(at + PAGE >= found.length));
    };

    const turn = (by) => {
      if (at + by < 0 || at + by >= found.length) return;
      at += by;
      show();
      section.scrollIntoView();
    };

    const filter = () => {
      const chosen = controls.filter(({ value, type }) => value !== "" && type !== "search");
      const words = controls.flatMap(({ value, type }) => (type === "search" ? value.toLowerCase().split(/\\s+/) : []));
      found = items.filter(
        (item) =>
          chosen.every(({ dataset, value }) => (item[dataset.filter] || "").split(" ").includes(value)) &&
          words.every((word) => word === "" || item.text().includes(word)),
      );
      at = 0;
      show();
    };

    let waiting;
    for (const control of controls) {
      control.addEventListener("input", () => {
        // Once a frame is as often as anybody sees.
        cancelAnimationFrame(waiting);
        waiting = requestAnimationFrame(filter);
      });
    }
    back.addEventListener("click", () => turn(-PAGE));
    next.addEventListener("click", () => turn(PAGE));
    section.querySelector(".filters").hidden = false;
    for (const note of section.querySelectorAll(".no-script")) note.hidden = true;
    filter();
  };

  const findings = document.getElementById("findings");
  if (findings.querySelector(".rows")) start(findings, findingItem);
  const inventory = document.getElementById("inventory");
  if (inventory.querySelector(".rows")) start(inventory, inventoryItem);

  // On paper everything of the page is open.
  let closed = [];
  addEventListener("beforeprint", () => {
    closed = [...document.querySelectorAll("details:not([open])")];
    for (const details of closed) details.open = true;
  });
  addEventListener("afterprint", () => {
    for (const details of closed) details.open = false;
  });
})();
`;
