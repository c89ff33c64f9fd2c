export { checkEgress, type EgressVerdict } from "./egress.ts";
export { newPost, type OweContext } from "./new-post.ts";
export { oweAlarm } from "./owe-alarm.ts";
export { oweAnswer } from "./owe-answer.ts";
export { digestLine, owePosts, staffNote } from "./owe-posts.ts";
export { staffCard, staffChoices } from "./staff-card.ts";
