// Tables of fixed width: which column gives way, and that none is wider than the terminal.
import { describe, expect, test } from "vitest";
import { table } from "../../src/report/table.js";
import { textWidth } from "../../src/report/text.js";

describe("table", () => {
  const columns = [
    { title: "name", shrink: "middle" },
    { title: "keys", align: "end" },
    { title: "note", shrink: "end" },
  ] as const;
  const rows = [
    ["arn:aws:iam::111122223333:role/deploy", "12", "reads the bucket of the site"],
    ["ci", "3", ""],
  ];

  test("as wide as its cells where there is room", () => {
    expect(table(columns, rows, { columns: 100, indent: 1 })).toEqual([
      " name                                   keys  note",
      " arn:aws:iam::111122223333:role/deploy    12  reads the bucket of the site",
      " ci                                        3",
    ]);
  });

  test("the widest shrinkable column gives way first; no line is too long", () => {
    const lines = table(columns, rows, { columns: 40 });
    expect(lines).toEqual([
      "name              keys  note",
      "arn:aws:…/deploy    12  reads the bucke…",
      "ci                   3",
    ]);
    for (const line of lines) expect(textWidth(line)).toBeLessThanOrEqual(40);
  });

  test("one long name gives way before the ids of every row do", () => {
    const scopes = [
      { title: "name", shrink: "middle", least: 12 },
      { title: "scope", shrink: "middle", least: 12 },
    ] as const;
    const scope = "aws:111122223333";
    const long = ["AWSServiceRoleForOrganizationsAccess", scope];
    const lines = table(scopes, [long, ["ci", scope], ["deploy", scope]], { columns: 34 });
    expect(lines.slice(1)).toEqual([
      `AWSServi…sAccess  ${scope}`,
      `ci                ${scope}`,
      `deploy            ${scope}`,
    ]);
  });

  test("without titles there is no title line", () => {
    expect(table([{ title: "" }, { title: "" }], [["a", "b"]], { columns: 40 })).toEqual(["a  b"]);
  });

  test("colour goes around the padded cell", () => {
    const lines = table([{ title: "a" }, { title: "b" }], [["x", "y"]], {
      columns: 40,
      head: (text) => `<${text}>`,
      cell: (text, column) => (column === 0 ? `[${text}]` : text),
    });
    expect(lines).toEqual(["<a>  <b>", "[x]  y"]);
  });
});
