/** What the console says about staff, in Chinese. */
export const peopleZh = {
  staff: {
    title: "人员",
    empty: { what: "看不到人员。", todo: "只有管理员能看本辖区的人员名单。" },
    areas: "辖区",
    accounts: "聊天账号",
    noAccounts: "未绑定",
    lastSeen: (ago: string | null) => (ago === null ? "从未登录" : `最近登录 ${ago}`),
    signInLink: "登录链接",
    signInHint: "只显示这一次。请当面或用私信交给本人；转发预览不会用掉它。",
    endSessions: "结束其登录",
    sessionsEnded: (name: string) => `${name} 的登录都已结束。`,
    deactivate: "停用",
    activate: "恢复",
    deactivateHint: (name: string) => `${name} 会立刻退出，登录链接和群里的按钮都不再有效。以后可以恢复。`,
    inactive: "已停用",
    changed: (name: string) => `${name} 已更新。`,
    bindingCode: "绑定码",
    bindingHint: "本人私信机器人：绑定 加空格加这个码，例如“绑定 AB12CD34”。",
  },
};
