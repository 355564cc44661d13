// What is taken out of chunks of other people's code, and what must stay.
import { expect, test } from "vitest";
import { compacted, isTheirs } from "../../scripts/build/compact.js";

const size = (bytesInOutput: number) => ({ bytesInOutput });

test("a chunk is compacted only when nearly all of it comes from packages", () => {
  expect(isTheirs({ inputs: { "node_modules/a/x.js": size(960), "src/b.ts": size(40) } })).toBe(true);
  expect(isTheirs({ inputs: { "../up/node_modules/a/x.js": size(10) } })).toBe(true);
  expect(isTheirs({ inputs: { "node_modules/a/x.js": size(900), "src/b.ts": size(100) } })).toBe(false);
  expect(isTheirs({ inputs: {} })).toBe(false);
});

test("white space and comments go; names stay, and the packages are still told", async () => {
  const code = [
    "// node_modules/@x/y/z.js",
    "/** long words */",
    "class ThrottlingException extends Error { constructor() { super(); this.name = 'q'; } }",
    "export { ThrottlingException };",
  ].join("\n");
  const inputs = { "node_modules/@x/y/z.js": size(1), "node_modules/w/i.js": size(1), "src/own.ts": size(0) };
  const text = await compacted(code, { inputs });
  expect(text.split("\n").slice(0, 2)).toEqual(["// node_modules/@x/y/", "// node_modules/w/"]);
  expect(text).toContain("class ThrottlingException extends Error{");
  expect(text).not.toContain("long words");
  const loaded = (await import(`data:text/javascript,${encodeURIComponent(text)}`)) as Record<string, { name: string }>;
  expect(loaded["ThrottlingException"]?.name).toBe("ThrottlingException");
});
