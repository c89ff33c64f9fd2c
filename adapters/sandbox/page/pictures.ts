import blockedExit from "./pictures/blocked-exit.svg";
import brokenSlide from "./pictures/broken-slide.svg";
import brownWater from "./pictures/brown-water.svg";
import ceilingLeak from "./pictures/ceiling-leak.svg";
import chargingBike from "./pictures/charging-bike.svg";
import darkStairs from "./pictures/dark-stairs.svg";
import fallenTree from "./pictures/fallen-tree.svg";
import liftPuddle from "./pictures/lift-puddle.svg";
import liftStuck from "./pictures/lift-stuck.svg";
import looseManhole from "./pictures/loose-manhole.svg";
import rubbishHeap from "./pictures/rubbish-heap.svg";
import sleepingCat from "./pictures/sleeping-cat.svg";

/** The drawn pictures a resident can send, by the name the log keeps. What each shows is in the page's texts. */
export const pictures: Readonly<Record<string, string>> = {
  "lift-stuck": liftStuck,
  "lift-puddle": liftPuddle,
  "ceiling-leak": ceilingLeak,
  "dark-stairs": darkStairs,
  "rubbish-heap": rubbishHeap,
  "blocked-exit": blockedExit,
  "loose-manhole": looseManhole,
  "charging-bike": chargingBike,
  "broken-slide": brokenSlide,
  "fallen-tree": fallenTree,
  "brown-water": brownWater,
  "sleeping-cat": sleepingCat,
};

/** The stickers one can send: the words the house reads, and how they look. */
export const stickers: Readonly<Record<string, string>> = {
  捂脸: "🤦",
  强: "👍",
  抱拳: "🙏",
  玫瑰: "🌹",
  狗头: "🐶",
  吃瓜: "🍉",
  裂开: "😵",
  早上好: "🌞",
};
