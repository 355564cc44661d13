// Questions about permissions on Google Cloud, answered by its evaluator.
import { toAnswerLine } from "../analyze/answer-line.js";
import { readGoogleEstate } from "../analyze/gcp/estate.js";
import { type GoogleAnswer, whoCan } from "../analyze/gcp/evaluator.js";
import { takenAsGiven } from "../analyze/gcp/taken-as-given.js";
import { settle, unaskedFor, unreadFor } from "../analyze/gcp/unread.js";
import { UsageError } from "../model/errors.js";
import { didYouMean } from "../model/nearest.js";
import type { Store } from "../store/index.js";
import type { Answerer } from "./access-answer.js";
import { toMember, toPlace } from "./asked-gcp.js";
import { checkAsked, checkThere } from "./asked-permission-gcp.js";
import { rulesInForce } from "./catalog.js";
import type { Settings } from "./settings.js";

/** Reads bindings, roles and safeguards of the store; answers come from memory then. */
export async function openGoogleAnswerer(store: Store, settings: Settings, now: Date): Promise<Answerer> {
  const { tables } = await rulesInForce({ rulesDirs: [], params: {} });
  const estate = readGoogleEstate(store.analysisInput(settings.estate, tables, now), []);
  if (estate === undefined) throw new UsageError("nothing of Google Cloud was read; scan gcp:<project> first");
  const placeFor = (permission: string, resource: string | undefined): string => {
    const place = toPlace(resource, store, estate);
    checkAsked(permission, place);
    checkThere(place, store, estate);
    return place;
  };
  const ask = (principal: string, action: string, resource: string | undefined) => {
    const member = toMember(principal, store, estate);
    const place = placeFor(action, resource);
    return { member, place, found: settle({ member, permission: action, place }, estate) };
  };
  // one that no role holds may still be one: then nobody has it
  const slipIn = (permission: string): { readonly doubt?: string; readonly notes?: readonly string[] } => {
    if (estate.roles.isNamed(permission)) return {};
    const meant = didYouMean(permission, estate.roles.names());
    const said = `no role that was read holds ${permission}: see its spelling${meant}`;
    return meant === "" ? { notes: [said] } : { doubt: said };
  };
  return {
    can({ principal, action, resource, context }) {
      refuseContext(context);
      const { member, place, found } = ask(principal, action, resource);
      const record = { principal: member.member, action, resource: place, ...toRecord(found) };
      return { verdict: found.verdict, of: place, lines: answerLines(found), record, doubt: slipIn(action).doubt };
    },
    whoCan({ action: permission, resource }) {
      const place = placeFor(permission, resource);
      const question = { permission, place };
      const assumptions = [...takenAsGiven(place, estate), ...unaskedFor(place, estate)];
      const open = unreadFor(question, estate);
      return { of: place, ...whoCan(question, estate), open, assumptions, ...slipIn(permission) };
    },
    answerLine: async (line) => {
      const { readGoogleRequest } = await import("../analyze/request-line.js");
      return toAnswerLine(() => {
        const { principal, action, resource, context } = readGoogleRequest(line);
        refuseContext(context);
        return toRecord(ask(principal, action, resource).found);
      });
    },
  };
}

/** Conditions of Google ask for the resource and the time. Throws UsageError rather than to leave out what was said. */
function refuseContext(context: { readonly [key: string]: unknown }): void {
  const [key] = Object.keys(context);
  if (key === undefined) return;
  throw new UsageError(
    `--context ${key}: Google Cloud takes none; conditions are judged by the resource that is named, and by the clock (--now)`,
  );
}

const LAYERS: { readonly [layer in GoogleAnswer["layer"]]: string } = {
  binding: "binding",
  deny: "deny policy",
  boundary: "access boundary",
  account: "service account, which is disabled:",
};

function toRecord({ verdict, decidedBy, layer, open, assumptions }: GoogleAnswer): object {
  return { verdict, decided_by: { layer, policy: decidedBy ?? null }, open_keys: open, assumptions };
}

function answerLines({ verdict, decidedBy, layer, open, assumptions }: GoogleAnswer): string[] {
  const by = decidedBy === undefined ? "" : decidedBy.replace(/^gcp:/, "");
  const first = {
    allowed: `allowed  by the binding ${by}`,
    "explicit-deny": `denied  by the ${LAYERS[layer]} ${by}`,
    "implicit-deny": "denied  no binding allows it, here or above",
    unknown: "depends",
  }[verdict];
  const word = verdict === "unknown" ? "if" : "with";
  return [
    first,
    ...open.map((condition) => `  ${word} ${condition}`),
    ...assumptions.map((assumption) => `  taken as given: ${assumption}`),
  ];
}
