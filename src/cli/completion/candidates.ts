// What can stand where the cursor is. Candidates come from the program itself; names of the estate from the database.
import type { Command } from "commander";
import type { NameKind, OfferedName } from "../../app/names.js";
import { terminalText } from "../../report/escape.js";
import { type Slot, slotOf } from "./line.js";

export interface Candidate {
  readonly value: string;
  readonly text: string;
}

export interface Completion {
  readonly candidates: readonly Candidate[];
  /** The shell offers its files. */
  readonly files: boolean;
}

/** Looks names of the estate up; `db` is the one that the line names. Fails quietly. */
export type LookUp = (kind: NameKind, typed: string, db: string | undefined) => Promise<readonly OfferedName[]>;

/** Arguments and options whose values are names: `command argument` or the option alone. */
const NAMES: { readonly [place: string]: NameKind } = {
  "explain id": "explained",
  "can principal": "identity",
  "plan identity": "identity",
  "boundary identity": "identity",
  "show id": "rule",
  "scan source": "source",
  "collect source": "source",
  "doctor source": "source",
  "--from": "start",
  "--to": "target",
  "--scope": "scope",
  "--type": "type",
  "--owner": "owner",
};

/** Names in the last part of `<bundle-path>`-like placeholders that stand for files. */
const FILE_PLACES = /<(?:\[format=\])?(?:file|dir|path)>|^dir$/;

/**
 * A name from outside that a shell would not take literally is never offered: one key more would run what is in it. Nor is
 * what could not be typed.
 */
const PLAIN = /^[\w@%+=:,./][\w@%+=:,./-]*$/;

/** What can complete the words after the program's name; the last one is being typed. */
export async function completionOf(program: Command, words: readonly string[], lookUp: LookUp): Promise<Completion> {
  const slot = slotOf(program, words);
  const offered = await offersAt(slot, lookUp);
  const candidates = offered.candidates
    .filter(({ value }) => value.startsWith(slot.typed) && (slot.kind === "option" || PLAIN.test(value)))
    .map(({ value, text }) => ({ value: slot.lead + value, text: oneLine(text) }));
  return { candidates, files: offered.files };
}

const NOTHING: Completion = { candidates: [], files: false };
const FILES: Completion = { candidates: [], files: true };

async function offersAt(slot: Slot, lookUp: LookUp): Promise<Completion> {
  const { command, kind, option, argument } = slot;
  if (kind === "option") return { candidates: optionsOf(slot), files: false };
  if (kind === "value" && option !== undefined) {
    return valuesOf(option.long ?? "", option.argChoices, option.flags, slot, lookUp);
  }
  if (argument !== undefined) {
    const place = `${command.name()} ${argument.name()}`;
    return valuesOf(place, argument.argChoices, argument.name(), slot, lookUp);
  }
  if (slot.isPast) return NOTHING;
  const commands = command.createHelp().visibleCommands(command);
  return {
    candidates: commands.map((one) => ({ value: one.name(), text: one.summary() || one.description() })),
    files: false,
  };
}

async function valuesOf(
  place: string,
  choices: readonly string[] | undefined,
  placeholder: string,
  { typed, given }: Slot,
  lookUp: LookUp,
): Promise<Completion> {
  if (choices !== undefined) return { candidates: choices.map((value) => ({ value, text: "" })), files: false };
  const kind = NAMES[place];
  if (kind === undefined) return FILE_PLACES.test(placeholder) ? FILES : NOTHING;
  const names = await lookUp(kind, typed, given.get("--db"));
  return { candidates: names.map(({ name, what }) => ({ value: name, text: what })), files: false };
}

/** Options not yet there; those that may be repeated stay. */
function optionsOf({ command, given }: Slot): Candidate[] {
  const help = command.createHelp();
  return help
    .visibleOptions(command)
    .filter(({ long, description }) => long && (!given.has(long) || /repeatable/.test(description)))
    .map((option) => ({ value: option.long ?? "", text: option.description }));
}

function oneLine(text: string): string {
  return terminalText(text).replaceAll(/\s+/g, " ").slice(0, 100);
}
