import Button from "antd/es/button";
import { useState } from "react";
import type { PostStaff, StaffId } from "../../api/staff.ts";
import { send } from "../client.ts";
import { useText } from "../settings.tsx";
import { Dialog, DialogForm } from "./Dialog.tsx";
import { DutyFields, emptyDuty, isWholeDuty } from "./DutyFields.tsx";
import { PlainField } from "./SecretField.tsx";
import { useChange } from "./use-change.ts";

/** Asks who is to work here, as what and where. */
export function InviteDialog({ onClose }: { onClose: () => void }) {
  const { staff } = useText();
  const [name, setName] = useState("");
  const [duty, setDuty] = useState(emptyDuty);
  const invite = useChange((body: PostStaff) => send<StaffId>("POST", "/api/staff", body), {
    ...{ done: staff.invited(name), touches: [["staff"], ["areas"]], after: onClose },
  });
  const unusable = name.trim() === "" || !isWholeDuty(duty) || invite.isPending;
  return (
    <Dialog title={staff.invite} onClose={onClose}>
      <DialogForm
        disabled={unusable}
        onSend={() => isWholeDuty(duty) && invite.mutate({ name, ...duty })}
        buttons={
          <Button type="primary" size="large" htmlType="submit" loading={invite.isPending} disabled={unusable}>
            {staff.invite}
          </Button>
        }
      >
        <PlainField label={staff.name} value={name} onChange={setName} autoComplete="off" />
        <DutyFields duty={duty} onChange={setDuty} />
      </DialogForm>
    </Dialog>
  );
}
