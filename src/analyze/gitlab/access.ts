// Who a protection lets through: a role, or someone by name. Pure.
import { recordsOf } from "../properties.js";

/** Access levels of GitLab's API. https://docs.gitlab.com/api/access_requests/ */
export const [DEVELOPER, MAINTAINER, OWNER] = [30, 40, 50] as const;

/** Who is let through a protection: a role and those above it, one user, one group, one deploy key. */
export interface Access {
  readonly level: number | undefined;
  readonly user: number | undefined;
  readonly group: number | undefined;
  readonly key: number | undefined;
}

/** Who may deploy, and how many others have to approve. */
export interface DeployRule {
  readonly deploy: readonly Access[];
  readonly approvals: number;
  /** Node of the group that asks it; left out for the project itself. */
  readonly group?: string;
}

/** The list of a protection as its collector says it. */
export function accessesOf(value: unknown): readonly Access[] {
  return recordsOf(value).map((one) => ({
    level: numberOf(one["level"]),
    user: numberOf(one["user_id"]),
    group: numberOf(one["group_id"]),
    key: numberOf(one["deploy_key_id"]),
  }));
}

/** A number, undefined for anything else. */
export function numberOf(value: unknown): number | undefined {
  return typeof value === "number" ? value : undefined;
}
