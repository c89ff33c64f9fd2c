import type { AccountCare } from "../../src/ports/account-care.ts";
import type { Clock } from "../../src/ports/clock.ts";
import { createWechatPlatform, type WechatOptions, type WechatPlatform } from "./wechat-platform.ts";

/** Opens a personal account, which keeps still until an admin has accepted its risk. What it sees and how it may speak are remembered in order. */
export function openWechat({
  care,
  clock,
  onError,
  onNotice,
  ...account
}: Pick<WechatOptions, "puppet" | "puppetOptions" | "pace" | "folder"> & {
  readonly care: AccountCare;
  readonly clock: Clock;
  readonly onError: (error: unknown, task: string) => void;
  /** Told in Chinese and English what its operator should know; null when what was told last is over. */
  readonly onNotice: (text: string | null) => void;
}): WechatPlatform {
  // One after the other: the sight of an ended login must not come after that of the next.
  let noted: Promise<unknown> = Promise.resolve();
  const note = (work: () => Promise<void>, task: string) => {
    noted = noted.then(work).catch((error: unknown) => onError(error, task));
  };
  const platform: WechatPlatform = createWechatPlatform({
    ...account,
    isAllowed: async () => (await care.consent("wechat")) !== null,
    onNotice: (notice) => onNotice(notice && `${notice.zh}\n${notice.en}`),
    onRooms: (sight) => note(() => care.noteSight("wechat", platform.account, sight, clock.now()), "note WeChat rooms"),
    paceMemory: {
      recall: () => care.pace("wechat", platform.account),
      keep: (pace) => note(() => care.keepPace("wechat", platform.account, pace), "keep the WeChat pace"),
    },
  });
  return {
    ...platform,
    async close() {
      await platform.close();
      await noted;
    },
  };
}
