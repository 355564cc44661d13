// What the finished program says to `nhi --help`, for the bundle to say it without building the program.
import { HELP_COLUMNS } from "../../src/cli/help-text.js";
import { buildProgram } from "../../src/cli/program.js";

/** The text, wrapped for terminals of HELP_COLUMNS and wider. */
export function helpText(): string {
  const program = buildProgram(() => {});
  program.configureOutput({ getOutHelpWidth: () => HELP_COLUMNS, getOutHasColors: () => false });
  return program.helpInformation();
}
