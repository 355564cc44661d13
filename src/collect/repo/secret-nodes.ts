// Static secrets of files as credentials that the repository stores.
import type { GraphNode } from "../../model/batch.js";
import { properties } from "../fields.js";
import type { PartBuilder } from "../part.js";
import { scrubText } from "../secrets.js";
import type { FoundSecret } from "./secrets.js";

/** Adds the secrets of one file. Several of the same name are numbered in the order of the text. */
export function addSecrets(
  repository: { id: string; name: string },
  path: string,
  secrets: readonly FoundSecret[],
  out: PartBuilder,
  /** Names that the file had before. */
  formerPaths: readonly string[] = [],
): void {
  const seen = new Map<string, number>();
  for (const secret of secrets) {
    const label = scrubText(secret.publicPart ?? secret.variable ?? "value");
    const key = `${secret.detector}/${label}`;
    const count = (seen.get(key) ?? 0) + 1;
    seen.set(key, count);
    const idAt = (at: string): string => `${repository.id}/secret/${at}#${key}${count > 1 ? `~${count}` : ""}`;
    const id = idAt(path);
    out.nodes.push(toNode(id, label, { repository, path, secret, formerIds: formerPaths.map(idAt) }));
    out.edge("stores", repository.id, id);
    // The key itself, should its account be crawled as well.
    if (secret.publicPart?.startsWith("AKIA") === true) out.edge("stores", id, secret.publicPart, { confidence: 0.95 });
  }
}

function toNode(
  id: string,
  label: string,
  {
    repository,
    path,
    secret,
    formerIds,
  }: {
    repository: { id: string; name: string };
    path: string;
    secret: FoundSecret;
    formerIds: readonly string[];
  },
): GraphNode {
  return {
    id,
    kind: "credential",
    type: "repo.file-secret",
    name: label === "value" ? secret.what : label,
    parent: repository.id,
    properties: properties({
      repository: repository.name,
      file: path,
      line: secret.line,
      column: secret.column,
      detector: secret.detector,
      what: secret.what,
      provider: secret.provider,
      variable: secret.variable,
      public_part: secret.publicPart,
      opens: secret.opens,
      status: "active",
      static: true,
      length: secret.length,
      last4: secret.last4,
      join: secret.join,
      former_ids: formerIds.length > 0 ? formerIds : undefined,
    }),
  };
}
