import { lastAreaName } from "../domain/area.ts";
import type { PostContent } from "../domain/post.ts";
import type { Ticket } from "../domain/ticket.ts";
import { postContent, statusLabels } from "../locales/posts.ts";
import { dueOf, isOwed, labelOf, type OweContext } from "./new-post.ts";

/** The card a group sees of a ticket: the thing, the place, the state, the code. Never who said it, nor what they said. */
export function residentCard(ticket: Ticket, context: OweContext): PostContent {
  const party = context.speaking.parties.find(({ id }) => id === ticket.partyId)?.name ?? null;
  const owed = isOwed(ticket);
  const code = ticket.code;
  return postContent("card", {
    code,
    category: labelOf(ticket.category, context),
    place: residentPlace(ticket, context),
    status: statusLabels[ticket.status],
    party: owed || ticket.status === "escalated" ? party : null,
    due: owed ? dueOf(ticket, party, context) : null,
    news: owed || ticket.status === "escalated" || ticket.status === "half_solved" ? ticket.publicNote : null,
    households: ticket.households.filter(({ leftAt }) => leftAt === null).length,
    hint: ticket.status === "resolved" ? `好了请回“好了 ${code}”，没好回“没好 ${code}”` : null,
  });
}

/** Where it is, as a neighbour would say it: the area below the group's estate and the spot, never a room. */
export function residentPlace(ticket: Ticket, { speaking }: OweContext): string {
  const groupDepth = speaking.group.areaPath.split("/").length;
  const names = ticket.areaPath.split("/");
  const below = names.slice(Math.max(0, Math.min(groupDepth - 1, names.length - 1)));
  const where = below.length > 0 ? below.join("") : lastAreaName(ticket.areaPath);
  // A spot is the resident's word; only one of the known kind is repeated to the group.
  return `${where}${ticket.spot && sayableSpots.has(ticket.spot) ? ticket.spot : ""}`;
}

/** Spots that may be named in a group. Anything else a resident called a place stays with staff. */
const sayableSpots = new Set(
  "电梯 楼道 楼梯 楼梯间 大门 单元门 门厅 一楼大厅 地下室 车库 车棚 充电桩 充电棚 垃圾房 垃圾桶 花园 绿化带 儿童乐园 健身角 健身器材 消防通道 消防栓 楼顶 天台 外墙 水管 下水道 井盖 路灯 围墙 门禁 道闸 水箱 配电房 电表箱 快递柜 停车位".split(
    " ",
  ),
);
