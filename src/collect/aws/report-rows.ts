// The credential report as rows: what each column says, with its special words. Pure.
import { AnswerFault } from "../fault.js";
import { toIso } from "../time.js";

/** Name of the row of the root user. */
export const ROOT_ROW = "<root_account>";

/** A key or certificate as the report knows it: a numbered place, without an id. */
export interface ReportSlot {
  readonly number: number;
  readonly isActive: boolean;
  /** When it was made, as far as the report says; undefined when there never was one. */
  readonly rotatedAt: string | undefined;
  /** Last use; undefined is never, or not since AWS tracks it. */
  readonly lastUsedAt: string | undefined;
  readonly lastUsedService: string | undefined;
  readonly lastUsedRegion: string | undefined;
}

export interface ReportRow {
  readonly user: string;
  readonly arn: string;
  readonly createdAt: string | undefined;
  /** Undefined for root, of which the report does not say it. */
  readonly passwordEnabled: boolean | undefined;
  readonly passwordLastUsedAt: string | undefined;
  readonly passwordLastChangedAt: string | undefined;
  readonly passwordNextRotationAt: string | undefined;
  readonly mfaActive: boolean | undefined;
  /** Keys that are there, active or not. */
  readonly keys: readonly ReportSlot[];
  readonly certificates: readonly ReportSlot[];
}

/** AWS caps users at 5,000 an account; a row is some 300 characters. */
const LONGEST_ROW = 16_384;

/** Rows of the CSV. Throws AnswerFault when it is not a credential report. */
export async function parseReport(csv: string): Promise<readonly ReportRow[]> {
  const { parse } = await import("csv-parse/sync");
  let rows: Record<string, string>[];
  try {
    rows = parse(csv, { columns: true, bom: true, skip_empty_lines: true, max_record_size: LONGEST_ROW });
  } catch (cause) {
    const reason = cause instanceof Error && "code" in cause ? String(cause.code) : "not CSV";
    throw misshapen(reason);
  }
  // A report without rows is none of AWS, but harmless as long as it says which columns it has.
  if (rows.length === 0 && !/^\W*user\W+arn\W/.test(csv)) throw misshapen("empty");
  return rows.map(toRow);
}

function misshapen(reason: string): AnswerFault {
  return new AnswerFault("broken", "WrongShape", `credential report: wrong shape (${reason})`);
}

function toRow(row: Record<string, string>): ReportRow {
  const { user, arn } = row;
  if (user === undefined || arn === undefined) throw misshapen("no user or arn column");
  return {
    user,
    arn,
    createdAt: toIso(row["user_creation_time"]),
    passwordEnabled: toFlag(row["password_enabled"]),
    passwordLastUsedAt: toIso(row["password_last_used"]),
    passwordLastChangedAt: toIso(row["password_last_changed"]),
    passwordNextRotationAt: toIso(row["password_next_rotation"]),
    mfaActive: toFlag(row["mfa_active"]),
    keys: [1, 2].flatMap((number) => toSlot(row, `access_key_${number}`, number)),
    certificates: [1, 2].flatMap((number) => toSlot(row, `cert_${number}`, number)),
  };
}

/** The slot, when something is in it: active, or made once and not deleted. */
function toSlot(row: Record<string, string>, prefix: string, number: number): readonly ReportSlot[] {
  const isActive = toFlag(row[`${prefix}_active`]) ?? false;
  const rotatedAt = toIso(row[`${prefix}_last_rotated`]);
  if (!isActive && rotatedAt === undefined) return [];
  return [
    {
      number,
      isActive,
      rotatedAt,
      lastUsedAt: toIso(row[`${prefix}_last_used_date`]),
      lastUsedService: toWord(row[`${prefix}_last_used_service`]),
      lastUsedRegion: toWord(row[`${prefix}_last_used_region`]),
    },
  ];
}

function toFlag(value: string | undefined): boolean | undefined {
  if (value?.toLowerCase() === "true") return true;
  return value?.toLowerCase() === "false" ? false : undefined;
}

// N/A, not_supported and no_information say that there is nothing to say.
function toWord(value: string | undefined): string | undefined {
  return value === undefined || value === "" || /^(?:N\/A|not_supported|no_information)$/i.test(value)
    ? undefined
    : value;
}
