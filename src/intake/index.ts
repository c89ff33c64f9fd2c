export { accept, type AcceptDeps } from "./accept.ts";
export { raiseAlarm } from "./raise-alarm.ts";
export { type IntakeDeps, takeTurn, type TurnEnd } from "./take-turn.ts";
