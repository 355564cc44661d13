// What an edge's state says of whether the source gets across it.

interface Judged {
  readonly state: string;
  readonly confidence: number;
}

/**
 * Whether only somebody else gets the source across: another person has to approve, and nothing that was read lets the
 * source do without. Such an edge needs an actor and has no confidence of its own. Where the source may let itself through
 * (its own approval, an activation), there is some.
 */
export function awaitsAnother({ state, confidence }: Judged): boolean {
  return state === "needs-actor" && confidence === 0;
}

/** Whether the source does not get across by itself: something forbids it, or another person has to approve. */
export function isStopped(edge: Judged): boolean {
  return edge.state === "blocked" || awaitsAnother(edge);
}
