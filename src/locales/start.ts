/** What the operator is told at the start, line by line, when PostgreSQL cannot keep staff to their areas; nothing when it can. */
export function rowSecurityLines({ missing }: { readonly missing: readonly string[] }): string[] {
  if (missing.length === 0) return [];
  return [
    "数据库的行级权限还没有生效:当前账号不能创建角色。请数据库管理员执行以下语句,再重新启动。",
    "Row-level security is not in force: this account may not make roles. Have an administrator of the database run this, and start again:",
    ...missing.map((statement) => `  ${statement}`),
  ];
}

/** What the operator is told at the start when second factors were sealed under another key; nothing when all can be read. */
export function sealLines({ unreadable }: { readonly unreadable: number }): string[] {
  if (unreadable === 0) return [];
  return [
    `有 ${unreadable} 名工作人员的动态口令密钥打不开:secrets.key 或 SECRETS_KEY 不是当初用的那一个。请先找回;找不回时,用恢复码或管理员的登录链接登录后重新设置。`,
    `The second factors of ${unreadable} of staff do not open: secrets.key or SECRETS_KEY is not the one they were sealed with. Find it; without it a recovery code or an admin's link lets in, to set it up anew.`,
  ];
}

/** That the wanted port is another program's. */
export function portTakenLine(port: number): string {
  return `端口 ${port} 已被占用,改用下一个。Port ${port} is taken, trying the next.`;
}

/** The first words on a newcomer's screen: where the pages are, and the link that signs the first admin in. */
export function welcomeLines({
  address,
  sandbox,
  firstAdmin,
}: {
  readonly address: string;
  readonly sandbox: boolean;
  readonly firstAdmin: { readonly name: string; readonly token: string } | null;
}): string[] {
  return [
    "",
    "邻里 Linli 已启动 is running.",
    ...(sandbox ? [`  沙盒群聊 Sandbox   ${address}/sandbox`] : []),
    `  控制台 Console     ${address}/`,
    ...(firstAdmin
      ? [`  管理员登录(一次有效) Sign in once as ${firstAdmin.name}:`, `  ${address}/sign-in#${firstAdmin.token}`]
      : []),
    "  停止:Ctrl-C  To stop: Ctrl-C",
  ];
}

/** What `npm run backup` and `npm run restore` have done. */
export function movedLine(
  asked: "backup" | "restore",
  { rows, tables }: { readonly rows: number; readonly tables: number },
): string {
  return `${asked === "backup" ? "已备份" : "已恢复"} ${rows} 行,${tables} 张表。${rows} rows of ${tables} tables.`;
}
