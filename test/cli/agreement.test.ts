// What one command says of an identity, every other says too: inventory, paths, its choke points, explain, query.
import { beforeAll, describe, expect, test } from "vitest";
import { acmeDatabase } from "./acme-database.js";
import { nhi } from "./kept-nhi.js";

interface Identity {
  readonly id: string;
  readonly type: string;
  readonly admin: string | null;
  readonly admin_hops: number | null;
  readonly static_credential_count: number | null;
}

interface Path {
  readonly source: string;
  readonly state: string;
  readonly hops: readonly { readonly from: string }[];
}

let company: string[] = [];
let identities: readonly Identity[] = [];
let paths: ReadonlyMap<string, Path> = new Map();

async function asked<T>(...args: string[]): Promise<T> {
  const { stdout, stderr } = await nhi([...args, ...company, "--format", "json"]);
  if (stdout === "") throw new Error(stderr);
  return JSON.parse(stdout) as T;
}

beforeAll(async () => {
  company = ["--db", await acmeDatabase(), "--now", "2026-11-01T00:00:00Z"];
  identities = (await asked<{ inventory: Identity[] }>("inventory")).inventory;
  const all = await asked<{ paths: Path[] }>("paths", "--to", "admin");
  paths = new Map(all.paths.map((path) => [path.source, path]));
});

const isSure = ({ state }: Path) => state !== "unknown";

describe("whoever reaches admin", () => {
  test("has a certain path of as many hops, and nobody else has one", () => {
    const said = identities.filter(({ admin, admin_hops: hops }) => admin === "reaches" && hops !== 0);
    expect(said.length).toBeGreaterThan(20);
    for (const { id, admin_hops: hops } of said) {
      const path = paths.get(id);
      expect([id, path?.hops.length, path && isSure(path)]).toEqual([id, hops, true]);
    }
    const known = new Map(identities.map((one) => [one.id, one]));
    for (const [id, path] of paths) {
      const admin = known.get(id)?.admin;
      if (admin === undefined) continue; // a workload or somebody outside
      expect([id, admin]).toEqual([id, isSure(path) ? expect.stringMatching(/^(?:reaches|effective)$/) : "unknown"]);
    }
  });

  test("is counted by the choke points, and those apart of whom it is not certain", async () => {
    const choke = await asked<{ reaching: number; perhaps: number }>("paths", "--choke");
    const undecided = [...paths.values()].filter((path) => !isSure(path));
    expect([choke.reaching, choke.perhaps]).toEqual([paths.size, undecided.length]);
    expect(undecided.length).toBeGreaterThan(0);
  });

  test("by an id that looks like a repository is the identity itself", async () => {
    const alike = identities.filter(({ id }) => /^git(?:hub|lab):/.test(id));
    expect(alike.length).toBeGreaterThan(10);
    for (const { id, admin, admin_hops: hops } of alike) {
      const { paths: found } = await asked<{ paths: Path[] }>("paths", "--from", id, "--to", "admin");
      const [path] = found;
      const way = path && [path.hops[0]?.from, isSure(path) ? path.hops.length : "perhaps"];
      const said = admin === null ? undefined : [id, admin === "unknown" ? "perhaps" : hops];
      expect([id, way]).toEqual([id, said]);
    }
  });
});

describe("explain", () => {
  test("says as inventory does, with the types of JSON", async () => {
    const ofEachType = [...new Map(identities.map((one) => [one.type, one])).values()];
    for (const { id, type, admin, static_credential_count: statics } of ofEachType) {
      const said = await asked<{ admin?: string; tags?: unknown; credentials: { status: string; static: unknown }[] }>(
        "explain",
        id,
      );
      // the view of Apps has no such column
      if (type !== "github.app-installation") expect([id, said.admin]).toEqual([id, admin]);
      const active = said.credentials.filter((one) => one.static === true && one.status === "active");
      if (statics !== null) expect([id, active.length]).toEqual([id, statics]);
      expect(said.tags === undefined || said.tags === null || typeof said.tags === "object").toBe(true);
    }
  });

  test("lists the API key that acts as a service account, whose project it is of", async () => {
    const { credentials } = await asked<{ credentials: { type: string; name: string }[] }>(
      "explain",
      "gcp:service-account/101040000000009000000",
    );
    expect(credentials).toMatchObject([{ type: "gcp.api-key", name: "assistant" }]);
  });
});
