import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "react-router";
import type { PostView } from "../../api/posts.ts";
import { paths } from "../paths.ts";
import { groupPostsQuery } from "../queries.ts";
import { useText } from "../settings.tsx";
import { SettleButtons } from "./SettleButtons.tsx";
import { Loaded } from "./States.tsx";
import { PostStateTag } from "./Timeline.tsx";
import { formatAgo } from "./time.ts";

/** What was last said in a group, fetched when it is opened; what nobody is sure of can be settled on the spot. */
export function RecentPosts({ groupId }: { groupId: string }) {
  const { groups } = useText();
  const [isOpen, setOpen] = useState(false);
  return (
    <details className="recent-posts" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{groups.recent}</summary>
      {isOpen && <Posts groupId={groupId} />}
    </details>
  );
}

function Posts({ groupId }: { groupId: string }) {
  const { groups } = useText();
  const posts = useQuery(groupPostsQuery(groupId));
  return (
    <Loaded query={posts}>
      {(all) =>
        all.length === 0 ? (
          <p className="hint">{groups.noPosts}</p>
        ) : (
          <ol>
            {all.map((post) => (
              <Post key={post.id} post={post} />
            ))}
          </ol>
        )
      }
    </Loaded>
  );
}

function Post({ post }: { post: PostView }) {
  const text = useText();
  return (
    <li>
      <p className="hint">
        <PostStateTag state={post.state} />
        <span>{formatAgo(post.triedAt ?? post.createdAt, new Date(), text)}</span>
        {post.ticket && <Link to={paths.ticket(post.ticket.id)}>{post.ticket.code}</Link>}
        {post.reason && <span>{post.reason}</span>}
      </p>
      <blockquote>{post.text}</blockquote>
      <SettleButtons post={post} />
    </li>
  );
}
