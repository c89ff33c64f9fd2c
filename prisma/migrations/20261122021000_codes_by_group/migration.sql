-- A code of four letters is said in its group: unique in the whole house, a million tickets would use all of them up, and long before that
-- every other new one would be taken.
DROP INDEX "ticket_code_key";
CREATE UNIQUE INDEX "ticket_code_group_id_key" ON "ticket"("code", "group_id");
