// CycloneDX 1.6: every credential as a cryptographic asset, never a value. What was not read makes the composition incomplete.
import type { ExportSource } from "../model/export.js";
import { hashText } from "../model/hash.js";
import type { ReportOut, ReportScope } from "../model/report.js";
import type { Json, JsonRecord } from "../model/words.js";
import { jsonText } from "./escape.js";
import { byId } from "./order.js";
import { writeAll } from "./stream.js";

/** What CycloneDX calls the material behind a vendor's type; anything else is a credential. */
const MATERIALS: readonly (readonly [pattern: RegExp, material: string])[] = [
  [/public-key$|deploy-key$/, "public-key"],
  [/password$/, "password"],
  [/(?:access-key|storage-key|service-account-key|api-key)$/, "secret-key"],
  [/client-secret$/, "shared-secret"],
  [/token$/, "token"],
];

/** Columns of the `credential` view that are properties of the component. */
const FACTS = [
  "type",
  "scope",
  "principal",
  "principal_name",
  "status",
  "static",
  "owner",
  "created_at",
  "last_used_at",
  "repository",
  "file",
  "place",
  "variable",
  "reaches_admin",
] as const;

/** Writes the bill of materials. */
export async function cyclonedx(source: ExportSource, out: ReportOut): Promise<void> {
  await writeAll(out, texts(source));
}

function* texts(source: ExportSource): Generator<string> {
  const { name, version } = source.tool;
  const head = {
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    serialNumber: serialNumber(source),
    version: 1,
    metadata: {
      timestamp: source.now,
      tools: { components: [{ type: "application", name, version }] },
      properties: byId(source.scopes).map(({ id }) => ({ name: "nhi:scope", value: id })),
    },
  };
  yield `${jsonText(head).slice(0, -1)},\n"components": [`;
  let separator = "\n";
  for (const row of source.credentials()) {
    yield separator + jsonText(toComponent(row, source.now));
    separator = ",\n";
  }
  const gaps = source.scopes.some(isIncomplete);
  yield `\n],\n"compositions": ${jsonText([{ aggregate: gaps ? "incomplete" : "complete" }])}\n}\n`;
}

/** The same for the same estate at the same time. */
function serialNumber({ now, scopes, tool }: ExportSource): string {
  const hex = hashText(JSON.stringify([tool.version, now, byId(scopes).map(({ id, readAt }) => [id, readAt])]));
  const parts = [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `a${hex.slice(17, 20)}`, hex.slice(20)];
  return `urn:uuid:${parts.join("-")}`;
}

/** A scope without data sets of its own, such as a folder, was asked nothing. */
function isIncomplete({ coverage, gaps }: ReportScope): boolean {
  return gaps.length > 0 || coverage.some(({ state }) => state !== "complete");
}

function toComponent(row: JsonRecord, now: string): JsonRecord {
  const id = text(row["id"]) ?? "";
  return {
    type: "cryptographic-asset",
    "bom-ref": `nhi:${id}`,
    name: text(row["name"]) ?? id,
    cryptoProperties: toCrypto(row, id, now),
    properties: FACTS.flatMap((key) => {
      const value = row[key];
      return value === null || value === undefined || typeof value === "object"
        ? []
        : [{ name: `nhi:${key}`, value: String(value) }];
    }),
  };
}

function toCrypto(row: JsonRecord, id: string, now: string): JsonRecord {
  const type = text(row["type"]) ?? "";
  const from = date(row["created_at"]);
  const until = date(row["expires_at"]);
  if (type.endsWith("certificate")) {
    const name = text(row["name"]) ?? id;
    return {
      assetType: "certificate",
      certificateProperties: {
        subjectName: name,
        ...(from === undefined ? {} : { notValidBefore: from }),
        ...(until === undefined ? {} : { notValidAfter: until }),
      },
    };
  }
  const state = stateOf(row, until, now);
  return {
    assetType: "related-crypto-material",
    relatedCryptoMaterialProperties: {
      type: MATERIALS.find(([pattern]) => pattern.test(type))?.[1] ?? "credential",
      id,
      ...(state === undefined ? {} : { state }),
      ...(from === undefined ? {} : { creationDate: from }),
      ...(until === undefined ? {} : { expirationDate: until }),
    },
  };
}

/** What leaked counts as compromised, what ended as deactivated; an unread status is left out. */
function stateOf(row: JsonRecord, until: string | undefined, now: string): string | undefined {
  if (row["publicly_leaked"] === true) return "compromised";
  if (until !== undefined && Date.parse(until) <= Date.parse(now)) return "deactivated";
  const { status } = row;
  if (status === "active") return "active";
  return status === "inactive" ? "suspended" : undefined;
}

function text(value: Json | undefined): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** A time as the schema wants it; what is no time is left out. */
function date(value: Json | undefined): string | undefined {
  const time = typeof value === "string" ? Date.parse(value) : Number.NaN;
  return Number.isNaN(time) ? undefined : new Date(time).toISOString();
}
