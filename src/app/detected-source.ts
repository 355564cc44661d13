// A source that this machine can reach, and why nhi thinks so.

export interface DetectedSource {
  readonly source: string;
  readonly because: string;
}
