-- What is unread in a group, and what a group is owed, is found by one index alone: of two that begin with the state a planner took the
-- other, and went through what was so in all groups.
DROP INDEX "inbox_event_group_id_state_id_idx";
DROP INDEX "inbox_event_state_received_at_idx";
CREATE INDEX "inbox_event_state_group_id_id_idx" ON "inbox_event"("state", "group_id", "id");
CREATE INDEX "inbox_event_received_at_idx" ON "inbox_event"("received_at");

DROP INDEX "post_group_id_state_id_idx";
DROP INDEX "post_state_lease_until_idx";
CREATE INDEX "post_state_group_id_id_idx" ON "post"("state", "group_id", "id");
CREATE INDEX "post_group_id_created_at_idx" ON "post"("group_id", "created_at");
