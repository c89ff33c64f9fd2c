export { type AcceptDeps, accept } from "./accept.ts";
export { askPlatform } from "./ask-platform.ts";
export { raiseAlarm } from "./raise-alarm.ts";
export { type IntakeDeps, type TurnEnd, takeTurn } from "./take-turn.ts";
