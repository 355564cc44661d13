// What is asked about permissions with `can` and `who-can`, and what is answered, whichever cloud answers.

export interface Answerer {
  can(question: Question): Reply;
  /**
   * Ids of those who may and of those of whom it depends, sorted; what was not read by which others may, too, and what was not
   * read that may stand in the way of these.
   */
  whoCan(question: Pick<Question, "action" | "resource">): {
    /** What it was asked of, in full; undefined where no resource was named. */
    readonly of: string | undefined;
    readonly allowed: readonly string[];
    readonly depends: readonly string[];
    readonly open?: readonly string[];
    readonly assumptions?: readonly string[];
    /** As of a Reply: that nobody may do what does not exist is no answer. */
    readonly doubt?: string | undefined;
    /** What else there is to say to people. */
    readonly notes?: readonly string[];
  };
  /** The answer to one line of a file of questions, as JSON; what is no question is answered with an error in it. */
  answerLine(line: string): Promise<string>;
}

export interface Question {
  readonly principal: string;
  readonly action: string;
  readonly resource: string | undefined;
  /** Values by condition key, as typed. */
  readonly context: { readonly [key: string]: readonly string[] };
}

export interface Reply {
  readonly verdict: "allowed" | "implicit-deny" | "explicit-deny" | "unknown";
  /** What it was asked of, in full; undefined where no resource was named. */
  readonly of: string | undefined;
  /** For people; the first begins with allowed, denied or depends. Not yet escaped or wrapped. */
  readonly lines: readonly string[];
  /** For --format json: what was asked, as it was understood, and the answer. */
  readonly record: object;
  /** Why the action is likely none of its cloud, and which was meant; undefined for one that is known. */
  readonly doubt?: string | undefined;
}
