// What a sign-in lacks in a project, folder or organisation: Google tells which of the permissions that nhi uses it has, before
// anything is read. For doctor.
import { addAll } from "../../model/add-all.js";
import { AnswerFault } from "../fault.js";
import { listOf, textOf } from "../fields.js";
import type { Lack } from "../provider.js";
import type { GoogleClient } from "../shared/google/client.js";
import type { ContainerKind, GcpCall } from "./call.js";
import { callsFor } from "./calls.js";
import type { Container } from "./container-crawl.js";
import { isPermission } from "./permissions.js";

/** As many as Google takes at a time. */
const MOST = 100;

/**
 * Permissions that the calls about a container and the projects below it need and the sign-in has not. What Google will not
 * tell of (a permission that no role on such a container can hold) is left out: it is no lack that is known.
 */
export async function lacksOf(
  { kind, name }: Container,
  open: (calls: readonly GcpCall[]) => GoogleClient,
): Promise<readonly Lack[]> {
  const calls = [...new Set([...callsFor(kind), ...(kind === "project" ? [] : callsFor("project"))])];
  const permissions = [...new Set(calls.flatMap(({ permission }) => permission ?? []).filter(isPermission))].sort();
  const missing: string[] = [];
  for (let from = 0; from < permissions.length; from += MOST)
    addAll(missing, await missingOf(permissions.slice(from, from + MOST), { kind, name }, open));
  return missing.map((permission) => {
    const using = calls.filter((call) => call.permission === permission);
    const [role] = using.flatMap((call) => call.role ?? []);
    return {
      what: role === undefined ? permission : `${permission} (${role} has it)`,
      dataSets: [...new Set(using.map(({ dataSet }) => dataSet))].sort(),
    };
  });
}

/** One permission that is of no use on the container makes Google refuse all of them: then half of them are asked for. */
async function missingOf(
  permissions: readonly string[],
  container: Container,
  open: (calls: readonly GcpCall[]) => GoogleClient,
): Promise<readonly string[]> {
  const call = testCall(container.kind, permissions);
  try {
    const held = new Set<string>();
    for await (const page of open([call]).pages(call, { name: container.name }))
      for (const one of listOf(page["permissions"])) held.add(textOf(one) ?? "");
    return permissions.filter((permission) => !held.has(permission));
  } catch (fault) {
    if (!(fault instanceof AnswerFault)) throw fault;
    if (fault.status !== 400 || permissions.length < 2) return [];
    const half = Math.ceil(permissions.length / 2);
    const first = await missingOf(permissions.slice(0, half), container, open);
    return [...first, ...(await missingOf(permissions.slice(half), container, open))];
  }
}

/** Changes nothing and needs no permission: which of these the caller has. */
function testCall(kind: ContainerKind, permissions: readonly string[]): GcpCall {
  return {
    api: "cloudresourcemanager",
    version: "v3",
    method: `cloudresourcemanager.${kind}s.testIamPermissions`,
    http: "POST",
    path: `${kind}s/{name}:testIamPermissions`,
    body: { permissions },
    dataSet: "",
    count: "1",
  };
}
