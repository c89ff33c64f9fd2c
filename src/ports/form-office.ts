import type { Actor } from "../domain/authority.ts";
import type { FormCode, FormStore } from "./form-store.ts";

/** What staff do with the form on the wall: codes, their posters, and what was handed in. */
export interface FormOffice extends Pick<FormStore, "filesOf" | "openFile"> {
  codes(actor: Actor): Promise<readonly ShownFormCode[]>;
  /** @throws AppError NOT_ALLOWED, INPUT_INVALID */
  make(actor: Actor, code: { readonly areaPath: string; readonly expiresAt: Date | null }): Promise<ShownFormCode>;
  /** @throws AppError NOT_FOUND, NOT_ALLOWED */
  revoke(actor: Actor, codeId: string): Promise<ShownFormCode>;
  /** Ends a code and gives the one that takes its place. @throws AppError NOT_FOUND, NOT_ALLOWED */
  rotate(actor: Actor, codeId: string): Promise<ShownFormCode>;
  /** A4, ready to print. @throws AppError NOT_FOUND also for a code that has ended: its poster would lead nowhere. */
  poster(actor: Actor, codeId: string): Promise<Uint8Array>;
}

/** A code with the address its poster shows. */
export interface ShownFormCode extends FormCode {
  readonly address: string;
  readonly isLive: boolean;
}
