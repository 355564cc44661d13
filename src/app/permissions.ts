// nhi permissions: the least-privilege policy from the list of calls that the client enforces.
import { UsageError } from "../model/errors.js";
import type { Terminal } from "./terminal.js";

export interface PermissionOptions {
  readonly organization?: boolean;
  readonly role?: string;
}

/** Prints the policy of a provider as JSON, ready for its own command line. */
export async function permissions(provider: string, options: PermissionOptions, terminal: Terminal): Promise<number> {
  if (provider !== "aws") throw new UsageError(`unknown provider "${provider}"; now: aws`);
  const { permissionsText } = await import("../collect/aws/permissions.js");
  await terminal.out(
    permissionsText({ organization: options.organization ?? false, role: options.role ?? "NhiAuditor" }),
  );
  return 0;
}
