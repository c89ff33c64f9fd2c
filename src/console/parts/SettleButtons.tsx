import Button from "antd/es/button";
import type { PostView, SettlePost } from "../../api/posts.ts";
import { send } from "../client.ts";
import { useText } from "../settings.tsx";
import { useMayNot } from "./may-not.ts";
import { useChange } from "./use-change.ts";

/** What a person can say of a post that the house may not settle by itself; nothing for any other. */
export function SettleButtons({ post }: { post: PostView }) {
  const { pending } = useText();
  const mayNot = useMayNot("settle_posts");
  const settle = useChange((body: SettlePost) => send<void>("POST", `/api/posts/${post.id}/settle`, body), {
    ...{ done: pending.settled, touches: [["posts"], ["status"], ["groups"]] },
  });
  const choices = settlements(post);
  if (choices.length === 0) return null;
  return (
    <footer className="event-row">
      {choices.map((as) => (
        <Button
          key={as}
          size="large"
          disabled={settle.isPending || mayNot !== null}
          title={mayNot ?? undefined}
          danger={as === "drop"}
          onClick={() => settle.mutate({ as })}
        >
          {as === "was_not_posted" && post.state === "failed" ? pending.resend : pending.settle[as]}
        </Button>
      ))}
    </footer>
  );
}

/** Withheld and failed posts were surely not sent, so nobody is asked whether they were. */
function settlements({ state }: PostView): readonly SettlePost["as"][] {
  if (state === "uncertain") return ["was_posted", "was_not_posted", "drop"];
  if (state === "failed") return ["was_not_posted", "drop"];
  return state === "withheld" ? ["drop"] : [];
}
