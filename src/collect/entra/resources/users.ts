// entra/graph:users and user-sign-ins: people and the accounts that stand in for services; when they last signed in.
import { type Fields, fieldsOf, listOf, properties, proseOf, textOf } from "../../fields.js";
import type { PartBuilder } from "../../part.js";
import { toIso } from "../../time.js";
import type { EntraCall } from "../call.js";
import { listResource } from "../list-resource.js";
import type { TenantCrawl } from "../tenant-crawl.js";

const LIST_USERS: EntraCall = {
  path: "/users",
  version: "v1.0",
  dataSet: "entra/graph:users",
  permission: "User.Read.All",
  count: "1 per 999 users",
  isList: true,
  query: {
    $select:
      "id,displayName,userPrincipalName,accountEnabled,userType,createdDateTime,department,jobTitle,onPremisesSyncEnabled,assignedLicenses",
    $top: "999",
  },
};

const LIST_SIGN_INS: EntraCall = {
  path: "/users",
  version: "v1.0",
  dataSet: "entra/graph:user-sign-ins",
  permission: "AuditLog.Read.All",
  licence: "Microsoft Entra ID P1",
  count: "1 per 500 users",
  isList: true,
  query: { $select: "id,signInActivity", $top: "500" },
  param: ["select", "signInActivity"],
};

export const users = listResource({ call: LIST_USERS, word: "users", needed: ["id"], add: addUser });

export const userSignIns = listResource({
  call: LIST_SIGN_INS,
  word: "sign-ins of users",
  add: (element, crawl, out) => {
    const id = textOf(element["id"]);
    if (id !== undefined)
      out.supplements.push({ node: crawl.node(id), properties: toSignIns(element["signInActivity"]) });
  },
});

function addUser(raw: Fields, crawl: TenantCrawl, out: PartBuilder): void {
  const objectId = textOf(raw["id"]);
  if (objectId === undefined) return;
  if (raw["accountEnabled"] === false) crawl.facts.disabled.add(objectId.toLowerCase());
  const login = proseOf(raw["userPrincipalName"]);
  const type = /agentUser$/i.test(textOf(raw["@odata.type"]) ?? "") ? "entra.agent-user" : "entra.user";
  out.nodes.push({
    id: crawl.node(objectId),
    kind: "principal",
    type,
    name: proseOf(raw["displayName"]) ?? login ?? objectId,
    incarnation: objectId.toLowerCase(),
    aliases: [objectId.toLowerCase(), ...(login === undefined ? [] : new Set([login, login.toLowerCase()]))],
    properties: properties({
      login,
      enabled: typeof raw["accountEnabled"] === "boolean" ? raw["accountEnabled"] : undefined,
      user_type: textOf(raw["userType"]),
      created_at: toIso(raw["createdDateTime"]),
      department: proseOf(raw["department"]),
      job_title: proseOf(raw["jobTitle"]),
      is_synchronised: raw["onPremisesSyncEnabled"] === true,
      is_licensed: Array.isArray(raw["assignedLicenses"]) ? listOf(raw["assignedLicenses"]).length > 0 : undefined,
      ...(raw["signInActivity"] === undefined ? {} : toSignIns(raw["signInActivity"])),
    }),
  });
}

/** Null means never, as far as Entra tracks it. */
function toSignIns(raw: unknown): ReturnType<typeof properties> {
  const activity = fieldsOf(raw);
  const times = ["lastSignInDateTime", "lastNonInteractiveSignInDateTime", "lastSuccessfulSignInDateTime"].flatMap(
    (name) => toIso(activity[name]) ?? [],
  );
  return properties({
    last_used_known: true,
    last_used_at: times.sort().at(-1),
    last_interactive_at: toIso(activity["lastSignInDateTime"]),
    last_non_interactive_at: toIso(activity["lastNonInteractiveSignInDateTime"]),
  });
}
