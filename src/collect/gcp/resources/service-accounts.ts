// gcp/iam:service-accounts and gcp/iam:service-account-keys.
import type { GraphBatch } from "../../../model/batch.js";
import { accountKindOf } from "../../../model/google-account.js";
import { AnswerFault } from "../../fault.js";
import { type Fields, fieldsOf, properties, proseOf, textOf } from "../../fields.js";
import { PartBuilder } from "../../part.js";
import { elementsOf } from "../../scope-crawl.js";
import { ScopeReader } from "../../scope-reader.js";
import { toIso } from "../../time.js";
import { type GcpCall, OF_PROJECT } from "../call.js";
import type { ContainerCrawl } from "../container-crawl.js";
import { serviceAccountId } from "../ids.js";
import type { GcpResource } from "../resource.js";

const iam = { api: "iam", version: "v1", role: "roles/iam.securityReviewer" };

export const LIST_ACCOUNTS: GcpCall = {
  ...iam,
  method: "iam.projects.serviceAccounts.list",
  path: "projects/{project}/serviceAccounts",
  dataSet: "gcp/iam:service-accounts",
  permission: "iam.serviceAccounts.list",
  count: "1 per 100 service accounts",
  list: "accounts",
};
const LIST_KEYS: GcpCall = {
  ...iam,
  method: "iam.projects.serviceAccounts.keys.list",
  path: "projects/{project}/serviceAccounts/{account}/keys",
  dataSet: "gcp/iam:service-account-keys",
  permission: "iam.serviceAccountKeys.list",
  count: "1 per service account",
  list: "keys",
  page: "none",
  secrets: ["keys.*.privateKeyData"],
};

function addAccount(raw: Fields, out: PartBuilder, crawl: ContainerCrawl): void {
  const email = textOf(raw["email"]);
  if (email === undefined) return;
  const uniqueId = textOf(raw["uniqueId"]);
  const id = serviceAccountId(uniqueId, email);
  const fullName = `//iam.googleapis.com/projects/${crawl.container.name}/serviceAccounts/${email}`;
  out.nodes.push({
    id,
    kind: "principal",
    type: "gcp.service-account",
    name: email,
    ...(uniqueId === undefined ? {} : { incarnation: uniqueId }),
    aliases: [email, `serviceAccount:${email}`, ...(uniqueId === undefined ? [] : [uniqueId])],
    properties: properties({
      email,
      unique_id: uniqueId,
      project: crawl.container.name,
      full_name: fullName,
      description: proseOf(raw["description"]),
      display_name: proseOf(raw["displayName"]),
      disabled: raw["disabled"] === true,
      status: raw["disabled"] === true ? "inactive" : "active",
      oauth2_client_id: textOf(raw["oauth2ClientId"]),
      account_kind: accountKindOf(email),
    }),
  });
}

export const serviceAccounts: GcpResource = {
  dataSet: LIST_ACCOUNTS.dataSet,
  calls: [LIST_ACCOUNTS],
  of: OF_PROJECT,
  async *collect(crawl: ContainerCrawl): AsyncGenerator<GraphBatch> {
    const params = { project: crawl.container.name };
    let isRead = false;
    try {
      for await (const page of crawl.ask(LIST_ACCOUNTS, params)) {
        const out = new PartBuilder();
        for (const raw of elementsOf(LIST_ACCOUNTS, page)) addAccount(fieldsOf(raw), out, crawl);
        isRead ||= out.nodes.length > 0;
        crawl.count("service accounts", out.nodes.length);
        yield crawl.batch(LIST_ACCOUNTS, out, params);
      }
      yield crawl.close(LIST_ACCOUNTS, {}, {}, params);
    } catch (fault) {
      yield crawl.closeAfter(LIST_ACCOUNTS, fault, isRead);
    }
  },
};

/** Keys of every service account. Keys that Google keeps rotate by themselves and are left out. */
export const serviceAccountKeys: GcpResource = {
  dataSet: LIST_KEYS.dataSet,
  calls: [LIST_KEYS],
  of: OF_PROJECT,
  async *collect(crawl: ContainerCrawl): AsyncGenerator<GraphBatch> {
    const reader = new ScopeReader(crawl, LIST_KEYS.dataSet);
    const params = { project: crawl.container.name };
    const listing = await crawl.one(LIST_ACCOUNTS, params);
    if (listing instanceof AnswerFault) {
      yield crawl.closeAfter(LIST_KEYS, listing);
      return;
    }
    reader.isPart = true;
    const accounts = elementsOf(LIST_ACCOUNTS, listing).map(fieldsOf);
    yield* reader.batches(accounts, { word: "service accounts asked for keys", call: LIST_KEYS }, async (raw, out) => {
      const email = textOf(raw["email"]);
      if (email === undefined) return;
      const account = serviceAccountId(textOf(raw["uniqueId"]), email);
      const keys = await reader.list(LIST_KEYS, { ...params, account: email }, account);
      const counted = (keys ?? []).map(fieldsOf).filter((key) => key["keyType"] !== "SYSTEM_MANAGED");
      for (const key of counted) addKey(key, { account, email, isDisabled: raw["disabled"] === true }, out);
      if (keys !== undefined) out.supplements.push({ node: account, properties: { user_key_count: counted.length } });
    });
    yield reader.close(LIST_KEYS);
  },
};

interface Holder {
  readonly account: string;
  readonly email: string;
  readonly isDisabled: boolean;
}

function addKey(raw: Fields, { account, email, isDisabled }: Holder, out: PartBuilder): void {
  const keyId = textOf(raw["name"])?.split("/").at(-1);
  if (keyId === undefined) return;
  const id = `${account}/key/${keyId}`;
  const until = textOf(raw["validBeforeTime"]);
  // Google writes the end of time for a key that does not expire
  const neverExpires = until?.startsWith("9999-") === true;
  const isOff = raw["disabled"] === true;
  out.nodes.push({
    id,
    kind: "credential",
    type: "gcp.service-account-key",
    name: `key ${keyId.slice(0, 8)}… of ${email}`,
    parent: account,
    aliases: [keyId],
    properties: properties({
      status: isOff ? "inactive" : "active",
      static: true,
      key_id: keyId,
      created_at: toIso(raw["validAfterTime"]),
      expires_at: neverExpires ? undefined : toIso(until),
      never_expires: until === undefined ? undefined : neverExpires,
      key_type: textOf(raw["keyType"]),
      key_origin: textOf(raw["keyOrigin"]),
      key_algorithm: textOf(raw["keyAlgorithm"]),
      disabled: isOff,
      disable_reason: textOf(raw["disableReason"]),
      exposed: exposureOf(raw),
    }),
  });
  const blocked = isOff || isDisabled ? { state: "blocked" as const } : {};
  out.edge("authenticates_as", id, account, blocked);
}

/** Google says so of keys that it found in public. */
function exposureOf(raw: Fields): boolean | undefined {
  const reasons = [textOf(raw["disableReason"]), ...extended(raw["extendedStatus"])];
  return reasons.some((reason) => reason?.includes("EXPOSED")) ? true : undefined;
}

function extended(value: unknown): readonly (string | undefined)[] {
  return Array.isArray(value) ? value.map((one) => textOf(fieldsOf(one)["key"])) : [];
}
