import { type ErrorCode, type ErrorParams, errorCatalogue } from "./catalogue.ts";

/**
 * The one error class of the house. What differs between errors is a row of the catalogue, not a class.
 *
 * @example
 * throw new AppError("TICKET_NOT_FOUND", { ticketId });
 */
export class AppError<C extends ErrorCode = ErrorCode> extends Error {
  override readonly name = "AppError";
  readonly code: C;
  readonly params: ErrorParams<C>;
  readonly remedy: string;
  readonly httpStatus: number;
  readonly retryable: boolean;

  /** @param options - Pass `cause` whenever another error led here; the log prints the whole chain. */
  constructor(code: C, params: ErrorParams<C>, options?: ErrorOptions) {
    const entry = errorCatalogue[code];
    // The catalogue pairs each code with its own params; TypeScript cannot carry that pairing through the index.
    super(entry.message(params as never), options);
    this.code = code;
    this.params = params;
    this.remedy = entry.remedy;
    this.httpStatus = entry.httpStatus;
    this.retryable = entry.retryable;
  }

  /** What may leave the process: never the stack, the cause, or the params. */
  toJSON(): { code: ErrorCode; message: string; remedy: string } {
    return { code: this.code, message: this.message, remedy: this.remedy };
  }
}

/** True for an AppError of this code. */
export function isAppError<C extends ErrorCode>(error: unknown, code: C): error is AppError<C> {
  return error instanceof AppError && error.code === code;
}
