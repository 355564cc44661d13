// Questions about permissions on Azure, answered by its evaluator.
import { toAnswerLine } from "../analyze/answer-line.js";
import type { AzureEstate } from "../analyze/azure/environment.js";
import {
  type AzureAnswer,
  type AzureEvaluator,
  type AzurePrincipal,
  createAzureEvaluator,
} from "../analyze/azure/evaluator.js";
import type { Plane } from "../analyze/azure/planes.js";
import { settle, unreadAt } from "../analyze/azure/unread.js";
import { UsageError } from "../model/errors.js";
import { isGuid } from "../model/guid.js";
import type { Store } from "../store/index.js";
import type { Answerer, Question } from "./access-answer.js";
import { ambiguous, theOne } from "./ambiguous.js";
import { doubtOf } from "./asked-azure.js";
import { rulesInForce } from "./catalog.js";
import type { Settings } from "./settings.js";

/** Reads roles, assignments and deny assignments of the store; answers come from memory then. */
export async function openAzureAnswerer(store: Store, settings: Settings, now: Date): Promise<Answerer> {
  const { tables } = await rulesInForce({ rulesDirs: [], params: {} });
  const input = store.analysisInput(settings.estate, tables, now);
  const evaluator = createAzureEvaluator(input);
  if (evaluator === undefined) throw new UsageError("nothing of Azure was read; scan azure:<subscription> first");
  const ask = (question: Question) => {
    const principal = toPrincipal(question.principal, store, evaluator);
    const place = toPlace(question.resource, store, evaluator.estate);
    const said = toSaid(question.context);
    return { principal, place, found: settle({ principal, operation: question.action, place, ...said }, evaluator) };
  };
  return {
    can(question) {
      const { principal, place, found } = ask(question);
      const resource = shown(place);
      const record = { principal: principal.id, action: question.action, resource, ...toRecord(found) };
      const doubt = doubtOf(question.action, input);
      return { verdict: found.verdict, of: resource, lines: answerLines(found), record, doubt };
    },
    whoCan({ action: operation, resource }) {
      const place = toPlace(resource, store, evaluator.estate);
      const open = unreadAt({ operation, place }, evaluator.estate);
      return { of: shown(place), ...evaluator.whoCan({ operation, place }), open, doubt: doubtOf(operation, input) };
    },
    answerLine: async (line) => {
      const { readAzureRequest } = await import("../analyze/request-line.js");
      return toAnswerLine(() => {
        const { context, ...question } = readAzureRequest(line);
        const lists = Object.entries(context).map(([key, value]) => [key, [value].flat()] as const);
        return toRecord(ask({ ...question, context: Object.fromEntries(lists) }).found);
      });
    },
  };
}

interface Said {
  readonly plane: Plane | undefined;
  readonly subOperation: string | undefined;
  readonly attributes: ReadonlyMap<string, string>;
}

/** `plane`, `suboperation`, and attributes as conditions write them. Throws UsageError for other keys. */
function toSaid(context: Question["context"]): Said {
  const attributes = new Map<string, string>();
  let plane: Plane | undefined;
  let subOperation: string | undefined;
  for (const [key, [value = "", ...more]] of Object.entries(context)) {
    const name = key.toLowerCase();
    if (more.length > 0) throw new UsageError(`--context ${key}: give one value`);
    if (name === "plane" && (value === "control" || value === "data")) plane = value;
    else if (name === "suboperation") subOperation = value;
    else if (/^@(?:request|resource|principal|environment)\[[^\]]+\]$/.test(name)) attributes.set(name, value);
    else {
      throw new UsageError(
        `--context ${key}=${value}: for Azure say plane=control or plane=data, suboperation=Blob.List, or an attribute as conditions write it: @Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId]=…`,
      );
    }
  }
  return { plane, subOperation, attributes };
}

/** A principal by object id, node id or name; an identity resource stands for the principal that it acts as. */
function toPrincipal(text: string, store: Store, evaluator: AzureEvaluator): AzurePrincipal {
  const { estate } = evaluator;
  const found = new Map<string, AzurePrincipal>();
  const add = (objectId: string, tenant?: string): void => {
    const node = estate.inEntra(objectId, tenant);
    const id = node?.id ?? estate.nodeOf(objectId, tenant);
    if (node !== undefined || estate.holders.has(id) || estate.identities.has(objectId))
      found.set(id, evaluator.principal(node ?? id));
  };
  if (isGuid(text)) add(text.toLowerCase());
  for (const id of found.size > 0 ? [] : store.resolve(text)) {
    if (estate.holders.has(id)) found.set(id, evaluator.principal(id));
    const node = store.node(id);
    if (node === undefined) continue;
    const { principal: acts, tenant } = node.properties;
    const [tenantId = "", object, ...rest] = id.split("/");
    if (node.type === "azure.managed-identity" && typeof acts === "string")
      add(acts, typeof tenant === "string" ? tenant : undefined);
    else if (node.type.startsWith("entra.") && object !== undefined && rest.length === 0) add(object, tenantId);
  }
  if (found.size > 1) throw ambiguous(text, [...found.keys()]);
  const [one] = found.values();
  if (one !== undefined) return one;
  throw new UsageError(
    `"${text}" is no principal of Entra that was read, nor has it a role on Azure; nhi inventory lists them`,
  );
}

/** A resource id, a subscription, or the id or name of something that was read; as a place of the tree. */
function toPlace(text: string | undefined, store: Store, { places }: AzureEstate): string {
  if (text === undefined) {
    throw new UsageError("say where: a resource id (/subscriptions/…), a subscription, or the name of a resource");
  }
  if (text === "/") return placeOfRoot(store);
  if (text.startsWith("/")) return places.placeOf(text.toLowerCase(), undefined);
  const subscription = `/subscriptions/${text.toLowerCase().replace(/^subscriptions\//, "")}`;
  if (places.containers.has(subscription)) return subscription;
  // The principal of an identity often has the name of its resource.
  const own = store.resolve(text).filter((id) => id.startsWith("azure:"));
  const id = theOne(text, own);
  const resource = id === undefined ? undefined : store.node(id)?.properties["resource"];
  if (typeof resource === "string") return resource;
  if (id?.startsWith("azure:/subscriptions/") === true) return id.slice("azure:".length);
  for (const [place] of places.containers) if (id !== undefined && places.nodeOf(place) === id) return place;
  throw new UsageError(`"${text}" is no resource of Azure that was read; give a resource id: /subscriptions/…`);
}

/** A place as people write it. */
function shown(place: string): string {
  return place.startsWith("root:") ? "/" : place;
}

/** The root of the one tenant that was read. Throws UsageError where there are several. */
function placeOfRoot(store: Store): string {
  const roots = store.scopes().filter(({ type }) => type === "azure.tenant");
  const [root, ...others] = roots;
  if (root !== undefined && others.length === 0) return `root:${root.id.slice("azure:tenant/".length)}`;
  throw new UsageError(
    `"/" is the root of a tenant: ${others.length > 0 ? "several were" : "none was"} read; name a scope below it`,
  );
}

function toRecord({ verdict, decidedBy, layer, open, assumptions }: AzureAnswer): object {
  return { verdict, decided_by: { layer, policy: decidedBy ?? null }, open_keys: open, assumptions };
}

function answerLines({ verdict, decidedBy, by: given, open, assumptions }: AzureAnswer): string[] {
  const by = decidedBy === undefined ? "" : decidedBy.replace(/^azure:/, "");
  const first = {
    allowed: `allowed  by the role ${given?.role ?? ""} on ${shown(given?.place ?? "")}`,
    "explicit-deny": `denied  by the deny assignment ${by}`,
    "implicit-deny": "denied  no assignment allows it, here or above",
    unknown: "depends",
  }[verdict];
  return [
    first,
    ...(verdict === "allowed" ? [`  assigned by ${by}`] : []),
    ...open.map((condition) => `  if ${condition}`),
    ...assumptions.map((assumption) => `  taken as given: ${assumption}`),
  ];
}
