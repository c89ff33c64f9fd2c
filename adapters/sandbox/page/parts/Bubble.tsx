import type { SandboxText } from "../../../../src/locales/sandbox.ts";
import type { SandboxMessageView } from "../../sandbox-api.ts";
import { pictures, stickers } from "../pictures.ts";
import { useText } from "../sandbox-context.tsx";
import { Icon } from "./Icon.tsx";
import { voiceSeconds } from "./line-of.ts";

/** What a message says, in the shape its kind has. */
export function Bubble({ message }: { message: SandboxMessageView }) {
  const text = useText();
  const { kind, text: words } = message;
  switch (kind) {
    case "text":
      return <Words className="bubble" words={words} />;
    case "image":
    case "video":
      return <Picture message={message} />;
    case "voice":
      return <Voice words={words} text={text} />;
    case "sticker":
      return <Sticker words={words} />;
    case "red_packet":
      return (
        <div className="red-packet">
          <p className="red-packet-words">
            <Icon of="redPacket" />
            <span>
              <bdi>{words}</bdi>
              <small>{text.redPacketOpen}</small>
            </span>
          </p>
          <p className="red-packet-foot">{text.redPacketLabel}</p>
        </div>
      );
    case "file":
      return <Attached of="link" label={text.fileLabel} words={words} />;
    case "link":
      return <Attached of="link" label={text.linkLabel} words={words} />;
    case "location":
      return <Attached of="location" label={text.location} words={words.replace(/^\[位置\]\s*/, "")} />;
    default:
      return <Words className="bubble bubble-odd" words={words || text.unknownKind} />;
  }
}

/** Direction marks in somebody's words end with them: `bdi` keeps the page's own order. */
function Words({ className, words }: { className: string; words: string }) {
  return (
    <div className={className}>
      <bdi>{words}</bdi>
    </div>
  );
}

function Picture({ message }: { message: SandboxMessageView }) {
  const text = useText();
  const { picture, text: words } = message;
  const source = picture === null ? undefined : pictures[picture];
  const caption = words.replace(/^\[图片\]\s*/, "");
  if (source)
    return (
      <img className="picture" src={source} alt={text.scenes[picture ?? ""] ?? caption} width="240" height="180" />
    );
  return (
    <div className="picture picture-told">
      <Icon of="picture" />
      <bdi>{caption || text.picture}</bdi>
    </div>
  );
}

function Voice({ words, text }: { words: string; text: SandboxText }) {
  const seconds = voiceSeconds(words);
  return (
    <div className="voice">
      <div className={`bubble voice-bar voice-${Math.min(4, Math.ceil(seconds / 6))}`}>
        <Icon of="voice" />
        <span aria-hidden="true">{seconds}″</span>
        <span className="aside-text">{text.voice(seconds)}</span>
      </div>
      {words && (
        <p className="voice-text">
          <bdi>{words}</bdi>
          <small>{text.voiceText}</small>
        </p>
      )}
    </div>
  );
}

function Sticker({ words }: { words: string }) {
  const drawn = stickers[words];
  return (
    <div className={drawn ? "sticker sticker-drawn" : "sticker"}>
      {drawn && (
        <span className="sticker-face" aria-hidden="true">
          {drawn}
        </span>
      )}
      <bdi>{words}</bdi>
    </div>
  );
}

function Attached({ of, label, words }: { of: "link" | "location"; label: string; words: string }) {
  return (
    <div className="attached">
      <p>
        <bdi>{words}</bdi>
        <span className={`attached-mark attached-${of}`}>
          <Icon of={of} />
        </span>
      </p>
      <small>{label}</small>
    </div>
  );
}
