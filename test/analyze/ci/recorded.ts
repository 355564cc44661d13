// One small organisation as GitHub answers of it, with what a case changes: scanned and searched by the program itself.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { withMembership } from "../../../src/app/membership.js";
import { foundPairs, type Sureness } from "../found-pairs.js";
import { addressOf, numberOf, writeOrganization } from "./drawn/organization-of.js";
import type { Plan, Repository } from "./drawn/plan.js";

const PLAIN: Repository = {
  visibility: "private",
  isArchived: false,
  protection: undefined,
  environment: undefined,
  keys: [],
};

export interface Recorded {
  readonly plan?: Partial<Omit<Plan, "repositories">>;
  readonly repositories?: readonly Partial<Repository>[];
  /** Answers by path under the owner: what they say is put over what the plan's say, a list takes the place of it. */
  readonly answers?: { readonly [path: string]: object };
  /** Texts of workflow files by `repository/name`. */
  readonly workflows?: { readonly [path: string]: string };
  /** Answers of AWS beside it, by path under account 111122223333. */
  readonly aws?: { readonly [path: string]: object };
  /** Answers of Google Cloud beside it, by path under project acme-build. */
  readonly gcp?: { readonly [path: string]: object };
}

function planOf({ plan = {}, repositories = [] }: Recorded): Plan {
  return {
    base: "read",
    isNested: false,
    members: [],
    grants: [],
    made: [],
    isVisibilityChanged: undefined,
    shared: [],
    ...plan,
    repositories: [0, 1].map((at) => ({ ...PLAIN, ...repositories[at] })),
  };
}

/** A ruleset of a repository, and the list that names it. */
export function rulesets(of: string, ...some: readonly object[]): { readonly [path: string]: object } {
  const listed = some.map((ruleset, at) => ({
    id: at + 1,
    name: `rules ${at + 1}`,
    enforcement: "active",
    ...ruleset,
  }));
  return {
    [`${of}/rulesets`]: listed.map(({ id }) => ({ id })),
    ...Object.fromEntries(listed.map((one) => [`${of}/rulesets/${one.id}`, { bypass_actors: [], ...one }])),
  };
}

/** A ruleset about refs of those names. */
export function ruleOf(target: "branch" | "tag", include: readonly string[], ...types: readonly string[]) {
  return { target, conditions: { ref_name: { include, exclude: [] } }, rules: types.map((type) => ({ type })) };
}

const RUNNER = { os: "linux", status: "online", busy: false, ephemeral: false };
const labels = ["self-hosted", "linux"].map((name, at) => ({ id: at, name, type: "read-only" }));

/** One group of runners with one machine; `selected` are repositories. */
export function runnerGroup(group: object, selected?: readonly string[], runner: object = {}) {
  const own = { id: 7, name: "builders", default: false, inherited: false, allows_public_repositories: false };
  const plain = { restricted_to_workflows: false, selected_workflows: [], visibility: selected ? "selected" : "all" };
  const org = "orgs/acme/actions";
  return {
    [`${org}/runner-groups`]: { total_count: 1, runner_groups: [{ ...own, ...plain, ...group }] },
    [`${org}/runners`]: {
      total_count: 1,
      runners: [{ id: 70, name: "builder", runner_group_id: 7, labels, ...RUNNER, ...runner }],
    },
    ...(selected && {
      [`${org}/runner-groups/7/repositories`]: {
        total_count: selected.length,
        repositories: selected.map((name) => ({ id: numberOf(name), name, full_name: `acme/${name}` })),
      },
    }),
  };
}

/** Writes the organisation as a bundle. */
export function writeRecorded(recorded: Recorded, folder: string): void {
  writeOrganization(planOf(recorded), folder);
  const own = join(folder, "github", "acme");
  const write = (file: string, text: string): void => {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  };
  for (const [path, answer] of Object.entries(recorded.answers ?? {})) {
    const file = join(own, `${path}.json`);
    const before: unknown = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {};
    write(file, JSON.stringify(Array.isArray(answer) ? answer : { ...(before as object), ...answer }));
  }
  for (const [path, answer] of Object.entries(recorded.aws ?? {}))
    write(join(folder, "aws", "111122223333", `${path}.json`), JSON.stringify(answer));
  for (const [path, answer] of Object.entries(recorded.gcp ?? {}))
    write(join(folder, "gcp", "acme-build", `${path}.json`), JSON.stringify(answer));
  const listed = new Map<string, object[]>();
  for (const [path, text] of Object.entries(recorded.workflows ?? {})) {
    const [repository = "", name = ""] = path.split("/");
    write(join(own, "raw", repository, ".github", "workflows", name), text);
    const file = { name, path: `.github/workflows/${name}`, type: "file", size: text.length };
    listed.set(repository, [...(listed.get(repository) ?? []), file]);
  }
  for (const [repository, files] of listed)
    write(join(own, "repos", "acme", repository, "contents", ".github", "workflows.json"), JSON.stringify(files));
}

/** How surely one gets to the other: words of the plan, `runner`, `anyone`, or ids of nhi. */
export async function sureness(recorded: Recorded, from: string, to: string): Promise<Sureness> {
  const known: { readonly [word: string]: string } = { runner: "github:acme/runner/70", anyone: "any:internet" };
  const address = (word: string): string => known[word] ?? (word.includes(":") ? word : addressOf(word));
  const found = await foundPairs({
    write: (folder) => writeRecorded(recorded, folder),
    pairs: [`${from} ${to}`],
    addressOf: address,
    certain: ["none", "met"],
    more: (edges, store) => withMembership(edges, address(from), store),
  });
  return found.get(`${from} ${to}`) ?? 0;
}
