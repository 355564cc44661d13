// A made-up AWS estate as numbers into what is possible, which fast-check makes and shrinks: see to-scene.ts for what they stand for.

/** A statement: whether it denies, and its action list, resource list and condition. */
export interface PlanStatement {
  readonly isDeny: boolean;
  readonly actions: number;
  readonly resources: number;
  readonly condition: number;
  /** 0: what it is about; 1: all other actions; 2: all other resources, or principals where it denies by a policy of a resource. */
  readonly form: number;
}

export interface PlanHolder {
  readonly inline: readonly PlanStatement[];
  /** Managed policies of its account, by number. */
  readonly managed: readonly number[];
  readonly groups: readonly number[];
  /** Number of its boundary, from 1; none for 0. */
  readonly boundary: number;
  readonly tags: number;
  /** Whether it has an MFA device: yes, no, not read. */
  readonly mfa: number;
}

/** A statement of a resource's policy, and whom it is about. */
export interface PlanGuard extends PlanStatement {
  readonly whom: number;
}

export interface Plan {
  /** Users, then roles. */
  readonly holders: readonly PlanHolder[];
  /** Statements of groups, of managed policies and of boundaries. */
  readonly groups: readonly (readonly PlanStatement[])[];
  readonly managed: readonly (readonly PlanStatement[])[];
  readonly boundaries: readonly (readonly PlanStatement[])[];
  /** Of each role the trusts, by number. */
  readonly trusts: readonly (readonly number[])[];
  /** Service and resource control policies: at the root, then at each account. */
  readonly scp: readonly (readonly PlanStatement[])[];
  readonly rcp: readonly (readonly PlanStatement[])[];
  /** Of each resource the statements of its policy, and whom they are about. */
  readonly guarded: readonly (readonly PlanGuard[])[];
  /** Whom of the key's account grants of it are to, by number, and whether to decrypt or to make more of them. */
  readonly grants: readonly { readonly to: number; readonly makes: boolean }[];
  /** What narrows the sessions by certificate and of pods; nothing does where it is empty. */
  readonly sessions: readonly (readonly PlanStatement[])[];
  /** Role of each workload, by number. */
  readonly runs: readonly number[];
  /** What the service control policy of the root, and then of each account, allows, as a number of action lists; everything for none. */
  readonly ceilings: readonly (number | undefined)[];
}
