// Sessions of roles that something narrows, and who gets them without a permission of their own: pods (Pod Identity), holders of
// certificates (Roles Anywhere), guests (identity pools); and services that move data with a role. What narrows nothing leads to the role itself.
import type { AnalysisGap, AnalysisInput, DerivedNode, StoredNode } from "../../../../model/analysis.js";
import { addTo } from "../../../../model/group-by.js";
import { listedTexts } from "../../../properties.js";
import { type AttachedPolicy, createPolicyReader } from "../../attached-policy.js";
import { NO } from "../../condition/truth.js";
import type { AwsPrincipal, Estate } from "../../estate.js";
import type { Drawing } from "../builder/edge-builder.js";
import { readPools } from "../cognito/identity-pools.js";
import { readMovers } from "../data/data-transfer-roles.js";
import { both, GRANTED, toTrustId } from "../evaluation/decision.js";
import type { Judge } from "../evaluation/requests.js";
import { ANYONE, drawAnyone } from "./public-principal.js";
import { type Entry, type Found, type Frame, toNode, toSession } from "./session-frame.js";

export interface Sessions {
  /** As callers: the role within what narrows it. */
  readonly all: readonly AwsPrincipal[];
  readonly gaps: readonly AnalysisGap[];
  /** Sessions of a role. */
  of(role: string): readonly AwsPrincipal[];
  /** Draws who gets the sessions; pods have theirs as read. */
  draw(judge: Judge, drawing: Drawing): void;
}

/**
 * Reads what narrows roles: associations of Pod Identity, profiles of Roles Anywhere, identity pools. Policies that were not
 * understood are gaps.
 */
export function readSessions(input: AnalysisInput, estate: Estate): Sessions {
  const gaps: AnalysisGap[] = [];
  const frame = { input, estate, read: createPolicyReader(input, estate.compiler, gaps) };
  const found: Found = { sessions: [], nodes: [], entries: [] };
  readPods(frame, found);
  readCertificates(frame, found);
  readPools(frame, found);
  readMovers(input.tables.techniques ?? [], frame, found);
  const byRole = new Map<string, AwsPrincipal[]>();
  for (const session of found.sessions) {
    const role = session.session?.of ?? "";
    addTo(byRole, role, session);
  }
  return {
    all: found.sessions,
    gaps,
    of: (role) => byRole.get(role) ?? [],
    draw(judge, drawing) {
      for (const node of found.nodes) drawing.node(node);
      for (const entry of found.entries) drawEntry(entry, judge, drawing);
    },
  };
}

function drawEntry(entry: Entry, judge: Judge, drawing: Drawing): void {
  const judgement = entry.judge(judge);
  if (judgement.truth === NO) return;
  if (entry.source === ANYONE) drawAnyone(drawing);
  else drawing.node(entry.source);
  const from = entry.source === ANYONE ? ANYONE : entry.source.id;
  // who rules an anchor issues its certificates
  const anchor = entry.source === ANYONE ? undefined : entry.source.properties["anchor"];
  if (typeof anchor === "string") drawing.edge({ kind: "includes", from: anchor, to: from, judgement: GRANTED });
  const because = [toTrustId(entry.role), ...entry.because];
  drawing.edge({ kind: "federates", from, to: entry.to, judgement, because });
}

/** Pod Identity associations with a session policy. */
function readPods({ input, estate, read }: Frame, found: Found): void {
  for (const node of input.nodes(["aws.session"])) {
    const role = estate.principal(node.parent ?? "");
    if (role) found.sessions.push(toSession(node.id, node.name, role, [read(node)]));
  }
}

/** Profiles of Roles Anywhere: every certificate of an anchor opens a session of every role that trusts the anchor. */
function readCertificates(frame: Frame, found: Found): void {
  const anchors = [...frame.input.nodes(["aws.rolesanywhere-trust-anchor"])].filter(isEnabled);
  const policies = new Map<string, AttachedPolicy>();
  const managed = (id: string, scope: string): AttachedPolicy => {
    const known = policies.get(id) ?? frame.read({ id, scope, document: documentOf(id, frame.input) });
    policies.set(id, known);
    return known;
  };
  for (const profile of frame.input.nodes(["aws.rolesanywhere-profile"])) {
    if (!isEnabled(profile)) continue;
    const limits = listedTexts(profile.properties["managed_policies"]).map((id) => managed(id, profile.scope));
    const isUnread = profile.document === undefined && profile.properties["policy_unread"] === true;
    if (profile.document !== undefined || isUnread) limits.push(frame.read(profile));
    const place = placeOf(profile.id);
    const near = anchors.filter(({ id }) => placeOf(id) === place);
    for (const id of listedTexts(profile.properties["roles"])) {
      const role = frame.estate.principal(id);
      if (role) addCertificates(role, profile, { limits, anchors: near }, found);
    }
  }
}

interface Opening {
  readonly limits: readonly AttachedPolicy[];
  readonly anchors: readonly StoredNode[];
}

function addCertificates(role: AwsPrincipal, profile: StoredNode, { limits, anchors }: Opening, found: Found): void {
  let to = role.id;
  if (limits.length > 0) {
    const name = `${role.name} by profile ${profile.name}`;
    const session = toSession(`${profile.id}/session/${role.name}`, name, role, limits);
    found.sessions.push(session);
    found.nodes.push(toNode(session));
    to = session.id;
  }
  for (const { id, name, scope } of anchors) {
    const source: DerivedNode = {
      id: `x509:${id}`,
      kind: "set",
      type: "x509.certificates",
      name: `certificates of ${name}`,
      scope,
      properties: { anchor: id },
    };
    const context = { "aws:SourceArn": id, "aws:SourceAccount": role.account };
    found.entries.push({
      source,
      to,
      role: role.id,
      because: [id, profile.id],
      // a session carries what is in the certificate as tags, so the trust has to let all three through
      judge: (judge) =>
        ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"]
          .map((action) => judge.askFor("rolesanywhere.amazonaws.com", { action, resource: role.id, context }))
          .reduce(both, GRANTED),
    });
  }
}

function isEnabled({ properties }: StoredNode): boolean {
  return properties["enabled"] !== false;
}

/** Region and account of an ARN. */
function placeOf(arn: string): string {
  return arn.split(":").slice(3, 5).join(" ");
}

function documentOf(id: string, input: AnalysisInput): string | undefined {
  for (const node of input.nodes(["aws.managed-policy"])) if (node.id === id) return node.document;
  return undefined;
}
