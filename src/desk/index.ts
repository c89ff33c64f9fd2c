export { createDesk, type Desk, type MoveRequest } from "./desk.ts";
export { type PressDeps, press } from "./press.ts";
