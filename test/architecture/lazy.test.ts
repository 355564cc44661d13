// `nhi --help` loads no SDK, no terminal interface and no rule engine: checked on the bundle that users get.
import { build, type Metafile } from "esbuild";
import { expect, it } from "vitest";
import { bundleOptions } from "../../scripts/build/bundle-options.js";
import { calledMembers } from "../../scripts/build/called-commands.js";
import { heavyAtStart, refuseHeavyStart } from "../../scripts/build/lazy.js";
import { ROOT } from "./source-files.js";

const { metafile } = await build(bundleOptions(ROOT, { version: "0.0.0", help: "", views: "", driver: "" }, false));

it("the start of the bundle is light, and the heavy parts are there for later", () => {
  expect(heavyAtStart(metafile, "dist/nhi.js")).toEqual([]);
  const modules = Object.keys(metafile.inputs).join("\n");
  for (const later of ["@aws-sdk/client-iam", "@marcbachmann/cel-js"])
    expect(modules).toContain(`node_modules/${later}/`);
});

it("what a report loads is in few chunks, and nothing in them is for crawling, for people to type in, or for rules of users", () => {
  const chunkOf = (module: string): string | undefined =>
    Object.entries(metafile.outputs).find(([, { entryPoint }]) => entryPoint === `few-chunks:${module}`)?.[0];
  const loaded = new Set<string>();
  for (const module of ["src/app/scan.ts", "src/app/settings.ts", "src/report/json.ts", "src/evaluate/evaluate.ts"]) {
    const chunk = chunkOf(module);
    if (chunk === undefined) throw new Error(`no chunk for ${module}`);
    for (const one of closure(chunk)) if (!isEmpty(one)) loaded.add(one);
  }
  expect(loaded.size).toBeLessThanOrEqual(10);
  const modules = [...loaded].flatMap((chunk) => Object.keys(metafile.outputs[chunk]?.inputs ?? {})).join("\n");
  expect(modules).toContain("src/store/index.ts");
  // Where the home is, crawls and settings ask alike.
  const crawling = modules.replace("src/collect/home-folder.ts", "");
  expect(crawling).not.toMatch(
    /node_modules\/(@aws-sdk|@azure|@octokit|ink|react|zod|yaml)\/|src\/(analyze|collect)\//,
  );
});

it("of each client of AWS the bundle has the commands of the calls that are made, and no others", () => {
  const exported = Object.entries(metafile.outputs).flatMap(([, { entryPoint, exports }]) =>
    entryPoint?.startsWith("called-commands:") ? [[entryPoint.split(":")[1], [...exports].sort()] as const] : [],
  );
  expect(new Map(exported)).toEqual(calledMembers());
  expect(calledMembers().get("@aws-sdk/client-dynamodb")).toEqual([
    "DynamoDBClient",
    "GetResourcePolicyCommand",
    "ListTablesCommand",
  ]);
});

/** A chunk with all that it loads without being asked. */
function closure(chunk: string): Set<string> {
  const seen = new Set([chunk]);
  for (const one of seen) {
    for (const { path, kind, external } of metafile.outputs[one]?.imports ?? []) {
      if (kind === "import-statement" && external !== true) seen.add(path);
    }
  }
  return seen;
}

function isEmpty(chunk: string): boolean {
  return Object.values(metafile.outputs[chunk]?.inputs ?? {}).every(({ bytesInOutput }) => bytesInOutput === 0);
}

function output(inputs: string[], imports: Metafile["outputs"][string]["imports"]): Metafile["outputs"][string] {
  return {
    bytes: 1,
    exports: [],
    imports,
    inputs: Object.fromEntries(inputs.map((path) => [path, { bytesInOutput: 1 }])),
  };
}

it("a static import of an SDK two chunks away is caught, a dynamic one is not", () => {
  const sdk = "node_modules/@aws-sdk/client-iam/dist-es/index.js";
  const metafile = (kind: "import-statement" | "dynamic-import"): Metafile => ({
    inputs: {},
    outputs: {
      "dist/nhi.js": output(["bin/nhi.ts"], [{ path: "dist/a.js", kind: "import-statement" }]),
      "dist/a.js": output(["src/cli/main.ts"], [{ path: "dist/b.js", kind }]),
      "dist/b.js": output([sdk], [{ path: "better-sqlite3", kind: "dynamic-import", external: true }]),
    },
  });
  expect(heavyAtStart(metafile("dynamic-import"), "dist/nhi.js")).toEqual([]);
  expect(heavyAtStart(metafile("import-statement"), "dist/nhi.js")).toEqual([{ module: sdk, reason: "vendor SDK" }]);
  expect(() => refuseHeavyStart(metafile("import-statement"), "dist/nhi.js")).toThrow(/1 heavy modules at start/);
});

it("the program counts as the start although the entry imports it dynamically", () => {
  const sdk = "node_modules/@aws-sdk/client-iam/dist-es/index.js";
  const metafile: Metafile = {
    inputs: {},
    outputs: {
      "dist/nhi.js": output(["bin/nhi.ts"], [{ path: "dist/main.js", kind: "dynamic-import" }]),
      "dist/main.js": { ...output([sdk], []), entryPoint: "src/cli/main.ts" },
    },
  };
  expect(heavyAtStart(metafile, "dist/nhi.js")).toEqual([{ module: sdk, reason: "vendor SDK" }]);
});

it("a static import of the database driver is caught although it stays outside the bundle", () => {
  const metafile: Metafile = {
    inputs: {},
    outputs: {
      "dist/nhi.js": output(["bin/nhi.ts"], [{ path: "better-sqlite3", kind: "import-statement", external: true }]),
    },
  };
  expect(heavyAtStart(metafile, "dist/nhi.js")).toEqual([
    { module: "better-sqlite3", reason: "not needed to print --help" },
  ]);
});
