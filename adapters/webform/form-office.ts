import { AppError } from "../../src/errors/app-error.ts";
import type { Clock } from "../../src/ports/clock.ts";
import type { FormOffice, ShownFormCode } from "../../src/ports/form-office.ts";
import type { FormCode, FormStore } from "../../src/ports/form-store.ts";
import { formPrefix } from "./page-files.ts";
import { printPoster } from "./poster.ts";
import { createSignerOnce } from "./signatures.ts";

/** What the office of the form on the wall stands on. */
export interface FormOfficeOptions {
  readonly store: FormStore;
  readonly clock: Clock;
  /** Under which people reach the pages from outside. */
  readonly address: () => string;
}

/** Makes the staff's side of the form on the wall. */
export function createFormOffice({ store, clock, address }: FormOfficeOptions): FormOffice {
  const signerOnce = createSignerOnce(store);

  async function shown(code: FormCode): Promise<ShownFormCode> {
    const signer = await signerOnce();
    const isLive = code.revokedAt === null && (code.expiresAt === null || code.expiresAt > clock.now());
    return { ...code, isLive, address: `${address()}${formPrefix}/${signer.codeOf(code.id)}` };
  }

  return {
    codes: async (actor) => Promise.all((await store.codes(actor)).map(shown)),

    async make(actor, { areaPath, expiresAt }) {
      const id = (await signerOnce()).newCodeId();
      return shown(await store.makeCode(actor, { id, areaPath, expiresAt }, clock.now()));
    },

    revoke: async (actor, codeId) => shown(await store.endCode(actor, codeId, null, clock.now())),

    async rotate(actor, codeId) {
      const replacementId = (await signerOnce()).newCodeId();
      return shown(await store.endCode(actor, codeId, replacementId, clock.now()));
    },

    async poster(actor, codeId) {
      const code = (await store.codes(actor)).find(({ id }) => id === codeId);
      const ready = code && (await shown(code));
      if (!ready?.isLive) throw new AppError("NOT_FOUND", { path: `a living form code ${codeId}` });
      return printPoster({ address: ready.address, areaPath: ready.areaPath, codeId, day: clock.now() });
    },

    filesOf: (ticketId) => store.filesOf(ticketId),
    openFile: (ticketId, fileId) => store.openFile(ticketId, fileId),
  };
}
