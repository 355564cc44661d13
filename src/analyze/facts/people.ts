// Which of the users that trusts name are people.
import type { AnalysisInput, StoredNode } from "../../model/analysis.js";
import { textOf } from "../properties.js";
import type { TrustCaller } from "../trust/index.js";
import { type IsPerson, usersNamed } from "./callers.js";
import { isServiceLike, looksLikePerson } from "./service-like.js";

const REPORT = "aws/iam:credential-report";
const PROFILES = "aws/iam:login-profiles";

/** Users are only read when some trust names one. */
export function createIsPerson(input: AnalysisInput, callers: ReadonlyMap<string, readonly TrustCaller[]>): IsPerson {
  const named = new Set<string>();
  // many roles share a list
  for (const list of new Set(callers.values())) for (const user of usersNamed(list)) named.add(user);
  const known = new Map<string, boolean | undefined>();
  for (const user of named.size > 0 ? input.nodes(["aws.iam-user"]) : []) {
    if (named.has(user.id)) known.set(user.id, isPerson(user));
  }
  // of a user of another account only the name is known
  return (user) => {
    if (known.has(user)) return known.get(user);
    const [path = "", name = ""] = /:user(\/(?:.*\/)?)([^/]+)$/.exec(user)?.slice(1) ?? [];
    return judge({ name, path, tags: undefined }, undefined);
  };
}

/** Whether a user is a person; undefined when nothing tells. */
export function isPerson({ name, properties, supplements }: Pick<StoredNode, "name" | "properties" | "supplements">) {
  const path = textOf(properties["path"]) ?? "/";
  const said = (supplements[REPORT] ?? supplements[PROFILES])?.["password_enabled"];
  return judge({ name, path, tags: properties["tags"] }, typeof said === "boolean" ? said : undefined);
}

/** What looks like a program is none, with a password or without; a password or a person's name make a person. */
function judge(user: Parameters<typeof isServiceLike>[0], hasPassword: boolean | undefined): boolean | undefined {
  if (isServiceLike(user)) return false;
  return looksLikePerson(user.name) ? true : hasPassword;
}
