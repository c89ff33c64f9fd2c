/** Something the person who runs the bot should know, said so that it can be acted on. */
export interface TelegramNotice {
  readonly code: "privacy_mode_on" | "cannot_join_groups" | "event_not_kept" | "press_failed" | "press_unanswered";
  readonly zh: string;
  readonly en: string;
}

/** The bot sees only commands and answers to itself, so it would hear next to nothing. */
export function privacyModeOn(username: string): TelegramNotice {
  return {
    code: "privacy_mode_on",
    zh:
      `机器人 @${username} 开着隐私模式,在群里只能看到命令和对它的回复,听不到居民说的话。` +
      `请在 @BotFather 里发送 /setprivacy,选择 @${username},选 Disable;然后把它移出每个群、再拉进来一次(或在群里设为管理员)。`,
    en:
      `Privacy mode is on for @${username}: in groups it sees only commands and replies to itself. ` +
      `Send /setprivacy to @BotFather, choose @${username}, then Disable; then remove it from each group and add it again ` +
      "(or make it an administrator there).",
  };
}

/** Nobody can add the bot to a group. */
export function cannotJoinGroups(username: string): TelegramNotice {
  return {
    code: "cannot_join_groups",
    zh: `机器人 @${username} 不允许被拉进群。请在 @BotFather 里发送 /setjoingroups,选择 @${username},选 Enable。`,
    en: `@${username} may not be added to groups. Send /setjoingroups to @BotFather, choose @${username}, then Enable.`,
  };
}

/** An event waits because it could not be stored. */
export function eventNotKept(updateId: number): TelegramNotice {
  return {
    code: "event_not_kept",
    zh: `收到的消息(update ${updateId})没有存下来,会再试;在此之前后面的消息都等着。请检查数据库。`,
    en: `Update ${updateId} could not be stored. It is tried again, and later ones wait for it. Look at the database.`,
  };
}

/** A press of a button was lost; the person can press again. */
export function pressFailed(updateId: number): TelegramNotice {
  return {
    code: "press_failed",
    zh: `有人按了按钮(update ${updateId}),但没有处理成功;对方可以再按一次。`,
    en: `A press of a button (update ${updateId}) could not be handled; the person can press again.`,
  };
}

/** A press was taken, but the person may not have seen the answer. */
export function pressUnanswered(updateId: number, reason: string): TelegramNotice {
  return {
    code: "press_unanswered",
    zh: `按钮已经生效(update ${updateId}),但没能把结果显示给按的人:${reason}。`,
    en: `A press of a button (update ${updateId}) took effect, but the person could not be told: ${reason}.`,
  };
}
