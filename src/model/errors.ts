// The few classes of errors that nhi raises on purpose. Messages say what, where and what to do next.

/** Base of errors with a message for people; anything else is an internal error. */
export class NhiError extends Error {
  readonly code: string;
  constructor(code: string, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}

/** Wrong flag, argument, config or rule file: exit 2. */
export class UsageError extends NhiError {
  constructor(message: string, options?: { cause?: unknown }) {
    super("usage", message, options);
  }
}

/** No, wrong or expired credentials. */
export class AuthError extends NhiError {
  constructor(message: string, options?: { cause?: unknown }) {
    super("auth", message, options);
  }
}

/** A source answered with something that cannot be used. */
export class ProviderError extends NhiError {
  constructor(message: string, options?: { cause?: unknown }) {
    super("provider", message, options);
  }
}

/** The database cannot be opened, read or written. */
export class StoreError extends NhiError {
  constructor(message: string, options?: { cause?: unknown }) {
    super("store", message, options);
  }
}

/** A rule file that does not load; `location` is file:line:column. */
export class RuleError extends NhiError {
  readonly ruleId: string | undefined;
  readonly location: string | undefined;
  constructor(message: string, options?: { cause?: unknown; ruleId?: string; location?: string }) {
    super("rule", message, options);
    this.ruleId = options?.ruleId;
    this.location = options?.location;
  }
}
