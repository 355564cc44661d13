// permits: who can read, overwrite or take over what is worth protecting: objects of buckets, secrets, parameters, keys.
import type { AnalysisInput } from "../../../../model/analysis.js";
import { addTo } from "../../../../model/group-by.js";
import { ACCESS_POINT } from "../../access-points.js";
import type { AwsPrincipal } from "../../estate.js";
import type { Drawing } from "../builder/edge-builder.js";
import { createMechanism, type Mechanism } from "../builder/mechanism.js";
import { CODE_OBJECT, CODE_REPOSITORY, readCodeObjects } from "../compute/code-objects.js";
import { createAcross } from "../cross-account/organization-wide.js";
import type { ActionMask } from "../evaluation/action-mask.js";
import { GRANTED } from "../evaluation/decision.js";
import type { Judge } from "../evaluation/requests.js";
import { doorsOf } from "../resource-policy/policy-principals.js";
import { createDoorways } from "../resource-policy/reachable-resources.js";
import { createEveryoneWithin } from "../resource-policy/same-account-wildcard.js";
import type { Claim } from "../similarity/claims.js";
import type { Sessions } from "../trust/narrowed-sessions.js";
import { createLetIn } from "../trust/principals-trusted-by-name.js";
import { bucketsBehind, toBucketLock } from "./access-point-policies.js";
import { CODE_BY_WAY, type DataPermission, PERMISSIONS } from "./data-permissions.js";
import { drawNamed, type Frame, inside } from "./data-policies.js";
import { createLocks } from "./decryption.js";
import { createNewAccessPoints, NEW_POINT_ACTIONS } from "./new-access-points.js";
import { createDeletedPolicies, DELETING } from "./policy-deletion.js";
import { workloadsWithSecrets } from "./readable-settings.js";

export const DATA_ACTIONS = [...PERMISSIONS.map(({ action }) => action), ...NEW_POINT_ACTIONS, ...DELETING];

export interface DataAccess {
  /** `mask` holds the actions that the principal is allowed somewhere. */
  add(principal: AwsPrincipal, mask: ActionMask): void;
  draw(drawing: Drawing): void;
}

interface Running {
  readonly permission: DataPermission;
  readonly bit: ActionMask;
  readonly mechanism: Mechanism;
}

/** Nothing is looked at for types of which there is no node. */
export function createDataAccess(input: AnalysisInput, judge: Judge, sessions: Sessions): DataAccess {
  const data = new Map<string, string[]>();
  const types = new Set(PERMISSIONS.filter(({ shows }) => shows !== true).map(({ type }) => type));
  for (const { id, type } of input.nodes([...types])) {
    if (type !== ACCESS_POINT || bucketsBehind(id, judge.estate).length > 0) addTo(data, type, id);
  }
  const settings = workloadsWithSecrets(input);
  const idsOf = ({ type, shows }: DataPermission): readonly string[] =>
    (shows === true ? settings : data).get(type) ?? [];
  const code = readCodeObjects(input, judge.estate);
  if (code.ids.length > 0) data.set(CODE_OBJECT, [...code.ids]);
  if (code.repositories.length > 0) data.set(CODE_REPOSITORY, [...code.repositories]);
  if (code.ways.length > 0) data.set(CODE_BY_WAY, [...code.ways]);
  const locks = createLocks(input, judge);
  const doors = doorsOf(judge);
  const running: Running[] = PERMISSIONS.filter((permission) => idsOf(permission).length > 0).map((permission) => ({
    permission,
    bit: judge.interest.bitOf(permission.action),
    mechanism: createMechanism(toSpec(permission, idsOf(permission), { locks, doors, judge }), judge),
  }));
  const letIn = createLetIn(judge.estate, sessions);
  const everyoneWithin = createEveryoneWithin(judge, sessions);
  const newPoints = createNewAccessPoints(input, judge);
  const deleted = createDeletedPolicies(input, locks, judge);
  return {
    add(principal, mask) {
      for (const { bit, mechanism } of running) {
        if ((mask & bit) !== 0n) mechanism.add({ principal, judgement: GRANTED });
      }
      newPoints.add(principal, mask);
      deleted.add(principal, mask);
    },
    draw(drawing) {
      code.draw(drawing);
      newPoints.draw(drawing);
      deleted.draw(drawing);
      for (const { permission, mechanism } of running) {
        mechanism.draw(drawing);
        for (const id of idsOf(permission))
          drawNamed(id, permission, { judge, sessions, letIn, doors, everyoneWithin, drawing, locks });
      }
      // who was let through by an access point was let through by its bucket as well
      for (const id of data.get(ACCESS_POINT) ?? []) {
        for (const bucket of bucketsBehind(id, judge.estate))
          drawing.edge({ kind: "includes", from: id, to: bucket, judgement: GRANTED });
      }
    },
  };
}

function toSpec(
  { type, action, gives, within, context = {}, decrypts, opens }: DataPermission,
  ids: readonly string[],
  { locks, doors, judge }: Pick<Frame, "locks" | "doors" | "judge">,
) {
  const { estate } = judge;
  const doorOf = doors(action);
  const { targetsFor, open } = createDoorways(ids, action, judge, (pattern) => within?.holder(pattern) ?? pattern);
  const hubName = (whom: string, count: number) =>
    `${count} of ${type.slice(type.indexOf(".") + 1)} that ${action} of ${whom} covers`;
  const resources = (target: string, claim: Claim) =>
    claim.resources.flatMap((set) => (within?.all(target) ?? [target]).flatMap((wanted) => inside(wanted, set)));
  return {
    id: action,
    kind: "permits" as const,
    gives,
    actions: [within === undefined ? { action, context } : { action, context, resources, isFindable: true }],
    targetsFor,
    ...(decrypts && { lockOf: locks }),
    ...(opens && { lockOf: (point: string) => toBucketLock(point, opens, judge) }),
    personalGroup: (target: string) => {
      const { way } = estate.resource(target) ?? {};
      return way !== undefined || doorOf(target).isPersonal ? target : undefined;
    },
    across: createAcross(
      judge,
      { ...open, hubName: (whom, { length }) => hubName(whom, length) },
      judge.interest.bitOf(action),
    ),
    hubName: (account: string, count: number) => hubName(`account ${account}`, count),
  };
}
