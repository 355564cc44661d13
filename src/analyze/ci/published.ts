// Tokens that jobs put into artifacts, which everyone who may read the repository downloads.

import type { StoredNode } from "../../model/analysis.js";
import { recordsOf, textOf } from "../properties.js";
import type { CiDrawing } from "./drawing.js";
import type { CiRepository } from "./estate.js";
import { drawOutsiders, outsideReaders, placeOf } from "./jobs.js";

/** The token ends with the job: whoever takes it has the time from the upload to the end. */
const WHILE_RUNNING = 0.4;
const KEPT = 0.9;

/**
 * Draws who reads tokens out of the artifacts of a repository.
 * @param secretsOf secrets that a job names, by its id.
 */
export function drawPublished(
  repository: CiRepository,
  secretsOf: (job: string) => readonly StoredNode[],
  drawing: CiDrawing,
): void {
  const source = outsideReaders(repository);
  if (source === undefined) return;
  for (const job of repository.jobs) {
    for (const found of recordsOf(job.properties["published_tokens"])) {
      const from = drawOutsiders(source, drawing);
      const text = `an artifact of the whole folder has .git/config in it${placeOf(job.properties)(found)}`;
      const stroke = { from, state: "met" as const, because: [job.id] };
      const secret = textOf(found["secret"]);
      if (secret === undefined) {
        const condition = `${text}, with the token of ${job.name}, which ends with the job`;
        drawing.edge({ ...stroke, kind: "has_session", to: `${job.id}/token`, condition, confidence: WHILE_RUNNING });
        continue;
      }
      for (const { id } of secretsOf(job.id).filter(({ name }) => name.toUpperCase() === secret)) {
        const condition = `${text}, with what ${secret} holds`;
        drawing.edge({ ...stroke, kind: "permits", capability: "read", to: id, condition, confidence: KEPT });
      }
    }
  }
}
