-- One cause behind tickets of several groups, and trouble that came back.
ALTER TABLE "ticket" ADD COLUMN     "incident_id" UUID,
ADD COLUMN     "relapse_of_id" UUID;

CREATE INDEX "ticket_incident_id_idx" ON "ticket"("incident_id");
