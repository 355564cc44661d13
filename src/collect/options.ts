// What a collector may be told when it is made.
import type { Clock } from "./pause.js";

export interface CollectOptions {
  /** Folder to write the answers to, as a bundle; several sources may share it. */
  readonly record?: string | undefined;
  /** Name and version of the tool, for the record: `nhi 0.1.0`. */
  readonly tool?: string;
  /** AWS: reads every account of the organisation. */
  readonly organization?: boolean | undefined;
  /** AWS: name of the role to assume in the accounts of the organisation; NhiAuditor when left out. */
  readonly role?: string | undefined;
  /** AWS: region of global services, for another partition. */
  readonly region?: string | undefined;
  /** AWS: regions whose services are read; those that the account has enabled when left out. */
  readonly regions?: readonly string[] | undefined;
  /** AWS: reads what services hold (workloads and the roles they run as, resource policies); true when left out. */
  readonly services?: boolean | undefined;
  /** AWS: asks every user for the credentials that neither report nor summary shows (SSH keys): one call a user. */
  readonly everyUser?: boolean | undefined;
  /** GitHub: address of an own server or of a host with data residency; github.com when left out. */
  readonly githubUrl?: string | undefined;
  /** GitLab: address of an own server; gitlab.com when left out. */
  readonly gitlabUrl?: string | undefined;
  /** CircleCI: address of an own server; circleci.com when left out. */
  readonly circleciUrl?: string | undefined;
  /** For tests, in which an hour passes at once. */
  readonly clock?: Clock | undefined;
  /** Entra and Azure: cloud of the tenant, where that is not the public one: usgov, usgov-dod, china. */
  readonly azureCloud?: string | undefined;
  /** Kubernetes: runs the program that a kubeconfig names to sign in; never when left out. */
  readonly kubeconfigExec?: boolean | undefined;
  /** Checkouts: of static secrets, only those that the change since this revision adds. */
  readonly since?: string | undefined;
  /** Checkouts: read without git on purpose, so that nothing is said of it; git is used when left out. */
  readonly withoutGit?: boolean | undefined;
}
