export { createDesk, type Desk, type MoveRequest, type RemarkRefusal, type RemarkRequest } from "./desk.ts";
export { type PressDeps, press } from "./press.ts";
export { showAnew } from "./show-anew.ts";
