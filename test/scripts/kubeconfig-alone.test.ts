// The reader of kubeconfigs without the API of Kubernetes: what nhi reads with it still works, and a new version is noticed.
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { withoutApi } from "../../scripts/build/kubeconfig-alone.js";

it("leaves out what makes clients, and nothing else", () => {
  const source = readFileSync("node_modules/@kubernetes/client-node/dist/config.js", "utf8");
  const alone = withoutApi(source);
  expect(alone).not.toMatch(/from '\.\/gen\//);
  const imports = (text: string) => text.match(/^import .* from .*$/gm)?.filter((line) => !line.includes("./gen/"));
  expect(imports(alone)).toEqual(imports(source));
});

it("says so when the file looks otherwise", () => {
  expect(() => withoutApi("import { other } from './gen/index.js';")).toThrow("mend scripts/build/kubeconfig-alone.ts");
});
