// Infrastructure code as the rules see it: collected from texts, judged by the evaluator of live trusts.

import { createPolicyCompiler } from "../../../../src/analyze/aws/policy/compile.js";
import { analyzeTrusts } from "../../../../src/analyze/trust/index.js";
import type { Part } from "../../../../src/collect/part.js";
import { infrastructurePart } from "../../../../src/collect/repo/infrastructure/index.js";
import type { StoredNode } from "../../../../src/model/analysis.js";
import type { JsonRecord } from "../../../../src/model/words.js";
import { node, toInput } from "../../../analyze/estate.js";
import { shippedTables } from "../../../shipped.js";

const tables = await shippedTables();

export type Files = { readonly [path: string]: string };

export const OWNER = { id: "repo:acme/site", repository: "acme/site", dataSet: "repo/files:infrastructure" };

export function partOf(files: Files): Promise<Part> {
  return infrastructurePart(
    OWNER,
    Object.entries(files).map(([path, text]) => ({ path, text })),
  );
}

export interface Judged extends JsonRecord {
  /** Address of the role and what it trusts. */
  readonly trust: string;
  readonly at: string;
}

/** Columns of every trust that the files declare, sorted by id. */
export async function judged(files: Files): Promise<Judged[]> {
  const part = await partOf(files);
  const nodes: StoredNode[] = (part.nodes ?? []).map((one) =>
    node(one.id, one.type, {
      kind: one.kind,
      scope: OWNER.id,
      properties: one.properties,
      ...(one.parent !== undefined && { parent: one.parent }),
      ...(one.document !== undefined && { document: one.document }),
    }),
  );
  const scopes = [
    { id: OWNER.id, type: "repo.checkout", name: "acme/site", parent: undefined, properties: {}, coverage: [] },
  ];
  const documents = (part.documents ?? []).map(({ text }) => text);
  const input = toInput({ nodes, scopes, documents, tables, now: new Date("2026-06-01T00:00:00Z") });
  const facts = new Map(analyzeTrusts(input, createPolicyCompiler()).facts.map(({ node, columns }) => [node, columns]));
  return nodes
    .filter(({ kind }) => kind === "trust")
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .map(({ id, properties }) => ({
      ...properties,
      ...facts.get(id),
      trust: id.slice(`${OWNER.id}/code/`.length),
      at: [properties["file"], properties["line"], properties["column"]].map(String).join(":"),
    }));
}

/** One role of a file, `name` unless its policy says otherwise. */
export function role(policy: string, more = ""): string {
  return `resource "aws_iam_role" "r" {\n  assume_role_policy = ${policy}\n}\n${more}`;
}

/** A trust of GitHub with these conditions, as Terraform writes it. */
export function github(condition: string): string {
  return `jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect = "Allow"
      Action = "sts:AssumeRoleWithWebIdentity"
      Principal = { Federated = "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com" }
      Condition = ${condition}
    }]
  })`;
}
