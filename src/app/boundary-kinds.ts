// A boundary for each kind of identity: its text, and the change that it would be to the estate.
import type { Wanted } from "../plan/boundaries.js";
import { textOf } from "../plan/text.js";
import type { KnownNode } from "../store/index.js";
import { proposeAws } from "./boundary-aws.js";
import { proposeAzure } from "./boundary-azure.js";
import { proposeGoogle } from "./boundary-google.js";
import { proposeJob } from "./boundary-job.js";
import type { Ground, Proposal, Refusal } from "./boundary-proposal.js";

type Proposer = (node: KnownNode, wanted: readonly Wanted[], ground: Ground) => Proposal | Refusal;

const PROPOSERS: { readonly [type: string]: Proposer } = {
  "aws.iam-role": proposeAws,
  "aws.iam-user": proposeAws,
  "gcp.service-account": proposeGoogle,
  "azure.managed-identity": proposeAzure,
  "entra.managed-identity": proposeAzure,
  "entra.service-principal": proposeAzure,
  "github.job": proposeJob,
};

/** The boundary of an identity, or why there is none. */
export function propose(node: KnownNode, wanted: readonly Wanted[], ground: Ground): Proposal | Refusal {
  const proposer = PROPOSERS[node.type];
  if (proposer !== undefined) return proposer(node, wanted, ground);
  const role = textOf(node.properties["role"]);
  if (role !== undefined) return { refused: `${node.name} runs as ${role}: ask for the boundary of that` };
  if (node.type === "github.app-installation") {
    return {
      refused: `permissions of ${node.name} are those of its App, for every installation: take away in the App's settings what it does not need`,
    };
  }
  return { refused: `nothing bounds a ${node.type}: narrow the credentials that it holds (nhi explain ${node.name})` };
}
