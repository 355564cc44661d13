// What AWS asks about with an action besides its target, where not everything of the kind serves the technique.
import type { BesideKind } from "../../../../model/technique.js";

/** ARN patterns as in `TechniqueAction.of`. */
export interface Beside {
  /** What serves; one of them has to be allowed. */
  readonly sure: readonly string[];
  /** Others of the kind: what they do is not known. */
  readonly perhaps: string;
  /** Why one of those leaves it open. */
  readonly why: string;
}

/**
 * Documents of AWS that run what the caller gives them ("AWS Systems Manager Command document plugin reference" and the documents
 * themselves, AWS Systems Manager User Guide). Others update an agent or read an inventory.
 */
const RUNNING_DOCUMENTS: readonly string[] = [
  "AWS-ApplyAnsiblePlaybooks",
  "AWS-ApplyChefRecipes",
  "AWS-ApplyDSCMofs",
  "AWS-InstallApplication",
  "AWS-InstallPowerShellModule",
  "AWS-RunAnsiblePlaybook",
  "AWS-RunDocument",
  "AWS-RunInspecChecks",
  "AWS-RunPowerShellScript",
  "AWS-RunRemoteScript",
  "AWS-RunSaltState",
  "AWS-RunShellScript",
];

/** A document that another account, the attacker's, shares with this one. */
const SHARED_DOCUMENT = "arn:{partition}:ssm:*:000000000000:document/shared";
const OWN_DOCUMENTS = {
  perhaps: "arn:{partition}:ssm:*:{account}:document/*",
  why: "what the documents of Systems Manager do that it may use was not read",
};

/**
 * Documents of sessions that open a shell or run a command: the account's own for the default shell, and two of AWS ("Session Manager
 * plugin", "Quickstart end user policies for Session Manager", AWS Systems Manager User Guide). Others of AWS open a port.
 */
const SHELL_DOCUMENTS: readonly string[] = [
  "{account}:document/SSM-SessionManagerRunShell",
  ":document/AWS-StartInteractiveCommand",
  ":document/AWS-StartNonInteractiveCommand",
];

export const BESIDE: { readonly [kind in BesideKind]: Beside } = {
  "command-document": {
    sure: [SHARED_DOCUMENT, ...RUNNING_DOCUMENTS.map((name) => `arn:{partition}:ssm:*::document/${name}`)],
    ...OWN_DOCUMENTS,
  },
  "automation-document": { sure: [SHARED_DOCUMENT], ...OWN_DOCUMENTS },
  "session-document": { sure: SHELL_DOCUMENTS.map((name) => `arn:{partition}:ssm:*:${name}`), ...OWN_DOCUMENTS },
};
