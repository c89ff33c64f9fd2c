import Button from "antd/es/button";
import { useState } from "react";
import type { PostStaff, StaffId } from "../../api/staff.ts";
import { send } from "../client.ts";
import { useText } from "../settings.tsx";
import { Dialog, DialogForm } from "./Dialog.tsx";
import { emptyPost, isWholePost, PostFields } from "./PostFields.tsx";
import { PlainField } from "./SecretField.tsx";
import { useChange } from "./use-change.ts";

/** Asks who is to work here, as what and where. */
export function InviteDialog({ onClose }: { onClose: () => void }) {
  const { staff } = useText();
  const [name, setName] = useState("");
  const [post, setPost] = useState(emptyPost);
  const invite = useChange((body: PostStaff) => send<StaffId>("POST", "/api/staff", body), {
    ...{ done: staff.invited(name), touches: [["staff"], ["areas"]], after: onClose },
  });
  const unusable = name.trim() === "" || !isWholePost(post) || invite.isPending;
  return (
    <Dialog title={staff.invite} onClose={onClose}>
      <DialogForm
        disabled={unusable}
        onSend={() => isWholePost(post) && invite.mutate({ name, ...post })}
        buttons={
          <Button type="primary" size="large" htmlType="submit" loading={invite.isPending} disabled={unusable}>
            {staff.invite}
          </Button>
        }
      >
        <PlainField label={staff.name} value={name} onChange={setName} autoComplete="off" />
        <PostFields post={post} onChange={setPost} />
      </DialogForm>
    </Dialog>
  );
}
