// One file that is read for what agents are configured to do: whose it is, its faults, and the secrets in it as nodes.
import type { Gap } from "../../../model/batch.js";
import { properties } from "../../fields.js";
import type { PartBuilder } from "../../part.js";
import { placeAt } from "../../place.js";
import { scrubText } from "../../secrets.js";
import { type Match, projectOf } from "./client-of.js";
import type { Literal } from "./literals.js";
import type { SyntaxFault } from "./located.js";

/** What holds the files: a checkout or a machine. */
export interface AgentOwner {
  /** Id of its scope, which ids of nodes begin with. */
  readonly id: string;
  /** `owner/name` of a checkout. */
  readonly repository?: string;
  /** Node whose writers may change the files. */
  readonly suppliedBy?: string;
  /** Data set that faults are gaps of. */
  readonly dataSet: string;
}

export interface AgentFile {
  readonly path: string;
  readonly text: string;
  /** git tracks it; undefined when that is not known. */
  readonly isTracked?: boolean | undefined;
  /** Others on the machine may read it; undefined when that is not known. */
  readonly isReadableByOthers?: boolean | undefined;
  /** Home that it is in: one person's own, even where the same path in a project speaks for all who work on it. */
  readonly home?: string;
}

/** A file in hand. */
export interface FileFrame {
  readonly owner: AgentOwner;
  readonly file: AgentFile;
  /** Client that reads it; none reads the card of an agent. */
  readonly match?: Match;
  readonly out: PartBuilder;
}

/** Faults that follow from one another are many; the first of a file says enough. */
export function gapsOf(owner: AgentOwner, { path, text }: AgentFile, faults: readonly SyntaxFault[]): Gap[] {
  return faults.slice(0, 1).map(({ offset, message }) => {
    const { line, column } = placeAt(path, text, offset);
    const where = `${path}:${line}:${column}`;
    return { dataSet: owner.dataSet, subject: where, message: `${where}: ${message}` };
  });
}

/** What every node of a file says of it; without a client, of a card. */
export function common({ owner, file, match }: FileFrame): { readonly [key: string]: string | boolean | undefined } {
  return {
    repository: owner.repository,
    file: file.path,
    client: match?.client.id,
    client_name: match?.client.name,
    home: file.home,
    project: match === undefined ? undefined : projectOf(file.path, match),
    level: file.home !== undefined && match?.place.level === "project" ? "user" : match?.place.level,
    tracked: file.isTracked,
    readable_by_others: file.isReadableByOthers,
  };
}

/** A credential for each secret, held by what it stands in. */
export function addLiterals(
  frame: FileFrame,
  { holder, literals, keyIds }: { holder: string; literals: readonly Literal[]; keyIds: readonly string[] },
): void {
  const { file, out } = frame;
  const seen = new Map<string, number>();
  for (const literal of literals) {
    const name = scrubText(literal.name);
    const key = `${literal.place}/${name}`;
    const count = (seen.get(key) ?? 0) + 1;
    seen.set(key, count);
    const id = `${holder}/${key}${count > 1 ? `~${count}` : ""}`;
    const isAws = literal.provider === "aws" || /^aws_?secret/i.test(name);
    const keyId = isAws ? keyIds[0] : undefined;
    const { line, column } = placeAt(file.path, file.text, literal.offset);
    out.nodes.push({
      id,
      kind: "credential",
      type: "agent.config-secret",
      name,
      parent: holder,
      properties: properties({
        ...common(frame),
        line,
        column,
        place: literal.place,
        variable: name,
        detector: literal.detector,
        what: isAws && literal.detector === "assignment" ? "AWS secret access key" : literal.what,
        provider: isAws ? "aws" : literal.provider,
        public_part: keyId,
        opens: literal.opens,
        status: "active",
        static: true,
        length: literal.length,
        last4: literal.last4,
        join: literal.join,
      }),
    });
    out.edge("holds", holder, id);
    // The key itself, should its account be crawled as well.
    if (keyId !== undefined) out.edge("stores", id, keyId, { confidence: 0.95 });
  }
}
