import type { EmergencyKind } from "../domain/emergency.ts";

/** The languages the house speaks in a group: Chinese first. */
export type EmergencyLocale = "zh" | "en";

interface Advice {
  /** The number to call, first, and what to do until help comes. */
  readonly zh: string;
  readonly en: string;
}

/**
 * Fixed advice for each danger, from public guidance of the fire, medical and police services; no word of it depends on a
 * resident's or a model's. The number stands first: whoever reads only four characters has read the right ones.
 */
const advice: Readonly<Record<EmergencyKind, Advice>> = {
  lift_trapped: {
    zh: "有人不适请打120，救援打119。按轿厢里的警铃，靠壁蹲稳，不要扒门，门外的人不要撬门。",
    en: "Call 119 to be freed, 120 if anyone feels unwell. Press the alarm, crouch against the wall, do not force the doors.",
  },
  gas: {
    zh: "先打119。不要开关任何电器，不要点火，开窗关阀，人到楼外再打电话。",
    en: "Call 119. Touch no switch and light nothing; open windows, shut the valve, and phone from outside.",
  },
  battery_fire: {
    zh: "先打119并离开。不要用水泼，不要靠近和搬动电池，关好门往楼下走，不坐电梯。",
    en: "Call 119 and leave. No water on it, do not touch the battery; shut the door, take the stairs, not the lift.",
  },
  fire: {
    zh: "先打119并离开。湿毛巾捂口鼻弯腰走楼梯，不坐电梯；烟大出不去就关门堵缝，在窗口呼救。",
    en: "Call 119 and leave. Wet cloth over the mouth, stay low, take the stairs; if smoke blocks the way, seal the door and call from a window.",
  },
  live_wire: {
    zh: "先打110，有人触电打120。离开十米以上，不要碰人和水；能断电的先断电。",
    en: "Call 110, or 120 if someone was shocked. Keep ten metres away, touch neither person nor water; cut the power if you can.",
  },
  unconscious: {
    zh: "先打120。不要搬动，看有没有呼吸；没有呼吸就做胸外按压，有人去取AED。",
    en: "Call 120. Do not move the person; check breathing, and if there is none begin chest compressions and send for an AED.",
  },
  fallen: {
    zh: "先打120和110。不要搬动伤者，围开现场，抬头看有没有继续坠落的东西。",
    en: "Call 120 and 110. Do not move the injured; keep others back and watch for more that may fall.",
  },
  suicide: {
    zh: "先打110。陪着说话，不围观不拍照，不劝将不刺激；全国心理援助热线12356。",
    en: "Call 110. Keep talking, do not crowd or film, do not provoke. National helpline: 12356.",
  },
  drowning: {
    zh: "先打110和120。扔救生圈、长杆或绳子，不会救人的不要下水。",
    en: "Call 110 and 120. Throw a ring, a pole or a rope; do not enter the water untrained.",
  },
  locked_in: {
    zh: "先打119。和里面的人保持说话；车内有孩子、天热，先砸离孩子最远的车窗。",
    en: "Call 119. Keep talking to whoever is inside; for a child in a hot car, break the window farthest from the child.",
  },
  violence: {
    zh: "先打110，有人受伤打120。关门躲开，不围观，不上前拦。",
    en: "Call 110, and 120 if anyone is hurt. Close the door, stay away, do not step between.",
  },
};

/** What the group is told at once: the number, what to do, and who is coming. `place` is a building, never a room; null when not known. */
export function emergencyAdvice(
  kind: EmergencyKind,
  place: string | null,
  options: { readonly locale?: EmergencyLocale; readonly onDutyTold: boolean },
): string {
  if (options.locale === "en") {
    const of = place ? ` about ${place}` : "";
    const coming = options.onDutyTold
      ? `The person on duty has been told${of}.`
      : "Nobody on duty has been reached yet.";
    return `${advice[kind].en} ${coming}`;
  }
  const coming = options.onDutyTold
    ? `${place ? `${place}的情况，` : ""}值班网格员已接到通知。`
    : "值班人员还没有联系上，请不要等。";
  return `${advice[kind].zh}${coming}`;
}

/** What the person on duty is told a page is about. */
export const emergencyLabels: Readonly<Record<EmergencyKind, Advice>> = {
  lift_trapped: { zh: "电梯困人", en: "Trapped in a lift" },
  gas: { zh: "燃气气味", en: "Smell of gas" },
  battery_fire: { zh: "电池起火", en: "Battery fire" },
  fire: { zh: "着火", en: "Fire" },
  live_wire: { zh: "触电、电线落地", en: "Live wire" },
  unconscious: { zh: "有人昏倒", en: "Somebody unconscious" },
  fallen: { zh: "有人坠落", en: "Somebody fell" },
  suicide: { zh: "轻生", en: "Talk of suicide" },
  drowning: { zh: "溺水", en: "Drowning" },
  locked_in: { zh: "有人被锁在里面", en: "Somebody locked in" },
  violence: { zh: "持械、暴力", en: "Violence" },
};
