import { useQuery } from "@tanstack/react-query";
import { type Role, roles } from "../../domain/authority.ts";
import { areasQuery, partiesQuery } from "../queries.ts";
import { useText } from "../settings.tsx";
import { LabelledSelect } from "./LabelledSelect.tsx";

/** A post as it is being asked for. */
export interface PostAsked {
  readonly role: Role | null;
  readonly areaPath: string | null;
  readonly partyId: string | null;
}

/** A post of which nothing is chosen yet. */
export const emptyPost: PostAsked = { role: null, areaPath: null, partyId: null };

/** True when a post is named as far as the house needs it. */
export function isWholePost(post: PostAsked): post is PostAsked & { readonly role: Role; readonly areaPath: string } {
  return post.role !== null && post.areaPath !== null && (post.role === "party") === (post.partyId !== null);
}

/** The role, the area, and for a handler the party. */
export function PostFields({ post, onChange }: { post: PostAsked; onChange: (post: PostAsked) => void }) {
  const { staff, roles: roleWords } = useText();
  const { data: areas = [] } = useQuery(areasQuery);
  const { data: parties = [] } = useQuery(partiesQuery);
  return (
    <>
      <LabelledSelect
        label={staff.role}
        value={post.role}
        onChange={(role) => onChange({ ...post, role, partyId: role === "party" ? post.partyId : null })}
        options={roles.map((role) => ({ value: role, label: roleWords[role] }))}
      />
      <LabelledSelect
        label={staff.area}
        value={post.areaPath}
        onChange={(areaPath) => onChange({ ...post, areaPath })}
        options={areas.map((path) => ({ value: path, label: path }))}
      />
      {post.role === "party" && (
        <LabelledSelect
          label={staff.party}
          value={post.partyId}
          onChange={(partyId) => onChange({ ...post, partyId })}
          options={parties.map(({ id, name }) => ({ value: id, label: name }))}
        />
      )}
      <p className="hint">{staff.secondAdmin}</p>
    </>
  );
}
