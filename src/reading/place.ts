import { areaCovers } from "../domain/area.ts";
import type { Place } from "../domain/reading.ts";
import { fold } from "./normalise.ts";

/** What a place is worked out from. Texts are folded and the reporter's own, oldest first. */
export interface PlaceHints {
  readonly texts: readonly string[];
  readonly quotedTexts: readonly string[];
  readonly nick: string;
  readonly groupArea: string | null;
  readonly areas: readonly string[];
  readonly category: string;
}

/** Matters of the stairwell one lives on: without a word about where, they are in the reporter's unit, not in the whole building. */
const ofOwnUnit: ReadonlySet<string> = new Set([
  "elevator",
  "leakage",
  "noise",
  "public_security",
  "telecom",
  "fire_safety",
  "care",
  "gas",
  "heating",
  "drainage",
  "neighbour_dispute",
  "construction",
  "animals",
  "ev_charging",
  "sanitation",
]);

/**
 * Where a matter is, as a path of the area tree. The resident's own words first; then what they quote; then the nick, which says
 * where they live; then the group. `from` says which, so that only what was said passes for known.
 */
export function resolvePlace(hints: PlaceHints): Place {
  const estate = estateOf(hints.areas);
  const spot = spotIn(hints.texts);
  const home = placeInNick(hints.nick, estate);
  const here = hints.groupArea && estate.paths.has(hints.groupArea) ? hints.groupArea : null;

  const said = firstSaid(hints.texts, estate, home, here);
  if (said) return { areaPath: withinUnit(said, hints, home), spot, from: "text" };
  const quoted = firstSaid(hints.quotedTexts, estate, home, here);
  if (quoted) return { areaPath: quoted, spot, from: "quote" };

  const together = hints.texts.join(" ");
  const building = here && isBuilding(here) ? here : null;
  const wholeBuilding = /整栋|全栋|整个楼|全楼|咱们?(?:这)?栋|我们(?:这)?(?:栋|楼)|这栋|高层|高区|低区/.test(together);
  if (home && (!here || areaCovers(here, home)) && lastOf(home) !== null) {
    const up =
      wholeBuilding || (!ofOwnUnit.has(hints.category) && !/我家|家里|厨房|卫生间|卧室|阳台|单元/.test(together));
    return { areaPath: up && building ? building : up && isUnit(home) ? parentOf(home) : home, spot, from: "nick" };
  }
  if (building) return { areaPath: building, spot, from: "group" };
  if (here?.includes("/")) return { areaPath: here, spot, from: "group" };
  return { areaPath: here, spot, from: here ? "group" : "unknown" };
}

/** 楼道, 单元门 and the like of a building that was named: the unit is the reporter's, when that is where they live. */
function withinUnit(area: string, { category, texts }: PlaceHints, home: string | null): string {
  const unit = home && isUnit(home) && parentOf(home) === area;
  return unit && ofOwnUnit.has(category) && /我家|我们?(?:单元|楼道)/.test(texts.join(" ")) ? home : area;
}

interface Estate {
  readonly paths: ReadonlySet<string>;
  /** Path by number or letter: 3 → 幸福里小区/3号楼. */
  readonly buildings: ReadonlyMap<string, string>;
  /** Names people use, longest first, with their paths. */
  readonly names: readonly (readonly [name: string, path: string])[];
}

const known = new WeakMap<readonly string[], Estate>();

function estateOf(areas: readonly string[]): Estate {
  const cached = known.get(areas);
  if (cached) return cached;
  const buildings = new Map<string, string>();
  const names = new Map<string, string>();
  for (const path of areas) {
    const name = fold(lastOf(path) ?? path);
    const number = buildingNumber(name);
    if (number !== null) buildings.set(number, path);
    else if (path.includes("/") && !isUnit(path))
      for (const alias of aliasesOf(name)) if (!names.has(alias)) names.set(alias, path);
  }
  const estate = { paths: new Set(areas), buildings, names: [...names].sort(([a], [b]) => b.length - a.length) };
  known.set(areas, estate);
  return estate;
}

const digitsOf = "零一二三四五六七八九十";

/** 十二 → 12, 二 → 2, 12 → 12; null when it is no number up to 99. */
function numberOf(words: string): string | null {
  if (/^\d{1,2}$/.test(words)) return String(Number(words));
  const match = /^([一二三四五六七八九]?)(十?)([一二三四五六七八九]?)$/.exec(words);
  if (!match || words === "") return null;
  const [, tens = "", ten = "", ones = ""] = match;
  if (ten) return String((tens ? digitsOf.indexOf(tens) : 1) * 10 + (ones ? digitsOf.indexOf(ones) : 0));
  return tens && ones ? null : String(digitsOf.indexOf(tens || ones));
}

function buildingNumber(name: string): string | null {
  const match = /^([a-z]|\d{1,2}|[一二三四五六七八九十]{1,3})(?:号楼|栋|幢|座|#|号)$/.exec(name);
  return match?.[1] ? (numberOf(match[1]) ?? match[1]) : null;
}

/** How a place with this name is spoken of. */
function aliasesOf(name: string): string[] {
  const short = name.replace(/^(?:小区|中心|西侧|东侧|南侧|北侧|[东南西北]门|地下)(?=.{2})/, "");
  const found = new Set([name, short]);
  for (const [pattern, words] of spokenAs) if (pattern.test(name)) for (const word of words) found.add(word);
  const gate = /^(.*?)([a-z0-9]口)$/.exec(name);
  if (gate?.[2]) found.add(gate[2]);
  return [...found].filter((alias) => alias.length >= 2);
}

const spokenAs: readonly (readonly [RegExp, readonly string[]])[] = [
  [/乐园|游乐/, ["乐园", "滑梯", "沙坑", "秋千", "跷跷板", "游乐场"]],
  [/健身/, ["健身器材", "健身角", "单杠", "漫步机", "健身区"]],
  [/车库$/, ["车库", "地库"]],
  [/^b1$/, ["负一", "负1", "地下一层", "-1楼", "b1层"]],
  [/^b2$/, ["负二", "负2", "地下二层", "-2楼", "b2层"]],
  [/车棚|充电/, ["车棚", "充电棚", "充电桩", "充电点"]],
  [/垃圾/, ["垃圾房", "垃圾屋", "垃圾站", "垃圾点", "垃圾亭"]],
  [/地铁/, ["地铁口", "出站口"]],
  [/底商|商铺|商业街/, ["底商", "门面", "商铺"]],
  [/物业/, ["物业办公室", "物业中心", "物业前台"]],
  [/球场/, ["球场", "篮球场"]],
  [/泳池/, ["泳池", "游泳池"]],
  [/活动/, ["活动室", "活动中心", "老年活动室"]],
  [/食堂|餐/, ["食堂", "助餐点", "长者食堂"]],
  [/快递|驿站/, ["快递柜", "驿站"]],
  [/湖|池/, ["湖边", "水池", "人工湖", "景观湖"]],
];

interface Said {
  readonly path: string;
  readonly at: number;
}

/** The first place the texts name that the estate has. What people say of themselves (我6栋的) only when nothing else is named. */
function firstSaid(texts: readonly string[], estate: Estate, home: string | null, here: string | null): string | null {
  const text = texts.join(" ");
  const found: Said[] = [];
  const ofSelf: Said[] = [];
  for (const match of text.matchAll(
    /(我们?家?(?:是|住|在)?)?([a-z]|\d{1,2}|[一二三四五六七八九十]{1,3})(?:号楼|栋|幢|座|#|号(?=\d?单元))(?:[-]?(\d{1,2}|[一二三四五六七八九十]{1,2})(?:单元|门(?!口)|梯))?(的)?/g,
  )) {
    const [, self, building = "", unit, of] = match;
    const path = estate.buildings.get(numberOf(building) ?? building);
    if (!path) continue;
    const deeper = unit ? childUnit(path, unit, estate) : null;
    const said = { path: deeper ?? unitNear(text, path, estate) ?? path, at: match.index };
    (self && of ? ofSelf : found).push(said);
  }
  for (const match of text.matchAll(/(?<![\d-])(\d{1,2})-(\d)(?:-\d{2,4})?(?![\d-])/g)) {
    const path = estate.buildings.get(match[1]!);
    const unit = path && childUnit(path, match[2]!, estate);
    if (unit) found.push({ path: unit, at: match.index });
  }
  const taken: [number, number][] = [];
  for (const [name, path] of estate.names) {
    const at = text.indexOf(name);
    if (at < 0 || taken.some(([from, to]) => at < to && from < at + name.length)) continue;
    taken.push([at, at + name.length]);
    found.push({ path: deepest(path, text, estate), at });
  }
  if (found.length === 0) {
    const unit = /(?:^|[^\d号楼栋])([1-9]|[一二三四五六七八九])(?:单元|门洞|门栋)/.exec(text)?.[1];
    const building = [home && isUnit(home) ? parentOf(home) : home, here].find((path) => path && isBuilding(path));
    const path = unit && building ? childUnit(building, unit, estate) : null;
    if (path) return path;
    // "B2" alone, when the estate's garage has such a level.
    return ofSelf[0]?.path ?? null;
  }
  found.sort((a, b) => a.at - b.at);
  const [first] = found;
  // What is named first is where it is; a deeper name of the same place says it better.
  return found.reduce((best, { path }) => (areaCovers(best, path) ? path : best), first!.path);
}

function unitNear(text: string, building: string, estate: Estate): string | null {
  const unit = /(?:^|[^\d])([1-9]|[一二三四五六七八九])单元/.exec(text)?.[1];
  return unit ? childUnit(building, unit, estate) : null;
}

/** A level of a garage that is named apart from it. */
function deepest(path: string, text: string, estate: Estate): string {
  for (const [name, other] of estate.names) if (other.startsWith(`${path}/`) && text.includes(name)) return other;
  return path;
}

function childUnit(building: string, unit: string, estate: Estate): string | null {
  const number = numberOf(unit);
  const path = `${building}/${number}单元`;
  return estate.paths.has(path) ? path : null;
}

/** Where somebody lives by their nick: 3-2-501 王姐, 4栋娟娟, 佳佳妈6-1-404, 四巷小敏. Null when it does not say. */
function placeInNick(nick: string, estate: Estate): string | null {
  const plain = fold(nick);
  const dashed = /(?<!\d)(\d{1,2})[-—#栋](?:(\d{1,2})(?:[-—单元]+|$|(?=[^\d])))?(\d{3,4})?/.exec(plain);
  const worded = /([a-z]|\d{1,2}|[一二三四五六七八九十]{1,3})(?:号楼|栋|幢|座|#)(?:(\d|[一二三四])单元)?/.exec(plain);
  for (const [building, unit] of [
    [worded?.[1], worded?.[2]],
    [dashed?.[1], dashed?.[2]],
  ]) {
    const path = building ? estate.buildings.get(numberOf(building) ?? building) : undefined;
    if (path) return (unit && childUnit(path, unit, estate)) || path;
  }
  return estate.names.find(([name]) => /[巷街弄里坊组]$/.test(name) && plain.includes(name))?.[1] ?? null;
}

const spots =
  /[左右里外]?[侧边]?(?:那[台部])?电梯|[左右]梯|单元门|大门|玻璃门|楼道|楼梯间?|走廊|大堂|大厅|天台|楼顶|屋顶|外墙|阳台|厨房|卫生间|厕所|客厅|卧室|天花板|吊顶|坡道|井盖|路灯|车位|道闸|垃圾桶|垃圾房|垃圾屋|滑梯|秋千|沙坑|凉亭|健身器材|车棚|充电桩|消防通道|防火门|绿化带|草坪|花坛|水管|下水道|沙井|化粪池|配电箱|电表箱|水箱|泵房|门禁|监控|快递柜|信报箱|扶手|台阶|窗台|围墙|管井|地漏|宽带|公告栏/;

function spotIn(texts: readonly string[]): string | null {
  for (const text of texts) {
    const match = spots.exec(text);
    if (match) return match[0];
  }
  return null;
}

function lastOf(path: string): string | null {
  return path.includes("/") ? path.slice(path.lastIndexOf("/") + 1) : null;
}
function parentOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf("/"), 0)) || path;
}
function isUnit(path: string): boolean {
  return /\/\d+单元$/.test(path);
}
function isBuilding(path: string): boolean {
  return buildingNumber(fold(lastOf(path) ?? "")) !== null;
}
