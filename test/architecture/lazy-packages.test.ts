// A package that is imported when it is needed is taken apart by name. The bundle gives such a package its names only where it is
// made of modules: of others everything lies under `default`, and only the built program would tell.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ROOT, sourceFiles } from "./source-files.js";

interface Manifest {
  readonly type?: string;
  readonly module?: string;
  readonly exports?: unknown;
}

const LAZY = /await import\("([^".][^"]*)"\)/g;

/** Packages that the source imports when they are needed, without those of Node. */
const packages = new Set(
  sourceFiles(["src"])
    .flatMap(({ text }) => [...text.matchAll(LAZY)].map(([, name = ""]) => name))
    .filter((name) => !name.startsWith("node:"))
    .map((name) =>
      name
        .split("/")
        .slice(0, name.startsWith("@") ? 2 : 1)
        .join("/"),
    ),
);

function isOfModules(name: string): boolean {
  const manifest = JSON.parse(readFileSync(join(ROOT, "node_modules", name, "package.json"), "utf8")) as Manifest;
  const { type, module, exports } = manifest;
  return type === "module" || module !== undefined || JSON.stringify(exports ?? "").includes('"import"');
}

test("packages that are imported when they are needed are made of modules", () => {
  expect(packages.size).toBeGreaterThan(3);
  expect([...packages].filter((name) => !isOfModules(name))).toEqual([]);
});

test("the other way round: Google's library of sign-ins is not, and is imported by way of a file that names what it takes", () => {
  expect(isOfModules("google-auth-library")).toBe(false);
  const file = readFileSync(join(ROOT, "src/collect/shared/google/auth-library.ts"), "utf8");
  expect(file).toMatch(/export \{ GoogleAuth, Impersonated, OAuth2Client \} from "google-auth-library"/);
});
