// Every command line of nhi that a page shows is one that the program takes: commands, options, their values, the number of
// arguments. Nothing is run.
import { readdirSync, readFileSync } from "node:fs";
import { type Argument, type Command, CommanderError, type Option } from "commander";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { buildProgram } from "../../src/cli/program.js";
import { type CommandLine, commandLines } from "./command-lines.js";

const PAGES = [
  "README.md",
  "CONTRIBUTING.md",
  ...readdirSync("docs", { recursive: true, encoding: "utf8" }).flatMap((name) =>
    name.endsWith(".md") ? [`docs/${name}`] : [],
  ),
].sort();
/** Files that are code as a whole. */
const CODE = ["action.yml", ".pre-commit-hooks.yaml"];
const ENDS_WELL = new Set(["commander.helpDisplayed", "commander.version", "commander.help"]);

/** Makes a command parse and nothing else; `<format>` stands for any choice. */
function onlyParse(command: Command): void {
  const silent = { writeErr: () => undefined, writeOut: () => undefined, outputError: () => undefined };
  command.exitOverride().configureOutput(silent);
  for (const one of [...command.options, ...command.registeredArguments]) takePlaceholder(one);
  if (command.commands.length === 0) command.action(() => undefined);
  for (const one of command.commands) onlyParse(one);
}

function takePlaceholder(one: Option | Argument): void {
  const { parseArg, argChoices: [choice] = [] } = one;
  if (parseArg === undefined || choice === undefined) return;
  one.parseArg = (value, previous) => parseArg(/^<.+>$/.test(value) ? choice : value, previous);
}

/** What the program says against it, if anything. */
function faultOf({ words, isMention }: CommandLine): string | undefined {
  if (words.length === 0) return undefined;
  const program = buildProgram(() => undefined, words[0]);
  onlyParse(program);
  try {
    program.parse([...words], { from: "user" });
    return undefined;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (ENDS_WELL.has(error.code) || (isMention && /missing/.test(error.message))) return undefined;
    return error.message;
  }
}

const faultsOf = (lines: readonly CommandLine[]): string[] =>
  lines.flatMap((one) => {
    const fault = faultOf(one);
    return fault === undefined ? [] : [`line ${one.line}: nhi ${one.words.join(" ")}: ${fault}`];
  });

it.each(PAGES)("%s", (page) => {
  expect(faultsOf(commandLines(readFileSync(page, "utf8")))).toEqual([]);
});

it.each(CODE)("%s", (file) => {
  expect(faultsOf(commandLines(`\`\`\`yaml\n${readFileSync(file, "utf8")}\n\`\`\``))).toEqual([]);
});

it("pages show every command there is", () => {
  const shown = new Set(PAGES.flatMap((page) => commandLines(readFileSync(page, "utf8")).map(({ words }) => words[0])));
  const names = buildProgram(() => undefined).commands.map((command) => command.name());
  expect([...shown]).toEqual(expect.arrayContaining(names));
});

it("no step of a page gives the action an input that it does not take", () => {
  const { inputs } = parse(readFileSync("action.yml", "utf8")) as { inputs: object };
  const steps = PAGES.flatMap((page) => [
    ...readFileSync(page, "utf8").matchAll(/uses: nhi-scanner\/nhi@.*\n( +)with:\n((?:\1 +.*\n)+)/g),
  ]);
  const given = steps.flatMap(([, indent = "", text = ""]) =>
    [...text.matchAll(new RegExp(`^${indent}  ([\\w-]+):`, "gm"))].map(([, name]) => name),
  );
  expect(given.length).toBeGreaterThan(0);
  expect(Object.keys(inputs)).toEqual(expect.arrayContaining(given));
});

const fenced = (text: string): string => `\`\`\`sh\n${text}\n\`\`\``;

describe("a page", () => {
  it.each<[what: string, page: string, fault: RegExp]>([
    ["an option that is none", fenced("nhi scan aws --bundel x"), /line 2: .*unknown option '--bundel'/],
    ["a command that is none", fenced("nhi scna aws"), /unknown command "scna"/],
    ["a value that is none", fenced("nhi check --format sarfi"), /'sarfi' is invalid/],
    ["a lack of an argument", fenced("nhi explain"), /missing required argument 'id'/],
    ["a word too many", fenced("nhi check aws"), /too many arguments/],
    [
      "a fault on a further line",
      fenced("nhi scan aws \\\n  --output nhi.sarif \\\n  --fial-on high"),
      /line 2: .*--fial-on/,
    ],
    ["a fault behind a pipe", fenced("cat x | nhi query --fromat csv | head"), /--fromat/],
    ["a fault after another command", fenced("nhi collect aws && nhi check --stirct"), /--stirct/],
    ["a fault after variables", fenced("$ NHI_DB=nhi.db CI=true npx --yes nhi check --stirct"), /--stirct/],
    ["a fault in a step", "```yaml\nsteps:\n  - run: nhi scan aws --fail-on hgh\n```", /'hgh' is invalid/],
    ["a fault in a list of a script", '```yaml\nscript:\n  - "nhi check --stirct"\n```', /--stirct/],
    ["a fault in a sentence", "Run `nhi check --stirct` daily.", /line 1: .*--stirct/],
    ["a fault in quotes that are none of it", fenced("nhi query 'select 1 | 2' --fromat csv"), /--fromat/],
  ])("with %s is told of it", (_, page, fault) => {
    expect(faultsOf(commandLines(page)).join("\n")).toMatch(fault);
  });

  it.each<[what: string, page: string]>([
    ["words of a query", fenced(`nhi query "select name from identity where name like '%a|b%'; " > out.csv`)],
    ["a remark", fenced("nhi check   # once --a-day; nhi scna")],
    ["a column of remarks", fenced("nhi explore      what was found --twice")],
    ["what nhi says", fenced("nhi: exit 1: 3 findings at or over high (--fail-on)")],
    ["another program", fenced("aws iam get-account-authorization-details --no-such > nhi.json")],
    ["a command that is named only", "As `nhi explain` and `nhi scan --logs` say."],
    ["a sentence", fenced("nhi applies nothing: it writes texts and files.")],
    ["an entry in quotes", '```yaml\nentry: "nhi scan repo:. --quiet"\n```'],
    ["a line of usage", fenced("nhi export [options] <format>")],
  ])("with %s is left alone", (_, page) => {
    expect(faultsOf(commandLines(page))).toEqual([]);
  });
});
