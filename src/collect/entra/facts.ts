// What one data set of a tenant leaves for the next: which objects there are and what belongs together.
import type { JsonRecord } from "../../model/words.js";
import type { AnswerFault } from "../fault.js";
import type { Page } from "../page.js";
import type { Activation } from "../shared/microsoft/activation.js";

export interface KnownPrincipal {
  readonly id: string;
  readonly objectId: string;
  readonly appId: string | undefined;
  readonly name: string;
  /** Tenant that owns its application. */
  readonly ownerTenant: string | undefined;
  readonly isEnabled: boolean;
  readonly isManagedIdentity: boolean;
  /** What Entra calls it: Application, ManagedIdentity, … */
  readonly kind: string | undefined;
  /** Whose accounts its application is for. */
  readonly audience: string | undefined;
  /** Role id → name of the roles that applications may be given. */
  readonly appRoles: ReadonlyMap<string, string>;
  /** What `$expand` told of it, in the shape of the lists that it stands for. */
  readonly told: Told;
}

export interface KnownApplication {
  readonly id: string;
  readonly objectId: string;
  readonly appId: string | undefined;
  /** What its service principals sign in with is changed at the application alone. */
  readonly isLocked: boolean;
  /** Agents are made of it. */
  readonly isBlueprint: boolean;
  readonly told: Told;
}

export interface KnownGroup {
  /** Nobody can be let in by its owners: membership is a rule, or comes from a local directory. */
  readonly isClosed: boolean;
  readonly mayHoldRoles: boolean;
  /** A group of Microsoft 365: only users can be in it. */
  readonly isUnified: boolean;
  readonly told: Told;
}

export interface KnownRole {
  readonly name: string;
  /** Id that is the same in every tenant; of a role of the tenant's own its id. */
  readonly template: string;
  readonly isBuiltIn: boolean;
  readonly isEnabled: boolean;
  readonly actions: readonly string[];
}

/** Lists that came with the thing they belong to; undefined when they have to be asked for. */
export type Told = { readonly [relation: string]: readonly unknown[] | undefined };

export class TenantFacts {
  /** Tenant id as Entra says it; the name in the source until then. */
  tenant: string;
  name: string;
  /** Facts of the scope itself. */
  scope: JsonRecord = {};
  /** Data sets of which a part or nothing could be read: what is asked or said of their things is not all there is either. */
  readonly partial = new Set<string>();
  /** Asked once, whoever needs it first. */
  accessAnswer: Promise<Page | AnswerFault> | undefined;
  /** Conditional access policies about service principals; undefined when they could not be read. */
  accessPolicies: readonly AccessPolicy[] | undefined;
  /** Undefined when they could not be read. */
  principals: readonly KnownPrincipal[] | undefined;
  applications: readonly KnownApplication[] | undefined;
  /** Every group, by object id; undefined when they could not be read. */
  groups: Map<string, KnownGroup> | undefined;
  /** Object ids of administrative units that an assignment is scoped to. */
  readonly units = new Set<string>();
  /** Those of them whose members only a role for the unit itself may change. */
  readonly restrictedUnits = new Set<string>();
  /** Object ids of what is in such a unit. */
  readonly restricted = new Set<string>();
  /** Object ids of users and service principals that cannot sign in. */
  readonly disabled = new Set<string>();
  /** Directory roles by id of their definition. */
  readonly roles = new Map<string, KnownRole>();
  /** What activating a role asks for, by id of its definition; none of those whose policy was not read. */
  readonly activations = new Map<string, Activation>();
  /** What letting oneself into a group asks for, by object id of the group and `member` or `owner`. */
  readonly groupActivations = new Map<string, Activation>();
  /** Who may let themselves into a group, by its object id: asked once, whoever needs it first. */
  readonly eligibleMembers = new Map<string, Promise<Page | AnswerFault>>();
  /** Node id → names of the roles it holds for a time and for good, as PIM says. */
  readonly timed = new Map<string, { readonly timed: Set<string>; readonly standing: Set<string> }>();
  #byApp: ReadonlyMap<string, KnownPrincipal> | undefined;
  #byObject: ReadonlyMap<string, KnownPrincipal> | undefined;

  constructor(tenant: string) {
    this.tenant = tenant.toLowerCase();
    this.name = tenant;
  }

  /** The service principal of an application in this tenant. */
  principalOf(appId: string | undefined): KnownPrincipal | undefined {
    this.#byApp ??= new Map(
      (this.principals ?? []).flatMap((one) => (one.appId === undefined ? [] : [[one.appId, one]])),
    );
    return appId === undefined ? undefined : this.#byApp.get(appId);
  }

  /** A service principal by its object id. */
  principal(objectId: string | undefined): KnownPrincipal | undefined {
    this.#byObject ??= new Map((this.principals ?? []).map((one) => [one.objectId.toLowerCase(), one]));
    return objectId === undefined ? undefined : this.#byObject.get(objectId);
  }
}

/** A policy in force that is about service principals. */
export interface AccessPolicy {
  readonly id: string;
  readonly name: string;
  readonly included: ReadonlySet<string>;
  readonly excluded: ReadonlySet<string>;
  /** It picks service principals by attributes, which are not read. */
  readonly isFiltered: boolean;
  /** Whether it blocks; without that a policy asks nothing of a service principal. */
  readonly blocks: boolean;
  /** What a sign-in has to be for it to block; empty: it always does. */
  readonly within: readonly string[];
}
