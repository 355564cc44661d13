// README.md shows what nhi prints today, and its links lead somewhere.
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";
import { freshReadme } from "../../scripts/docs/readme.js";

it("the sample of README.md is fresh (else: npm run docs)", async () => {
  expect(await readFile("README.md", "utf8")).toBe(await freshReadme());
});

it.each(["README.md", "CONTRIBUTING.md", "docs/architecture.md", "docs/development.md", "docs/exit-codes.md"])(
  "every relative link of %s leads to a file",
  async (page) => {
    const text = await readFile(page, "utf8");
    const links = [...text.matchAll(/\]\(([^)#]+)/g)].map(([, link]) => link ?? "");
    const broken = links.filter((link) => !/^https?:/.test(link) && !existsSync(join(dirname(page), link)));
    expect(broken).toEqual([]);
  },
);
