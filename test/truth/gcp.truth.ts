// The published Google Cloud lab: every case gets to an owner (or, in the lateral ones, to what it is about), those that the lab
// calls harmless do not, and a case without one of its permissions does no longer.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Figure } from "./figure.js";
import { type Lab, type LabCase, readLab, toFullName, writeLab } from "./gcp-input.js";
import { reachAll } from "./gcp-reach.js";

/** Accounts that the lab calls false positives, and one that only reads. The denied one is left out: its deny is not published. */
const HARMLESS = [
  "test-fp1-restrict",
  "test-fp3-scope",
  "test-fp4-notarget",
  "test-fp4-unpriv",
  "iam-vulnerable-viewer",
];

const email = (name: string) => `${name}@lab-project.iam.gserviceaccount.com`;

export async function run(): Promise<readonly Figure[]> {
  const lab = readLab();
  const folder = mkdtempSync(join(tmpdir(), "nhi-gcp-lab-"));
  try {
    writeLab(lab, folder, () => false);
    const found = await reachAll(folder);
    const privesc = lab.expected.cases.filter(({ kind }) => kind === "privesc");
    const lateral = lab.expected.cases.filter(({ kind }) => kind === "lateral");
    const missed = privesc.filter(({ candidateStarts }) => !candidateStarts.some((start) => found.reachesAdmin(start)));
    const unsure = privesc.filter(
      ({ candidateStarts }) => !candidateStarts.some((start) => found.reachesAdmin(start, true)),
    );
    const alarms = HARMLESS.map(email).filter((one) => found.reachesAdmin(one));
    const missedLateral = lateral.filter((one) => !reachesItsResource(one, lab, found.reachesData));
    const twins = await withoutOne(lab, privesc);
    return [
      {
        name: `published escalation cases get to an owner (${privesc.length - unsure.length} of them without anything left open)`,
        got: privesc.length - missed.length,
        of: privesc.length,
        floor: 47,
        falseAlarms: { got: alarms.length, of: HARMLESS.length },
        problems: [...missed.map(toText), ...alarms.map((one) => `false alarm: ${one}`)],
      },
      {
        name: "published lateral cases get to what they are about",
        got: lateral.length - missedLateral.length,
        of: lateral.length,
        // the seventh is about a key that lies on a machine, of which the publication has nothing
        floor: 6,
        problems: missedLateral.map(toText),
      },
      twins,
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function toText({ id, name, permissions }: LabCase): string {
  return `${id} ${name}: ${permissions.join(" + ")}`;
}

function reachesItsResource(
  { candidateStarts: [start = ""] }: LabCase,
  { bindings, project }: Lab,
  reaches: (start: string, resource: string) => boolean,
): boolean {
  const own = Object.entries(bindings).filter(
    ([resource, list]) =>
      !resource.includes("/serviceAccounts/") &&
      list.some(({ members }) => members.includes(`serviceAccount:${start}`)),
  );
  const byId = (name: string) =>
    toFullName(name, project).replace(/^\/\//, "gcp:").replace("/123456789012/", `/${project}/`);
  return own.length > 0 && own.every(([resource]) => reaches(start, byId(resource)));
}

/** Each custom role without the permission that makes its case: what is left must not get there. */
async function withoutOne(lab: Lab, cases: readonly LabCase[]): Promise<Figure> {
  const folder = mkdtempSync(join(tmpdir(), "nhi-gcp-twins-"));
  try {
    const decisive = new Map<string, string>();
    for (const { candidateStarts, permissions } of cases) {
      const [start = ""] = candidateStarts;
      const role = Object.values(lab.bindings)
        .flat()
        .find(({ members, role: name }) => name.startsWith("projects/") && members.includes(`serviceAccount:${start}`));
      const last = permissions.at(-1);
      if (role !== undefined && last !== undefined && candidateStarts.length === 1) decisive.set(start, last);
    }
    const roleOf = (start: string) =>
      Object.values(lab.bindings)
        .flat()
        .filter(({ members }) => members.includes(`serviceAccount:${start}`))
        .map(({ role }) => role);
    const dropped = new Map<string, Set<string>>();
    for (const [start, permission] of decisive) {
      for (const role of roleOf(start)) {
        const short = permission.startsWith("instance") ? `compute.${permission}` : permission;
        dropped.set(role, new Set([...(dropped.get(role) ?? []), short]));
      }
    }
    writeLab(lab, folder, (role, permission) => dropped.get(role)?.has(permission) === true);
    const found = await reachAll(folder);
    // what is left of one may be another published case
    const isOther = (start: string) => {
      const rest = lab.customRoles
        .filter(({ name }) => roleOf(start).includes(name))
        .flatMap(({ name, includedPermissions: all }) => all.filter((one) => dropped.get(name)?.has(one) !== true));
      const held = new Set([...rest, "iam.serviceAccounts.actAs"]);
      return cases.some(({ permissions }) => permissions.length > 1 && permissions.every((one) => held.has(one)));
    };
    const starts = [...decisive.keys()].filter((start) => !isOther(start));
    const left = starts.filter((start) => found.reachesAdmin(start, true));
    return {
      name: "of these cases, without the permission that makes them, no longer get there",
      got: starts.length - left.length,
      of: starts.length,
      problems: left.map((start) => `${start} without ${decisive.get(start)}`),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
