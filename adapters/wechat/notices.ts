/** Something the person who runs the account should know, said so that it can be acted on. */
export interface WechatNotice {
  readonly code:
    | "not_accepted"
    | "needs_login"
    | "qr_expired"
    | "logged_out"
    | "throttled"
    | "stopped"
    | "trouble"
    | "queue_full";
  readonly zh: string;
  readonly en: string;
}

/** Nothing runs until an admin has accepted the risk. */
export const notAccepted: WechatNotice = {
  code: "not_accepted",
  zh: "微信账号还没有启用：个人号有被封的风险，请管理员在控制台「状态」页看过并确认。",
  en: "The WeChat account is off: personal accounts can be banned, and an admin must accept that on the status page.",
};

/** A code waits to be scanned. */
export const needsLogin: WechatNotice = {
  code: "needs_login",
  zh: "微信等待扫码登录。请管理员打开控制台「状态」页，用运行小助手的微信号扫码。",
  en: "WeChat waits for a login. An admin scans the code on the console's status page with the account's phone.",
};

/** A code was not scanned in time. */
export const qrExpired: WechatNotice = {
  code: "qr_expired",
  zh: "微信登录二维码已过期。请管理员在控制台「状态」页点“换一张二维码”。",
  en: "The WeChat login code has expired. An admin asks for a new one on the console's status page.",
};

/** The account was logged out. */
export const loggedOut: WechatNotice = {
  code: "logged_out",
  zh: "微信已退出登录，群里的话现在听不到，也补不回来。请管理员尽快在控制台「状态」页重新扫码。",
  en: "WeChat is logged out: nothing is heard in its groups, and nothing of it comes later. An admin scans anew on the status page.",
};

/** WeChat complained, and the account keeps still for a while or until a person says otherwise. */
export function throttled(pauseMs: number | null): WechatNotice {
  if (pauseMs === null) {
    return {
      code: "stopped",
      zh: "微信第三次提示“操作过于频繁”，已停止发言。请先用手机看看这个号是否正常，再由管理员在控制台「状态」页点“恢复发言”。",
      en: "WeChat said “too often” a third time, so nothing is said any more. Look at the account on its phone; then an admin resumes on the status page.",
    };
  }
  const minutes = Math.round(pauseMs / 60_000);
  return {
    code: "throttled",
    zh: `微信提示“操作过于频繁”，暂停发言 ${minutes} 分钟。`,
    en: `WeChat said “too often”: nothing is said for ${minutes} minutes.`,
  };
}

/** The process goes on, but something in it went wrong. */
export function trouble(text: string, count: number): WechatNotice {
  return {
    code: "trouble",
    zh: `微信进程报错 ${count} 次：${text}`,
    en: `The WeChat process had ${count} error(s): ${text}`,
  };
}

/** So many events wait to be kept that the oldest were given up. */
export const queueFull: WechatNotice = {
  code: "queue_full",
  zh: "等待存下的微信消息太多，最早的已放弃。请检查数据库。",
  en: "Too many WeChat messages wait to be kept; the oldest were given up. Look at the database.",
};
