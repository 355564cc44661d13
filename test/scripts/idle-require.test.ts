import { expect, it } from "vitest";
import { BANNER } from "../../scripts/build/bundle-options.js";
import { withoutIdleRequire } from "../../scripts/build/idle-require.js";

const rest = (chunk: string) => Buffer.from(withoutIdleRequire(Buffer.from(chunk))).toString();

it("a chunk that nothing requires in loses the require of the banner", () => {
  expect(rest(`${BANNER}\nexport const a = 1;\n`)).toBe("export const a = 1;\n");
});

it("a chunk with bundled CommonJS keeps it", () => {
  const chunk = `${BANNER}\nconst b = require("node:fs");\n`;
  expect(rest(chunk)).toBe(chunk);
});
