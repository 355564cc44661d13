// What a scan, crawl or check was asked for.
import type { OutputOptions } from "./output.js";

export interface ScanOptions extends OutputOptions {
  readonly kind: "scan" | "collect" | "check" | "demo";
  readonly record: string | undefined;
  /** Checkouts are none of git, on purpose. */
  readonly withoutGit?: boolean;
  readonly dryRun: boolean;
  /** Exported logs, or folders of them. */
  readonly logs?: readonly string[];
}
