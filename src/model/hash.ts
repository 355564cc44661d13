// Content hashes. The only I/O-free use of node:crypto in the model: identity of documents and findings.
import { hash } from "node:crypto";

/** First 32 hex digits of SHA-256 of the text. */
export function hashText(text: string): string {
  return hash("sha256", text).slice(0, 32);
}

/** Fingerprint of a finding: rule id and its declared identity, nothing else. */
export function toFingerprint(ruleId: string, identity: readonly unknown[]): string {
  return hashText(JSON.stringify([ruleId, ...identity]));
}
