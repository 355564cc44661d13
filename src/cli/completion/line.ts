// What a command line that is being typed asks for next: a command, an option, the value of an option, an argument.
import type { Argument, Command, Option } from "commander";

export interface Slot {
  /** The command that the words before name. */
  readonly command: Command;
  /** What is typed of the word so far. */
  readonly typed: string;
  readonly kind: "word" | "option" | "value";
  /** The option whose value is asked for. */
  readonly option?: Option;
  /** The argument of the command, when it is one. */
  readonly argument?: Argument;
  /** More words stand before than the command takes. */
  readonly isPast: boolean;
  /** What stands before the value in the same word: `--format=`. */
  readonly lead: string;
  /** Long names of the options that are there already, with their values. */
  readonly given: ReadonlyMap<string, string>;
}

/** Reads the words after the program's name; the last one is being typed and may be empty. */
export function slotOf(program: Command, words: readonly string[]): Slot {
  const given = new Map<string, string>();
  let command = program;
  let waiting: Option | undefined;
  let argumentCount = 0;
  for (const word of words.slice(0, -1)) {
    if (waiting !== undefined) {
      given.set(nameOf(waiting), word);
      waiting = undefined;
    } else if (word.startsWith("-")) {
      const option = optionOf(command, word);
      if (option !== undefined) given.set(nameOf(option), valueIn(word));
      if (option?.required === true && !word.includes("=")) waiting = option;
    } else if (word !== "help" || argumentCount > 0 || command.commands.length === 0) {
      const next = command.commands.find((one) => one.name() === word || one.aliases().includes(word));
      if (next !== undefined && argumentCount === 0) command = next;
      else argumentCount += 1;
    }
  }
  const typed = words.at(-1) ?? "";
  const isPast = argumentCount > 0 && command.registeredArguments.length === 0;
  return { command, given, isPast, ...lastWord(command, typed, waiting, argumentCount) };
}

type Last = Omit<Slot, "command" | "given" | "isPast">;

function lastWord(command: Command, typed: string, waiting: Option | undefined, argumentCount: number): Last {
  if (waiting !== undefined) return { kind: "value", typed, option: waiting, lead: "" };
  if (!typed.startsWith("-")) {
    const known = command.registeredArguments;
    const argument = known[argumentCount] ?? (known.at(-1)?.variadic === true ? known.at(-1) : undefined);
    return { kind: "word", typed, lead: "", ...(argument === undefined ? {} : { argument }) };
  }
  const option = typed.includes("=") ? optionOf(command, typed) : undefined;
  if (option?.required !== true) return { kind: "option", typed, lead: "" };
  const lead = typed.slice(0, typed.indexOf("=") + 1);
  return { kind: "value", typed: typed.slice(lead.length), option, lead };
}

function optionOf(command: Command, word: string): Option | undefined {
  const [name] = word.split("=", 1);
  return command.options.find(({ long, short }) => long === name || short === name);
}

function nameOf({ long, short }: Option): string {
  return long ?? short ?? "";
}

function valueIn(word: string): string {
  const at = word.indexOf("=");
  return at === -1 ? "" : word.slice(at + 1);
}
