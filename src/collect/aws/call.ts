// What a call to AWS is, and what a resource is: the two words that adding to the crawl needs.
import type { Cleaner, SecretPath } from "../secrets.js";

/** One operation that nhi may call. The client refuses every other. */
export interface AwsCall {
  /** Service and operation as the SDK names them: `iam:ListUsers`. */
  readonly call: string;
  /** Where a bundle keeps the answer, in the words of the AWS CLI: ["iam", "list-users"]. */
  readonly path: readonly [service: string, command: string];
  /** Data set that it serves. */
  readonly dataSet: string;
  /** How often, for --dry-run: "1", "1 per 1,000 principals". */
  readonly count: string;
  /** IAM action that allows it, where it is not the call itself. */
  readonly permission?: string;
  /** ARNs that the action is allowed on, where it allows more than the call elsewhere; everything when left out. */
  readonly on?: readonly string[];
  /** Lists of the answer. */
  readonly lists?: readonly string[];
  /** Field of the answer that carries the token of the next page. */
  readonly next?: string;
  /** Field of the answer that says whether there is more, where what the next page begins after is the last element of the list. */
  readonly more?: string;
  /** Field of the request that takes it, where it has another name. */
  readonly nextInput?: string;
  /** Input of every call. */
  readonly input?: { readonly [key: string]: unknown };
  /** The one region that answers, about things of all of them; a bundle keeps the answer outside of regions. */
  readonly answersAt?: string;
  /** Asked only of the account that runs an organisation. */
  readonly isOrganizational?: boolean;
  /** What is left out would say something: an answer with a field that does not fit is of no use at all. */
  readonly isOne?: boolean;
  readonly secrets?: readonly SecretPath[];
  /** Replaces what only a look inside can tell to be a secret. */
  readonly clean?: Cleaner;
}

/** The IAM action that allows a call. */
export function permissionOf(call: AwsCall): string {
  return call.permission ?? call.call;
}
