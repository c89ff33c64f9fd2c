import { useState } from "react";
import { sandboxLanguages } from "../../../../src/locales/sandbox.ts";
import type { Words } from "../chat-store.ts";
import { pictures, stickers } from "../pictures.ts";
import { useText } from "../sandbox-context.tsx";
import { Icon } from "./Icon.tsx";

type Drawer = "pictures" | "stickers" | null;

/** What can be sent besides words: pictures, stickers, a red packet, a place. */
export function MorePanel({ onSay }: { onSay: (words: Omit<Words, "quotedRef">) => void }) {
  const text = useText();
  const [drawer, setDrawer] = useState<Drawer>(null);
  if (drawer === "pictures") return <PictureDrawer onSay={onSay} />;
  if (drawer === "stickers") return <StickerDrawer onSay={onSay} />;
  return (
    <div className="panel">
      <PanelButton of="picture" label={text.pictures} act={() => setDrawer("pictures")} />
      <PanelButton of="sticker" label={text.stickers} act={() => setDrawer("stickers")} />
      <PanelButton
        of="redPacket"
        label={text.redPacket}
        act={() => onSay({ kind: "red_packet", text: text.redPacketText, picture: null })}
      />
      <PanelButton
        of="location"
        label={text.location}
        act={() => onSay({ kind: "location", text: text.locationText, picture: null })}
      />
    </div>
  );
}

function PanelButton(props: { of: "picture" | "sticker" | "redPacket" | "location"; label: string; act: () => void }) {
  return (
    <button type="button" className="panel-button" onClick={props.act}>
      <span className="panel-mark">
        <Icon of={props.of} />
      </span>
      {props.label}
    </button>
  );
}

function PictureDrawer({ onSay }: { onSay: (words: Omit<Words, "quotedRef">) => void }) {
  const text = useText();
  return (
    <div className="drawer drawer-pictures">
      {Object.entries(pictures).map(([name, source]) => (
        <button
          key={name}
          type="button"
          onClick={() => {
            // Whoever reads along reads Chinese, whatever language this page is in.
            onSay({ kind: "image", text: `[图片] ${sandboxLanguages.zh.scenes[name]}`, picture: name });
          }}
        >
          <img src={source} alt="" width="240" height="180" loading="lazy" />
          <span>{text.scenes[name]}</span>
        </button>
      ))}
    </div>
  );
}

function StickerDrawer({ onSay }: { onSay: (words: Omit<Words, "quotedRef">) => void }) {
  return (
    <div className="drawer drawer-stickers">
      {Object.entries(stickers).map(([words, face]) => (
        <button key={words} type="button" onClick={() => onSay({ kind: "sticker", text: words, picture: null })}>
          <span className="sticker-face" aria-hidden="true">
            {face}
          </span>
          <span>{words}</span>
        </button>
      ))}
    </div>
  );
}
