/** What a message carries besides words. `system` is the platform's own line ("… joined the group"). */
export const messageKinds = [
  "text",
  "image",
  "voice",
  "video",
  "file",
  "sticker",
  "link",
  "location",
  "red_packet",
  "system",
  "unknown",
] as const;
export type MessageKind = (typeof messageKinds)[number];
