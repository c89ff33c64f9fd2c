/** What a browser says of itself, in the order in which it must be asked: Edge says Chrome too, and Chrome says Safari. */
const browsers = [
  ["MicroMessenger", "WeChat"],
  ["Edg", "Edge"],
  ["Firefox", "Firefox"],
  ["Chrome", "Chrome"],
  ["Safari", "Safari"],
] as const;
const systems = [
  ["Android", "Android"],
  ["HarmonyOS", "HarmonyOS"],
  ["iPhone", "iPhone"],
  ["iPad", "iPad"],
  ["Windows", "Windows"],
  ["Mac OS", "macOS"],
  ["Linux", "Linux"],
] as const;

/** The few words by which somebody knows their own browser in a list: "Chrome · Windows". */
export function deviceOf(userAgent: string | undefined): string {
  const named = (of: readonly (readonly [string, string])[]) => of.find(([part]) => userAgent?.includes(part))?.[1];
  return [named(browsers), named(systems)].filter((one) => one !== undefined).join(" · ");
}
